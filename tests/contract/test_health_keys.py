"""How a health answer is to be read can be said in the contract, and only sensibly."""

from pathlib import Path

import pytest

from smokegate.contract_fields import HealthFormat, Meaning, Severity
from tests.contract.writing import APP, HEALTH, loaded, refusal, written

POINTER = "a JSON pointer (RFC 6901)"
FORMATS = ", ".join(HealthFormat)

EVERYTHING = (
    HEALTH
    + r"""
format = "spring"
status = "/data/status"
components_at = "/data/a~1b/~0"
timestamp = "/data/at"
max_age_s = 60
nullable = ["triggerer", "dag processor"]
service = "charhub-api"
words = {alles_gut = "ok", "Betrieb eingeschränkt" = "warn", "kaputt!" = "fail"}
statuses = {429 = "ok", 472 = "warn", 204 = "fail"}

[health.components]
"Database(alias='default')" = "critical"
"Keycloak database connections health check" = "critical"
"database:ping" = "normal"
"db/primary" = "minor"
'the "big" one' = "trivial"
"Übersetzung" = "minor"
"""
)


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    """Each key arrives as it was written, whatever real components are called."""
    health = loaded(tmp_path, EVERYTHING).health
    assert health is not None
    assert health.format is HealthFormat.SPRING
    assert (health.status, health.components_at) == ("/data/status", "/data/a~1b/~0")
    assert health.timestamp == "/data/at"
    assert health.nullable == ("triggerer", "dag processor")
    assert health.service == "charhub-api"
    assert health.words == {
        "alles_gut": Meaning.OK,
        "Betrieb eingeschränkt": Meaning.WARN,
        "kaputt!": Meaning.FAIL,
    }
    assert health.statuses == {"429": Meaning.OK, "472": Meaning.WARN, "204": Meaning.FAIL}
    assert list(health.components.items()) == [
        ("Database(alias='default')", Severity.CRITICAL),
        ("Keycloak database connections health check", Severity.CRITICAL),
        ("database:ping", Severity.NORMAL),
        ("db/primary", Severity.MINOR),
        ('the "big" one', Severity.TRIVIAL),
        ("Übersetzung", Severity.MINOR),
    ]


def test_readiness_is_read_by_the_same_keys(tmp_path: Path) -> None:
    """Kubernetes' and Vault's own readiness need them as much."""
    text = f'{APP}[ready]\npath = "/readyz?verbose"\nformat = "k8s"\nstatuses = {{429 = "ok"}}\n'
    ready = loaded(tmp_path, text).ready
    assert ready is not None
    assert (ready.format, ready.statuses) == (HealthFormat.K8S, {"429": Meaning.OK})


@pytest.mark.parametrize("name", HealthFormat)
def test_each_format_can_be_pinned(name: HealthFormat, tmp_path: Path) -> None:
    """By its name."""
    health = loaded(tmp_path, f'{HEALTH}format = "{name.value}"\n').health
    assert health is not None
    assert health.format is name


@pytest.mark.parametrize(
    "text, told",
    [
        pytest.param(
            'format = "yaml"\n',
            f"$.health.format should be one of {FORMATS}, got 'yaml'; write \"spring\"",
            id="format",
        ),
        pytest.param(
            'status = "status"\n',
            f"$.health.status should be {POINTER}, got 'status'; write \"/data/status\"",
            id="pointer-without-slash",
        ),
        pytest.param(
            'components_at = ""\n',
            f"$.health.components_at should be {POINTER}, got ''; write \"/data/status\"",
            id="pointer-to-everything",
        ),
        pytest.param(
            'timestamp = "/a~2b"\n',
            f"$.health.timestamp should be {POINTER}, got '/a~2b'; write \"/data/status\"",
            id="pointer-with-a-wrong-escape",
        ),
        pytest.param(
            'words = {good = "fine"}\n',
            "$.health.words.good should be one of ok, warn, fail, got 'fine'; write \"warn\"",
            id="meaning",
        ),
        pytest.param(
            'words = {"" = "ok"}\n',
            "$.health.words: a key should be a printable text of 1 to 100 characters, got ''; "
            "rename it",
            id="empty-word",
        ),
        pytest.param(
            'statuses = {4290 = "ok"}\n',
            "$.health.statuses: a key should be an HTTP status from 200 to 599, got '4290'; "
            "rename it",
            id="status-of-four-digits",
        ),
        pytest.param(
            'statuses = {"4xx" = "ok"}\n',
            "$.health.statuses: a key should be an HTTP status from 200 to 599, got '4xx'; "
            "rename it",
            id="class-of-statuses",
        ),
        pytest.param(
            'nullable = "triggerer"\n',
            "$.health.nullable should be a list, each a printable text of 1 to 100 characters, "
            "got 'triggerer'; write [\"database\"]",
            id="nullable-is-text",
        ),
        pytest.param(
            'service = ""\n',
            "$.health.service should be a text that is not empty, got ''; write \"text\"",
            id="service",
        ),
        *(
            pytest.param(
                f'[health.components]\n"{name}" = "minor"\n',
                "$.health.components: a key should be a printable text of 1 to 100 characters, "
                f"got {got}; rename it",
                id=f"component-{case}",
            )
            for case, name, got in (
                ("too-long", "x" * 101, repr("x" * 101)),
                ("escape", "a\\u001b[2J", "'a\\x1b[2J'"),
                ("line-separator", "a\\u2028b", "'a\\u2028b'"),
                ("right-to-left", "a\\u202eb", "'a\\u202eb'"),
            )
        ),
    ],
)
def test_nonsense_is_refused_in_one_line(text: str, told: str, tmp_path: Path) -> None:
    """With the place, the value and the cure."""
    assert refusal(written(tmp_path, HEALTH + text)) == f"charhub.toml: {told}"


@pytest.mark.parametrize("key", ["timestamp", "components", "max_age_s"])
def test_readiness_promises_no_more(key: str, tmp_path: Path) -> None:
    """A key that would do nothing is refused."""
    told = refusal(written(tmp_path, f'{APP}[ready]\npath = "/r"\n{key} = 1\n'))
    assert told.startswith(f"charhub.toml: $.ready.{key} is not a known key; ")
