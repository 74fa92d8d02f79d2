"""Runs a child in a process group of its own, under a deadline, and leaves nothing of it behind."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import IO

GRACE_S = 10.0


class InterruptedByPersonError(Exception):
    """SIGTERM or SIGINT: somebody wants this to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a child ended. status: as subprocess gives it. is_late: it was ended at its deadline."""

    status: int
    is_late: bool
    took_s: float


def run(
    argv: Sequence[str],
    *,
    environment: Mapping[str, str],
    deadline_s: float,
    output: IO[str] | int | None = None,
) -> Ended:
    """Runs the command without a shell. Raises OSError if it cannot be started.

    Its whole group is ended with it: a grandchild must not go on asking production.
    """
    started = time.monotonic()
    child = subprocess.Popen(
        list(argv),
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
    )
    is_late = False
    try:
        child.wait(deadline_s)
    except subprocess.TimeoutExpired:
        is_late = True
    finally:
        with uninterruptible():  # a second signal must not leave the group behind
            _end(child)
    return Ended(status=child.returncode, is_late=is_late, took_s=time.monotonic() - started)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Inside, SIGTERM and SIGINT raise InterruptedByPersonError instead of ending the process."""

    def stop(number: int, _frame: FrameType | None) -> None:
        raise InterruptedByPersonError(signal.Signals(number).name)

    with _handled(stop):
        yield


@contextlib.contextmanager
def uninterruptible() -> Iterator[None]:
    """Inside, SIGTERM and SIGINT are let pass: half a rollback is worse than a late one."""

    def let_pass(_number: int, _frame: FrameType | None) -> None:
        return

    with _handled(let_pass):
        yield


@contextlib.contextmanager
def _handled(handler: signal.Handlers | object) -> Iterator[None]:
    numbers = (signal.SIGTERM, signal.SIGINT)
    previous = {number: signal.signal(number, handler) for number in numbers}  # type: ignore[arg-type]
    try:
        yield
    finally:
        for number, one in previous.items():
            signal.signal(number, one)


def _end(child: subprocess.Popen[bytes]) -> None:
    """SIGTERM lets pytest write its report; then SIGKILL for whatever is left of the group."""
    if child.poll() is None:
        _signal_group(child, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(GRACE_S)
    _signal_group(child, signal.SIGKILL)
    child.wait()


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)
