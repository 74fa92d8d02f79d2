"""A small server of channels: Socket.IO by polling, WebSockets, and what stands in their place."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from smokegate.reading.realtime import accept_of

_OPEN = b'0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000}'
_HELLO = b"\x81\x05hello"


@contextmanager
def served(tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The base URL of the server, on a free loopback port."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    opening = asyncio.start_server(_connected, "127.0.0.1", 0, ssl=tls)
    server = asyncio.run_coroutine_threadsafe(opening, loop).result(5)
    try:
        port = server.sockets[0].getsockname()[1]
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    finally:
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(_end(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=5)
        loop.close()


async def _connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:])
        }
        writer.write(_answer(lines[0].split(" ")[1], headers))
        await writer.drain()
        await reader.read()  # never closes of its own accord
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def _end() -> None:
    own = asyncio.current_task()
    going = [task for task in asyncio.all_tasks() if task is not own]
    for task in going:
        task.cancel()
    await asyncio.gather(*going, return_exceptions=True)


def _answer(target: str, headers: dict[str, str]) -> bytes:
    path, _, query = target.partition("?")
    key = headers.get("sec-websocket-key", "")
    if path == "/polling" and query == "EIO=4&transport=polling":
        return _with_body(b"200 OK", _OPEN)
    is_upgrade = headers.get("upgrade") == "websocket" and headers.get("connection") == "Upgrade"
    if path == "/live" and is_upgrade and headers.get("sec-websocket-version") == "13":
        return _switched(accept_of(key)) + _HELLO
    if path == "/wrong-proof":
        return _switched("bm9wZQ==")
    if path == "/private":
        return _with_body(b"401 Unauthorized", b"token required")
    return _with_body(b"200 OK", b"<!doctype html><title>CharHub</title>")


def _switched(proof: str) -> bytes:
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {proof}\r\n\r\n"
    ).encode()


def _with_body(status: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)
