"""Which processes of a browser there are, told by the folder for temporary files that they use."""

import os
import select
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def running(folder: Path, *names: str) -> list[int]:
    """Processes of Chromium and of its driver that were started with this folder as TMPDIR."""
    wanted = names or ("chromium", "run-driver")
    return [int(one.name) for one in Path("/proc").iterdir() if _is_of(one, folder, wanted)]


def left(pids: list[int], *, after_s: float) -> list[int]:
    """Those of them that have not ended after so many seconds."""
    return [pid for pid in pids if not _ends(pid, after_s)]


def _is_of(process: Path, folder: Path, names: tuple[str, ...]) -> bool:
    texts = dict(_texts(process))
    is_browser = any(name in texts.get("cmdline", "") for name in names)
    is_here = f"={folder}/" in texts.get("cmdline", "")  # the profile of Chromium
    return is_browser and (is_here or f"TMPDIR={folder}\0" in texts.get("environ", ""))


def _texts(process: Path) -> Iterator[tuple[str, str]]:
    if process.name.isdigit():
        for name in ("cmdline", "environ"):
            with suppress(OSError):  # it has just ended, or is somebody else's
                yield name, (process / name).read_bytes().decode("utf-8", "replace")


def _ends(pid: int, after_s: float) -> bool:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], after_s)[0])
    finally:
        os.close(handle)
