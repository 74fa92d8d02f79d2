"""Hands on what a child says, line by line as it is fit to be shown, while the child runs.

The child writes into memory of ours, so that neither a slow nor a closed terminal can stop it, nor
a full disk.
"""

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from smokegate.console import number_of, taken
from smokegate.private_files import FILE
from smokegate.redact import shown_lines

_ONCE = 1 << 16  # bytes read at once
_LONGEST_LINE = 1 << 16  # bytes; a longer one is shown in pieces
_MOST_WAITING = 1 << 24  # bytes for who reads slowly
_PATIENCE_S = 2.0  # for who reads slowly, once the child has ended


@dataclass(slots=True, kw_only=True)
class Forwarding:
    """From a file that grows to whoever listens. source, log, target: numbers of open files.

    Never raises, and never waits while the child runs.
    """

    source: int
    log: int | None
    target: int | None
    clock: Callable[[], float] = time.monotonic
    _at: int = 0
    _begun: bytes = b""
    _waiting: bytearray = field(default_factory=bytearray)

    def step(self) -> None:
        """Hands on the lines that are whole, as many as are taken at once."""
        if len(self._waiting) <= _ONCE:
            self._read()
        self._write(0.0)

    def finish(self) -> None:
        """Hands on the rest; who does not read it in a moment misses it."""
        until = self.clock() + _PATIENCE_S
        while self._read():
            self._write(until - self.clock())
        if self._begun:
            self._put(self._begun)
            self._begun = b""
        self._write(until - self.clock())

    def _read(self) -> bool:
        """Whether there was anything more."""
        try:
            raw = os.pread(self.source, _ONCE, self._at)
        except OSError:
            return False
        self._at += len(raw)
        whole, newline, rest = (self._begun + raw).rpartition(b"\n")
        self._begun = rest
        if newline:
            self._put(whole)
        elif len(rest) > _LONGEST_LINE:
            self._put(rest)
            self._begun = b""
        return bool(raw)

    def _put(self, raw: bytes) -> None:
        text = shown_lines(raw.decode("utf-8", "replace"))
        line = f"{text}\n".encode("utf-8", "replace")
        if self.log is not None:
            with contextlib.suppress(OSError):
                os.write(self.log, line)
        if self.target is not None and len(self._waiting) < _MOST_WAITING:
            self._waiting += line

    def _write(self, patience_s: float) -> None:
        """Writes what waits, as long as it is taken."""
        if self.target is not None and not self._is_taken(self.target, patience_s):
            self.target = None
            self._waiting.clear()

    def _is_taken(self, target: int, patience_s: float) -> bool:
        return taken(self._waiting, target, patience_s, self.clock)


@contextlib.contextmanager
def forwarded(log: Path, output: IO[str] | int | None) -> Iterator[Forwarding]:
    """What the child is to write into, and what hands it on; at the end all of it.

    log: keeps what was said as it was shown, where there is room. output: None for our stdout.
    Raises OSError.
    """
    with contextlib.ExitStack() as stack:
        source, kept = _memory(), _opened(log)
        stack.callback(os.close, source)
        if kept is not None:
            stack.callback(os.close, kept)
        each = Forwarding(source=source, log=kept, target=_target(output))
        stack.callback(each.finish)
        yield each


def _opened(log: Path) -> int | None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
    try:
        return os.open(log, flags, FILE)
    except OSError:
        return None


def _memory() -> int:
    if sys.platform == "linux":
        return os.memfd_create("smokegate")
    else:  # noqa: RET505 - for mypy, which knows the platform
        with tempfile.TemporaryFile() as file:
            return os.dup(file.fileno())


def _target(output: IO[str] | int | None) -> int | None:
    if isinstance(output, int):
        return output if output >= 0 else None
    return number_of(output or sys.__stdout__)
