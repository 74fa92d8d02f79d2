"""The ASGI side: health, readiness and liveness, each alone or together as one application."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final, TypeAlias

from smokegate.errors import ConfigurationError
from smokegate.health.accept import preferred
from smokegate.health.checkup import Checkup, of_critical
from smokegate.health.document import Format, body, encoded, ready_body
from smokegate.health.result import Report

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Reply: TypeAlias = tuple[int, Format, bytes]
Answer: TypeAlias = Callable[[Scope], Awaitable[Reply]]

_ALIVE: Final = encoded({"status": "alive"})
_NOT_FOUND: Final = encoded({"error": "not found"})
_NOT_ALLOWED: Final = encoded({"error": "method not allowed"})


class Endpoint:
    """An ASGI application that answers GET and HEAD at whatever path it is put."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; of the other protocols, only the start and the end of a server."""
        if scope["type"] == "lifespan":
            await _live_through(receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1000})
        elif scope["method"] in ("GET", "HEAD"):
            await _send(send, await self._answer(scope), is_head=scope["method"] == "HEAD")
        else:
            allow = ((b"allow", b"GET, HEAD"),)
            await _send(send, (405, Format.JSON, _NOT_ALLOWED), is_head=False, more=allow)


class App:
    """Several endpoints by their path, below wherever this is mounted."""

    def __init__(self, endpoints: Mapping[str, Endpoint]) -> None:
        self._endpoints = dict(endpoints)
        self._none = Endpoint(_not_found)
        for path in self._endpoints:
            if not path.startswith("/") or path.endswith("/"):
                raise ConfigurationError(
                    f"smokegate.health.app: a path should begin with / and not end with it, "
                    f"got {path!r}; write one such as /health"
                )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The endpoint of this path, with or without a slash at its end."""
        path: str = scope.get("path", "")
        path = path.removeprefix(scope.get("root_path", "")).rstrip("/")
        await self._endpoints.get(path, self._none)(scope, receive, send)


def app(
    checkup: Checkup, *, health: str = "/health", ready: str = "/ready", live: str = "/live"
) -> App:
    """All three, to mount or to serve: these are their paths."""
    if len({health, ready, live}) < 3:
        raise ConfigurationError(
            f"smokegate.health.app: three paths should be there, got {health!r}, {ready!r}, "
            f"{live!r}; give each its own"
        )
    return App({health: report(checkup), ready: readiness(checkup), live: liveness()})


def report(checkup: Checkup) -> Endpoint:
    """Health: 200, or 503 where a critical check fails, as JSON or health+json by Accept."""
    last: dict[Format, tuple[Report, bytes]] = {}

    async def answer(scope: Scope) -> Reply:
        found = await checkup.report()
        form = preferred(v.decode("latin-1") for k, v in scope["headers"] if k == b"accept")
        made = last.get(form)
        if made is None or made[0] is not found:
            made = last[form] = (found, encoded(body(found, form)))
        return found.http_status, form, made[1]

    return Endpoint(answer)


def readiness(checkup: Checkup) -> Endpoint:
    """Whether this process should be sent requests: the critical checks alone, from one run."""

    async def answer(scope: Scope) -> Reply:  # noqa: ARG001  every answer takes it
        found = of_critical(await checkup.report())
        return found.http_status, Format.JSON, encoded(ready_body(found))

    return Endpoint(answer)


def liveness() -> Endpoint:
    """Whether this process answers at all; it touches nothing, so that no outage restarts it."""

    async def answer(scope: Scope) -> Reply:  # noqa: ARG001  every answer takes it
        return 200, Format.JSON, _ALIVE

    return Endpoint(answer)


async def _not_found(scope: Scope) -> Reply:  # noqa: ARG001  every answer takes it
    return 404, Format.JSON, _NOT_FOUND


async def _send(
    send: Send, reply: Reply, *, is_head: bool, more: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    status, form, content = reply
    headers = [
        (b"content-type", form.value.encode()),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
        (b"vary", b"Accept"),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else content})


async def _live_through(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
