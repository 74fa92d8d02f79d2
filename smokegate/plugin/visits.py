"""Opens the pages of a run in a browser, each once, whoever reads what was seen."""

import asyncio
from collections.abc import Awaitable, Callable

from smokegate.plugin.settings import Settings
from smokegate.probe.browser import Browser
from smokegate.probe.observation import Answer, Ask, Observation
from smokegate.probe.reach import Resolver
from smokegate.probe.visited import NotVisited, Opening, Visited
from smokegate.reading.page import page_problems
from smokegate.reading.visit import is_shown

MOST_BOUND_S = 60.0
_AT_ONCE = 2  # each page takes a process, and makes the others slower
_DEADLINES = 3  # a page, what it loads, what that asks for


class Visits:
    """The visits of one run. A page that does not answer well is not opened."""

    def __init__(
        self,
        settings: Settings,
        observe: Callable[[Ask], Awaitable[Observation]],
        resolver: Resolver,
    ) -> None:
        bound_s = min(MOST_BOUND_S, _DEADLINES * settings.deadline_s)
        path = settings.chromium
        self._browser = Browser(path, bound_s, is_shown, resolver) if path else None
        self._observe = observe
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._going: dict[Opening, asyncio.Task[Visited | NotVisited | None]] = {}

    def task(self, opening: Opening) -> "asyncio.Task[Visited | NotVisited | None]":
        """The visit of this page, which is begun if nobody has yet. None of a page that is bad."""
        if opening not in self._going:
            self._going[opening] = asyncio.create_task(self._visit(opening))
        return self._going[opening]

    async def close(self) -> None:
        """Ends all visits, and the browser."""
        for task in self._going.values():
            task.cancel()
        await asyncio.gather(*self._going.values(), return_exceptions=True)
        if self._browser:
            await self._browser.close()

    async def _visit(self, opening: Opening) -> Visited | NotVisited | None:
        answer = await self._observe(opening.ask)
        if self._browser is None or not isinstance(answer, Answer) or any(page_problems(answer)):
            return None
        async with self._turns:
            return await self._browser.visit(opening)
