"""What goes wrong below HTTP."""

import asyncio
import socket
import struct
from itertools import repeat

from tests.faults.exchange import Line, Wire

_BETWEEN_S = 0.05
_OK = b"HTTP/1.1 200 OK\r\n"


def raw(*parts: bytes) -> Wire:
    """These bytes, and the end of the connection."""

    async def wire(line: Line) -> None:
        line.writer.write(b"".join(parts))
        await line.writer.drain()

    return wire


async def silence(line: Line) -> None:
    """Nothing, for as long as the client waits."""
    while await line.reader.read(65536):
        pass


async def nothing(_: Line) -> None:
    """The end of the connection."""


def reset(*parts: bytes) -> Wire:
    """These bytes, and then RST."""

    async def wire(line: Line) -> None:
        line.writer.write(b"".join(parts))
        await line.writer.drain()
        await asyncio.sleep(_BETWEEN_S)
        peer = line.writer.get_extra_info("socket")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.writer.transport.abort()

    return wire


def drip(head: bytes, drop: bytes) -> Wire:
    """The head at once, and then the drop again and again."""

    async def wire(line: Line) -> None:
        line.writer.write(head)
        for one in repeat(drop):
            line.writer.write(one)
            await line.writer.drain()
            await asyncio.sleep(_BETWEEN_S)

    return wire


def flood(head: bytes, part: bytes) -> Wire:
    """The head, and then the part for ever, as fast as it is taken."""

    async def wire(line: Line) -> None:
        line.writer.write(head)
        for one in repeat(part):
            line.writer.write(one)
            await line.writer.drain()

    return wire


def after(seconds: float, then: bytes) -> Wire:
    """Nothing for so long, then these bytes."""

    async def wire(line: Line) -> None:
        await asyncio.sleep(seconds)
        line.writer.write(then)
        await line.writer.drain()

    return wire


def ok(*headers: str) -> bytes:
    """The head of a good answer."""
    return _OK + "".join(f"{one}\r\n" for one in headers).encode() + b"\r\n"
