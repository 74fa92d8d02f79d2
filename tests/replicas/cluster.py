"""Several replicas of the demo deployment behind a balancer, each connection to the next one."""

import asyncio
import socket
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from threading import Thread

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smokegate.demo.deployment import Deployment
from smokegate.demo.listener import Listener

LOOPBACK = "127.0.0.1"
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST

Edit = Callable[[MutableHeaders], None]


class Edited:
    """A replica that sends other headers than it was told to."""

    def __init__(self, app: ASGIApp, edit: Edit) -> None:
        self._app, self._edit = app, edit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def edited(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._edit(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, edited)


@contextmanager
def cluster(
    replicas: Sequence[ASGIApp | None], *, is_lost: Callable[[int], bool] = lambda _: False
) -> Iterator[str]:
    """The base URL of a balancer. replicas: None is a dead one. is_lost: connections to reset."""
    with ExitStack() as stack:
        ports = [stack.enter_context(_served(app)) if app else None for app in replicas]
        yield f"http://{LOOPBACK}:{stack.enter_context(_balanced(ports, is_lost))}"


@contextmanager
def _served(app: ASGIApp) -> Iterator[int]:
    listener = Listener(app)
    with _entrance() as entrance:
        thread = Thread(target=listener.run, args=([entrance],), daemon=True)
        thread.start()
        try:
            yield entrance.getsockname()[1]
        finally:
            listener.should_exit = True
            thread.join(timeout=5)


@contextmanager
def _balanced(ports: Sequence[int | None], is_lost: Callable[[int], bool]) -> Iterator[int]:
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    balancer = _Balancer(ports, is_lost)
    with _entrance() as entrance:
        opening = asyncio.start_server(balancer.connected, sock=entrance)
        server = asyncio.run_coroutine_threadsafe(opening, loop).result(5)
        try:
            yield entrance.getsockname()[1]
        finally:
            asyncio.run_coroutine_threadsafe(balancer.end(server), loop).result(5)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout=5)
            loop.close()


class _Balancer:
    """Passes bytes on, each connection to the next replica."""

    def __init__(self, ports: Sequence[int | None], is_lost: Callable[[int], bool]) -> None:
        self._ports, self._is_lost = ports, is_lost
        self._number = 0
        self._tasks = set[asyncio.Task[None]]()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client has come."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        number, self._number = self._number, self._number + 1
        port = self._ports[number % len(self._ports)]
        if port is None or self._is_lost(number):
            peer = writer.get_extra_info("socket")
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection(LOOPBACK, port)
        await asyncio.gather(_pass_on(reader, back), _pass_on(there, writer))

    async def end(self, server: asyncio.Server) -> None:
        """Drop all clients."""
        server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        with suppress(ConnectionError):
            while piece := await reader.read(65_536):
                writer.write(piece)
                await writer.drain()
    finally:
        writer.close()


def _entrance() -> socket.socket:
    entrance = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    entrance.bind((LOOPBACK, 0))
    entrance.listen(128)
    return entrance


def replicas_of(*releases: str) -> list[ASGIApp]:
    """A replica of each of these releases."""
    return [Deployment(release) for release in releases]
