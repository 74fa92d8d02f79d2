"""What a run changes in its own process, and gives back at its end."""

import gc
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def termination_interrupts() -> Iterator[None]:
    """Inside, SIGTERM interrupts the run as Ctrl-C does, for then pytest writes its reports.

    It is what a CI job is cancelled with, and by default it ends the process at once.
    """
    usual = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, usual)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Inside, garbage is looked for seldom: a run is short, keeps what it makes, and then ends.

    Looking for it takes a tenth of the run's time, and as much again when the process ends.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt("SIGTERM")
