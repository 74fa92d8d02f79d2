"""A run that died should go on where it was; one that was overtaken should act no more."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smokegate.errors import ConfigurationError
from smokegate.gate.journal import Journal, OvertakenError, Run
from smokegate.gate.order import Order, ordered_before
from smokegate.gate.state import State

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SITE = "https://charhub.app"


class DiedError(BaseException):
    """Stands for the death of the process."""


def journal(folder: Path, deployment: str = SITE, now: datetime = NOW) -> Journal:
    """The journal in this folder, opened anew as each process does."""
    return Journal(State(folder / "state.sqlite3"), deployment, lambda: now)


def begun(folder: Path, name: str = "run-1", command: str = "deploy") -> Run:
    """A new run."""
    return journal(folder).begin(name, command, {"release": "abc"}, "ada")


def ended(folder: Path, run: Run, told: str = "done") -> None:
    """The run came to its end."""
    with journal(folder).state.transaction() as connection:
        run.end(connection, {"decision": told})


def dying() -> None:
    """An act that is not survived."""
    raise DiedError


def test_a_step_is_made_once(tmp_path: Path) -> None:
    """Whoever goes through the run again is given what it gave."""
    made = iter(range(1, 9))
    assert begun(tmp_path).do("count", lambda: {"made": next(made)}) == {"made": 1}
    again = journal(tmp_path).open("run-1")
    assert again.do("count", lambda: {"made": next(made)}) == {"made": 1}
    assert next(made) == 2


def test_a_step_that_was_only_intended_is_made_again(tmp_path: Path) -> None:
    """Nobody knows how far it came, so acts are idempotent."""
    run = begun(tmp_path)
    with pytest.raises(DiedError):
        run.do("switch", dying)
    again = journal(tmp_path).open("run-1")
    assert again.is_intended("switch")
    assert again.do("switch", lambda: "made") == "made"


def test_an_older_run_acts_no_more(tmp_path: Path) -> None:
    """Neither a step of its own nor what it has made already."""
    older = begun(tmp_path)
    older.do("prepare", lambda: None)
    newer = begun(tmp_path, "run-2", "rollback")
    made: list[int] = []
    for name in ("prepare", "switch"):
        with pytest.raises(OvertakenError, match=r"^run run-2 of ada began after this one$"):
            older.do(name, lambda: made.append(1))
    with pytest.raises(OvertakenError):
        older.refuse_if_overtaken()
    assert made == []
    assert newer.do("switch", lambda: "made") == "made"


def test_another_deployment_overtakes_nothing(tmp_path: Path) -> None:
    """Each has runs of its own."""
    run = begun(tmp_path)
    journal(tmp_path, "https://other.example").begin("run-2", "deploy", {}, "bob")
    run.refuse_if_overtaken()


def test_only_the_newest_run_can_be_unfinished(tmp_path: Path) -> None:
    """One that was overtaken has nothing left to do."""
    assert journal(tmp_path).unfinished() is None
    begun(tmp_path)
    found = journal(tmp_path).unfinished()
    assert found is not None
    assert (found.id, found.command, found.order, found.by) == (
        "run-1",
        "deploy",
        {"release": "abc"},
        "ada",
    )
    ended(tmp_path, begun(tmp_path, "run-2"))
    assert journal(tmp_path).unfinished() is None


def test_the_log_has_the_newest_first(tmp_path: Path) -> None:
    """With what was decided, or without where it did not come to that."""
    ended(tmp_path, begun(tmp_path), "kept")
    begun(tmp_path, "run-2")
    found = [(run.id, end, said) for run, end, said in journal(tmp_path).ended()]
    assert found == [
        ("run-2", None, None),
        ("run-1", "2026-11-24T12:00:00+00:00", {"decision": "kept"}),
    ]


def test_automatic_rollbacks_of_a_day_are_counted(tmp_path: Path) -> None:
    """Those by hand and those of yesterday are not."""
    for number, (command, now) in enumerate(
        [
            ("deploy", NOW),
            ("gate", NOW - timedelta(hours=23)),
            ("rollback", NOW),
            ("deploy", NOW - timedelta(hours=25)),
        ]
    ):
        run = journal(tmp_path, now=now).begin(f"run-{number}", command, {}, "ada")
        run.do("switch back", lambda: None)
    assert journal(tmp_path).rolled_back_since(NOW - timedelta(days=1)) == 2


def test_what_cannot_be_written_down_is_not_made(tmp_path: Path) -> None:
    """But for what is vital: the way back from a release that is proven bad."""
    run = begun(tmp_path)
    with sqlite3.connect(tmp_path / "state.sqlite3") as connection:
        connection.execute("drop table steps")
    connection.close()
    made: list[int] = []
    with pytest.raises(ConfigurationError):
        run.do("switch", lambda: made.append(1))
    assert made == []
    assert run.do("switch back", lambda: "made", is_vital=True) == "made"


def test_an_order_is_kept_without_what_may_be_secret() -> None:
    """The command of --rollback is asked for again."""
    order = Order(base_url=SITE, rollback="back --token=x", control=("a",), arguments=("-q",))
    kept = order.kept()
    assert "token" not in str(kept)
    with pytest.raises(ConfigurationError, match=r"give it again: smokegate resume --rollback"):
        ordered_before(kept, rollback=None, output=None)
    again = ordered_before(kept, rollback="back", output=None)
    assert (again.control, again.arguments, again.rollback) == (("a",), ("-q",), "back")


BACK = {"exit_status": 0, "to": "old"}
STAYED = {"exit_status": None, "from": "from", "to": "to"}
FAILED_BACK = {"exit_status": 1, "to": "old"}


@pytest.mark.parametrize(
    "command, steps, decision, serving",
    [
        pytest.param("deploy", ["switch"], {"release": "new", "rollback": None}, "new", id="kept"),
        pytest.param("deploy", ["switch"], {"release": "new", "rollback": BACK}, "old", id="back"),
        pytest.param(
            "deploy", ["switch"], {"release": "new", "rollback": FAILED_BACK}, "new", id="stuck"
        ),
        pytest.param(
            "deploy", ["prepare"], {"release": "new", "rollback": None}, "first", id="not-built"
        ),
        pytest.param("gate", [], {"release": "new", "rollback": None}, "new", id="seen"),
        pytest.param(
            "gate",
            [],
            {"release": "new", "rollback": None, "verdict": "INCONCLUSIVE"},
            "first",
            id="only-expected",
        ),
        pytest.param(
            "rollback", [], {"release": "to", "rollback": STAYED}, "from", id="by-hand-not-made"
        ),
        pytest.param("rollback", [], {"release": "old", "rollback": BACK}, "old", id="by-hand"),
        pytest.param("gate", [], {"release": None, "rollback": None}, "first", id="not-seen"),
    ],
)
def test_what_serves_is_what_the_runs_left_current(
    command: str,
    steps: list[str],
    decision: dict[str, object],
    serving: str,
    tmp_path: Path,
) -> None:
    """Where no driver can tell: the newest run that switched, or that saw a release."""
    for name, kind, done, told in (
        ("run-1", "deploy", ["switch"], {"release": "first", "rollback": None}),
        ("run-2", command, steps, decision),
    ):
        run = begun(tmp_path, name, kind)
        for step in done:
            run.do(step, lambda: None)
        with journal(tmp_path).state.transaction() as connection:
            run.end(connection, told)
    assert journal(tmp_path).serving() == serving
