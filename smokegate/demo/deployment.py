"""The deployment as an ASGI application: it answers as the release that is live just now."""

from collections.abc import Mapping
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smokegate.demo.asked import Answer, Asked
from smokegate.demo.faults import FAULTS, NAMELESS
from smokegate.demo.frontend import missing
from smokegate.demo.good import ANY, GOOD, PAGE, not_found
from smokegate.demo.releases import Release, find
from smokegate.demo.states import States


class Deployment:
    """One deployment. current: the release, or the file that names it, read for each request."""

    def __init__(self, current: str | Path) -> None:
        self._current = current
        self._states = States()
        self.live()

    def live(self) -> Release:
        """The release that is answering; an error if the file names none."""
        if isinstance(self._current, Path):
            return find(self._current.read_text(encoding="utf-8").strip())
        return find(self._current)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            release = self.live()
        except (OSError, ValueError) as err:
            await PlainTextResponse(f"{err}\n", 500)(scope, receive, send)
            return
        commit = None if release.name in NAMELESS else release.commit
        asked = Asked(request=Request(scope), commit=commit, states=self._states)
        answer = _choose(release, asked.request)
        is_https = scope["scheme"] == "https"
        await answer(asked)(scope, receive, _stating(commit, send, is_https=is_https))


def _choose(release: Release, request: Request) -> Answer:
    answers = {**GOOD, **FAULTS[release.name]}
    return answers.get(ANY) or _among(answers, request)


def _among(answers: Mapping[str, Answer], request: Request) -> Answer:
    path = request.url.path
    if request.method not in ("GET", "HEAD"):
        return _wrong_method
    if path in answers:
        return answers[path]
    if path.startswith("/api/"):
        return not_found
    return missing if path.startswith("/assets/") else answers[PAGE]


def _wrong_method(_: Asked) -> ASGIApp:
    return PlainTextResponse("405 Method Not Allowed\n", 405, {"Allow": "GET, HEAD"})


def _stating(commit: str | None, send: Send, *, is_https: bool) -> Send:
    async def stating(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if commit is not None:
                headers["X-Release"] = commit
            if is_https:  # meaningless over plain http (RFC 6797 section 7.2)
                headers["Strict-Transport-Security"] = "max-age=31536000"
        await send(message)

    return stating
