"""The deployment and everything that it depends on should be well."""

import pytest

from smokegate.plugin.concerns.health import Component
from smokegate.probe.observation import Answer
from smokegate.reading.health import (
    Health,
    component_problem,
    degradation_problems,
    freshness_problems,
    leak_problems,
    overall_problems,
)
from smokegate.reading.problem import told


def test_health_is_good(health: Health, tolerated: frozenset[str]) -> None:
    """Health should answer 2xx, say nothing bad, and mean the same in code and body."""
    assert health.problem is None, f"{health.where}: {health.problem}"
    problems = tuple(overall_problems(health, tolerated))
    assert not problems, told(health.where, problems)


def test_component_is_ok(component: Component, health: Health) -> None:
    """Each component that the contract names should be reported as ok."""
    problem = component_problem(health, component.name)
    assert problem is None, problem


def test_health_is_fresh(health_answer: Answer, health: Health, max_age_s: float) -> None:
    """Health should be found out now, not handed out from a cache."""
    assert health.problem is None, f"{health.where}: {health.problem}"
    problems = tuple(freshness_problems(health_answer, health, max_age_s))
    assert not problems, told(health.where, problems)


@pytest.mark.severity("minor")
def test_health_is_not_degraded(health: Health, promised: frozenset[str]) -> None:
    """Health should have nothing to warn of, and no failing part that the contract left out."""
    problems = tuple(degradation_problems(health, promised))
    assert not problems, told(health.where, problems)


@pytest.mark.severity("minor")
def test_health_is_well_written(health: Health) -> None:
    """Health should be written so that every client can read it: UTF-8, typed, with its zone."""
    assert not health.notes, told(health.where, health.notes)


@pytest.mark.severity("minor")
def test_health_tells_no_secrets(health_answer: Answer) -> None:
    """Health should tell no password, key or stack trace to whoever asks."""
    problems = tuple(leak_problems(health_answer))
    assert not problems, told(health_answer.where, problems)
