"""Makes a release current: one switch at a time, each written down before and after."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from smokegate.errors import ConfigurationError
from smokegate.gate.drivers.driver import Driver, DriverError, Move
from smokegate.gate.host import HostError
from smokegate.gate.journal import Run
from smokegate.gate.lock import held
from smokegate.gate.signals import SIGNALS
from smokegate.release_id import is_among


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """How a switch went. problem: why it cannot be relied on, or None. status: of its command."""

    problem: str | None = None
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """The driver, behind the journal and a lock of its own.

    The lock is not that of the run: a person who goes back by hand waits for one switch, and not
    for the run that made it. wait_s: for a switch of another run.
    """

    driver: Driver
    run: Run
    lock: Path
    wait_s: float

    def prepare(self, move: Move) -> Switched:
        """Makes the release ready to be switched to; what serves is not touched."""
        return self._done("prepare", lambda: self.driver.prepare(move))

    def ready(self, move: Move) -> Switched:
        """Makes the release to go back to ready, if it does not lie there any more."""
        there = lying(self.driver)
        if there is None or move.to_release is None or is_among(move.to_release, there):
            return Switched()
        return self._done("ready", lambda: self.driver.prepare(move), is_vital=True)

    def make(self, name: str, move: Move, *, is_vital: bool = False) -> Switched:
        """Switches, once, however often the run is carried on. name: of the step.

        is_vital: it is made even if it cannot be written down. Raises OvertakenError, LockedError.
        After one that failed half way no signal keeps it from being undone.
        """
        with self._locked(is_vital=is_vital), SIGNALS.shielded():
            found = self._done(name, lambda: self._switch(move), is_vital=is_vital)
            if found.problem:
                SIGNALS.pass_from_now_on()
            return found

    def irreversible(self, before: str, after: str) -> str | None:
        """Why going back from `after` to `before` is barred, or None."""
        try:
            return self.driver.irreversible(before, after)
        except (DriverError, HostError) as err:
            return f"it cannot be told whether going back is safe ({err})"

    @contextmanager
    def _locked(self, *, is_vital: bool) -> Iterator[None]:
        """Who waits for it may still be stopped: nothing was begun."""
        with ExitStack() as stack:
            try:
                stack.enter_context(held(self.lock, self.run.begun.id, wait_s=self.wait_s))
            except ConfigurationError:
                if not is_vital:
                    raise
            yield

    def _switch(self, move: Move) -> None:
        with suppress(ConfigurationError):  # the driver's own fence is left
            self.run.refuse_if_overtaken()
        self.driver.switch(move)

    def _done(self, name: str, act: Callable[[], None], *, is_vital: bool = False) -> Switched:
        def attempt() -> dict[str, object]:
            try:
                act()
            except (DriverError, HostError, ConfigurationError) as err:
                return {"problem": str(err), "status": getattr(err, "status", None)}
            return {"problem": None, "status": 0}

        found = self.run.do(name, attempt, is_vital=is_vital)
        return Switched(problem=found["problem"], status=found["status"])


def lying(driver: Driver) -> tuple[str, ...] | None:
    """The releases that lie ready; None where nobody can know."""
    try:
        return driver.prepared()
    except (DriverError, HostError):
        return None
