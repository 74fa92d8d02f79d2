"""Readiness is read by the keys of its own table."""

import pytest

from smokegate.contract import Ready
from smokegate.contract_fields import HealthFormat, Meaning
from smokegate.probe.observation import Answer
from smokegate.reading.health import read
from smokegate.reading.route import readiness_problems
from tests.reading.answers import answer, json_answer, said
from tests.reading.health_bodies import K8S, K8S_BAD, VAULT, changed

ANY = Ready(path="/")
CLUSTER = Ready(path="/", format=HealthFormat.K8S)
STANDBY = Ready(path="/", statuses={"429": Meaning.OK})


@pytest.mark.parametrize(
    "given, promise, told",
    [
        pytest.param(answer(K8S), CLUSTER, [], id="k8s"),
        pytest.param(answer("ok"), CLUSTER, [], id="k8s-brief"),
        pytest.param(
            answer(K8S_BAD),
            CLUSTER,
            ["readiness should be ready, got readyz check failed"],
            id="k8s-failing",
        ),
        pytest.param(
            json_answer({"status": "ok"}),
            CLUSTER,
            ["readiness should be a plain answer, got format should be k8s, got flat"],
            id="another-format",
        ),
        pytest.param(
            json_answer(changed(VAULT, ("standby", True)), status=429), STANDBY, [], id="standby"
        ),
        pytest.param(
            answer("no", status=503),
            STANDBY,
            ["status should be 2xx or 429, got 503 no"],
            id="no-code-of-the-contract",
        ),
        pytest.param(
            json_answer({"ready": False}),
            ANY,
            ["readiness should be ready, got false"],
            id="ready-is-false",
        ),
        pytest.param(
            json_answer({"message": "Please wait"}),
            ANY,
            ['readiness should be ready, got {"message": "Please wait"}'],
            id="please-wait",
        ),
        pytest.param(
            json_answer({"error": "no database"}),
            ANY,
            ["readiness should be ready, got no database"],
            id="an-error-with-200",
        ),
    ],
)
def test_readiness(given: Answer, promise: Ready, told: list[str]) -> None:
    """Format, codes and words mean there what they mean for health."""
    assert said(readiness_problems(given, read(given, promise))) == told
