"""Writes down what a page does in a browser while it is open: so much of it and no more."""

import asyncio
import time
from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from smokegate.probe.reach import place_of
from smokegate.probe.visited import Blocked, Opening, Refused, Uncaught

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page, Request, Response

_MOST: Final = 200  # of each kind: a hostile page makes any number
_MOST_TEXT: Final = 2000
_NEEDED: Final = ("script", "stylesheet", "font", "fetch", "xhr")
_PATIENCE_S: Final = 3.0  # a request that takes longer is a poll or a stream
# the page, or whoever left it, gave it up; or its policy did, which is told elsewhere
_GIVEN_UP: Final = ("net::ERR_ABORTED", "net::ERR_BLOCKED_BY_CSP", "csp", "mixed-content")


class Watch:
    """What was seen so far. loads: paths of the documents of the page itself, in order."""

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.refused: list[Refused] = []
        self.blocked: list[Blocked] = []
        self.loads: list[str] = []
        self.document: Response | None = None
        self.left_for: str | None = None
        self.is_crashed = False
        self.hosts = set[tuple[str, int]]()  # that it has asked, with their ports
        self._uncaught: dict[int, Uncaught] = {}
        self._waiting: dict[Request, float] = {}
        self._last = time.monotonic()
        self._answers = set[asyncio.Future[Any]]()

    @property
    def uncaught(self) -> tuple[Uncaught, ...]:
        """The errors that nothing caught, later on either."""
        return tuple(self._uncaught.values())

    def is_quiet_for(self, seconds: float) -> bool:
        """Whether nothing has come or gone for so long, and nothing is waited for."""
        now = time.monotonic()
        awaited = [one for one, begun in self._waiting.items() if now - begun < _PATIENCE_S]
        return not awaited and now - self._last >= seconds

    def most_loads(self) -> int:
        """How often the document that was loaded most often was loaded."""
        return max((self.loads.count(one) for one in set(self.loads)), default=0)

    async def begin(self, page: "Page", session: "CDPSession") -> None:
        """Listens to this page from now on, and keeps it from leaving the deployment."""
        page.on("request", self._on_request)
        page.on("websocket", lambda one: self._remember(one.url))
        page.on("response", lambda one: self._on_response(page, one))
        page.on("requestfinished", self._forget)
        page.on("requestfailed", self._on_failed)
        page.on("crash", self._on_crash)
        session.on("Runtime.exceptionThrown", self._on_exception)
        session.on("Runtime.exceptionRevoked", self._on_revoked)
        frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        session.on("Fetch.requestPaused", lambda one: self._on_paused(session, frame, one))
        await session.send("Runtime.enable")
        await session.send(
            "Fetch.enable", {"patterns": [{"urlPattern": "*", "resourceType": "Document"}]}
        )

    def on_violation(self, said: object) -> None:
        """What a listener in the page says of a securitypolicyviolation; believed as it is."""
        if isinstance(said, list) and len(said) == 2 and len(self.blocked) < _MOST:
            directive, what = (str(one)[:_MOST_TEXT] for one in said)
            self.blocked.append(Blocked(directive=directive, what=what))

    def _on_request(self, one: "Request") -> None:
        self._remember(one.url)
        if one.resource_type in _NEEDED and not _is_ahead(one) and len(self._waiting) < _MOST:
            self._waiting[one] = time.monotonic()
        self._touch(one)

    def _remember(self, url: str) -> None:
        place = place_of(url)
        if place and len(self.hosts) < _MOST:
            self.hosts.add(place)

    def _on_response(self, page: "Page", one: "Response") -> None:
        request = one.request
        self._touch(request)
        if request.is_navigation_request():
            if _is_of_main(page, request) and not 300 <= one.status < 400:
                self.document = one
                self.loads += [urlsplit(one.url).path or "/"] if len(self.loads) < _MOST else []
        elif one.status >= 400:
            self._refuse(request, status=one.status)

    def _on_failed(self, one: "Request") -> None:
        self._forget(one)
        why = one.failure or ""
        if not why.startswith(_GIVEN_UP) and not one.is_navigation_request():
            self._refuse(one, why=why)

    def _refuse(self, one: "Request", *, status: int | None = None, why: str = "") -> None:
        if one.resource_type in _NEEDED and not _is_ahead(one) and len(self.refused) < _MOST:
            self.refused.append(
                Refused(
                    kind=one.resource_type,
                    url=one.url[:_MOST_TEXT],
                    status=status,
                    why=why[:_MOST_TEXT],
                )
            )

    def _forget(self, one: "Request") -> None:
        self._touch(one)
        self._waiting.pop(one, None)

    def _touch(self, one: "Request") -> None:
        if one.resource_type in _NEEDED or one.is_navigation_request():
            self._last = time.monotonic()

    def _on_crash(self, _: "Page") -> None:
        self.is_crashed = True

    def _on_exception(self, told: Mapping[str, Any]) -> None:
        details = told.get("exceptionDetails", {})
        if len(self._uncaught) < _MOST:
            self._uncaught[details.get("exceptionId", 0)] = _uncaught(details)

    def _on_revoked(self, told: Mapping[str, Any]) -> None:
        """A promise whose rejection was taken up after all."""
        self._uncaught.pop(told.get("exceptionId", 0), None)

    def _on_paused(self, session: "CDPSession", frame: str, told: Mapping[str, Any]) -> None:
        """Lets a document through, unless the page itself leaves for a host that is not ours."""
        request, url = {"requestId": told["requestId"]}, str(told["request"]["url"])
        if told.get("frameId") == frame and not self.opening.is_own(url):
            self.left_for = urlsplit(url).netloc.rpartition("@")[2]
            # Aborted leaves the page as it stands; any other reason puts an error in its place
            self._answer(session.send("Fetch.failRequest", {**request, "errorReason": "Aborted"}))
        else:
            self._answer(session.send("Fetch.continueRequest", request))

    def _answer(self, sending: Awaitable[object]) -> None:
        """Sent from a callback, which cannot wait; the page may be gone before it arrives."""
        going = asyncio.ensure_future(sending)
        self._answers.add(going)
        going.add_done_callback(self._answered)

    def _answered(self, done: "asyncio.Future[Any]") -> None:
        self._answers.discard(done)
        if not done.cancelled():
            done.exception()


def _uncaught(details: Mapping[str, Any]) -> Uncaught:
    exception = details.get("exception") or {}
    told = exception.get("description") or exception.get("value") or details.get("text") or ""
    message = str(told).partition("\n    at ")[0].removeprefix("Uncaught ")
    frames: list[str] = []
    trace = details.get("stackTrace")
    for _ in range(10):
        frames += [str(one.get("url", "")) for one in (trace or {}).get("callFrames", ())]
        trace = (trace or {}).get("parent")
    urls = [*frames, str(details.get("url", ""))]
    sources = tuple(dict.fromkeys(one[:_MOST_TEXT] for one in urls if one))[:20]
    return Uncaught(message=message[:_MOST_TEXT], sources=sources)


def _is_ahead(one: "Request") -> bool:
    """Whether it is only fetched in case it is needed later on."""
    headers = one.headers
    return "prefetch" in f"{headers.get('sec-purpose', '')} {headers.get('purpose', '')}"


def _is_of_main(page: "Page", one: "Request") -> bool:
    from playwright.async_api import Error  # lazy: a run without a browser must not pay for it

    try:
        return one.frame == page.main_frame
    except Error:  # the frame is not there yet, or the request is a service worker's
        return False
