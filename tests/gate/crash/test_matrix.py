"""Killed at any point of its journal and resumed, a run should end as if nothing had happened."""

import itertools
import json
import os
import shutil
import sqlite3
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.gate.deploys.site import SETTINGS, Site, made
from tests.gate.drivers.repository import Repository
from tests.gate.sshd import NAME, needs_sshd, sshd
from tests.live import run

PARTS = 4
URL = "http://127.0.0.1:9"
# the user's own commands; what they leave is what the git driver leaves
_COMMANDS = """
[driver]
kind = "command"
prepare = "sh host.sh prepare"
switch = "sh host.sh switch"
current = "sh host.sh current"
"""
_HOST = """set -eu
cd "{root}"
case $1 in
prepare)
  mkdir -p "releases/$SMOKEGATE_TO"
  git --git-dir="{remote}/.git" show "$SMOKEGATE_TO:redis" >"releases/$SMOKEGATE_TO/redis"
  echo "$SMOKEGATE_TO" >"releases/$SMOKEGATE_TO/.smokegate-ready"
  ;;
switch)
  ln -sfn "releases/$SMOKEGATE_TO" "new.$$"
  mv -T "new.$$" current
  echo "$SMOKEGATE_TO" >>activated
  ;;
current) [ ! -L current ] || basename "$(readlink current)" ;;
esac
"""
KILLED = -9
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What is left of a run. activated: without repetition, for an act may be made again."""

    exit_code: int
    decision: str
    activated: list[str]
    current: str
    standings: dict[str, str]
    messages: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A site with two releases that are known good, to be copied; what is done to it.

    settings: further tables; a [driver] takes the place of the usual one. again: what `resume` has
    to be told.
    """

    site: Site
    arguments: tuple[str, ...]
    settings: str = ""
    again: tuple[str, ...] = ()

    def copy(self, folder: Path) -> "World":
        """Another one like it."""
        shutil.copytree(self.site.folder.parent, folder, symlinks=True)
        return replace(self, site=_site(folder, self.settings))

    def run(self, point: int | str, *arguments: str) -> tuple[int, int]:
        """Exit code, and the points that were passed."""
        passed = self.site.folder / "passed"
        done = run(
            "tests.gate.crash.dying", str(point), passed, *arguments, folder=self.site.folder
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, int(passed.read_text("utf-8")) if passed.exists() else 0

    def end(self) -> End:
        """As it is now; every invariant that holds at any end is held against it."""
        connection = sqlite3.connect(self.site.folder / ".smokegate/state.sqlite3")
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        row = connection.execute("select decision from runs order by fence desc limit 1").fetchone()
        assert row[0], "the newest run did not come to its end"
        decision: dict[str, Any] = json.loads(row[0])
        standings = dict(connection.execute("select id, state from releases").fetchall())
        messages = [key for (key,) in connection.execute("select key from outbox order by rowid")]
        connection.close()
        current = self.site.current
        ready = self.site.root / "releases" / current / ".smokegate-ready"
        assert ready.read_text("utf-8").strip() == current, "current is not whole"
        for release, state in standings.items():
            lies = (self.site.root / "releases" / release).is_dir()
            assert lies or state != "known good", f"{release} is known good and was removed"
        return End(
            exit_code=decision["exit"],
            decision=decision["decision"],
            activated=[one for one, _ in itertools.groupby(self.site.activated)],
            current=current,
            standings=standings,
            messages=[key.rpartition(":")[2] for key in messages],
        )


def _site(folder: Path, further: str) -> Site:
    """The site of a folder, its settings written anew for where it lies."""
    found = Site(folder=folder / "work", remote=Repository(folder / "remote"), root=folder / "host")
    settings = SETTINGS.format(url=URL, remote=found.remote.folder, root=found.root)
    if "[driver]" in further:
        settings = settings.partition("[driver]")[0]
    (found.folder / "smokegate.toml").write_text(settings + further, "utf-8")
    commands = _HOST.format(root=found.root, remote=found.remote.folder)
    (found.folder / "host.sh").write_text(commands, "utf-8")
    found.root.mkdir(exist_ok=True)
    (found.folder / "own").mkdir(exist_ok=True)
    return found


def world(folder: Path, scenario: str, settings: str = "") -> World:
    """The site before it happens."""
    made(folder, URL)
    site = _site(folder, settings)
    options = ("--contract=contract.toml", "--suite=own")
    first = World(site=site, arguments=())
    goods = [site.commit(f"Release {number}") for number in range(2)]
    for good in goods:
        assert first.run(0, "deploy", good, *options)[0] == 0
    arguments: tuple[str, ...]
    again: tuple[str, ...] = ()
    match scenario:
        case "deploy-good":
            arguments = ("deploy", site.commit("Release 3"), *options)
        case "deploy-bad":
            arguments = ("deploy", site.commit("Release 3", redis="error"), *options)
        case "deploy-unstartable":
            arguments = ("deploy", site.commit("Release 3", unstartable=""), *options)
        case "gate-bad":
            bad, again = site.commit("Release 3", redis="error"), ("--rollback=sh host.sh switch",)
            released(site, bad)
            arguments = ("gate", f"--base-url={URL}", f"--release={bad}", *again, *options)
        case _:
            arguments = ("rollback", *options)
    return World(site=site, arguments=arguments, settings=settings, again=again)


def released(site: Site, release: str) -> None:
    """Somebody else has deployed it."""
    for act in ("prepare", "switch"):
        subprocess.run(
            ["/bin/sh", "host.sh", act],
            cwd=site.folder,
            env=os.environ | {"SMOKEGATE_TO": release},
            check=True,
        )


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(
    "scenario, code, switches",
    [
        pytest.param("deploy-good", 0, 1, id="deploy-good"),
        pytest.param("deploy-bad", 1, 2, id="deploy-bad"),
        pytest.param("deploy-unstartable", 3, 2, id="deploy-unstartable"),
        pytest.param("rollback", 0, 1, id="rollback"),
    ],
)
def test_a_run_that_is_killed_ends_as_if_it_was_not(
    scenario: str, code: int, switches: int, part: int, tmp_path: Path
) -> None:
    """At each point, and the run that carries it on is killed once as well."""
    _matrix(world(tmp_path / "template", scenario), code, switches, part, tmp_path)


@pytest.mark.parametrize("part", [0, 2])  # every other point
def test_a_gate_with_a_command(part: int, tmp_path: Path) -> None:
    """Its words are not kept, so they are given again."""
    _matrix(world(tmp_path / "template", "gate-bad"), 1, 2, part, tmp_path)


def test_a_deploy_by_commands(tmp_path: Path) -> None:
    """The user's own are made again, but never one that is done; every fourth point."""
    _matrix(world(tmp_path / "template", "deploy-bad", _COMMANDS), 1, 2, 1, tmp_path)


@needs_sshd
@pytest.mark.parametrize(
    "scenario, code, switches, part",
    [
        ("deploy-bad", 1, 2, 0),  # every fourth point, for each takes 10 s
        ("deploy-good", 0, 1, 1),
        ("rollback", 0, 1, 2),
    ],
)
def test_the_same_over_ssh(
    scenario: str, code: int, switches: int, part: int, tmp_path: Path
) -> None:
    """The folders of the releases are on a host of a real sshd."""
    with sshd(tmp_path / "sshd") as server:
        host = f'[host]\nssh = "{NAME}"\nconfig = "{server.config}"\n'
        _matrix(world(tmp_path / "template", scenario, host), code, switches, part, tmp_path)


def _matrix(template: World, code: int, switches: int, part: int, tmp_path: Path) -> None:
    """Every point of this part, each in a world of its own."""
    whole = template.copy(tmp_path / "whole")
    ended, points = whole.run(0, *whole.arguments)
    assert ended == code
    wanted = whole.end()
    assert len(wanted.activated) == 2 + switches
    assert points > 15
    for point in range(1 + part, points + 1, PARTS):
        folder = tmp_path / str(point)
        died = template.copy(folder)
        assert died.run(point, *died.arguments)[0] == KILLED
        _carried_on(died, point)
        assert died.end() == wanted, f"killed at point {point} of {points}"
        shutil.rmtree(folder)


def _carried_on(died: World, point: int) -> None:
    """Resumed until it ends; where nothing was begun yet, it is ordered again."""
    died.run(1 + point % 9, "resume", *died.again)
    died.run(0, "resume", *died.again)
    with sqlite3.connect(died.site.folder / ".smokegate/state.sqlite3") as connection:
        (count,) = connection.execute("select count(*) from runs").fetchone()
    connection.close()
    if count == 2:
        died.run(0, *died.arguments)
