"""Opens pages in Chromium, each in a context of its own, without cookies or any other state.

Certificates: Chromium has a trust of its own and does not read SSL_CERT_FILE. Where that is set,
it is told to take any certificate, since each page was asked for before with that trust.
"""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from smokegate.probe import chromium
from smokegate.probe.reach import Reach, Resolver
from smokegate.probe.relay import Relay
from smokegate.probe.visit import CLOSE_S, Visit, at_most, first_line
from smokegate.probe.visited import NotVisited, Opening, Screen, Visited

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import Playwright

START_S: Final = 30.0
_SCREEN: Final = Path(__file__).with_name("screen.js")


class Browser:
    """Chromium, which is started for the first visit.

    is_shown: whether what can be seen is all that is waited for. bound_s: of one visit.
    resolver: of the run; without one, what the first opening says is its own.
    """

    def __init__(
        self,
        path: Path,
        bound_s: float,
        is_shown: Callable[[Screen], bool],
        resolver: Resolver | None = None,
    ) -> None:
        self._path, self.bound_s, self._is_shown = path, bound_s, is_shown
        self._resolver = resolver
        self._relaying: asyncio.Task[None] | None = None
        self._relay: Relay | None = None
        self._driver: Playwright | None = None
        self._starting: asyncio.Task[Chromium] | None = None
        self._script = _SCREEN.read_text("utf-8")

    async def visit(self, opening: Opening) -> Visited | NotVisited:
        """What a browser sees of this page. Raises nothing that the page can cause."""
        from playwright.async_api import Error

        self._starting = self._starting or asyncio.create_task(self._start(opening))
        try:
            running = await asyncio.shield(self._starting)
        except (Error, OSError, TimeoutError) as err:
            return NotVisited(why=f"{self._path} does not start ({first_line(err)})")
        visit = Visit(opening, self._script, self._is_shown, self.bound_s)
        try:
            async with asyncio.timeout(self.bound_s + START_S):
                return self._with_kept_back(await visit.make(running), visit.hosts)
        except TimeoutError:
            return NotVisited(why=f"{self._path} does not answer")
        except Error as err:
            return NotVisited(why=f"{self._path} broke off ({first_line(err)})")

    async def close(self) -> None:
        """Ends Chromium, whatever it is doing; never raises."""
        if self._starting is None:
            return
        self._starting.cancel()
        started = await asyncio.gather(self._starting, return_exceptions=True)
        if not isinstance(started[0], BaseException):
            await at_most(CLOSE_S, started[0].close())
        if self._driver:  # which ends what is left of Chromium with itself
            await at_most(CLOSE_S, self._driver.stop())
        if self._relaying:
            self._relaying.cancel()
            await asyncio.gather(self._relaying, return_exceptions=True)

    def _with_kept_back(
        self, seen: Visited | NotVisited, hosts: set[tuple[str, int]]
    ) -> Visited | NotVisited:
        """The visit, with what the relay has kept back of it."""
        if self._relay is None or isinstance(seen, NotVisited):
            return seen
        kept_back = self._relay.kept_back.items()
        told = tuple(
            f"{host}:{port} {why}" for (host, port), why in kept_back if (host, port) in hosts
        )
        return replace(seen, kept_back=told)

    async def _start(self, opening: Opening) -> "Chromium":
        from playwright.async_api import async_playwright

        resolver = self._resolver or Resolver(Reach.of(opening.ask.url, opening.own))
        self._relay = Relay(resolver)
        is_ready = asyncio.Event()
        self._relaying = asyncio.create_task(self._relay.run(is_ready))
        await is_ready.wait()
        self._driver = await async_playwright().start()
        return await self._driver.chromium.launch(
            executable_path=self._path,
            args=[
                *chromium.ARGUMENTS,
                *chromium.through(self._relay.port, self._relay.certificate.pin),
            ],
            ignore_default_args=chromium.LEFT_OUT,
            chromium_sandbox=os.geteuid() != 0,  # it refuses to have one for root
            handle_sigint=False,
            timeout=1000 * START_S,
            env=dict(chromium.environment()),
        )
