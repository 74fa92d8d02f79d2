"""`pytest smoke` on three replicas: a bad one, an old one, another one is found; noise is not."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp

from smokegate.demo.releases import find
from smokegate.demo.states import States
from tests.live import ROOT, Case, cases, suite
from tests.replicas.cluster import Edited, cluster, replicas_of

GOOD, OLD = find("good").commit, find("no-shortcuts").commit
CLIENT_ID = "123456789012-a1b2c3d4e5f6.apps.googleusercontent.com"
TARGET = [ROOT / "smoke/test_replicas.py"]


@pytest.fixture(autouse=True)
def shared_states(monkeypatch: pytest.MonkeyPatch) -> None:
    """All replicas of a test remember the same logins, as with Redis."""
    states = States()
    monkeypatch.setattr("smokegate.demo.deployment.States", lambda: states)


def looked(url: str, folder: Path, *arguments: str) -> tuple[int, dict[str, Case]]:
    """Exit status and cases of the checks of replicas."""
    done = suite(url, "-p", "no:allure_pytest", *arguments, folder=folder, target=TARGET)
    return done.returncode, {case.name: case for case in cases(folder / "reports/junit.xml")}


def other_client(headers: MutableHeaders) -> None:
    """Another client id in each login with Google."""
    if CLIENT_ID in headers.get("location", ""):
        headers["location"] = headers["location"].replace(CLIENT_ID, "998877-old.apps.example")


def no_policy(headers: MutableHeaders) -> None:
    """A page without its policy."""
    del headers["content-security-policy"]


def refusing(headers: MutableHeaders) -> None:
    """Headers of an edge, other ones each time."""
    headers["cf-ray"] = f"{id(headers):x}-FRA"
    headers["x-request-id"] = f"{id(headers)}"
    headers["age"] = "0"


def test_three_healthy_replicas_are_green(tmp_path: Path) -> None:
    """With 18 samples of health, page and script, 12 of each login; the report says so."""
    apps = [Edited(app, refusing) for app in replicas_of("good", "good", "good")]
    with cluster(apps) as url:
        status, seen = looked(url, tmp_path)
    assert status == 0, seen
    assert {name: case.properties["observations"] for name, case in seen.items()} == {
        **{
            f"test_every_replica_answers[{name}]": "18"
            for name in ("health", "ready", "page", "script")
        },
        **{f"test_every_replica_answers[{name}]": "12" for name in ("google", "facebook")},
        **{
            f"test_every_replica_is_of_one_release[{name}]": "18"
            for name in ("health", "page", "script")
        },
        **{f"test_every_replica_is_configured_alike[{name}]": "18" for name in ("health", "page")},
        **{
            f"test_every_replica_is_configured_alike[{name}]": "12"
            for name in ("google", "facebook")
        },
        **{f"test_every_replica_knows_the_states[{name}]": "12" for name in ("google", "facebook")},
        "test_processes_stay_up": "18",
        "test_every_replica_tells_the_same_time": "18",
    }
    assert {case.properties["failures"] for case in seen.values()} == {"0"}


@pytest.mark.parametrize(
    "apps, check, told, cause",
    [
        pytest.param(
            [*replicas_of("good", "good"), None],
            "test_every_replica_answers[health]",
            "bad: silence: the connection was ",
            "contract",
            id="dead",
        ),
        pytest.param(
            replicas_of("good", "no-shortcuts", "good"),
            "test_every_replica_is_of_one_release[health]",
            f"release should be the same on every replica, got {GOOD} (",
            "skew",
            id="old",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            [*replicas_of("good", "good"), Edited(replicas_of("good")[0], other_client)],
            "test_every_replica_is_configured_alike[google]",
            f"client_id should be the same on every replica, got {CLIENT_ID} (",
            "skew",
            id="other-client-id",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            replicas_of("good", "missing-script", "good"),
            "test_every_replica_answers[script]",
            "bad: /assets/index-",
            "contract",
            id="asset-missing",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            replicas_of("good", "redis-down", "good"),
            "test_every_replica_answers[health]",
            "bad: status should be 2xx, got 503, redis is error",
            "contract",
            id="unhealthy",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            replicas_of("good", "not-ready", "good"),
            "test_every_replica_answers[ready]",
            "bad: status should be 2xx, got 503",
            "contract",
            id="not-ready",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_one_replica_of_three_is_found(
    apps: Sequence[ASGIApp | None], check: str, told: str, cause: str, tmp_path: Path
) -> None:
    """Dead, old, configured otherwise, without a file, or unhealthy."""
    with cluster(apps) as url:
        status, seen = looked(url, tmp_path)
    case = seen[check]
    assert (status, case.outcome, case.properties["cause"]) == (1, "failure", cause), seen
    assert told in str(case.message)
    assert int(case.properties["failures"]) >= 3


@pytest.mark.slow
def test_a_page_without_its_policy_on_one_replica_is_a_warning(tmp_path: Path) -> None:
    """Headers alone break nothing at once."""
    with cluster([*replicas_of("good", "good"), Edited(replicas_of("good")[0], no_policy)]) as url:
        status, seen = looked(url, tmp_path)
    case = seen["test_every_replica_is_configured_alike[page]"]
    assert (status, case.outcome, case.properties["severity"]) == (0, "skipped", "normal")
    assert "content-security-policy should be the same on every replica" in str(case.message)


@pytest.mark.slow
def test_states_that_only_one_replica_knows_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory that is not shared loses most logins."""
    monkeypatch.setattr("smokegate.demo.deployment.States", States)
    with cluster(replicas_of("good", "good", "good")) as url:
        status, seen = looked(url, tmp_path)
    case = seen["test_every_replica_knows_the_states[google]"]
    assert (status, case.outcome) == (1, "failure")
    assert "every sample should be known to the callback, got" in str(case.message)
    assert "known to the callback that gave it out, got 400 INVALID_STATE" in str(case.message)


@pytest.mark.slow
def test_one_reset_in_a_hundred_accuses_nobody(tmp_path: Path) -> None:
    """A lost connection is a warning of nothing; the report counts it."""
    chance = Random(0)  # noqa: S311  # noise, not a secret
    lost = {number for number in range(20, 2000) if chance.random() < 0.01}
    assert min(lost) <= 60
    with cluster(replicas_of("good", "good", "good"), is_lost=lost.__contains__) as url:
        status, seen = looked(url, tmp_path)
    assert status == 0, seen
    assert {case.outcome for case in seen.values()} == {"passed"}
    assert sum(int(case.properties["failures"]) for case in seen.values()) >= 1


def test_without_samples_the_header_says_so(tmp_path: Path) -> None:
    """--samples=1 turns them off: nothing is collected, and nobody is told that all is well."""
    with cluster(replicas_of("good")) as url:
        done = suite(url, "-p", "no:allure_pytest", "--samples=1", folder=tmp_path, target=TARGET)
    assert done.returncode == 5, done.stdout
    assert "not covered: replicas (--samples=1)" in done.stdout
