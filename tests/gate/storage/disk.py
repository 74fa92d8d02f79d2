"""A small disk of its own for one folder, and what can go wrong with it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest

_MOUNT, _UMOUNT = shutil.which("mount"), shutil.which("umount")


class Fault(StrEnum):
    """FULL: no byte is left. NO_INODE: no file can be made. READ_ONLY: nothing can be written."""

    FULL = "full"
    NO_INODE = "no-inode"
    READ_ONLY = "read-only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """One that is mounted at a folder."""

    folder: Path

    def strike(self, fault: Fault) -> None:
        """From now on the disk is so."""
        subprocess.run(["/bin/sh", "-c", self.command(fault)], check=True)

    def command(self, fault: Fault) -> str:
        """The same as text for sh, for whoever has to do it in the middle of a run."""
        at = self.folder
        match fault:
            case Fault.FULL:
                return f"dd if=/dev/zero of={at}/filler bs=64k 2>/dev/null; true"
            case Fault.NO_INODE:
                return f"mkdir {at}/filler; while true >{at}/filler/$((n += 1)); do :; done 2>&-; :"
            case Fault.READ_ONLY:  # a disk with a file that is open for writing refuses to be so
                return f"mount --bind {at} {at} && mount -o remount,bind,ro {at}"

    def mend(self) -> None:
        """There is room again, and it can be written."""
        if os.statvfs(self.folder).f_flag & os.ST_RDONLY:
            subprocess.run([str(_UMOUNT), "--lazy", str(self.folder)], check=True)
        filler = self.folder / "filler"
        if filler.is_dir():
            shutil.rmtree(filler)
        filler.unlink(missing_ok=True)


@contextmanager
def disk(folder: Path, *, size: str = "32m", inodes: int = 3000) -> Iterator[Disk]:
    """What is in the folder lies on a disk of this size while the block runs."""
    if os.geteuid() != 0 or not (_MOUNT and _UMOUNT):
        pytest.skip("a small disk cannot be mounted: this is not root, or there is no mount")
    folder.mkdir(parents=True, exist_ok=True)
    before = folder.with_name(f"{folder.name}.before")
    shutil.copytree(folder, before, symlinks=True)
    options = f"size={size},nr_inodes={inodes}"
    done = subprocess.run(
        [_MOUNT, "-t", "tmpfs", "-o", options, "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted: {done.stderr.decode().strip()}")
    try:
        shutil.copytree(before, folder, symlinks=True, dirs_exist_ok=True)
        yield Disk(folder=folder)
    finally:
        Disk(folder=folder).mend()
        subprocess.run([_UMOUNT, "--lazy", str(folder)], check=True)
