"""A healthy deployment but for one fault at a time, which is switched in this process."""

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from threading import Thread
from typing import Any

from starlette.types import Message

from smokegate.demo.deployment import Deployment
from tests.faults.exchange import Asked, Line, Reply, Wire
from tests.faults.fault import Fault

_RULING = ("content-length", "transfer-encoding")  # headers that this server writes itself


class Hostile:
    """A server on the loopback. fault: the one that it has now, or None."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.fault: Fault | None = None
        self.port = 0
        self._tls = tls
        self._good = Deployment("good")
        self._connections = 0
        self._answered = Counter[str]()
        self._lines = set[asyncio.Task[None]]()

    @property
    def url(self) -> str:
        """The origin."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def switch(self, fault: Fault | None) -> None:
        """Break in this way from now on, and count from nothing."""
        self.fault = fault
        self._connections = 0
        self._answered.clear()

    async def listen(self, entrance: socket.socket, until: asyncio.Event) -> None:
        """Serve until it is over, and let go of whoever is still connected."""
        server = await asyncio.start_server(self._serve, sock=entrance, ssl=self._tls)
        async with server:
            await until.wait()
            for task in self._lines:
                task.cancel()
            await asyncio.gather(*self._lines, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        number, self._connections = self._connections, self._connections + 1
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._converse(Line(reader, writer), number)
        finally:
            self._lines.discard(task)
            writer.close()

    async def _converse(self, line: Line, number: int) -> None:
        fault = self.fault
        if fault and fault.greet:
            await line.reader.readuntil(b"\r\n\r\n")  # what is left unread would reset the line
            await fault.greet(line)
            return
        for turn in count():
            asked = self._asked(await line.reader.readuntil(b"\r\n\r\n"), number, turn)
            reply = self._broken(asked, await self._healthy(asked))
            if not isinstance(reply, Reply):
                await reply(line)
                return
            await asyncio.sleep(reply.delay_s)
            line.writer.write(reply.wire(has_body=asked.method != "HEAD"))
            await line.writer.drain()
            if reply.is_closing or reply.version == "HTTP/1.0" or reply.announced is not None:
                return

    def _asked(self, head: bytes, number: int, turn: int) -> Asked:
        first, *rest = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        pairs = tuple((name, value.strip()) for name, _, value in _parted(rest))
        before = self._answered[target.partition("?")[0]]
        self._answered[target.partition("?")[0]] += 1
        scheme = "https" if self._tls else "http"
        return Asked(
            method=method, target=target, headers=pairs, scheme=scheme,
            connection=number, turn=turn, before=before,
        )  # fmt: skip

    def _broken(self, asked: Asked, reply: Reply) -> Reply | Wire:
        serve = self.fault.serve if self.fault else {}
        edits = [edit for place, edit in serve.items() if _is_at(asked.path, place)]
        for edit in edits:
            edited = edit(asked, reply)
            if not isinstance(edited, Reply):
                return edited
            reply = edited
        return reply

    async def _healthy(self, asked: Asked) -> Reply:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        await self._good(_scope(asked), _nothing, send)
        start, *parts = sent
        pairs = [
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"]
        ]
        kept = tuple((name.title(), value) for name, value in pairs if name not in _RULING)
        body = b"".join(part.get("body", b"") for part in parts)
        return Reply(status=start["status"], headers=kept, body=body)


@contextmanager
def serving(hostile: Hostile) -> Iterator[Hostile]:
    """The server while it runs, in a thread of its own."""
    loop = asyncio.new_event_loop()
    over = asyncio.Event()
    # TCP by name: asyncio turns off Nagle's delay only then
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as entrance:
        entrance.bind(("127.0.0.1", 0))
        entrance.listen(256)
        hostile.port = entrance.getsockname()[1]
        running = Thread(target=loop.run_until_complete, args=(hostile.listen(entrance, over),))
        running.start()
        try:
            yield hostile
        finally:
            loop.call_soon_threadsafe(over.set)
            running.join()
            loop.close()


def _is_at(path: str, place: str) -> bool:
    return path.startswith(place[:-1]) if place.endswith("*") else path == place


def _parted(lines: list[str]) -> Iterator[tuple[str, str, str]]:
    return (line.partition(":") for line in lines if line)


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def _scope(asked: Asked) -> dict[str, Any]:
    host, _, port = asked.header("host").partition(":")
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1",
        "method": asked.method, "scheme": asked.scheme, "path": asked.path,
        "raw_path": asked.path.encode(), "query_string": asked.query.encode(),
        "root_path": "", "client": ("127.0.0.1", 1), "server": (host, int(port or 80)),
        "headers": [(name.lower().encode(), value.encode()) for name, value in asked.headers],
        "state": {},
    }  # fmt: skip
