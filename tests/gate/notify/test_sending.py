"""What answers mean and when to come again: whatever a service writes, no answer is a crash."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smokegate.gate.sending import Answered, Sent, understood

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "header,body,expected",
    [
        ("0", b"", 1.0),
        ("1.5", b"", 1.5),
        ("61", b"", 60.0),
        ("Tue, 24 Nov 2026 11:00:00 GMT", b"", 1.0),
        ("Tue, 24 Nov 2026 12:00:20 -0000", b"", 20.0),
        ("soon", b'{"retry_after": 0.65}', 1.0),
        ("", b'{"retry_after": 64}', 60.0),
        ("", b'{"retry_after": 1001}', 1.001),
        ("", b'{"retry_after": true}', None),
        ("", b'{"retry_after": "5"}', None),
        ("", b'{"retry_after": -5}', None),
        ("", b'{"retry_after": NaN}', None),
        ("", b'{"retry_after": 1' + b"0" * 400 + b"}", 60.0),
        ("-5", b"", None),
        ("", b"[[[[", None),
        ("", b"\xff\xfe", None),
        ("", b"[" * 100_000, None),
    ],
)
def test_a_service_says_when_to_come_again(
    header: str, body: bytes, expected: float | None
) -> None:
    """Seconds or a date in the header, else Discord's body; between a second and a minute."""
    answer = Answered(status=429, headers={"retry-after": header}, body=body)
    assert understood("Slack", [answer], NOW).retry_after_s == expected


@given(header=st.text(max_size=40), body=st.binary(max_size=80), status=st.integers(100, 999))
@example(header="Mon, 99 Foo 99999 99:99:99 +9999", body=b"", status=429)
@example(header="Fri, 31 Dec 9999 23:59:59 -2359", body=b"", status=429)
def test_no_answer_is_a_crash(header: str, body: bytes, status: int) -> None:
    """It always is a problem, with a pause of at least a second."""
    found = understood(
        "Slack", [Answered(status=status, headers={"retry-after": header}, body=body)], NOW
    )
    assert found.problem
    assert timedelta(seconds=1) <= found.wait(1) <= timedelta(hours=1)


def test_the_worst_of_several_answers_counts() -> None:
    """One URL may stand for several places; one that refuses is not hidden by one that took it."""
    good, bad = Answered(status=200, headers={}), Answered(status=404, headers={})
    assert understood("Slack", [bad, good], NOW) == Sent(
        service="Slack", problem="answered 404", is_refused=True
    )
