"""The deployment's word on itself and on what it depends on."""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from smokegate.contract_fields import Severity
from smokegate.plugin import asks
from smokegate.plugin.concern import Case, Concern
from smokegate.plugin.settings import Settings
from smokegate.plugin.settling import tolerated_components
from smokegate.plugin.sight import Sight, as_it_came
from smokegate.plugin.survey import Plan
from smokegate.probe.observation import Answer
from smokegate.reading.health import Health, names_no_dependency, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One thing that the deployment depends on."""

    name: str
    severity: Severity


@pytest.fixture
def health(sight: Sight) -> Health:
    """The health answer, normalised."""
    promise = sight.settings.contract.health
    assert promise is not None
    ask = asks.health(sight.settings)
    health = sight.read(ask, lambda answer: read(answer, promise))
    if sight.silence is None and not promise.components and names_no_dependency(health):
        sight.notes.append(f"health names no dependency ({promise.path} says no more than ok)")
    return health


@pytest.fixture
def health_answer(sight: Sight) -> Answer:
    """The health answer as it came."""
    return sight.read(asks.health(sight.settings), as_it_came)


@pytest.fixture
def max_age_s(sight: Sight) -> float:
    """How old, in seconds, the health answer may be."""
    promise = sight.settings.contract.health
    assert promise is not None
    assert promise.max_age_s is not None
    return promise.max_age_s


@pytest.fixture
def tolerated(sight: Sight) -> frozenset[str]:
    """Components whose failure does not fail the run."""
    return tolerated_components(sight.settings)


@pytest.fixture
def promised(sight: Sight) -> frozenset[str]:
    """Components that have a check of their own."""
    promise = sight.settings.contract.health
    return frozenset(promise.components if promise else ())


def _components(settings: Settings) -> list[Case]:
    promise = settings.contract.health
    components = promise.components if promise else {}
    return [
        Case(value=Component(name=name, severity=severity), id=id_, severity=severity)
        for (name, severity), id_ in zip(components.items(), _ids(components), strict=True)
    ]


def _ids(names: Iterable[str]) -> list[str]:
    """A name may be any text; an id stands in commands, file names and reports."""
    found = dict[str, None]()
    for name in names:
        plain = re.sub(r"[^\w.:/-]+|:(?=:)", "-", name, flags=re.ASCII).strip("-") or "component"
        again = (f"{plain}-{count}" for count in itertools.count(2))
        found[next(one for one in itertools.chain((plain,), again) if one not in found)] = None
    return list(found)


def _promised(settings: Settings) -> Severity | None:
    promise = settings.contract.health
    return promise.severity if promise else None


def _freshness(settings: Settings) -> Severity | None:
    promise = settings.contract.health
    return promise.severity if promise and promise.max_age_s else None


CONCERN = Concern(
    cases={"component": _components},
    single={"health": _promised, "health_answer": _promised, "max_age_s": _freshness},
    reads={
        "health": lambda run, _: Plan(asks=(asks.health(run),)),
        "health_answer": lambda run, _: Plan(asks=(asks.health(run),)),
    },
)
