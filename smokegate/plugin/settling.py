"""Waits, before anything is judged, until the deployment is ready and the right one answers."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from smokegate.plugin import asks
from smokegate.plugin.settings import Settings
from smokegate.plugin.survey import Survey
from smokegate.probe.observation import Answer, Ask, Observation
from smokegate.reading import health as health_reading
from smokegate.reading.page import page_problems
from smokegate.reading.problem import Problem
from smokegate.reading.release import seen_release
from smokegate.reading.route import readiness_problems
from smokegate.release_id import is_same_release

IN_A_ROW = 2  # one good answer may come from a worker that is about to go
PAUSE_S = 0.5
_LAST = 1_000_000  # a number that no other sample of the same request has


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How the wait ended. took_s: seconds. missing: what was still wrong at the end, or None.

    silent_s: seconds for which nothing answered at all, up to the end. falls: how often it was
    good and then was not, as in a restart loop.
    """

    took_s: float
    missing: str | None
    silent_s: float = 0.0
    falls: int = 0

    def __str__(self) -> str:
        if self.missing is None:
            fell = f", and was good and fell again {self.falls} times before" if self.falls else ""
            return f"settled after {self.took_s:.1f} s{fell}"
        return f"not settled after {self.took_s:.1f} s: {self.missing}"


def settle(
    settings: Settings,
    survey: Survey,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Settled:
    """Asks on fresh connections until all is well twice in a row, or time is up."""
    started, in_a_row, sample, falls = clock(), 0, 0, 0
    silent_since: float | None = started
    while True:
        sample += 1
        began = clock()
        left_s = max(PAUSE_S, settings.settle_s - (began - started))
        glance = _glance(settings, survey, sample, left_s)
        missing = glance.missing
        falls += glance.is_down and in_a_row > 0
        in_a_row = in_a_row + 1 if missing is None else 0
        if not glance.is_silent:
            silent_since = None
        elif silent_since is None:
            silent_since = began
        now = clock()
        if in_a_row >= IN_A_ROW or now - started + PAUSE_S > settings.settle_s:
            if missing is None and in_a_row < IN_A_ROW:
                missing = f"good only {in_a_row} time in a row"
            silent_s = 0.0 if silent_since is None else now - silent_since
            return Settled(took_s=now - started, missing=missing, silent_s=silent_s, falls=falls)
        sleep(PAUSE_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Glance:
    """missing: what is still wrong, or None. is_down: whether it is not ready, whoever answers.
    is_silent: whether nothing answered at all.
    """

    missing: str | None
    is_down: bool = False
    is_silent: bool = False


def _glance(settings: Settings, survey: Survey, sample: int, left_s: float) -> _Glance:
    contract = settings.contract
    wanted = [
        *([asks.ready(settings)] if contract.ready else []),
        *([asks.health(settings)] if contract.health else []),
        *[asks.page(settings, page) for page in contract.pages[:1]],
    ]
    fresh = [replace(ask, is_fresh=True, sample=-sample) for ask in wanted]
    if not fresh:
        return _Glance(missing=None)
    arrived = survey.within(fresh, left_s)
    survey.forget(fresh)  # an hour of waiting would keep thousands of pages
    late = [ask for ask, one in zip(wanted, fresh, strict=True) if one not in arrived]
    is_silent = not any(isinstance(one, Answer) for one in arrived.values())
    if late:
        return _Glance(
            missing=f"{late[0].line} -> no answer yet", is_down=True, is_silent=is_silent
        )
    seen = {ask: arrived[one] for ask, one in zip(wanted, fresh, strict=True)}
    down = _not_ready(settings, seen)
    return _Glance(
        missing=down or _not_released(settings, seen),
        is_down=down is not None,
        is_silent=is_silent,
    )


def _not_ready(settings: Settings, seen: dict[Ask, Observation]) -> str | None:
    for ask, one in seen.items():
        if not isinstance(one, Answer):
            return one.where
        if told := _broken(settings, ask, one):
            return f"{one.where}: {told}"
    return None


def _broken(settings: Settings, ask: Ask, one: Answer) -> str | None:
    """What the checks of this answer would say first; ready is what they find no fault with."""
    contract = settings.contract
    problems: Iterable[Problem] = ()
    if contract.ready and ask == asks.ready(settings):
        if one.status not in (404, 405) or contract.ready.required:
            problems = readiness_problems(one, health_reading.read(one, contract.ready))
    elif contract.health and ask == asks.health(settings):
        health = health_reading.read(one, contract.health)
        if health.problem:
            return health.problem
        problems = health_reading.overall_problems(health, tolerated_components(settings))
    else:
        problems = page_problems(one)
    return next((str(problem) for problem in problems), None)


def _not_released(settings: Settings, seen: dict[Ask, Observation]) -> str | None:
    identity = settings.contract.release
    if settings.release is None or identity is None:
        return None
    release = release_of(settings, seen)
    if release is None:
        return f"no release is stated, waiting for {settings.release}"
    if not is_same_release(settings.release, release):
        return f"release {release} answers, waiting for {settings.release}"
    return None


def release_of(settings: Settings, seen: dict[Ask, Observation]) -> str | None:
    """The release that these observations state where the contract says, or None."""
    contract = settings.contract
    if contract.release is None:
        return None
    health = seen.get(asks.health(settings)) if contract.health else None
    page = seen.get(asks.page(settings, contract.pages[0])) if contract.pages else None
    return seen_release(
        contract.release,
        health if isinstance(health, Answer) else None,
        page if isinstance(page, Answer) else None,
    )


def release_asks(settings: Settings) -> tuple[Ask, ...]:
    """The requests that show which release answers."""
    contract = settings.contract
    if contract.release is None:
        return ()
    health = (asks.health(settings),) if contract.health and not contract.release.meta else ()
    needs_page = contract.release.meta or (contract.release.header and not contract.health)
    page = (asks.page(settings, contract.pages[0]),) if contract.pages and needs_page else ()
    return (*health, *page)


def is_release_broken(seen: Iterable[Observation]) -> bool:
    """Whether only silence or errors of the server came from where the release is stated."""
    came = list(seen)
    return bool(came) and all(not isinstance(one, Answer) or one.status >= 500 for one in came)


def release_at_the_end(settings: Settings, survey: Survey) -> str | None:
    """The release that answers now, on a fresh connection; None if none is stated."""
    wanted = release_asks(settings)
    fresh = {replace(ask, is_fresh=True, sample=_LAST): ask for ask in wanted}
    survey.observations(fresh)
    seen = survey.arrived(fresh)
    return release_of(settings, {fresh[ask]: one for ask, one in seen.items()})


def tolerated_components(settings: Settings) -> frozenset[str]:
    """Components whose failure does not fail the run."""
    promise = settings.contract.health
    if promise is None:
        return frozenset()
    return frozenset(
        name
        for name, severity in promise.components.items()
        if not severity.is_at_least(settings.fail_on)
    )
