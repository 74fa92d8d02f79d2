"""What breaks in the harness should have a budget of its own, and never count as a failure."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.gate.test_gate import calls, folder, gate, rollback_to, verdict
from tests.live import Live, last_line

__all__ = ["folder"]

# breaks as often as the file says, then asks the deployment one thing
SUITE = """
import pathlib

LEFT = pathlib.Path("breaks_left")
left = int(LEFT.read_text())
LEFT.write_text(str(max(0, left - 1)))
if left > 0:
    raise ImportError("the suite is broken")


def test_one():
    assert pathlib.Path("is_good").exists(), "it should be good"


def test_two():
    assert True
"""
OWN = ("--suite=own", "--own-checks-only")
QUICK = ("--", "-q", "-p", "no:allure_pytest", "--contract=small.toml")


@pytest.fixture
def broken(folder: Path) -> Path:
    """A working folder with a suite that can break."""
    (folder / "own").mkdir()
    (folder / "own/test_own.py").write_text(SUITE)
    (folder / "is_good").touch()
    return folder


def own_gate(live: Live, folder: Path, *arguments: str, breaks: int) -> tuple[int, str]:
    """Exit status and last line of the gate with that suite."""
    (folder / "breaks_left").write_text(str(breaks))
    done = gate(live.url, *OWN, *arguments, folder=folder, quick=QUICK)
    return done.returncode, last_line(done.stdout)


def reasons(folder: Path) -> list[str]:
    """Those of the last verdict."""
    found: list[str] = verdict(folder)["reasons"]
    return found


def test_a_suite_that_breaks_once_is_asked_again(live: Live, broken: Path) -> None:
    """The verdict is that of the attempt that could see; the other one is only told."""
    code, told = own_gate(live, broken, breaks=1)
    assert (code, told.partition(";")[0]) == (0, "PASSED: 2 of 2 checks passed")
    assert "taken anew: " in "\n".join(reasons(broken))


@pytest.mark.slow
def test_a_suite_that_stays_broken_convicts_nobody(live: Live, broken: Path) -> None:
    """Three times in a row is enough: INCONCLUSIVE, and nothing is rolled back."""
    code, told = own_gate(live, broken, rollback_to(live, "good", broken), breaks=9)
    assert (code, told.partition(":")[0]) == (3, "INCONCLUSIVE (harness)")
    assert (broken / "breaks_left").read_text() == "6"
    assert calls(broken) == []


@pytest.mark.slow
def test_what_broke_does_not_acquit_what_fails(live: Live, broken: Path) -> None:
    """A failure is seen in three attempts that could see, whatever broke between them."""
    (broken / "is_good").unlink()
    code, told = own_gate(live, broken, breaks=2)
    assert (code, told.partition(":")[0]) == (1, "FAILED")
    assert reasons(broken)[0] == (
        "own/test_own.py::test_one failed 3 times and never passed: it should be good"
    )


def test_options_that_pytest_refuses_are_not_tried_again(live: Live, broken: Path) -> None:
    """They would be refused again."""
    done = gate(live.url, *OWN, folder=broken, quick=(*QUICK, "--no-such-option"))
    assert done.returncode == 3, done.stdout
    assert len(verdict(broken)["reports"]) == 1


@pytest.mark.slow
def test_the_history_of_kept_releases_is_remembered(live: Live, broken: Path) -> None:
    """How often a check fails on releases that are kept is what its next trial begins with."""
    own_gate(live, broken, breaks=0)
    own_gate(live, broken, breaks=0)
    with sqlite3.connect(broken / ".smokegate/state.sqlite3") as connection:
        rows = connection.execute("select check_id, looks, failures from history").fetchall()
    assert rows == [("own/test_own.py::test_one", 2, 0), ("own/test_own.py::test_two", 2, 0)]


@pytest.mark.slow
def test_a_history_of_noise_asks_for_more_failures(live: Live, broken: Path) -> None:
    """A check that is known to fail by itself is not convicted by three failures."""
    own_gate(live, broken, breaks=0)
    with sqlite3.connect(broken / ".smokegate/state.sqlite3") as connection:
        connection.execute("update history set looks = 100, failures = 28")
    (broken / "is_good").unlink()
    code, _ = own_gate(live, broken, breaks=0)
    assert code == 1
    trial = verdict(broken)["trials"]["own/test_own.py::test_one"]
    assert (trial["failures"], trial["noise"]) == (6, 0.1)
    kept = json.loads((broken / "reports/runs" / verdict(broken)["run"] / "run.json").read_text())
    assert kept["noise"] == {"own/test_own.py::test_one": 0.1, "own/test_own.py::test_two": 0.1}
