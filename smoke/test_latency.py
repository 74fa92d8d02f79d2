"""Answers should begin within the budget of the contract."""

import pytest

from smokegate.plugin.concerns.latency import Endpoint
from smokegate.probe.observation import Answer

pytestmark = pytest.mark.cause("slow")


def test_first_byte_is_within_budget(
    endpoint: Endpoint, endpoint_answer: Answer, budget_s: float
) -> None:
    """The first byte should arrive within the budget, connection and all."""
    assert endpoint_answer.first_byte_s <= budget_s, (
        f"{endpoint_answer.where}: first byte of {endpoint.path} after "
        f"{endpoint_answer.first_byte_s * 1000:.0f} ms, budget {budget_s * 1000:.0f} ms"
    )
