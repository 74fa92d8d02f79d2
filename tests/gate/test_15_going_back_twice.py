"""Item 15: a good release that was just gone back to is left only on purpose."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from smokegate.gate.gone_back import gone_back, why_it_stays
from smokegate.gate.journal import Journal, Run
from smokegate.gate.state import State
from tests.gate.deploys.site import QUICK, Site, site
from tests.live import last_line

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DONE = {"status": 0, "problem": None}


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """The journal of a deployment where nothing happened yet."""
    return Journal(State(tmp_path / "state.sqlite3"), "https://charhub.app", lambda: NOW)


def _run(journal: Journal, command: str, number: int, release: str | None, **steps: object) -> Run:
    run = journal.begin(f"run-{number}", command, {"release": release}, "anna")
    for name, result in steps.items():
        run.do(name.replace("_", " "), partial(_given, result))
    return run


def _given(result: object) -> object:
    return result


def _killed_in(run: Run, step: str) -> None:
    def killed() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.do(step, killed)


def test_nothing_was_gone_back_to(journal: Journal) -> None:
    """No run, or one that switched nothing, is no way back."""
    assert gone_back(journal) is None
    _run(journal, "gate", 1, "c", target={"id": "b"})
    assert gone_back(journal) is None
    assert why_it_stays(journal, "b") is None


@pytest.mark.parametrize(
    "command, release, steps, why",
    [
        pytest.param(
            "deploy",
            "c",
            {"current": "b", "switch": DONE, "target": {"id": "b"}, "switch_back": DONE},
            "deploy run-1 went back to it",
            id="the-gate-of-a-deploy",
        ),
        pytest.param(
            "gate",
            "c",
            {"target": {"id": "b"}, "switch_back": DONE},
            "gate run-1 went back to it",
            id="a-gate",
        ),
        pytest.param(
            "rollback",
            "b",
            {"current": "c", "target": {"id": "b"}, "switch_back": DONE},
            "anna went back to it by hand",
            id="a-person",
        ),
        pytest.param(
            "rollback",
            "b",
            {"switch_back": DONE},
            "anna went back to it by hand",
            id="a-person-on-a-full-disk",
        ),
        pytest.param(
            "deploy",
            "c",
            {"current": "b", "switch": {"status": 1, "problem": "exit 1"}, "undo": DONE},
            "deploy run-1 could not switch, and went back to it",
            id="half-a-switch",
        ),
    ],
)
def test_what_was_gone_back_to_stays(
    journal: Journal, command: str, release: str, steps: dict[str, object], why: str
) -> None:
    """Whoever went back: the line says which release is live, since when and why."""
    _run(journal, command, 1, release, **steps)
    assert why_it_stays(journal, "b") == (
        f"b is known good and live since 2026-11-24T12:00:00+00:00: {why}"
    )
    assert why_it_stays(journal, "c") is None


def test_a_way_back_that_was_killed_counts(journal: Journal) -> None:
    """After a kill -9 in the switch, what the driver calls current was gone back to as well."""
    run = _run(journal, "rollback", 1, "b", current="c", target={"id": "b"})
    _killed_in(run, "switch back")
    assert why_it_stays(journal, "b") is not None


def test_a_way_back_that_gave_up_does_not_count(journal: Journal) -> None:
    """The driver could not do it, so a person has to go on."""
    failed = {"status": 1, "problem": "it exited 1"}
    _run(journal, "rollback", 1, "b", current="c", target={"id": "b"}, switch_back=failed)
    assert gone_back(journal) is None


def test_a_deploy_after_it_ends_it(journal: Journal) -> None:
    """The newest switch decides; a look at what serves is none."""
    _run(journal, "rollback", 1, "b", target={"id": "b"}, switch_back=DONE)
    _run(journal, "gate", 2, "b")
    assert why_it_stays(journal, "b") is not None
    _run(journal, "deploy", 3, "c", current="b", switch=DONE)
    assert gone_back(journal) is None


@pytest.fixture
def charhub(tmp_path: Path) -> Iterator[Site]:
    """A deployment behind the git driver, nothing deployed yet."""
    with site(tmp_path) as made:
        yield made


def _told(charhub: Site, *arguments: str) -> tuple[int, str]:
    done = charhub.gate(*arguments, *QUICK)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, last_line(done.stdout + done.stderr)


@pytest.mark.slow
def test_after_the_gate_went_back_a_person_has_to_say_so(charhub: Site) -> None:
    """Exit 2 and nothing changed; --again, or an id, goes on, and the good one is left for it."""
    a, b = charhub.commit("Release 1"), charhub.commit("Release 2")
    c = charhub.commit("Release 3", redis="error")
    codes = [charhub.deploy(release).returncode for release in (a, b, c)]
    assert (codes, charhub.current) == ([0, 0, 1], b)
    before = charhub.standings()
    runs = charhub.gate("log", "--json").stdout
    code, line = _told(charhub, "rollback")
    assert code == 2
    assert f"{b[:7]} is known good and live since " in line
    assert f"give --again to go on to {a[:7]}, or name a release; nothing was changed" in line
    assert (charhub.current, charhub.standings()) == (b, before)
    assert json.loads(charhub.gate("log", "--json").stdout) == json.loads(runs)
    code, line = _told(charhub, "rollback", "--again")
    assert (code, charhub.current) == (0, a), line
    assert _told(charhub, "rollback")[0] == 2
    code, line = _told(charhub, "rollback", b)
    assert (code, charhub.current) == (0, b), line
