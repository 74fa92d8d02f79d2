"""The deployment and everything that it depends on should be well."""

from smokegate.plugin.concerns.health import Component
from smokegate.probe.observation import Answer
from smokegate.reading.health import (
    Health,
    component_problem,
    freshness_problems,
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
