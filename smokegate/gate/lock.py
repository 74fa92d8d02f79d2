"""One run at a time, and one switch at a time: two that go back at once would undo each other."""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from smokegate.errors import ConfigurationError
from smokegate.private_files import make_folder

_PAUSE_S = 0.2


class LockedError(Exception):
    """Another run holds the lock; the text says which, and since when."""


@contextlib.contextmanager
def held(
    file: Path,
    run: str,
    *,
    wait_s: float = 0.0,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[None]:
    """Holds the lock while the block runs; the kernel frees it if this process dies.

    wait_s: how long to wait for one that another run holds. Raises LockedError with the owner and
    its age if it is still held then.
    """
    handle = _opened(file)
    try:
        _take(handle, file, wait_s, clock, sleep)
        with contextlib.suppress(OSError):  # no room for a name is no reason to stop
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"run {run}, process {os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def is_held(file: Path) -> bool:
    """Whether some process holds this lock now."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)


def _opened(file: Path) -> int:
    """A file that lies there can be locked on a disk that takes nothing any more."""
    try:
        make_folder(file.parent)
        return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as err:
        with contextlib.suppress(OSError):
            return os.open(file, os.O_RDONLY | os.O_CLOEXEC)
        raise ConfigurationError(
            f"{file}: the lock cannot be taken ({err.strerror}); make room and the folder writable"
        ) from err


def _take(
    handle: int,
    file: Path,
    wait_s: float,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> None:
    waited_s = 0.0
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as err:
            if waited_s >= wait_s:
                raise LockedError(_told(handle, file, clock())) from err
            sleep(_PAUSE_S)
            waited_s += _PAUSE_S
        else:
            return


def _told(handle: int, file: Path, now: float) -> str:
    owner = os.read(handle, 200).decode("utf-8", "replace").strip() or "unknown"
    age_s = max(0.0, now - os.fstat(handle).st_mtime)
    return f"{file}: another run holds the lock, {owner}, for {age_s:.0f} s; wait for it"
