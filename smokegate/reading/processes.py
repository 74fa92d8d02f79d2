"""Reads from samples of health whether processes stay up, and whether their clocks agree."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median_high

from smokegate.probe.observation import Answer
from smokegate.reading.health import Health
from smokegate.reading.health.freshness import date_of, time_of
from smokegate.reading.problem import Problem

ENOUGH = 8  # of two processes, one is missed by so many samples once in 250 times
_FALL_S = 1.0  # by less, a share or a percentage falls that is called uptime too
CLOCK_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What one sample says of its process. begun_s, ended_s: of the exchange, since 1970.

    clocks: what its clocks showed then, by the place where it is told, since 1970.
    """

    begun_s: float
    ended_s: float
    uptime_s: float | None = None
    release: str | None = None
    clocks: tuple[tuple[str, float], ...] = ()


def sign(answer: Answer, health: Health, release: str | None, *, is_dated: bool) -> Sign:
    """What this answer says of its process. is_dated: its timestamp should be that of now."""
    begun_s = answer.at.timestamp()
    is_cached = answer.headers.get("age") not in (None, "0")
    told = {
        "Date header": None if is_cached else date_of(answer),
        "timestamp": time_of(health.stated_at or "") if is_dated and not is_cached else None,
    }
    return Sign(
        begun_s=begun_s,
        ended_s=begun_s + answer.total_s,
        uptime_s=health.uptime_s,
        release=release,
        clocks=tuple((place, time.timestamp()) for place, time in told.items() if time),
    )


def restart_problems(signs: Sequence[Sign]) -> Iterator[Problem]:
    """Whether whatever answered at first has started anew since.

    Replicas have different uptimes, so that one which is smaller accuses nobody. Here the last
    samples, enough to meet any replica, all come from processes that started after the first
    answer was whole. More replicas of a rollout or under load do not look so: the old ones stay.
    """
    stated = sorted((one for one in signs if one.uptime_s is not None), key=lambda one: one.begun_s)
    if len(stated) <= ENOUGH or len({one.release for one in signs}) > 1:
        return  # of two releases another check tells
    first = min(stated, key=lambda one: one.ended_s)
    last = stated[-ENOUGH:]
    before, after = first.uptime_s or 0.0, max(one.uptime_s or 0.0 for one in last)
    if before - after >= _FALL_S and all(_started_s(one) > first.ended_s for one in last):
        found = f"a fall from {before:.0f} s to {after:.0f} s: whatever answered has started anew"
        yield Problem(what="uptime", wanted="growing", found=found)


def clock_problems(signs: Sequence[Sign], most_s: float) -> Iterator[Problem]:
    """Whether a replica's clock is further from most of the others' than so many seconds."""
    for place in dict.fromkeys(place for one in signs for place, _ in one.clocks):
        shown = [(one, dict(one.clocks)[place]) for one in signs if place in dict(one.clocks)]
        off_s = [time - one.ended_s for one, time in shown]
        usual_s = median_high(off_s)
        odd = [abs(one - usual_s) for one in off_s if abs(one - usual_s) > most_s]
        if odd:
            times = "once" if len(odd) == 1 else f"{len(odd)} times"
            found = f"one {max(odd):.0f} s away from most ({times})"
            yield Problem(what=place, wanted="the same on every replica", found=found)


def _started_s(one: Sign) -> float:
    """When its process started, at the earliest: its uptime may have been cut to whole seconds."""
    uptime_s = float(one.uptime_s or 0)
    decimals = 0 if uptime_s.is_integer() else len(repr(uptime_s).partition(".")[2])
    return one.begun_s - uptime_s - 10.0**-decimals
