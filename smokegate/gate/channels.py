"""Where messages go: the Apprise URLs of SMOKEGATE_NOTIFY, which are secrets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from smokegate.gate.sending import REFUSED_AGAIN_S

VARIABLE = "SMOKEGATE_NOTIFY"
URGENT = "urgent="
TRIES = 3  # so often a channel that is down is tried before the next one is asked too


class Url(str):
    """An Apprise URL. Its `repr` gives nothing away."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "[redacted]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One URL. number: its place among all, from 1. is_urgent: it gets only what cannot wait."""

    number: int
    url: Url
    is_urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is on record of one message and one channel."""

    tries: int
    next_at: datetime
    is_delivered: bool = False
    is_refused: bool = False


def channels(value: str) -> tuple[Channel, ...]:
    """The channels in the value of SMOKEGATE_NOTIFY, in the order in which they are asked."""
    return tuple(
        Channel(
            number=number,
            url=Url(word.removeprefix(URGENT)),
            is_urgent=word.startswith(URGENT),
        )
        for number, word in enumerate(value.split(), start=1)
    )


def chains(among: Sequence[Channel], *, is_urgent: bool) -> Iterator[list[Channel]]:
    """Those who have to be told: one channel of each of these has to take the message."""
    plain = [one for one in among if not one.is_urgent]
    urgent = [one for one in among if one.is_urgent]
    if plain:
        yield plain
    if urgent and is_urgent:
        yield urgent


def turn(
    chain: Sequence[Channel],
    done: Mapping[int, Delivery],
    resting: Mapping[int, datetime],
    *,
    is_urgent: bool,
    now: datetime,
) -> Channel | datetime | None:
    """The channel of the chain to ask now, else when to look again, None when one took it.

    One that refuses gives way to the next; so does one that is down, after a few tries or, if the
    message cannot wait, at once. resting: channels that have to be left alone, until when.
    """
    if any(done[one.number].is_delivered for one in chain if one.number in done):
        return None
    later = []
    for channel in chain:
        seen = done.get(channel.number)
        at = max(_not_before(seen, now) if seen else now, resting.get(channel.number, now))
        if at <= now:
            return channel
        later.append(at)
        gives_way = seen is not None and (seen.is_refused or seen.tries >= TRIES)
        if not (is_urgent or gives_way):
            break
    return min(later)


def resting_channels(tried: Iterable[Mapping[int, Delivery]], now: datetime) -> dict[int, datetime]:
    """Until when each channel has to be left alone, whichever message it was told so with."""
    found = dict[int, datetime]()
    for done in tried:
        for number, seen in done.items():
            if not seen.is_delivered and not seen.is_refused and _not_before(seen, now) > now:
                found[number] = max(seen.next_at, found.get(number, seen.next_at))
    return found


def _not_before(seen: Delivery, now: datetime) -> datetime:
    """When it may be asked again: now, if that is farther off than anything is ever put off.

    Then the clock was set back.
    """
    is_sane = seen.next_at - now <= timedelta(seconds=REFUSED_AGAIN_S)
    return seen.next_at if is_sane else now
