"""Room on the disks of this machine: asked for before a run, and kept for its end."""

import contextlib
import os
import shutil
from pathlib import Path

from smokegate.private_files import FILE, make_folder

LEAST_BYTES = 16 << 20  # what the evidence and the record of a run may need
LEAST_INODES = 500
_RESERVED_BYTES, _RESERVED_INODES = 1 << 20, 8
_SCARCE_BYTES, _SCARCE_INODES = _RESERVED_BYTES // 2, 8


def lack_of_room(folder: Path) -> str | None:
    """Why one more run cannot be kept in this folder, made or not, or None."""
    found = _disk(folder)
    if found is None:
        return None
    if found.f_flag & os.ST_RDONLY:
        return f"{folder} is on a disk that is read-only"
    left, inodes = _left(found)
    if left < LEAST_BYTES:
        return f"{folder} has {left >> 20} MB left, {LEAST_BYTES >> 20} MB are needed"
    if inodes < LEAST_INODES:
        return f"{folder} has {inodes} inodes left, {LEAST_INODES} are needed"
    return None


def take_away(file: Path) -> None:
    """Removes what a run before has left, where that can be done."""
    with contextlib.suppress(OSError):
        file.unlink(missing_ok=True)


class Reserve:
    """Files beside the record that are given up when the disk is full.

    With their bytes, and their inodes, what is under way comes to its end and is put on record.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "reserve"

    def keep(self) -> None:
        """Lays it down where there is plenty of room."""
        if self.folder.exists() or lack_of_room(self.folder):
            return
        with contextlib.suppress(OSError):
            make_folder(self.folder)
            for number in range(_RESERVED_INODES):
                (self.folder / f"{number}").touch(FILE)
            (self.folder / "bytes").touch(FILE)
            # random, for there are file systems that keep nothing of zeros
            (self.folder / "bytes").write_bytes(os.urandom(_RESERVED_BYTES))

    def give_up_if_scarce(self) -> None:
        """Makes room with it, where there is hardly any left."""
        found = _disk(self.folder)
        if found is None:
            return
        left, inodes = _left(found)
        if left < _SCARCE_BYTES or inodes < _SCARCE_INODES:
            shutil.rmtree(self.folder, ignore_errors=True)


def _disk(folder: Path) -> os.statvfs_result | None:
    """The one that the folder is on, or will be; None where nobody can know."""
    at = folder.absolute()
    while not at.exists() and at != at.parent:
        at = at.parent
    try:
        return os.statvfs(at)
    except OSError:
        return None


def _left(found: os.statvfs_result) -> tuple[int, int]:
    """Bytes and inodes."""
    inodes = found.f_favail if found.f_files else LEAST_INODES  # some file systems count none
    return found.f_bavail * found.f_frsize, inodes
