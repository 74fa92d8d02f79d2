"""Whether a health answer was found out just now, or handed out from a cache or a store."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from smokegate.probe.observation import Answer
from smokegate.reading.health.model import Health
from smokegate.reading.problem import Problem
from smokegate.redact import shown


def freshness_problems(answer: Answer, health: Health, max_age_s: float) -> Iterator[Problem]:
    """Whether the answer was made just now: a cached one says nothing about the release.

    The clock is the deployment's own `Date` header where it sent one, so that a runner whose
    clock is wrong accuses nobody. A time that cannot be understood is among the health's notes.
    """
    if (age := answer.headers.get("age")) not in (None, "0"):
        yield Problem(what="age header", wanted="absent", found=f"{shown(str(age), 20)} (cached)")
    cached = (answer.headers.get("cf-cache-status") or "").upper()
    if cached in ("HIT", "STALE", "UPDATING", "REVALIDATED"):
        yield Problem(what="cf-cache-status", wanted="DYNAMIC", found=cached)
    beats = {
        f"heartbeat of {shown(name, 60)}": one.heartbeat_at
        for name, one in health.components.items()
        if one.heartbeat_at is not None
    }
    if health.stated_at is None and not beats:
        yield Problem(what="timestamp", wanted="in the body", found="none")
    now = date_of(answer) or answer.at
    for what, text in {"timestamp": health.stated_at, **beats}.items():
        stated = time_of(text) if text is not None else None
        off_s = abs((now - stated).total_seconds()) if stated else 0
        if off_s > max_age_s:
            found = f"{shown(text or '', 40)}, {off_s:.0f} s away from now"
            yield Problem(what=what, wanted=f"within {max_age_s:g} s of now", found=found)


def time_of(text: str) -> datetime | None:
    """The time that is written there, in RFC 3339 or in seconds or milliseconds since 1970."""
    try:
        number = float(text)
    except ValueError:
        try:
            stated = datetime.fromisoformat(text)
        except ValueError:
            return None
        return stated if stated.tzinfo else None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
            seconds=number / 1000 if number > 1e11 else number
        )
    except (OverflowError, ValueError):
        return None


def date_of(answer: Answer) -> datetime | None:
    """When the server says that it answered, or None."""
    dates = answer.headers.all("date")
    try:
        stated = parsedate_to_datetime(dates[0])
    except (IndexError, ValueError, TypeError, OverflowError):
        return None
    return stated if stated.tzinfo else stated.replace(tzinfo=UTC)  # "-0000" is UTC too
