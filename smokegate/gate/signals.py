"""What SIGTERM, SIGINT and SIGHUP mean while the gate runs: stop, not yet, or too late."""

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType

_ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class InterruptedByPersonError(Exception):
    """Somebody wants the gate to stop; the text is the signal's name."""


class Signals:
    """Taken at once before there is a verdict, kept while a child is started or ended, and let
    pass once there is a verdict: half a rollback is worse than a late one.
    """

    def __init__(self) -> None:
        self._is_held = False
        self._kept: str | None = None
        self._is_decided = False
        self._is_shielded = False

    @contextmanager
    def shielded(self) -> Iterator[None]:
        """Inside, a signal waits, whatever is started: half a switch is worse than a late one."""
        self._is_shielded = True
        try:
            yield
        finally:
            self._is_shielded = False
        self._take_kept()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Inside, the first signal raises InterruptedByPersonError where it may."""
        usual = {number: signal.signal(number, self._take) for number in _ENDINGS}
        try:
            yield
        finally:
            for number, one in usual.items():
                signal.signal(number, one)

    @contextmanager
    def held(self) -> Iterator[Callable[[], AbstractContextManager[None]]]:
        """Inside, a signal waits; inside of what is given, it is taken at once again."""
        self._is_held = True
        try:
            yield self._released
        finally:
            self._is_held = False
        self._take_kept()

    def take_now(self) -> None:
        """From now on a signal is taken at once: what was kept is raised here."""
        self._is_held = False
        self._take_kept()

    @contextmanager
    def _released(self) -> Iterator[None]:
        try:
            self.take_now()
            yield
        finally:
            self._is_held = True

    def _take_kept(self) -> None:
        if self._kept is not None and not self._is_decided and not self._is_shielded:
            self._is_decided = True
            raise InterruptedByPersonError(self._kept)

    def pass_from_now_on(self) -> None:
        """There is a verdict: what follows is finished, whoever wants what."""
        self._is_decided = True

    def take_again(self) -> None:
        """All that matters is done: what follows may be stopped."""
        self._is_decided, self._kept = False, None

    def _take(self, number: int, _frame: FrameType | None) -> None:
        if self._is_decided:
            return
        name = signal.Signals(number).name
        if self._is_held or self._is_shielded:
            self._kept = name
            return
        self._is_decided = True  # one is enough; a second one would leave the child behind
        raise InterruptedByPersonError(name)


SIGNALS = Signals()
