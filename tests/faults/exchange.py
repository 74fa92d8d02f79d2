"""One request as the deployment meets it, and the bytes that it answers with."""

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TypeAlias

import brotli


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. connection: how many connections were made before its own, by anybody.

    turn: how many requests came before it on its connection. before: how many of its path.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    scheme: str
    connection: int
    turn: int
    before: int

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """What stands behind the question mark."""
        return self.target.partition("?")[2]

    def header(self, name: str) -> str:
        """The first header of that name, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def origin(self) -> str:
        """Where the client thinks that it is."""
        return f"{self.scheme}://{self.header('host')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer. head: what is sent before it. is_chunked: in pieces instead of with a length."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    head: bytes = b""
    version: str = "HTTP/1.1"
    is_chunked: bool = False
    is_closing: bool = False
    announced: int | None = None
    delay_s: float = 0

    def header(self, name: str) -> str:
        """The first header of that name, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def without(self, *names: str) -> "Reply":
        """The same without these headers."""
        lowered = [name.lower() for name in names]
        kept = tuple(pair for pair in self.headers if pair[0].lower() not in lowered)
        return replace(self, headers=kept)

    def saying(self, *pairs: tuple[str, str]) -> "Reply":
        """The same with these headers instead of those of their names."""
        bare = self.without(*(name for name, _ in pairs))
        return replace(bare, headers=(*bare.headers, *pairs))

    def plain(self) -> "Reply":
        """The same without its encoding."""
        match self.header("content-encoding"):
            case "br":
                body = bytes(brotli.decompress(self.body))
            case "gzip":
                body = gzip.decompress(self.body)
            case _:
                body = self.body
        return replace(self.without("content-encoding"), body=body)

    def encoded(self, coding: str, body: bytes) -> "Reply":
        """The same, said to be encoded so."""
        said = self.saying(("Content-Encoding", coding), ("Vary", "Accept-Encoding"))
        return replace(said, body=body)

    def wire(self, *, has_body: bool = True) -> bytes:
        """The bytes of it."""
        lines = [f"{self.version} {self.status} {_phrase(self.status)}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        has_body = has_body and self.status not in (204, 304)
        if self.is_chunked and self.status not in (204, 304):
            lines.append("Transfer-Encoding: chunked")
        elif self.status not in (204, 304):
            length = len(self.body) if self.announced is None else self.announced
            lines += [] if self.announced == -1 else [f"Content-Length: {length}"]
        lines += ["Connection: close"] if self.is_closing else []
        head = self.head + "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        if not has_body:
            return head
        return head + (_chunks(self.body) if self.is_chunked else self.body)


@dataclass(frozen=True, slots=True)
class Line:
    """A connection, for an answer that is none of HTTP's."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    is_over: asyncio.Event = field(default_factory=asyncio.Event)


Wire: TypeAlias = Callable[[Line], Awaitable[None]]
"""Answers below HTTP; the connection is closed after it."""

Edit: TypeAlias = Callable[[Asked, Reply], Reply | Wire]
"""What becomes of a healthy answer."""


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _chunks(body: bytes) -> bytes:
    pieces = [body[at : at + 700] for at in range(0, len(body), 700)]
    return b"".join(b"%x\r\n%b\r\n" % (len(one), one) for one in pieces) + b"0\r\n\r\n"
