"""The bench of the health endpoint judges what it measured."""

import pytest

from bench.health import Cost, Hang, table


def _hang(first_s: float, next_s: float, named: str = "timed out after 1 s") -> Hang:
    return Hang(what="Redis", timeout_s=1.0, first_s=first_s, next_s=next_s, named=named)


@pytest.mark.parametrize(
    "hang, is_in_time",
    [
        pytest.param(_hang(1.01, 0.0), True, id="in-time"),
        pytest.param(_hang(1.3, 0.0), False, id="late"),
        pytest.param(_hang(1.01, 1.3), False, id="late-the-second-time"),
        pytest.param(_hang(0.1, 0.0, "refused"), False, id="did-not-hang"),
    ],
)
def test_an_answer_is_in_time_if_both_are_and_the_cause_is_named(
    hang: Hang, is_in_time: bool
) -> None:
    """A quarter of a second after the timeout at most."""
    assert hang.is_in_time is is_in_time


def test_the_table_has_the_ratio() -> None:
    """Of ours by the bare one."""
    lines = list(table([Cost(way="served", bare_us=200, health_us=210)], "Touched.", [_hang(1, 0)]))
    assert "| served | 200 µs | 210 µs | 1.05 |" in lines
    assert "| Redis | 1 s | 1.00 s | 0.00 s | timed out after 1 s |" in lines
