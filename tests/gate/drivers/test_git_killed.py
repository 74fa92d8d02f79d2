"""kill -9 at any moment of a deploy: `current` is a whole release, and the next run ends it."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.gate.drivers.conftest import move
from tests.gate.drivers.killed import deploy, driver
from tests.gate.drivers.repository import Repository
from tests.gate.sshd import needs_sshd, sshd

pytestmark = pytest.mark.slow
FILES = {f"folder-{n % 5}/file-{n}": f"{n}\n" * 50 for n in range(60)}
MOST_S, MOST_SSH_S = 0.6, 1.5  # after which a deploy has come to its end, mostly


@pytest.mark.parametrize("is_machine", [False, True], ids=["gate", "machine"])
@pytest.mark.parametrize("seed", range(20))
def test_killed_at_any_moment(seed: int, is_machine: bool, remote: Repository, root: Path) -> None:
    """The gate alone, or with it everything that it has started."""
    draw = random.Random(f"{seed}{is_machine}")  # noqa: S311 no secret
    kill_and_go_on(remote, root, draw.uniform(0, MOST_S), is_machine=is_machine)


@needs_sshd
@pytest.mark.parametrize("seed", range(10))
def test_killed_at_any_moment_while_the_host_lives(
    seed: int, remote: Repository, root: Path, tmp_path: Path
) -> None:
    """Over ssh: what was begun there ends with the connection."""
    draw = random.Random(seed)  # noqa: S311 no secret
    with sshd(tmp_path / "sshd") as server:
        after_s = draw.uniform(0, MOST_SSH_S)
        kill_and_go_on(remote, root, after_s, is_machine=False, config=(str(server.config),))


def kill_and_go_on(
    remote: Repository,
    root: Path,
    after_s: float,
    *,
    is_machine: bool,
    config: tuple[str, ...] = (),
) -> None:
    """A deploy that is killed, and what holds then; the deploy again, and what holds then."""
    old, new = (remote.commit(name, FILES | {"version": name}) for name in ("old", "new"))
    host = driver(str(root), str(remote.folder), *config)
    host.prepare(move(old))
    host.switch(move(old))
    argv = (str(root), str(remote.folder), old, new, *config)
    kill_one(argv, after_s, is_machine=is_machine)
    assert_whole(root, {old: "old", new: "new"})
    deploy(*argv)
    assert host.current() == new
    assert_whole(root, {new: "new"})
    assert (root / "active").read_text() == f"{new}\n"
    assert host.prepared() == tuple(sorted([old, new]))
    Repository(root / "mirror.git").git("fsck", "--connectivity-only")
    host.switch(move(old, before=new, fence=2))
    assert_whole(root, {old: "old"})
    host.prune([old, new], [])
    left = {one.name for one in [*root.iterdir(), *(root / "releases").iterdir()]}
    assert left - {"active", "failed", "mirror.git", ".spare"} == {
        "current",
        ".fence",
        "releases",
        old,
        new,
    }


def assert_whole(root: Path, names: dict[str, str]) -> None:
    """What is current is one of these, with all of its files and what its preparation made."""
    release = (root / "current").readlink().name
    files = {name: (root / "current" / name).read_text() for name in (*FILES, "version", "built")}
    assert files == FILES | {"version": names[release], "built": f"{release}\n"}


def kill_one(argv: tuple[str, ...], after_s: float, *, is_machine: bool) -> None:
    """Runs a deploy and kills it."""
    command = [sys.executable, "-m", "tests.gate.drivers.killed", *argv]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as gate:
        assert gate.stdout
        gate.stdout.readline()
        time.sleep(after_s)
        started = descendants(gate.pid)
        for process in [gate.pid, *(started if is_machine else [])]:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue


def descendants(process: int) -> list[int]:
    """Its children, and theirs."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text("utf-8").split()
    except OSError:
        return []
    return [one for child in children for one in (int(child), *descendants(int(child)))]
