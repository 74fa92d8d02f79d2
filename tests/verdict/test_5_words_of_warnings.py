"""Item 5: what is no failure of the release is called what it is."""

from dataclasses import replace

import pytest

from smokegate.verdict.check import Cause, CheckId, CheckOutcome, Seen, Severity
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.judge import judge
from smokegate.verdict.policy import Policy

A, B = CheckId("t::known"), CheckId("t::opens")
XFAIL = Seen(outcome=CheckOutcome.WARNED, sentence="known")


@pytest.mark.parametrize(
    "seen, told",
    [
        pytest.param(XFAIL, f"{A} failed as expected: known", id="expected-failure"),
        pytest.param(
            replace(XFAIL, severity=Severity.MINOR, cause=Cause.CONTRACT),
            f"{A} is broken, but only minor: known",
            id="lesser",
        ),
        pytest.param(
            replace(XFAIL, cause=Cause.CONTRACT),
            f"{A} is broken, but only critical: known",
            id="fail-on-blocker",
        ),
        pytest.param(
            replace(XFAIL, severity=Severity.TRIVIAL, sentence="not covered: GET /x -> 404"),
            f"{A} was skipped (optional): GET /x -> 404",
            id="optional",
        ),
    ],
)
def test_a_warning_says_what_it_is(seen: Seen, told: str) -> None:
    """An expected failure, a lesser promise and an optional one are three things."""
    look = Evidence(name="x.xml", checks={A: seen, B: Seen(outcome=CheckOutcome.PASSED)})
    assert told in judge([look], policy=Policy()).reasons
