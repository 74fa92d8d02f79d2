"""Runs all checks at once, and hands out what they found for a moment."""

import asyncio
import os
from collections.abc import Callable, Iterable
from contextvars import Context
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock
from time import monotonic
from typing import Final

from smokegate.errors import ConfigurationError
from smokegate.health.check import Check, Status
from smokegate.health.look import LookInFlight
from smokegate.health.result import Report, Result

CACHE_S: Final = 1.0
RENEW_S: Final = 30.0
MOST_LEFT: Final = 3
RELEASE: Final = "SMOKEGATE_RELEASE"


class Checkup:
    """All checks of one application; make one for the process, and ask it for reports.

    release: what this process is, else the environment's SMOKEGATE_RELEASE, else unknown.
    cache_s: how long one report is handed out. However many ask, a dependency is touched at most
    once in that time. A look that hangs is not begun again; after 30 s one is left to itself, at
    most three of them, for a server that froze never answers, though another took its place.
    """

    def __init__(
        self,
        checks: Iterable[Check],
        *,
        release: str | None = None,
        cache_s: float = CACHE_S,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.checks = tuple(checks)
        self.release = release or os.environ.get(RELEASE) or None
        _ensure_sound(self.checks, cache_s)
        self._cache_s = cache_s
        self._clock = clock
        self._watches = [_Watch(check, clock, cache_s) for check in self.checks]
        self._report: Report | None = None
        self._good_until = 0.0
        self._run: asyncio.Task[Report] | None = None

    async def report(self) -> Report:
        """What the checks found just now; those who ask at the same time share one run."""
        if self._report is not None and self._clock() < self._good_until:
            return self._report
        loop = asyncio.get_running_loop()
        if self._run is None or self._run.done() or self._run.get_loop() is not loop:
            # an empty context: the run belongs to nobody's request
            self._run = loop.create_task(self._look_at_all(), context=Context())
        return await asyncio.shield(self._run)  # whoever hangs up does so alone

    async def _look_at_all(self) -> Report:
        at = datetime.now(UTC)
        results = await asyncio.gather(*(watch.result() for watch in self._watches))
        report = Report(at=at, release=self.release, results=tuple(results))
        self._report, self._good_until = report, self._clock() + self._cache_s
        return report


class _Watch:
    """One check over time: at most one look at once, but for those that are left to themselves."""

    def __init__(self, check: Check, clock: Callable[[], float], cache_s: float) -> None:
        self._check = check
        self._clock = clock
        self._cache_s = cache_s
        self._left: list[LookInFlight] = []
        self._look: LookInFlight | None = None
        self._last: Result | None = None
        self._good_until = 0.0
        self._lock = Lock()  # several threads may each have an event loop

    async def result(self) -> Result:
        """The last result if its time is not over, else that of the one look in flight."""
        with self._lock:
            if self._last is not None and self._clock() < self._good_until:
                return self._last
            if self._look is None or not self._look.is_running or self._leaves(self._look):
                self._look = LookInFlight(self._check, self._clock)
            look = self._look
        at = datetime.now(UTC)
        outcome = await look.outcome()
        result = Result(
            check=self._check, finding=outcome.finding, latency_ms=outcome.latency_ms, at=at
        )
        # a failure is looked at again soon: kept, it would be all that the next ones see
        is_kept = outcome.finding.status is not Status.FAIL
        kept_s = max(self._cache_s, self._check.every_s if is_kept else 0.0)
        self._good_until, self._last = self._clock() + kept_s, result
        return result

    def _leaves(self, look: LookInFlight) -> bool:
        """Whether a look that hangs is left to itself, so that another one can begin."""
        self._left = [one for one in self._left if one.is_running]
        if look.age_s < RENEW_S or len(self._left) >= MOST_LEFT:
            return False
        self._left.append(look)
        return True


def of_critical(report: Report) -> Report:
    """The same, of the critical checks alone."""
    return replace(report, results=tuple(one for one in report.results if one.check.is_critical))


def _ensure_sound(checks: tuple[Check, ...], cache_s: float) -> None:
    names = [check.name for check in checks]
    if not names:
        raise ConfigurationError(
            "smokegate.health.Checkup: checks should name what the application needs, got none; "
            "an endpoint that looks at nothing is health.liveness()"
        )
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ConfigurationError(
            f"smokegate.health.Checkup: each name should be there once, got {twice[0]!r} "
            f"{names.count(twice[0])} times; give them names of their own"
        )
    if not 0 < cache_s <= 60:
        raise ConfigurationError(
            f"smokegate.health.Checkup: cache_s should be above 0 and at most 60, got {cache_s!r}; "
            "give seconds"
        )
