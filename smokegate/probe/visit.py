"""One visit of a page in Chromium: opened, watched until it has settled, looked at.

Screenshots: what is seen in one cannot be redacted. The visitor is anonymous, so nothing is shown
that is not public.
"""

import asyncio
import os
import secrets
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from smokegate import __version__
from smokegate.probe.observation import Answer, Headers
from smokegate.probe.visited import NotVisited, Opening, Screen, Visited
from smokegate.probe.watch import Watch
from smokegate.redact import learn, shown

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, Page, Response

CLOSE_S: Final = 5.0
QUIET_S: Final = 1.0
MOST_LOADS: Final = 3  # of one document: whoever loads it once more is in a loop
_LOOK_S: Final = 0.1
_STUCK_S: Final = 2.0  # for which a page does not answer, until it is called stuck
_SCREENSHOT_MS: Final = 5000
_LISTEN: Final = """
addEventListener("securitypolicyviolation", (it) => {
  if (it.disposition === "enforce") window.NAME([it.effectiveDirective, it.blockedURI]);
}, true);
"""


class Visit:
    """One visit. script: looks at what can be seen. is_shown: whether that is all of it."""

    def __init__(
        self, opening: Opening, script: str, is_shown: Callable[[Screen], bool], bound_s: float
    ) -> None:
        self.opening, self.bound_s = opening, bound_s
        self._script, self._is_shown = script, is_shown
        self._watch = Watch(opening)
        self.hosts = self._watch.hosts
        self._screen: Screen | None = None
        self._fault: str | None = None
        self._asked: float | None = None
        self._started = time.monotonic()

    async def make(self, running: "Chromium") -> Visited | NotVisited:
        """What came of it."""
        context = await running.new_context(
            accept_downloads=False,
            ignore_https_errors="SSL_CERT_FILE" in os.environ,
            locale="en-US",
            user_agent=_user_agent(running.version),
        )
        try:
            return await self._opened(context)
        finally:
            await at_most(CLOSE_S, context.close())

    async def _opened(self, context: "BrowserContext") -> Visited | NotVisited:
        page = await context.new_page()
        await self._listen(context, page)
        with suppress(TimeoutError):
            async with asyncio.timeout(self.bound_s):
                await self._load(page)
                await self._settle(page)
        took_s, is_stuck = time.monotonic() - self._started, self._is_stuck()
        if self._watch.is_crashed:
            return NotVisited(why="the process of the page crashed in Chromium")
        if page.is_closed():
            return NotVisited(why="Chromium ended during the visit")
        picture = await self._picture(page)
        await self._learn(context)
        seen = self._watch
        return Visited(
            opening=self.opening,
            total_s=took_s,
            document=await self._document(seen.document),
            fault=self._fault,
            screen=None if is_stuck else self._screen,
            uncaught=seen.uncaught,
            refused=tuple(seen.refused),
            blocked=tuple(seen.blocked),
            loads=tuple(seen.loads),
            left_for=seen.left_for,
            picture=picture,
        )

    async def _listen(self, context: "BrowserContext", page: "Page") -> None:
        name = f"smokegate_{secrets.token_hex(8)}"

        def on_violation(source: Any, said: object) -> None:
            if source["frame"] == page.main_frame:
                self._watch.on_violation(said)

        await page.expose_binding(name, on_violation)
        await page.add_init_script(_LISTEN.replace("NAME", name))
        await self._watch.begin(page, await context.new_cdp_session(page))

    async def _load(self, page: "Page") -> None:
        from playwright.async_api import Error

        self._started = time.monotonic()
        try:
            await page.goto(self.opening.ask.url, wait_until="commit", timeout=0)
        except Error as err:
            if self._watch.left_for is None and not self._is_over(page):
                self._fault = first_line(err).removeprefix("Page.goto: ").partition(" at ")[0]

    async def _settle(self, page: "Page") -> None:
        """Waits until there is something to see and nothing more happens, or it makes no sense."""
        watch = self._watch
        while self._fault is None and watch.left_for is None and not self._is_over(page):
            self._screen = await self._look(page) or Screen()
            # who has loaded itself once more may be about to do it again
            quiet_s = QUIET_S + 2 * max(0, watch.most_loads() - 1)
            if watch.most_loads() > MOST_LOADS:
                return
            if self._is_shown(self._screen) and watch.is_quiet_for(quiet_s):
                return
            await asyncio.sleep(_LOOK_S)

    async def _look(self, page: "Page") -> Screen | None:
        from playwright.async_api import Error

        self._asked = time.monotonic()
        try:
            seen = await page.evaluate(self._script, self.opening.mount)
        except Error:  # it is being loaded again, or has taken away what the look needs
            seen = None
        self._asked = None  # not where the look was broken off, for then it is stuck
        if not isinstance(seen, dict):
            return None
        lines = (" ".join(line.split()) for line in str(seen.get("text", "")).splitlines())
        return Screen(
            lines=tuple(line for line in lines if line),
            has_more=seen.get("more") is True,
            is_mounted=seen.get("mounted") is True,
        )

    def _is_over(self, page: "Page") -> bool:
        return self._watch.is_crashed or page.is_closed()

    def _is_stuck(self) -> bool:
        """Whether a script holds the page."""
        return self._asked is not None and time.monotonic() - self._asked > _STUCK_S

    async def _picture(self, page: "Page") -> bytes | None:
        """How it looks, unless it does not stand still."""
        if self._is_stuck() or self._watch.most_loads() > MOST_LOADS:
            return None
        picture: bytes | None = await at_most(CLOSE_S, page.screenshot(timeout=_SCREENSHOT_MS))
        return picture

    async def _document(self, seen: "Response | None") -> Answer | None:
        if seen is None:
            return None
        headers = await at_most(CLOSE_S, seen.headers_array()) or []
        pairs = [(one["name"], one["value"]) for one in headers]
        learn(seen.url, pairs)
        return Answer(
            ask=self.opening.ask,
            trace_id="",
            at=datetime.now(UTC),
            total_s=time.monotonic() - self._started,
            status=seen.status,
            http_version="HTTP/1.1",
            headers=Headers(pairs),
            body=b"",
            wire_bytes=0,
            first_byte_s=0.0,
        )

    async def _learn(self, context: "BrowserContext") -> None:
        """Cookies that the page was given are secrets wherever they turn up."""
        cookies = await at_most(CLOSE_S, context.cookies()) or []
        learn("", [("cookie", f"{one.get('name')}={one.get('value')}") for one in cookies])


async def at_most(seconds: float, doing: Awaitable[Any]) -> Any:
    """What comes of it, or None where it takes longer or Chromium has gone."""
    try:
        return await asyncio.wait_for(doing, seconds)
    except Exception:  # playwright raises errors of its own and of its pipe
        return None


def _user_agent(version: str) -> str:
    """Chromium's own, and who we are."""
    return (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"HeadlessChrome/{version.partition('.')[0]}.0.0.0 Safari/537.36 smokegate/{__version__}"
    )


def first_line(err: BaseException) -> str:
    """What playwright says, without the log that follows."""
    return shown(str(err).strip().partition("\n")[0] or type(err).__name__, 200)
