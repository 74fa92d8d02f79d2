"""The git driver where it has to work: a host of busybox and git, and one over ssh."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from smokegate.gate.driver_settings import GitSettings
from smokegate.gate.drivers.driver import DriverError
from smokegate.gate.drivers.git import GitDriver
from smokegate.gate.host import Host, HostError, Local, Ssh
from tests.gate.drivers.conftest import MakeDriver, move
from tests.gate.drivers.repository import Repository
from tests.gate.sshd import NAME, needs_sshd, sshd


@pytest.fixture
def busybox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    """A PATH with nothing on it but busybox and git."""
    program, git = shutil.which("busybox"), shutil.which("git")
    if not (program and git):
        pytest.skip("busybox is not installed")
    folder = tmp_path / "bin"
    folder.mkdir()
    listed = subprocess.run([program, "--list"], check=True, capture_output=True, text=True)
    for applet in listed.stdout.split():
        (folder / applet).symlink_to(program)
    (folder / "git").symlink_to(git)
    monkeypatch.setenv("PATH", str(folder))
    return Local()


@pytest.fixture
def ssh(tmp_path: Path) -> Iterator[Host]:
    """An sshd of our own."""
    with sshd(tmp_path / "sshd") as server:
        host = Ssh(NAME, config=str(server.config))
        yield host
        host.close()


@pytest.mark.parametrize(
    "name", ["busybox", pytest.param("ssh", marks=[pytest.mark.slow, needs_sshd])]
)
def test_deploy_go_back_and_prune(
    name: str, request: pytest.FixtureRequest, remote: Repository, root: Path
) -> None:
    """The same whatever the host is."""
    old, new = remote.commit("it's old"), remote.commit("new", {".smokegate-irreversible": "x"})
    root.mkdir()
    (root / "shared").mkdir()
    (root / "shared/a b").write_text("kept")
    host: Host = request.getfixturevalue(name)
    driver = GitDriver(
        settings=GitSettings(
            repository=str(remote.folder),
            root=str(root),
            prepare='echo "$SMOKEGATE_RELEASE" >built',
            activate='echo "it\'s $SMOKEGATE_RELEASE" >../../active',
            shared=("a b",),
        ),
        host=host,
    )
    assert driver.room() is None
    before = None
    for one in (old, new):
        assert driver.full_id(one[:8]) == one
        driver.prepare(move(one))
        driver.switch(move(one, before=before))
        before = one
    assert (driver.current(), driver.prepared()) == (new, tuple(sorted([old, new])))
    assert driver.irreversible(old, new) == f".smokegate-irreversible of {new[:7]} says: x"
    told = driver.described(old)
    assert told
    assert (told.subject, told.author) == ("it's old", "Ada")
    driver.switch(move(old, before=new, fence=2))
    assert (root / "active").read_text() == f"it's {old}\n"
    assert (root / "current/a b").read_text() == "kept"
    with pytest.raises(DriverError, match="run 2 has switched since, and this is only run 1"):
        driver.switch(move(new))
    assert driver.prune([old], [new]) == ()
    assert driver.prune([], []) == (new,)
    assert driver.current() == old


@pytest.mark.slow
@needs_sshd
def test_a_host_that_is_gone_is_no_failed_switch(
    remote: Repository, root: Path, tmp_path: Path
) -> None:
    """Nobody knows what is current there."""
    settings = GitSettings(repository=str(remote.folder), root=str(root))
    with sshd(tmp_path / "sshd") as server:
        host = Ssh(NAME, config=str(server.config))
    with server.gone(), pytest.raises(HostError, match="Connection refused"):
        GitDriver(settings=settings, host=host).current()


def test_current_is_never_away(driver: MakeDriver, remote: Repository, root: Path) -> None:
    """Whoever reads it while it is switched finds a whole release."""
    host = driver()
    both = [remote.commit(name) for name in ("old", "new")]
    for one in both:
        host.prepare(move(one))
    host.switch(move(both[0]))
    seen, is_over = set[str](), threading.Event()

    def read() -> int:
        count = 0
        while not is_over.is_set():
            seen.add((root / "current/version").read_text())
            count += 1
        return count

    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(read)
        try:
            for turn in range(20):
                host.switch(move(both[turn % 2]))
        finally:
            is_over.set()
        assert reader.result() > 100
    assert seen == {"old\n", "new\n"}


@pytest.mark.slow
def test_of_two_switches_at_once_the_newer_run_wins(
    driver: MakeDriver, remote: Repository, root: Path
) -> None:
    """Whichever begins first; what was activated last is what is current."""
    host = driver(activate='cat version >"$SMOKEGATE_RELEASE.on"; cat version >../../active')
    old, new = remote.commit("old"), remote.commit("new")
    for one in (old, new):
        host.prepare(move(one))

    def switch(to: str, fence: int) -> str:
        try:
            host.switch(move(to, fence=fence))
        except DriverError as err:
            return str(err)
        return ""

    with ThreadPoolExecutor(3) as pool:
        for fence in range(1, 13, 3):
            orders = [(old, fence), (new, fence + 2), (old, fence + 1)]
            told = list(pool.map(switch, *zip(*orders, strict=True)))
            assert host.current() == new
            assert (root / "active").read_text() == "new\n"
            assert told[1] == ""
            assert all("has switched since" in one for one in told if one)


def test_a_lock_whose_owner_is_gone_holds_nobody_up(
    driver: MakeDriver, remote: Repository, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where another process has its number now; one that lives is waited for, and named."""
    host = driver()
    release = remote.commit("first")
    host.prepare(move(release))
    link = root / ".lock.switch"
    for gone in ("999999999.1", "1.1", "nonsense"):
        link.symlink_to(gone)
        host.switch(move(release))
        assert not link.is_symlink()
    born = Path("/proc/self/stat").read_text("utf-8").rpartition(") ")[2].split()[19]
    link.symlink_to(f"{os.getpid()}.{born}")
    monkeypatch.setattr("smokegate.gate.drivers.git.LOCK_S", 1)
    with pytest.raises(DriverError) as caught:
        host.switch(move(release))
    assert str(caught.value) == (
        f"switch on this machine: process {os.getpid()} is still at it after 1 s; "
        "wait for it, or end it"
    )
    assert link.is_symlink()


