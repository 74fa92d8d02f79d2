"""The deployment should say that it may be given traffic."""

from smokegate.probe.observation import Answer
from smokegate.reading.health import Health
from smokegate.reading.problem import told
from smokegate.reading.route import readiness_problems


def test_deployment_is_ready(ready_answer: Answer, readiness: Health) -> None:
    """Readiness should answer 2xx and say nothing to the contrary."""
    problems = tuple(readiness_problems(ready_answer, readiness))
    assert not problems, told(ready_answer.where, problems)
