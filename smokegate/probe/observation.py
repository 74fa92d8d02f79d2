"""What was seen of one exchange: an answer, or a kind of silence. Never an exception."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias
from urllib.parse import urlsplit

from smokegate.redact import shown


class Kind(StrEnum):
    """The kinds of silence.

    UNREACHABLE: no route, or no connection before the deadline. TIMEOUT: connected, but the
    answer was not whole at the deadline. NOT_ASKED: nothing was sent, for the run does not speak to
    private hosts that a page names. RUNNER: nothing was sent, for something in the process of the
    runner lets nobody connect, such as a plugin that disables sockets, or no free descriptor.
    """

    DNS = "dns"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    PROTOCOL = "protocol"
    TOO_LARGE = "too_large"
    NOT_ASKED = "not_asked"
    RUNNER = "runner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request to make. Equal asks are made once.

    is_fresh: on a connection of its own. is_second: on one of its own too, on which the same was
    asked before. sample: tells asks apart that should be made again. enough: bytes of the body
    after which no more are read, None for all of it.
    rank: of those that wait, the lowest goes first; others wait for its answer.
    """

    url: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    is_fresh: bool = False
    is_second: bool = False
    sample: int = 0
    enough: int | None = None
    rank: int = field(default=0, compare=False)

    @property
    def line(self) -> str:
        """The request as a person names it: method and path, without the query's values."""
        target = urlsplit(self.url)
        query = "?..." if target.query else ""
        return f"{self.method} {shown(target.path or '/')}{query}"


class Headers:
    """Header fields as they came: in order, any case, repeated names kept."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self.pairs = tuple((name.lower(), value) for name, value in pairs)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of this name, in order."""
        return tuple(value for key, value in self.pairs if key == name.lower())

    def get(self, name: str) -> str | None:
        """The values of this name joined as RFC 9110 section 5.2 says, or None."""
        values = self.all(name)
        return ", ".join(values) if values else None

    def __repr__(self) -> str:
        return f"Headers({[name for name, _ in self.pairs]})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """What the handshake agreed on.

    not_after: when the first of the certificates ends that were sent and are needed. certificates:
    how many that are; the leaf alone before Python 3.13, which does not show the others.
    """

    version: str | None
    cipher: str | None
    alpn: str | None
    subject: str | None
    not_after: datetime | None
    certificates: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What an answer and a silence have in common.

    trace_id: of the traceparent header that was sent (W3C Trace Context). at: UTC, wall clock.
    total_s: seconds from the start of the exchange to its end, monotonic.
    """

    ask: Ask
    trace_id: str
    at: datetime
    total_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Exchange):
    """A whole response.

    first_byte_s: seconds until its header had arrived. body: decoded. wire_bytes: before decoding.
    """

    status: int
    http_version: str
    headers: Headers
    body: bytes = field(repr=False)
    wire_bytes: int
    first_byte_s: float
    tls: Tls | None = None

    @property
    def where(self) -> str:
        """How a failure message begins."""
        return f"{self.ask.line} -> {self.status} in {self.total_s:.2f} s"

    @property
    def media_type(self) -> str:
        """The content type without its parameters, lower case; empty when none was given."""
        return (self.headers.get("content-type") or "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence(Exchange):
    """No whole response: what happened instead.

    received: body bytes that had arrived. status: of a response that broke off, if it had one.
    """

    kind: Kind
    detail: str
    received: int = 0
    status: int | None = None

    @property
    def where(self) -> str:
        """The whole failure message: what was asked and what happened instead of an answer."""
        if self.kind is Kind.NOT_ASKED:
            return f"{self.ask.line} -> {self.detail}"
        begun = f"{self.status}, then " if self.status else ""
        return f"{self.ask.line} -> {begun}silence: {self.detail}"


Observation: TypeAlias = Answer | Silence
