"""The machine dies and takes a page of the record with it: it is made whole, or that is said."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gate.crash.test_matrix import KILLED, End, World, world
from tests.live import last_line, run

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
PAGE = 4096
STRIDE = 9
UNREADABLE = (
    ".smokegate/state.sqlite3: the record of releases cannot be used (database disk image is "
    "malformed); make room and the folder writable, or move the file away"
)
# changes so many pages that some of them reach the file before the end
_TORN = """import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("pragma cache_size = 1")
connection.execute("begin immediate")
for table, column in (("runs", "by"), ("releases", "contract"), ("steps", "name")):
    connection.execute(f"update {table} set {column} = {column} || hex(randomblob(9000))")
os.kill(os.getpid(), 9)
"""


def half_written(record: Path) -> None:
    """A transaction that was under way: its journal is there, and pages of it in the file."""
    before = record.stat().st_size
    done = subprocess.run([sys.executable, "-c", _TORN, str(record)], check=False)
    assert done.returncode == KILLED
    assert record.with_name(f"{record.name}-journal").stat().st_size > PAGE
    assert record.stat().st_size > before


def half_written_and_torn(record: Path) -> None:
    """The same; the last page is half there."""
    half_written(record)
    record.write_bytes(record.read_bytes()[: -PAGE // 2])


def half_written_and_garbage(record: Path) -> None:
    """The same; the last page and the end of the journal are anything."""
    half_written(record)
    record.write_bytes(record.read_bytes()[:-PAGE] + os.urandom(PAGE))
    with record.with_name(f"{record.name}-journal").open("ab") as journal:
        journal.write(os.urandom(PAGE))


def garbage(record: Path) -> None:
    """What no journal can mend: the last page is anything."""
    record.write_bytes(record.read_bytes()[:-PAGE] + os.urandom(PAGE))


def zeros(record: Path) -> None:
    """The same; it was never written."""
    record.write_bytes(record.read_bytes()[:-PAGE] + bytes(PAGE))


@pytest.mark.parametrize("damage", [half_written, half_written_and_torn, half_written_and_garbage])
@pytest.mark.parametrize("scenario", ["deploy-bad", "rollback"])
def test_a_transaction_that_was_torn_never_was(
    scenario: str, damage: Callable[[Path], None], tmp_path: Path
) -> None:
    """Resumed, the run ends as if nothing had happened."""
    template, wanted, points = ended(scenario, tmp_path)
    for point in range(8, points + 1, STRIDE):
        died = killed(template, point, tmp_path, damage)
        died.run(0, "resume")
        if died.end() != wanted:  # nothing was begun yet
            died.run(0, *died.arguments)
        assert died.end() == wanted, f"killed at point {point} of {points}"


@pytest.mark.parametrize("damage", [garbage, zeros])
def test_a_record_that_is_broken_is_said_to_be(
    damage: Callable[[Path], None], tmp_path: Path
) -> None:
    """Resumed, the bad release is not current, and whatever is not put on record is said.

    It never ends as if there were nothing to carry on, and with the file moved away it goes on.
    """
    template, wanted, points = ended("deploy-bad", tmp_path)
    for point in range(8, points + 1, STRIDE):
        died = killed(template, point, tmp_path, damage)
        code, sentence = told(died, "resume")
        is_whole = is_readable(died) and code == wanted.exit_code
        assert is_whole or UNREADABLE in sentence, (point, sentence)
        if is_whole and UNREADABLE not in sentence:
            assert died.end() == wanted, f"killed at point {point} of {points}"
            continue
        assert code in (1, 2, 3, 4), sentence
        record = died.site.folder / ".smokegate/state.sqlite3"
        record.rename(record.with_name("broken"))
        (died.site.root / ".fence").unlink(missing_ok=True)
        good = died.site.activated[1]
        code, sentence = told(died, "rollback", good, *died.arguments[2:])
        assert code == 0, sentence
        assert died.site.current == good


def ended(scenario: str, folder: Path) -> tuple[World, End, int]:
    """The world before the run, and what is left of one that nothing happened to."""
    template = world(folder / "template", scenario)
    whole = template.copy(folder / "whole")
    _, points = whole.run(0, *whole.arguments)
    return template, whole.end(), points


def killed(template: World, point: int, folder: Path, damage: Callable[[Path], None]) -> World:
    """The run, killed at that point, and its record after the damage."""
    died = template.copy(folder / str(point))
    assert died.run(point, *died.arguments)[0] == KILLED
    damage(died.site.folder / ".smokegate/state.sqlite3")
    return died


def told(died: World, *arguments: str) -> tuple[int, str]:
    """Exit code and last line of a command."""
    passed = died.site.folder / "passed"
    done = run("tests.gate.crash.dying", "0", passed, *arguments, folder=died.site.folder)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, last_line(done.stdout or done.stderr)


def is_readable(died: World) -> bool:
    """Whether SQLite finds nothing wrong with the record."""
    connection = sqlite3.connect(died.site.folder / ".smokegate/state.sqlite3")
    try:
        return bool(connection.execute("pragma integrity_check").fetchone() == ("ok",))
    except sqlite3.Error:
        return False
    finally:
        connection.close()
