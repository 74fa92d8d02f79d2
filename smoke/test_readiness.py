"""The deployment should say that it may be given traffic."""

from smokegate.probe.observation import Answer
from smokegate.reading.health import read
from smokegate.reading.problem import told
from smokegate.reading.route import readiness_problems


def test_deployment_is_ready(ready_answer: Answer) -> None:
    """Readiness should answer 2xx and say nothing to the contrary."""
    problems = tuple(readiness_problems(ready_answer, read(ready_answer)))
    assert not problems, told(ready_answer.where, problems)
