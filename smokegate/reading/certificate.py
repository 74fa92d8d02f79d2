"""Reads the handshake under an answer: how long its certificates last, what it agreed on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from smokegate.probe.observation import Answer
from smokegate.reading.cache import age_s
from smokegate.reading.problem import Problem
from smokegate.redact import shown

_MODERN = ("TLSv1.2", "TLSv1.3")


def lasting_problems(answer: Answer, min_days: int) -> Iterator[Problem]:
    """Whether the certificates are good for as many days as promised.

    The clock is the deployment's own, so that a runner with a wrong one accuses nobody.
    """
    until = answer.tls.not_after if answer.tls else None
    wanted = f"good for {min_days} days or more"
    if answer.tls is None or until is None:
        yield Problem(what="certificate", wanted=wanted, found="none whose end could be read")
        return
    left = until - _now(answer)
    if left >= timedelta(days=min_days) and left > timedelta(0):
        return
    chain = " chain" if answer.tls.certificates > 1 else ""
    ends = f"{until:%Y-%m-%d %H:%M} UTC"
    yield Problem(
        what=f"certificate{chain} of {shown(answer.tls.subject or 'nobody', 80)}",
        wanted=wanted,
        found=f"{left.days} (until {ends})" if left > timedelta(0) else f"its end at {ends}",
    )


def protocol_problems(answer: Answer) -> Iterator[Problem]:
    """Whether the handshake agreed on a version that is not retired (RFC 8996)."""
    found = answer.tls.version if answer.tls else None
    if found not in _MODERN:
        yield Problem(what="TLS", wanted="1.2 or later", found=found or "unknown")


def http2_problems(answer: Answer) -> Iterator[Problem]:
    """Whether HTTP/2 was agreed on (ALPN, RFC 7301); it was offered."""
    found = answer.tls.alpn if answer.tls else None
    if found != "h2":
        yield Problem(what="ALPN", wanted="h2", found=shown(found or "none", 40))


def _now(answer: Answer) -> datetime:
    """The time of the deployment: its Date, and how long a cache has kept the answer since."""
    dates = answer.headers.all("date")
    try:
        stated = parsedate_to_datetime(dates[0])
        if stated.tzinfo is None:  # `-0000`: a time in UTC (RFC 5322 section 3.3)
            stated = stated.replace(tzinfo=UTC)
        return stated + timedelta(seconds=age_s(answer))
    except (IndexError, ValueError, OverflowError, TypeError):
        return answer.at
