"""Switching should make a release live whole, or change nothing and say why."""

import subprocess
import sys
from pathlib import Path

import pytest

from smokegate.demo.releases import RELEASES


def switch(*arguments: str | Path) -> tuple[int, str, str]:
    """The exit status and what was said on stdout and stderr."""
    command = [sys.executable, "-m", "smokegate.demo.switch", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    return done.returncode, done.stdout, done.stderr


def test_an_unknown_name_changes_nothing(tmp_path: Path) -> None:
    """A name that is not known ends with 2 and one line that lists the known ones."""
    live = tmp_path / "live"
    live.write_text("good\n")
    known = ", ".join(RELEASES)
    error = f"demo: is not the name of a release, got 'nope'; use one of {known}\n"
    assert switch(live, "nope") == (2, "", error)
    assert live.read_text() == "good\n"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """A file that cannot be written ends with 2 and one line."""
    live = tmp_path / "nowhere" / "live"
    cure = "name a file in a folder of yours"
    error = f"{live}: cannot be replaced, got No such file or directory; {cure}\n"
    assert switch(live, "good") == (2, "", error)


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    """A failed switch removes what it had prepared."""
    live = tmp_path / "live"
    live.mkdir()
    status, _, error = switch(live, "good")
    assert status == 2
    assert error.startswith(f"{live}: cannot be replaced, got Is a directory; ")
    assert list(tmp_path.iterdir()) == [live]


@pytest.mark.parametrize("arguments", [(), ("live",), ("live", "good", "more")])
def test_a_wrong_call_ends_with_2(arguments: tuple[str, ...]) -> None:
    """A call without exactly a file and a name is refused."""
    assert switch(*arguments)[0] == 2


@pytest.mark.parametrize("before", [None, "good\n"], ids=["first", "again"])
def test_a_release_is_made_live(tmp_path: Path, before: str | None) -> None:
    """The file holds the name, whatever it held before, and nothing else is left behind."""
    live = tmp_path / "live"
    if before is not None:
        live.write_text(before)
    assert switch(live, "redis-down") == (0, "", "")
    assert live.read_text() == "redis-down\n"
    assert list(tmp_path.iterdir()) == [live]
