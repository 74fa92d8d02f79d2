"""Asks for everything that the selected checks read, at once, while pytest goes on.

One background event loop; each observation is made once and kept. A check waits only for what
it reads, so that the whole takes as long as the slowest answer, not the sum of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import anyio.from_thread

from smokegate.plugin import asks
from smokegate.plugin.reaching import reach_of
from smokegate.plugin.settings import Settings
from smokegate.plugin.visits import Visits
from smokegate.probe.attempt import Limits
from smokegate.probe.client import Client
from smokegate.probe.observation import Answer, Ask, Observation
from smokegate.probe.reach import Reach
from smokegate.probe.visited import NotVisited, Opening, Visited
from smokegate.reading.asset import MOST, Asset, Kind
from smokegate.reading.elements import assets
from smokegate.reading.page import inline_scripts
from smokegate.reading.references import first_of, references, registered_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """One thing that a page loads, and what came when it was asked for."""

    asset: Asset
    seen: Observation


Observe: TypeAlias = Callable[[Ask], Awaitable[Observation]]


class Look(Protocol):
    """Several requests, the later of which depend on what came of the earlier.

    Equal looks are made once, so it has to be hashable: a frozen record of what is asked for.
    """

    async def make(self, observe: Observe) -> tuple[Observation, ...]:
        """Asks for one after the other, or for some at once; what came of them, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The requests of the selected checks.

    pages: those whose assets are read too. deep: those of which it is read what assets name.
    visits: pages to open in a browser.
    """

    asks: tuple[Ask, ...] = ()
    pages: tuple[Ask, ...] = ()
    deep: tuple[Ask, ...] = ()
    looks: tuple[Look, ...] = ()
    visits: tuple[Opening, ...] = ()


def merged(plans: Iterable[Plan]) -> Plan:
    """All plans as one, each request once, in order: starting them is one call into the loop."""
    found = tuple(plans)
    return Plan(
        asks=tuple(dict.fromkeys(ask for plan in found for ask in plan.asks)),
        pages=tuple(dict.fromkeys(page for plan in found for page in plan.pages)),
        deep=tuple(dict.fromkeys(page for plan in found for page in plan.deep)),
        looks=tuple(dict.fromkeys(look for plan in found for look in plan.looks)),
        visits=tuple(dict.fromkeys(one for plan in found for one in plan.visits)),
    )


class Survey:
    """The exchanges of one run. Close it, or use it as a context manager."""

    def __init__(self, settings: Settings, reach: Reach | None = None) -> None:
        limits = Limits(deadline_s=settings.deadline_s)
        self._client = Client(limits, settings.concurrency, reach or reach_of(settings))
        self._origin = settings.origin
        self._seen: dict[Ask, asyncio.Task[Observation]] = {}
        self._loaded: dict[Ask, asyncio.Task[tuple[Loaded, ...]]] = {}
        self._named: dict[Ask, asyncio.Task[tuple[Loaded, ...]]] = {}
        self._looked: dict[Look, asyncio.Task[tuple[Observation, ...]]] = {}
        self._visits = Visits(settings, self._observe, self._client.resolver)
        self._exit = ExitStack()
        self._portal = self._exit.enter_context(anyio.from_thread.start_blocking_portal())
        self._stack = AsyncExitStack()
        self._portal.call(self._open)

    def __enter__(self) -> "Survey":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, plan: Plan) -> None:
        """Starts the requests of this plan and returns at once."""
        self._portal.start_task_soon(self._start, plan)

    def observation(self, ask: Ask) -> Observation:
        """What came of this request; waits until it is there, asks if nobody has yet."""
        return self._portal.call(self._observe, ask)

    def loaded(self, page: Ask) -> tuple[Loaded, ...]:
        """What this page loads, in its order; none if the page did not answer."""
        return self._portal.call(self._load, page)

    def looked(self, look: Look) -> tuple[Observation, ...]:
        """What came of these dependent requests."""
        return self._portal.call(self._look, look)

    def visited(self, opening: Opening) -> Visited | NotVisited | None:
        """What a browser saw of this page; None of one that does not answer well."""
        return self._portal.call(self._visit, opening)

    def named(self, page: Ask) -> tuple[Loaded, ...]:
        """What the assets of this page name in turn."""
        return self._portal.call(self._name, page)

    def observations(self, wanted: Iterable[Ask]) -> tuple[Observation, ...]:
        """What came of several requests that were made concurrently."""
        return self._portal.call(self._observe_all, tuple(wanted))

    def forget(self, asked: Iterable[Ask]) -> None:
        """Nobody will look at what came of these requests again."""
        self._portal.call(self._forget, tuple(asked))

    def within(self, wanted: Iterable[Ask], seconds: float) -> dict[Ask, Observation]:
        """What has come of these requests after so many seconds at most."""
        return self._portal.call(self._within, tuple(wanted), seconds)

    def arrived(self, wanted: Iterable[Ask] | None = None) -> dict[Ask, Observation]:
        """What has come of these requests, or of all, by now; the run may be stopped."""
        asked = tuple(self._seen if wanted is None else wanted)
        done = {ask: self._seen[ask] for ask in asked if ask in self._seen}
        return {
            ask: task.result()
            for ask, task in done.items()
            if task.done() and not task.cancelled() and task.exception() is None
        }

    def close(self) -> None:
        """Ends what is still going on, and the loop."""
        self._portal.call(self._end)
        self._exit.close()

    async def _open(self) -> None:
        await self._stack.enter_async_context(self._client.opened())

    async def _start(self, plan: Plan) -> None:
        for ask in plan.asks:
            self._task(ask)
        for page in plan.pages:
            self._load_task(page)
        for page in plan.deep:
            self._name_task(page)
        for look in plan.looks:
            self._look_task(look)
        for opening in plan.visits:
            self._visits.task(opening)

    async def _observe(self, ask: Ask) -> Observation:
        return await asyncio.shield(self._task(ask))

    async def _within(self, wanted: tuple[Ask, ...], seconds: float) -> dict[Ask, Observation]:
        await asyncio.wait([self._task(ask) for ask in wanted], timeout=seconds)
        return self.arrived(wanted)

    async def _observe_all(self, wanted: tuple[Ask, ...]) -> tuple[Observation, ...]:
        return tuple(await asyncio.gather(*(self._observe(ask) for ask in wanted)))

    async def _forget(self, asked: tuple[Ask, ...]) -> None:
        for ask in asked:
            if (task := self._seen.get(ask)) and task.done() and not task.cancelled():
                self._client.forget(self._seen.pop(ask).result())

    async def _load(self, page: Ask) -> tuple[Loaded, ...]:
        return await asyncio.shield(self._load_task(page))

    async def _name(self, page: Ask) -> tuple[Loaded, ...]:
        return await asyncio.shield(self._name_task(page))

    def _task(self, ask: Ask) -> asyncio.Task[Observation]:
        if ask not in self._seen:
            self._seen[ask] = asyncio.create_task(self._client.observe(ask))
        return self._seen[ask]

    def _load_task(self, page: Ask) -> asyncio.Task[tuple[Loaded, ...]]:
        if page not in self._loaded:
            self._loaded[page] = asyncio.create_task(self._load_all(page))
        return self._loaded[page]

    def _name_task(self, page: Ask) -> asyncio.Task[tuple[Loaded, ...]]:
        if page not in self._named:
            self._named[page] = asyncio.create_task(self._name_all(page))
        return self._named[page]

    async def _load_all(self, page: Ask) -> tuple[Loaded, ...]:
        answer = await self._observe(page)
        if not isinstance(answer, Answer) or answer.status != 200:
            return ()
        return await self._observe_assets(assets(answer)[:MOST])

    async def _name_all(self, page: Ask) -> tuple[Loaded, ...]:
        """One level below what the page loads; one more below a service worker."""
        answer = await self._observe(page)
        if not isinstance(answer, Answer) or answer.status != 200:
            return ()
        self._task(asks.missing(answer, assets(answer)[:MOST]))
        known = await self._load(page)
        found = [one for text in inline_scripts(answer) for one in registered_by(answer, text)]
        found += [named for one in known for named in _named_by(one)]
        first = await self._observe_assets(first_of(found, [one.asset for one in known]))
        workers = [one for one in first if one.asset.kind is Kind.WORKER]
        ahead = [named for one in workers for named in _named_by(one)]
        all_known = [one.asset for one in (*known, *first)]
        return first + await self._observe_assets(first_of(ahead, all_known))

    async def _observe_assets(self, found: Sequence[Asset]) -> tuple[Loaded, ...]:
        seen = await self._observe_all(tuple(asks.found(one, self._origin) for one in found))
        return tuple(Loaded(asset=one, seen=its) for one, its in zip(found, seen, strict=True))

    async def _look(self, look: Look) -> tuple[Observation, ...]:
        return await asyncio.shield(self._look_task(look))

    def _look_task(self, look: Look) -> asyncio.Task[tuple[Observation, ...]]:
        if look not in self._looked:
            self._looked[look] = asyncio.create_task(look.make(self._observe))
        return self._looked[look]

    async def _visit(self, opening: Opening) -> Visited | NotVisited | None:
        return await asyncio.shield(self._visits.task(opening))

    async def _end(self) -> None:
        await self._visits.close()
        going: list[asyncio.Task[object]] = [*self._seen.values(), *self._looked.values()]
        going += [*self._loaded.values(), *self._named.values()]
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)
        await self._stack.aclose()


def _named_by(one: Loaded) -> Iterable[Asset]:
    return references(one.asset, one.seen) if isinstance(one.seen, Answer) else ()
