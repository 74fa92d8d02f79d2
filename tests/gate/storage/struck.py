"""A deployment with two releases that are known good, and a disk that fails at a chosen moment."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.gate.deploys.site import Site, site
from tests.gate.storage.disk import Disk, Fault, disk
from tests.live import last_line, run

OPTIONS = ("--contract=contract.toml", "--suite=own", "--", "-q", "-p", "no:allure_pytest")
_SUITE = """import subprocess
from pathlib import Path

ROOT = Path({root!r})


def test_redis() -> None:
    now = (ROOT / "activated").read_text("utf-8").split()[-1]
    subprocess.run(["/bin/sh", {moment!r}, "look", now], check=True)
    assert (ROOT / "releases" / now / "redis").read_text("utf-8").strip() == "ok"
"""
_MOMENT = """[ "$(cat {armed} 2>/dev/null)" = "$1 $2" ] || exit 0
rm {armed}
{strike}
"""


class Place(StrEnum):
    """What lies on the small disk."""

    STATE = "state"
    REPORTS = "reports"
    RELEASES = "releases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Exit code and last line of a command."""

    code: int
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """first, second: known good, the second one current. bad: to be deployed."""

    site: Site
    disk: Disk
    first: str
    second: str
    bad: str

    def arm(self, moment: str, release: str, fault: Fault) -> None:
        """The fault comes when this is done to that release: prepare, activate or look."""
        armed, work = self.site.folder.parent / "armed", self.site.folder
        text = _MOMENT.format(armed=armed, strike=self.disk.command(fault))
        (work / "moment.sh").write_text(text, "utf-8")
        armed.write_text(f"{moment} {release}", "utf-8")

    def smokegate(self, *arguments: str, notify: str = "") -> Ended:
        """The command as a person runs it."""
        done = run(
            "smokegate",
            *arguments,
            folder=self.site.folder,
            environment={"SMOKEGATE_NOTIFY": notify} if notify else None,
        )
        assert "smokegate itself failed" not in done.stdout, done.stderr
        return Ended(code=done.returncode, sentence=last_line(done.stdout or done.stderr))

    @property
    def states(self) -> list[str]:
        """What the messages in the outbox tell of, but for those of the first two deploys."""
        with sqlite3.connect(self.site.folder / ".smokegate/state.sqlite3") as connection:
            assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
            rows = connection.execute("select key from outbox order by rowid").fetchall()
        connection.close()
        return [key.rpartition(":")[2] for (key,) in rows][2:]

    @property
    def current(self) -> str:
        """The release that is current, which is whole."""
        now = self.site.current
        mark = self.site.root / "releases" / now / ".smokegate-ready"
        assert mark.read_text("utf-8").strip() == now
        return now

    def short(self, text: str) -> str:
        """The text with names for the releases and folders."""
        for release, name in ((self.first, "FIRST"), (self.second, "SECOND"), (self.bad, "BAD")):
            text = text.replace(release, name).replace(release[:7], name)
        return text.replace(str(self.site.root), "ROOT")


@contextmanager
def struck(folder: Path, place: Place) -> Iterator[Struck]:
    """One whose state, reports or releases lie on a small disk."""
    with site(folder) as found:
        _settle(found)
        first, second = found.commit("Release 1"), found.commit("Release 2")
        bad = found.commit("Release 3", redis="error")
        for release in (first, second):
            played = ("tests.gate.crash.dying", "0", found.folder.parent / "passed")
            done = run(*played, "deploy", release, *OPTIONS, folder=found.folder)
            assert done.returncode == 0, done.stdout + done.stderr
        folders = {
            Place.STATE: found.folder / ".smokegate",
            Place.REPORTS: found.folder / "reports",
            Place.RELEASES: found.root,
        }
        # the git driver wants 200 MB
        with disk(folders[place], size="256m" if place is Place.RELEASES else "32m") as small:
            yield Struck(site=found, disk=small, first=first, second=second, bad=bad)


def _settle(found: Site) -> None:
    """Its commands and its suite pass the moment at which the disk may fail."""
    moment = found.folder / "moment.sh"
    moment.write_text("", "utf-8")
    file = found.folder / "smokegate.toml"
    text = file.read_text("utf-8")
    for act in ("prepare", "activate"):
        passes = f"/bin/sh {moment} {act} $SMOKEGATE_RELEASE && "
        text = text.replace(f'{act} = "', f'{act} = "{passes}')
    file.write_text(text, "utf-8")
    (found.folder / "own").mkdir()
    suite = _SUITE.format(root=str(found.root), moment=str(moment))
    (found.folder / "own/test_own.py").write_text(suite, "utf-8")
