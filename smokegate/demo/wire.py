"""Answers that go wrong below HTTP, or in time.

They end as soon as the client is gone, so a server that stops need not wait for them.
"""

import asyncio
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smokegate.demo.asked import Answer, Asked

HANG_UP: Final = "smokegate.hang_up"  # key of the ASGI state: closes the connection
_BETWEEN_BYTES_S: Final = 0.2


def hang(_: Asked) -> ASGIApp:
    """Take the request and never answer."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001  ASGI
        await _is_gone(receive, within_s=None)

    return app


def hang_up(_: Asked) -> ASGIApp:
    """Close the connection without an answer."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001  ASGI
        scope["state"][HANG_UP]()
        await _is_gone(receive, within_s=None)

    return app


def cut(answer: Answer) -> Answer:
    """Announce the whole body, send half of it, and close the connection."""

    def cut_answer(asked: Asked) -> ASGIApp:
        whole = answer(asked)
        assert isinstance(whole, Response)

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await send(_head(whole.status_code, whole.raw_headers))
            await send(_part(bytes(whole.body[: len(whole.body) // 2])))
            scope["state"][HANG_UP]()
            await _is_gone(receive, within_s=None)

        return app

    return cut_answer


def drip(text: bytes, content_type: str) -> Answer:
    """Send the text byte by byte, and then spaces for ever."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001  ASGI
        await send(_head(200, [(b"content-type", content_type.encode())]))
        for byte in _drops(text):
            await send(_part(byte))
            if await _is_gone(receive, within_s=_BETWEEN_BYTES_S):
                return

    return lambda _: app


def late(answer: Answer, *, by_s: float) -> Answer:
    """The same answer, later."""

    def late_answer(asked: Asked) -> ASGIApp:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if not await _is_gone(receive, within_s=by_s):
                await answer(asked)(scope, receive, send)

        return app

    return late_answer


async def _is_gone(receive: Receive, *, within_s: float | None) -> bool:
    try:
        async with asyncio.timeout(within_s):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True


def _head(status: int, headers: list[tuple[bytes, bytes]]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers}


def _part(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": True}


def _drops(text: bytes) -> Iterator[bytes]:
    return chain((text[at : at + 1] for at in range(len(text))), repeat(b" "))
