"""`smokegate contract` ends as it says: 0, or 2 with one line; first the ways to fail."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from tests.contract.writing import APP, AUTHORIZE, HEALTH, OAUTH, written


def smokegate(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "smokegate", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    "text, fault",
    [
        pytest.param("", "is empty; write at least app", id="empty"),
        pytest.param(
            HEALTH + 'pth = "/"\n',
            "$.health.pth is not a known key; did you mean path?",
            id="unknown-key",
        ),
        pytest.param(
            HEALTH + '"a\\nb" = 1\n',
            '$.health."a\\nb" is not a known key; '
            "known keys: path, format, status, components_at, words, statuses, nullable, service, "
            "timestamp, max_age_s, components, severity",
            id="key-of-two-lines",
        ),
        pytest.param(
            APP + OAUTH + AUTHORIZE + 'client_id = "[[a"\n',
            "$.oauth[0].client_id should be a regular expression, got '[[a' "
            "(unterminated character set at position 0); mend it",
            id="pattern-that-python-warns-of",
        ),
    ],
)
def test_bad_contract_ends_with_2(text: str, fault: str, tmp_path: Path) -> None:
    """One line on stderr, nothing on stdout, no traceback."""
    file = written(tmp_path, text)
    ended = smokegate("contract", "check", str(file))
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", f"{file}: {fault}\n")


def test_missing_file_ends_with_2(tmp_path: Path) -> None:
    """A file that is not there is the user's to mend."""
    file = tmp_path / "nope.toml"
    ended = smokegate("contract", "check", str(file))
    told = f"{file}: there is no such file; give the path of one\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", told)


def test_no_file_ends_with_2() -> None:
    """A command without its argument is a usage error."""
    ended = smokegate("contract", "check")
    assert (ended.returncode, ended.stdout) == (2, "")


def test_shipped_contract_ends_with_0() -> None:
    """One line on stdout says what is promised."""
    ended = smokegate("contract", "check", "smoke/charhub.toml")
    told = (
        "smoke/charhub.toml: a contract of CharHub: "
        "release, health, ready, 1 pages, 2 oauth, 4 routes, edge, latency\n"
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, told, "")


def test_schema_ends_with_0() -> None:
    """The schema on stdout is JSON, and a JSON Schema."""
    ended = smokegate("contract", "schema")
    assert (ended.returncode, ended.stderr) == (0, "")
    jsonschema.Draft202012Validator.check_schema(json.loads(ended.stdout))