@pytest.mark.slow
def test_a_full_disk_stops_no_rollback(remote: Repository, tmp_path: Path) -> None:
    """Links need no room; a release does, and what was half made is recovered from. Where nothing
    can be written, nothing is lost.
    """
    mount, umount = shutil.which("mount"), shutil.which("umount")
    disk = tmp_path / "disk"
    disk.mkdir()
    if (
        not (mount and umount)
        or subprocess.run(
            [mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)],
            capture_output=True,
            check=False,
        ).returncode
    ):
        pytest.skip("a small disk cannot be mounted by this user")
    try:
        fill_and_go_back(remote, disk)
    finally:
        subprocess.run([umount, "--lazy", str(disk)], check=True)


def fill_and_go_back(remote: Repository, disk: Path) -> None:
    """Two releases, then a third that does not fit."""
    driver = GitDriver(
        settings=GitSettings(repository=str(remote.folder), root=str(disk / "host")), host=Local()
    )
    old, new = remote.commit("old"), remote.commit("new")
    for one in (old, new):
        driver.prepare(move(one))
        driver.switch(move(one))
    large = remote.commit("large", {"large": "x" * 3_000_000})
    with pytest.raises(DriverError):
        driver.prepare(move(large))
    with pytest.raises(OSError, match="No space left"):
        (disk / "filler").write_bytes(b"x" * 3_000_000)
    room = driver.room()
    assert room is not None
    assert room.endswith("200 MB are needed")
    driver.switch(move(old, before=new, fence=2))
    assert driver.current() == old
    (disk / "filler").unlink()
    assert driver.prune([old, new], []) == (large,)
    mount = str(shutil.which("mount"))
    subprocess.run([mount, "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises(DriverError) as caught:
        driver.switch(move(new, before=old, fence=2))
    assert str(caught.value) == (
        f"switch on this machine: {disk}/host cannot be written "
        "(ln: failed to create symbolic link '.lock.switch': Read-only file system)"
    )
    assert (driver.current(), driver.prepared()) == (old, tuple(sorted([old, new])))
