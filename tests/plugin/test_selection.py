"""The report says how much of the suite was left out: of the suite, and of nothing else."""

import shutil
from pathlib import Path

import pytest

from tests.live import ROOT, Live, properties, suite


def run(live: Live, folder: Path, copied: Path, *arguments: str) -> int:
    """How many checks the report of a run of the copied suite says were left out."""
    given = ("-p", "smokegate.plugin", f"--rootdir={folder}", *arguments)
    done = suite(live.url, *given, folder=folder, target=[copied])
    assert done.returncode == 0, done.stdout
    return int(properties(folder / "reports/junit.xml")["smokegate.deselected"])


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The suite in a folder of its own, among folders that pytest never looks into."""
    shutil.copytree(ROOT / "smoke", tmp_path / "above/suite")
    for name in ("build", "above/dist", "above/suite/node_modules"):
        (tmp_path / name).mkdir()
    return tmp_path / "above/suite"


def test_what_lies_beside_or_above_the_suite_is_not_of_it(
    live: Live, copied: Path, tmp_path: Path
) -> None:
    """A release is known good though a `build` and a `dist` lie around the suite."""
    (copied / "node_modules").rmdir()
    assert run(live, tmp_path, copied) == 0


@pytest.mark.parametrize(
    "argument, number",
    [
        ("--ignore={suite}/test_edge.py", 2),
        ("--ignore-glob=*/test_[eo]*.py", 3),
        ("--deselect=above/suite/test_release.py", 2),
    ],
)
def test_what_was_left_out_of_the_suite_is_counted(
    argument: str, number: int, live: Live, copied: Path, tmp_path: Path
) -> None:
    """A file counts as one; so does a folder in the suite that pytest was told not to enter."""
    assert run(live, tmp_path, copied, argument.format(suite=copied)) == number
