"""Every other path that the contract names should answer as it says."""

from smokegate.contract import Route
from smokegate.probe.observation import Answer
from smokegate.reading.problem import told
from smokegate.reading.route import route_problems


def test_route_answers_as_promised(route: Route, route_answer: Answer) -> None:
    """A route should have the promised status, type, target and text."""
    problems = tuple(route_problems(route_answer, route))
    assert not problems, told(route_answer.where, problems)
