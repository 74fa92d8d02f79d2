"""HTTP should be spoken well beyond a single GET."""

import pytest

from smokegate.probe.observation import Answer, Observation
from smokegate.reading.problem import told
from smokegate.reading.protocol import head_problems, reuse_problems


@pytest.mark.severity("minor")
def test_head_does_not_crash(front_page: Answer, front_head: Answer) -> None:
    """HEAD, which monitors and caches send, should be answered as GET is, or refused."""
    problems = tuple(head_problems(front_page, front_head))
    assert not problems, told(front_head.where, problems)


@pytest.mark.severity("minor")
def test_connection_can_be_used_again(asked_twice: Answer, second_answer: Observation) -> None:
    """A connection should be good for a second request, unless it was closed in time."""
    problems = tuple(reuse_problems(second_answer))
    assert not problems, told(asked_twice.where, problems)
