"""Runs a child in a process group of its own, under a deadline."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from smokegate.gate.signals import SIGNALS

GRACE_S = 10.0
OURS = "SMOKEGATE_"
_MOMENT_S = 0.1
_PR_SET_PDEATHSIG = 1
_PRCTL = getattr(ctypes.CDLL(None), "prctl", None)  # looked up before the fork


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
    without: frozenset[str] = frozenset(),
    leaves_children: bool = False,
    given: int = subprocess.DEVNULL,
    errors: int | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Ended:
    """Runs the command without a shell. Raises OSError if it cannot be started.

    without: names that are kept out of its environment, beside all of ours. leaves_children: what
    it started and left running when it ended in time is its work, and stays; otherwise its group is
    ended with it, so that no grandchild goes on asking production. given: its stdin. errors: where
    its stderr goes; left out, where stdout does. meanwhile: called again and again while it runs;
    must not wait.
    """
    started = time.monotonic()
    is_late = False
    with SIGNALS.held() as release:  # between the start and a name for it nobody could end it
        child = subprocess.Popen(
            list(argv),
            env=inherited(without) | dict(environment),
            stdin=given,
            stdout=output,
            stderr=errors or (subprocess.STDOUT if output is not None else None),
            start_new_session=True,
            preexec_fn=None if leaves_children else _end_with_parent,
        )
        try:
            with release():
                _wait(child, started + deadline_s, meanwhile)
        except subprocess.TimeoutExpired:
            is_late = True
        finally:
            _end(child, leaves_children=leaves_children and not is_late)
    return Ended(status=child.returncode, is_late=is_late, took_s=time.monotonic() - started)


def _wait(
    child: subprocess.Popen[bytes], until: float, meanwhile: Callable[[], None] | None
) -> None:
    """Raises TimeoutExpired at the deadline."""
    while meanwhile:
        meanwhile()
        left_s = until - time.monotonic()
        if left_s <= _MOMENT_S:
            break
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(_MOMENT_S)
            return
    child.wait(until - time.monotonic())


def inherited(without: frozenset[str] = frozenset()) -> dict[str, str]:
    """What a child gets of our environment: all but `without`, and nothing that is ours.

    SMOKEGATE_NOTIFY holds secrets that no child needs; each gets what is documented for it, and
    its own credentials stay.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if name not in without and not name.startswith(OURS)
    }


def _end_with_parent() -> None:
    """Linux: the kernel ends the child with the gate, even where that was killed itself."""
    if _PRCTL is not None:
        _PRCTL(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _end(child: subprocess.Popen[bytes], *, leaves_children: bool) -> None:
    """SIGTERM lets pytest write its report; then SIGKILL for whatever is left of the group."""
    if child.poll() is None:
        leaves_children = False
        _signal_group(child, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(GRACE_S)
    if not leaves_children:
        _signal_group(child, signal.SIGKILL)
    child.wait()


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)
