"""Looks of several requests: repeated samples of one endpoint, and the way back of a login."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from urllib.parse import urlsplit

from smokegate.plugin import asks
from smokegate.plugin.survey import Observe
from smokegate.probe.observation import Answer, Ask, Observation
from smokegate.reading.asset import Asset, Kind
from smokegate.reading.elements import assets
from smokegate.reading.replicas import Finding, is_refusal, trial

FIRST = 4  # three bad ones in a row convict, so that a dead deployment costs no more than these
SECOND = 8
IN_FLIGHT_BYTES = 4 * 1024 * 1024
MOST_BYTES = 64 * 1024 * 1024  # of all samples of one endpoint, but for the first ones

Fault: TypeAlias = Callable[[Observation], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """Samples of one endpoint on fresh connections, as many as the sequential test needs.

    most: at most so many. fault: what is wrong with one of them, or None. weight: the bytes of one,
    as far as they are known.
    """

    ask: Ask
    most: int
    fault: Fault = field(compare=False)
    weight: int = 0

    async def make(self, observe: Observe) -> tuple[Observation, ...]:
        """A few at first, then as many as could decide; none after a refusal to be sampled."""
        taken: list[Observation] = []
        most = min(self.most, max(FIRST, MOST_BYTES // max(self.weight, 1)))
        size = min(FIRST, _room_for(self.weight))
        while (size := min(size, most - len(taken))) > 0:
            numbers = range(len(taken), len(taken) + size)
            wanted = [replace(self.ask, is_fresh=True, sample=number) for number in numbers]
            taken += await asyncio.gather(*(observe(ask) for ask in wanted))
            so_far = trial(self.fault(one) is None for one in taken)
            if so_far.finding is not Finding.UNDECIDED or any(map(is_refusal, taken)):
                break
            size = SECOND if len(taken) <= FIRST else so_far.fewest
            size = min(size, _room_for(max(self.weight, _weight_of(taken))))
        return tuple(taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptSampling:
    """The same of the first script of a page; nothing if it has none of its own."""

    page: Ask
    most: int
    fault: Fault = field(compare=False)

    async def make(self, observe: Observe) -> tuple[Observation, ...]:
        """Asks for the page and its script, then for samples of that.

        Big ones come one after the other: a busy runner that takes four of 7 MB at once is late.
        """
        answer = await observe(self.page)
        script = first_script(answer) if isinstance(answer, Answer) else None
        if script is None:
            return ()
        ask = asks.asset(script.url)
        weight = _weight_of([await observe(ask)])
        samples = Sampling(ask=ask, most=self.most, fault=self.fault, weight=weight)
        return await samples.make(observe)


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """Gives the state of a start back, as when the person refuses; no provider is asked.

    callback: its URL. origin: the one that people use, where it is not the one that is asked.
    """

    start: Ask
    callback: str
    origin: str | None = None

    async def make(self, observe: Observe) -> tuple[Observation, ...]:
        """Asks for the start, then for the callback with its state; nothing if there is none."""
        begun = await observe(self.start)
        if not isinstance(begun, Answer):
            return ()
        ask = asks.way_back(_as_people_see(begun, self.origin), self.callback)
        return () if ask is None else (await observe(ask),)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysBack:
    """The same for each sample of a start."""

    starts: Sampling
    callback: str
    origin: str | None = None

    async def make(self, observe: Observe) -> tuple[Observation, ...]:
        """Gives each state back once, on a connection of its own."""
        begun = await self.starts.make(observe)
        ways = [WayBack(start=one.ask, callback=self.callback, origin=self.origin) for one in begun]
        came = await asyncio.gather(*(way.make(observe) for way in ways))
        return tuple(one for way in came for one in way)


def _as_people_see(start: Answer, origin: str | None) -> Answer:
    """The start as if it had come from the origin that people use: whose cookies it sets."""
    if origin is None:
        return start
    path = urlsplit(start.ask.url).path
    return replace(start, ask=replace(start.ask, url=origin + path))


def _weight_of(taken: Iterable[Observation]) -> int:
    """The bytes of the largest."""
    return max((len(one.body) for one in taken if isinstance(one, Answer)), default=0)


def _room_for(weight: int) -> int:
    """How many of so many bytes may arrive at once."""
    return max(IN_FLIGHT_BYTES // max(weight, 1), 1)


def first_script(page: Answer) -> Asset | None:
    """The first script that a page runs and that comes from the page's own origin."""
    found = assets(page) if page.status == 200 else ()
    own = (one for one in found if one.kind is Kind.SCRIPT and one.is_run)
    return next((one for one in own if not one.is_foreign_to(page.ask.url)), None)
