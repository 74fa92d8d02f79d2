"""A run that is stopped, or that nothing could be written down of, should not stand in the way."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tests.gate.crash.test_matrix import World, world
from tests.gate.crash.test_resume import resumed

INCONCLUSIVE = 3
NOTHING_LEFT = (0, "nothing to resume: the newest run came to its end")
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("point", [1, 2])  # as its beginning is written down
@pytest.mark.parametrize("command", ["deploy", "rollback", "gate"])
def test_a_run_that_is_stopped_as_it_begins_says_so(
    command: str, point: int, tmp_path: Path
) -> None:
    """It comes to its end, so nothing has to be resumed before the next deploy."""
    stopped = world(tmp_path / "world", "deploy-good")
    release, *options = stopped.arguments[1:]
    ordered = {
        "deploy": (release, *options),
        "rollback": tuple(options),
        "gate": (*options, "--base-url=http://127.0.0.1:9"),
    }[command]
    before = stopped.end()
    code = stopped.run(f"{point}:SIGTERM", command, *ordered)[0]
    end = stopped.end()
    assert end.exit_code == code
    assert code == INCONCLUSIVE
    assert (end.current, end.standings) == (before.current, before.standings)
    assert resumed(stopped) == NOTHING_LEFT
    assert stopped.run(0, *stopped.arguments)[0] == 0


def test_a_rollback_of_which_nothing_is_written_down_is_not_reversed(tmp_path: Path) -> None:
    """On a full disk it switches all the same; who resumes it goes there as well."""
    done = world(tmp_path / "world", "rollback")
    assert done.run(0, *done.arguments)[0] == 0
    end = done.end()
    _forget_the_steps(done)
    code, sentence = resumed(done)
    assert code == 0, sentence
    assert sentence.endswith(f"; rolled back by hand to {end.current[:7]} and verified")
    assert done.end() == replace(end, decision=done.end().decision)  # it cannot say from where
    assert resumed(done) == NOTHING_LEFT


def _forget_the_steps(done: World) -> None:
    """As if the disk had been full from the beginning of the newest run on."""
    connection = sqlite3.connect(done.site.folder / ".smokegate/state.sqlite3")
    with connection:
        (run,) = connection.execute("select id from runs order by fence desc").fetchone()
        connection.execute("delete from steps where run = ?", (run,))
        connection.execute("update runs set ended = null, decision = null where id = ?", (run,))
    connection.close()
