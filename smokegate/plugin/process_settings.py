"""What a run changes in its own process, and gives back at its end."""

import gc
import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDINGS = (signal.SIGTERM, signal.SIGINT)
_WRITING_S = 10.0
_TALKATIVE = ("httpx", "httpcore", "h2", "hpack")


@contextmanager
def termination_interrupts() -> Iterator[None]:
    """Inside, SIGTERM interrupts the run as Ctrl-C does, for then pytest writes its reports.

    It is what a CI job is cancelled with, and by default it ends the process at once. The first
    signal counts: a second one would only keep the reports from being written, unless the run
    goes on for seconds, as when somebody's code swallowed the first.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may have a say in it
        return
    counted: list[float] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if counted and now - counted[-1] < _WRITING_S:
            return
        counted.append(now)
        raise KeyboardInterrupt(signal.Signals(number).name)

    usual = {number: signal.signal(number, interrupt) for number in _ENDINGS}
    try:
        yield
    finally:
        for number, one in usual.items():
            signal.signal(number, one)


@contextmanager
def files_are_private() -> Iterator[None]:
    """Inside, what is written is readable by its owner alone: answers may hold anything."""
    usual = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(usual)


@contextmanager
def headers_stay_out_of_logs() -> Iterator[None]:
    """Inside, the HTTP stack does not log each header: cookies and states are among them."""
    usual = {name: logging.getLogger(name).level for name in _TALKATIVE}
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        yield
    finally:
        for name, level in usual.items():
            logging.getLogger(name).setLevel(level)


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
