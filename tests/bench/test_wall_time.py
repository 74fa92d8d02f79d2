"""The bench compares like with like, and judges by the ratio at one delay."""

import pytest

from bench.wall_time import OURS, PLAIN, Row, UnfairError, ensure_fair, ratio, verdict


def row(
    suite: str, *times_s: float, checks: int = 2, requests: tuple[str, ...] = ("a", "b")
) -> Row:
    """The runs of one suite at the delay that is judged."""
    return Row(suite=suite, delay_ms=200, times_s=list(times_s), checks=checks, requests=requests)


def test_the_ratio_is_of_medians() -> None:
    """One slow run changes nothing."""
    assert ratio([row(OURS, 1.0, 9.0, 1.0), row(PLAIN, 8.0, 8.0, 99.0)]) == 0.125


@pytest.mark.parametrize(
    "part, end",
    [
        pytest.param(0.125, "0.125 found: kept", id="just-an-eighth"),
        pytest.param(0.126, "0.126 found: NOT kept", id="a-little-more"),
    ],
)
def test_an_eighth_is_the_limit(part: float, end: str) -> None:
    """At most an eighth is kept."""
    assert verdict(part) == f"at 200 ms: at most 0.125 of the plain one wanted, {end}"


def test_suites_that_ask_differently_are_not_compared() -> None:
    """Each request of one suite is made by the other, as often."""
    with pytest.raises(UnfairError) as caught:
        ensure_fair([row(OURS, 1.0), row(PLAIN, 1.0, requests=("a", "c"))])
    assert str(caught.value) == f"{PLAIN} and {OURS} differ in requests: ['b', 'c']"
