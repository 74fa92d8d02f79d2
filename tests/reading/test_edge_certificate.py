"""A handshake is read by the deployment's clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from smokegate.probe.observation import Answer, Tls
from smokegate.reading.certificate import http2_problems, lasting_problems, protocol_problems
from tests.reading.answers import NOW, Pairs, answer, said

TLS = Tls(
    version="TLSv1.3",
    cipher="TLS_AES_128_GCM_SHA256",
    alpn="h2",
    subject="charhub.app",
    not_after=NOW + timedelta(days=60),
)


def shaken(headers: Pairs = (), at: datetime = NOW, **facts: object) -> Answer:
    """An answer after a handshake with these facts."""
    return replace(answer(headers=headers, at=at), tls=replace(TLS, **facts))  # type: ignore[arg-type]


def date(when: datetime) -> tuple[str, str]:
    """A Date header."""
    return "Date", when.strftime("%a, %d %b %Y %H:%M:%S GMT")


LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2099, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "left, days, told",
    [
        (timedelta(days=60), 14, None),
        (timedelta(days=14), 14, None),
        (timedelta(seconds=1), 0, None),
        (
            timedelta(days=14, seconds=-1),
            14,
            "certificate of charhub.app should be good for 14 days or more, "
            "got 13 (until 2026-02-27 11:59 UTC)",
        ),
        (
            timedelta(hours=5),
            14,
            "certificate of charhub.app should be good for 14 days or more, "
            "got 0 (until 2026-02-13 17:00 UTC)",
        ),
        (
            timedelta(days=-3),
            0,
            "certificate of charhub.app should be good for 0 days or more, "
            "got its end at 2026-02-10 12:00 UTC",
        ),
    ],
)
@pytest.mark.parametrize(
    "headers, at",
    [
        pytest.param([], NOW, id="runner"),
        pytest.param([date(NOW)], LONG_AGO, id="runner-is-late"),
        pytest.param([date(NOW)], FAR_AHEAD, id="runner-is-early"),
        pytest.param([date(NOW), date(LONG_AGO)], FAR_AHEAD, id="two-dates"),
        pytest.param([date(NOW - timedelta(days=1)), ("Age", "86400")], FAR_AHEAD, id="cached"),
        pytest.param([("Date", "yesterday")], NOW, id="not-a-date"),
        pytest.param([("Date", "Fri, 13 Feb 2026 12:00:00 -0000")], FAR_AHEAD, id="no-zone"),
    ],
)
def test_how_long_it_lasts(
    left: timedelta, days: int, told: str | None, headers: Pairs, at: datetime
) -> None:
    """As many days as promised are enough, by the deployment's Date if it has one."""
    given = shaken(headers, at, not_after=NOW + left)
    assert said(lasting_problems(given, days)) == ([told] if told else [])


def test_a_chain_is_called_one() -> None:
    """Where an intermediate may end first, the message says so."""
    given = shaken(not_after=NOW, certificates=2)
    assert said(lasting_problems(given, 1)) == [
        "certificate chain of charhub.app should be good for 1 days or more, "
        "got its end at 2026-02-13 12:00 UTC"
    ]


@pytest.mark.parametrize("given", [shaken(not_after=None), answer()])
def test_what_is_not_known_does_not_pass(given: Answer) -> None:
    """A certificate that nobody read keeps no promise."""
    assert said(lasting_problems(given, 14)) == [
        "certificate should be good for 14 days or more, got none whose end could be read"
    ]


@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
def test_modern_tls(version: str) -> None:
    """TLS 1.2 and 1.3 will do."""
    assert said(protocol_problems(shaken(version=version))) == []


@pytest.mark.parametrize(
    "given, found",
    [
        (shaken(version="TLSv1"), "TLSv1"),
        (shaken(version="TLSv1.1"), "TLSv1.1"),
        (shaken(version=None), "unknown"),
        (answer(), "unknown"),
    ],
)
def test_retired_tls(given: Answer, found: str) -> None:
    """Older versions are told, and unknown ones."""
    assert said(protocol_problems(given)) == [f"TLS should be 1.2 or later, got {found}"]


@pytest.mark.parametrize(
    "alpn, told",
    [
        ("h2", []),
        ("http/1.1", ["ALPN should be h2, got http/1.1"]),
        (None, ["ALPN should be h2, got none"]),
    ],
)
def test_http2(alpn: str | None, told: list[str]) -> None:
    """HTTP/2 is offered, so it should be taken."""
    assert said(http2_problems(shaken(alpn=alpn))) == told
