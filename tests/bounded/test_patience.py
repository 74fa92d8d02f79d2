"""A deployment that says nothing should not cost a deadline for each of its requests."""

from datetime import UTC, datetime

import pytest

from smokegate.probe.attempt import Limits
from smokegate.probe.observation import Ask, Kind, Observation, Silence
from smokegate.probe.patience import LEAST, Patience
from tests.probe.asking import observe_at_once
from tests.probe.server import hang, hear, serving
from tests.reading.answers import answer

ASK = Ask(url="https://charhub.app/api/v1/health?full=1")
OTHER = Ask(url="https://cdn.charhub.app/a.js")
LOST = "shortened after 16 without an answer"


def silence(kind: Kind = Kind.TIMEOUT, *, status: int | None = None, ask: Ask = ASK) -> Silence:
    """An exchange that ended without an answer."""
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return Silence(
        ask=ask, trace_id="0" * 32, at=at, total_s=10, kind=kind, detail="", status=status
    )


def after(*seen: Observation, concurrency: int = 16) -> str | None:
    """Why nobody waits any more, when these exchanges have ended; None if they do."""
    patience = Patience(10, concurrency)
    for one in seen:
        patience.learn(one)
    return patience.lost(ASK)


def test_many_silent_ones_show_that_nobody_is_there() -> None:
    """As many as are in flight."""
    assert after(*[silence()] * 15) is None
    assert after(*[silence()] * 16) == LOST
    assert after(*[silence(Kind.UNREACHABLE)] * 16) == LOST


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(answer(b"", url=ASK.url, status=503), id="any-answer"),
        pytest.param(silence(status=200), id="the-beginning-of-an-answer"),
        pytest.param(silence(Kind.RESET), id="a-silence-that-did-not-take-long"),
    ],
)
def test_one_sign_of_life_lifts_it(seen: Observation) -> None:
    """A deployment that answers at all is waited for."""
    assert after(*[silence()] * 30, seen) is None


def test_another_origin_is_another_matter() -> None:
    """A foreign host that hangs takes nothing from the deployment."""
    assert after(*[silence(ask=OTHER)] * 16) is None


def test_a_few_in_flight_prove_little() -> None:
    """Where one request is made at a time, more of them are needed."""
    assert after(*[silence()] * (LEAST - 1), concurrency=1) is None
    assert after(*[silence()] * LEAST, concurrency=1) is not None


@pytest.mark.parametrize("deadline_s, left_s", [(10, 2.5), (2, 1), (1, 1), (0.3, 0.3)])
def test_a_second_is_left_at_least(deadline_s: float, left_s: float) -> None:
    """And never more than the deadline."""
    assert Patience(deadline_s, 16).shorter_s == left_s


def test_a_hanging_deployment_is_given_up_sooner() -> None:
    """Sixteen requests with eight in flight: the first eight wait in full, and all say so."""
    with serving(hear, hang) as server:
        asks = [Ask(url=server.url, sample=n) for n in range(16)]
        seen = observe_at_once(*asks, concurrency=8, limits=Limits(deadline_s=1.2))
    details = [one.detail for one in seen if isinstance(one, Silence)]
    assert details.count("timed out after 1.2 s, 0 bytes in (deadline)") == 8
    shortened = "timed out after 1 s, 0 bytes in (deadline, shortened after 8 without an answer)"
    assert details.count(shortened) == 8
