"""The record should not grow for ever, and forget nothing that is needed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from smokegate.gate.journal import Journal
from smokegate.gate.retention import REMEMBERED, forget_long_ago
from smokegate.gate.state import State

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SITE, OTHER = "https://charhub.app", "https://other.example"


def put(
    state: State, deployment: str, name: str, ago: timedelta, *, has_ended: bool = True
) -> None:
    """A run of that time."""
    run = Journal(state, deployment, lambda: NOW - ago).begin(name, "deploy", {}, "ada")
    run.do("switch", lambda: None)
    if has_ended:
        with state.transaction() as connection:
            run.end(connection, {"exit": 0, "decision": "x"})


def forgotten(state: State) -> list[str]:
    """What is left after it, each with its step."""
    with state.transaction() as connection:
        forget_long_ago(connection, SITE, NOW)
        runs = [run for (run,) in connection.execute("select id from runs order by fence")]
        steps = [run for (run,) in connection.execute("select run from steps order by rowid")]
    assert runs == steps
    return runs


def test_runs_of_long_ago_are_forgotten(tmp_path: Path) -> None:
    """Those of this deployment, died or ended, and no other; fences go on rising."""
    state = State(tmp_path / "state.sqlite3")
    put(state, SITE, "old", REMEMBERED + timedelta(days=1))
    put(state, SITE, "died", REMEMBERED + timedelta(days=1), has_ended=False)
    put(state, OTHER, "other", REMEMBERED + timedelta(days=1))
    put(state, SITE, "young", REMEMBERED - timedelta(days=1))
    put(state, SITE, "new", timedelta(0))
    assert forgotten(state) == ["other", "young", "new"]
    later = Journal(state, SITE, lambda: NOW).begin("next", "gate", {}, "ada")
    assert later.begun.fence == 6


def test_the_newest_run_stays_however_old(tmp_path: Path) -> None:
    """It may have died, and is to be resumed."""
    state = State(tmp_path / "state.sqlite3")
    put(state, SITE, "ended", 3 * REMEMBERED)
    put(state, SITE, "died", 2 * REMEMBERED, has_ended=False)
    assert forgotten(state) == ["died"]
    found = Journal(state, SITE, lambda: NOW).unfinished()
    assert found
    assert found.id == "died"
