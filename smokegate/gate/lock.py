"""One gate at a time: two that roll back at once would undo each other."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from smokegate.errors import ConfigurationError


class LockedError(Exception):
    """Another run holds the lock; the text says which."""


@contextlib.contextmanager
def held(file: Path, run: str) -> Iterator[None]:
    """Holds the lock while the block runs; the kernel frees it if this process dies.

    Raises LockedError with the owner if another run holds it.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as err:
        raise ConfigurationError(
            f"{file}: the lock cannot be taken ({err.strerror}); make the folder writable"
        ) from err
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as err:
            owner = os.read(handle, 200).decode("utf-8", "replace").strip() or "unknown"
            raise LockedError(f"{file}: another run holds the lock, {owner}; wait for it") from err
        with contextlib.suppress(OSError):  # no room for a name is no reason to stop
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"run {run}, process {os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)
