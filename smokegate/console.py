"""Writes to whoever listens, as far as they take it: it never raises, and never waits for long.

What a console does not take, or cannot spell, changes no verdict and keeps no message back.
"""

import contextlib
import os
import select
import sys
import time
from collections.abc import Callable
from typing import IO

PATIENCE_S = 10.0
"""Seconds for a reader that stands still; then it misses the rest."""

_PIECE = 512  # bytes that a pipe takes without waiting, once it takes any (POSIX: PIPE_BUF)


def prepare() -> None:
    """To be called first. A descriptor that was closed would be given to the next file opened.

    What a stream cannot spell is shown as an escape.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            with contextlib.suppress(OSError, ValueError):
                reconfigure(errors="backslashreplace")


def write(text: str, stream: IO[str] | None) -> None:
    """Writes the text and a line end; None: there is no such stream."""
    if stream is None:
        return
    encoding = getattr(stream, "encoding", None) or "utf-8"
    raw = f"{text}\n".encode(encoding, "backslashreplace")
    number = number_of(stream)
    if number is None:
        with contextlib.suppress(OSError, ValueError):
            stream.write(raw.decode(encoding))
            stream.flush()
    else:
        _write_all(bytearray(raw), number)


def _write_all(waiting: bytearray, number: int) -> None:
    """As long as some of it is taken; a reader that stands still is waited for once."""
    left = 0
    while len(waiting) != left:
        left = len(waiting)
        if taken(waiting, number, PATIENCE_S):
            return
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)


def number_of(stream: IO[str] | None) -> int | None:
    """The number of the open file behind a stream, all of it written; None where there is none."""
    try:
        if stream is None:
            return None
        stream.flush()
        return stream.fileno()
    except (OSError, ValueError):
        return None


def taken(
    waiting: bytearray,
    number: int,
    patience_s: float,
    clock: Callable[[], float] = time.monotonic,
) -> bool:
    """Writes what waits, as long as it is taken; what was written is removed from `waiting`.

    Returns whether somebody listens still. patience_s: for a reader that takes nothing.
    """
    until = clock() + max(patience_s, 0.0)
    while waiting:
        try:
            _, ready, _ = select.select([], [number], [], max(until - clock(), 0.0))
            if not ready:
                return patience_s <= 0
            del waiting[: os.write(number, waiting[:_PIECE])]
        except BlockingIOError:  # more than one writer on a pipe that does not wait
            if clock() >= until:
                return patience_s <= 0
        except (OSError, ValueError):
            return False
    return True
