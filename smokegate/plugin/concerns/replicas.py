"""Repeated samples of the endpoints that matter: one bad replica must not hide behind luck."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import pytest

from smokegate.contract import Oauth
from smokegate.contract_fields import Severity
from smokegate.plugin import asks, sampled
from smokegate.plugin.concern import Case, Concern, Values
from smokegate.plugin.sampled import Endpoint, Kind
from smokegate.plugin.settings import Settings
from smokegate.plugin.sight import Sight, as_it_came
from smokegate.plugin.survey import Plan
from smokegate.probe.observation import Answer, Observation, Silence
from smokegate.reading import processes, replicas
from smokegate.reading.authorization import no_state, no_way_back
from smokegate.reading.health import read
from smokegate.reading.oauth_callback import memory_problems
from smokegate.reading.problem import told
from smokegate.reading.processes import Sign

_MOST_SHOWN = 4

Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lives:
    """What samples of health say of the processes that gave them, the last of them now.

    clocks_s: by how many seconds their clocks may differ.
    """

    where: str
    signs: tuple[Sign, ...]
    clocks_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """What came. faults: of each sample, None of a good one. facts: of each good one."""

    where: str
    faults: tuple[str | None, ...]
    facts: tuple[Facts, ...]


@pytest.fixture
def samples(answering: Endpoint, sight: Sight) -> Samples:
    """Samples of one endpoint."""
    return _taken(answering, sight, lambda _: {})


@pytest.fixture
def identities(identified: Endpoint, sight: Sight) -> Samples:
    """The same, with what tells one release from another."""
    return _taken(identified, sight, lambda one: sampled.identity(sight.settings, identified, one))


@pytest.fixture
def configurations(configured: Endpoint, sight: Sight) -> Samples:
    """The same, with what a configuration sets."""
    is_start = configured.kind is Kind.START
    read = replicas.authorization_facts if is_start else replicas.header_facts
    return _taken(configured, sight, read)


@pytest.fixture
def lives(sight: Sight) -> Lives:
    """Signs of the processes that answer health; some more of now, where they tell their uptime."""
    endpoint = sampled.health_endpoint(sight.settings)
    came = sight.survey.looked(sampled.look(sight.settings, endpoint))
    if any(one.uptime_s is not None for one in _signs(sight.settings, endpoint, came)):
        came += sight.survey.observations(sampled.later(sight.settings, processes.ENOUGH))
    seen = _unrefused(sight, came)
    samples = _kept(sight, seen, [sampled.fault_of(sight.settings, endpoint, one) for one in seen])
    promise = sight.settings.contract.health
    max_age_s = promise.max_age_s if promise else None
    return Lives(
        where=samples.where,
        signs=_signs(sight.settings, endpoint, seen),
        clocks_s=max(processes.CLOCK_S, max_age_s or 0),
    )


@pytest.fixture
def ways_back(provider: Oauth, start: Answer, callback: Answer, sight: Sight) -> Samples:
    """The way back of each sampled start. callback: what is said to a made-up state."""
    if sight.silence or sight.not_provided:
        return _kept(sight, (), ())
    if why := no_way_back(start):
        sight.not_provided = f"{start.where}: {why}"
        return _kept(sight, (), ())
    came = sight.survey.looked(sampled.ways_back(sight.settings, provider))
    seen = [one for one in came if not replicas.is_refusal(one)]
    if not came:
        sight.unmet = told(start.where, [no_state(start)])
    return _kept(sight, seen, [_forgotten(one, callback) for one in seen])


def _taken(endpoint: Endpoint, sight: Sight, read: Callable[[Answer], Facts]) -> Samples:
    settings = sight.settings
    came = sight.survey.looked(sampled.look(settings, endpoint))
    if endpoint.kind is Kind.SCRIPT:
        sight.page = sight.survey.observation(asks.page(settings, endpoint.page))
    if not came:
        page = sight.read(asks.page(settings, endpoint.page), as_it_came)
        sight.not_provided = None if sight.silence else f"{page.where}: no script of its own"
    seen = _unrefused(sight, came)
    faults = [sampled.fault_of(settings, endpoint, one) for one in seen]
    if not sampled.is_required(settings, endpoint) and replicas.is_absent(seen):
        sight.not_provided = (
            f"{replicas.where(seen)}: not provided, and the contract does not require it"
        )
    facts = [
        read(one)
        for one, fault in zip(seen, faults, strict=True)
        if isinstance(one, Answer) and fault is None
    ]
    return _kept(sight, seen, faults, facts)


def _unrefused(sight: Sight, came: Sequence[Observation]) -> list[Observation]:
    seen = [one for one in came if not replicas.is_refusal(one)]
    if came and not seen:
        sight.not_provided = f"{replicas.where(came)}: refused, so that no replica was seen"
    return seen


def _signs(settings: Settings, endpoint: Endpoint, seen: Sequence[Observation]) -> tuple[Sign, ...]:
    promise = settings.contract.health
    is_dated = promise is not None and promise.max_age_s is not None
    return tuple(
        processes.sign(
            one,
            read(one, promise),
            sampled.identity(settings, endpoint, one).get("release"),
            is_dated=is_dated,
        )
        for one in seen
        if isinstance(one, Answer) and not replicas.is_refusal(one)
    )


def _kept(
    sight: Sight,
    seen: Sequence[Observation],
    faults: Sequence[str | None],
    facts: Sequence[Facts] = (),
) -> Samples:
    """The samples; the report says how many, and shows those in full that tell something."""
    good, bad = (
        [one for one, fault in zip(seen, faults, strict=True) if (fault is None) is is_good]
        for is_good in (True, False)
    )
    odd = [good[place] for place in replicas.odd_ones(facts)]
    alike = Counter(tuple(sorted(one.items())) for one in facts)
    sight.samples.extend(seen)
    sight.failures = alike.total() - max(alike.values()) if odd else len(bad)
    sight.seen.extend((odd or bad)[:_MOST_SHOWN])
    if seen and all(isinstance(one, Silence) for one in seen):
        sight.silence = cast(Silence, seen[0])
    return Samples(where=replicas.where(seen), faults=tuple(faults), facts=tuple(facts))


def _forgotten(one: Observation, callback: Answer) -> str | None:
    if isinstance(one, Silence):
        return f"silence: {one.detail}"
    return next(map(str, memory_problems(one, callback)), None)


def _answering(settings: Settings) -> list[Case]:
    return [one.case() for one in sampled.endpoints(settings)]


def _identified(settings: Settings) -> list[Case]:
    stated = settings.contract.release
    kinds = {Kind.PAGE, Kind.SCRIPT} | ({Kind.HEALTH} if stated and not stated.meta else set())
    return [one.case() for one in sampled.endpoints(settings) if one.kind in kinds]


def _configured(settings: Settings) -> list[Case]:
    """Logins break where they are configured otherwise; headers alone break nothing at once."""
    kinds = {Kind.HEALTH, Kind.PAGE, Kind.START}
    found = [one for one in sampled.endpoints(settings) if one.kind in kinds]
    return [one.case(None if one.kind is Kind.START else Severity.NORMAL) for one in found]


def _lives(settings: Settings) -> Severity | None:
    promise = settings.contract.health
    return promise.severity if promise and settings.samples > 1 else None


def _promised_by(cases: Callable[[Settings], list[Case]]) -> Callable[[Settings], Severity | None]:
    """Promised where there is a case; how bad it is, the case says."""
    return lambda run: Severity.BLOCKER if cases(run) else None


def _asked(argument: str) -> Callable[[Settings, Values], Plan]:
    return lambda run, case: Plan(looks=(sampled.look(run, cast(Endpoint, case[argument])),))


CONCERN = Concern(
    cases={"answering": _answering, "identified": _identified, "configured": _configured},
    single={
        "samples": _promised_by(_answering),
        "identities": _promised_by(_identified),
        "configurations": _promised_by(_configured),
        "lives": _lives,
        "ways_back": lambda run: (
            Severity.BLOCKER if run.contract.oauth and run.samples > 1 else None
        ),
    },
    reads={
        "samples": _asked("answering"),
        "identities": _asked("identified"),
        "configurations": _asked("configured"),
        "lives": lambda run, _: Plan(looks=(sampled.look(run, sampled.health_endpoint(run)),)),
        "ways_back": lambda run, case: Plan(
            looks=(sampled.ways_back(run, cast(Oauth, case["provider"])),)
        ),
    },
)
