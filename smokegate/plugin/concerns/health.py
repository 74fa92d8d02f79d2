"""The deployment's word on itself and on what it depends on."""

from dataclasses import dataclass

import pytest

from smokegate.contract import Severity
from smokegate.plugin import asks
from smokegate.plugin.concern import Case, Concern
from smokegate.plugin.settings import Settings
from smokegate.plugin.settling import tolerated_components
from smokegate.plugin.sight import Sight, as_it_came
from smokegate.plugin.survey import Plan
from smokegate.probe.observation import Answer
from smokegate.reading import health as health_reading
from smokegate.reading.health import Health


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One thing that the deployment depends on."""

    name: str
    severity: Severity


@pytest.fixture
def health(sight: Sight) -> Health:
    """The health answer, normalised."""
    return sight.read(asks.health(sight.settings), health_reading.read)


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


def _components(settings: Settings) -> list[Case]:
    promise = settings.contract.health
    return [
        Case(value=Component(name=name, severity=severity), id=name, severity=severity)
        for name, severity in (promise.components if promise else {}).items()
    ]


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
