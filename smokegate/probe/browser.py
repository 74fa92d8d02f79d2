"""Opens pages in Chromium, each in a context of its own, without cookies or any other state.

Certificates: Chromium has a trust of its own and does not read SSL_CERT_FILE. Where that is set,
it is told to take any certificate, since each page was asked for before with that trust.
"""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from smokegate.probe import chromium
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
    """

    def __init__(self, path: Path, bound_s: float, is_shown: Callable[[Screen], bool]) -> None:
        self._path, self.bound_s, self._is_shown = path, bound_s, is_shown
        self._driver: Playwright | None = None
        self._starting: asyncio.Task[Chromium] | None = None
        self._script = _SCREEN.read_text("utf-8")

    async def visit(self, opening: Opening) -> Visited | NotVisited:
        """What a browser sees of this page. Raises nothing that the page can cause."""
        from playwright.async_api import Error

        self._starting = self._starting or asyncio.create_task(self._start())
        try:
            running = await asyncio.shield(self._starting)
        except (Error, OSError, TimeoutError) as err:
            return NotVisited(why=f"{self._path} does not start ({first_line(err)})")
        visit = Visit(opening, self._script, self._is_shown, self.bound_s)
        try:
            async with asyncio.timeout(self.bound_s + START_S):
                return await visit.make(running)
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

    async def _start(self) -> "Chromium":
        from playwright.async_api import async_playwright

        self._driver = await async_playwright().start()
        return await self._driver.chromium.launch(
            executable_path=self._path,
            args=chromium.ARGUMENTS,
            ignore_default_args=chromium.LEFT_OUT,
            chromium_sandbox=os.geteuid() != 0,  # it refuses to have one for root
            handle_sigint=False,
            timeout=1000 * START_S,
            env=dict(chromium.environment()),
        )
