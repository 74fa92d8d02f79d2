"""One exchange -> one Observation, whatever the other side does.

A total deadline that a drip cannot outlast, caps on header, wire and decoded bytes, no redirect
followed. Only here and in `client` is httpx known.
"""

import asyncio
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import anyio
import httpx

from smokegate import __version__
from smokegate.probe.budget import Body, UsedUpError
from smokegate.probe.decoding import TooLargeError, UndecodableError, decoder, windows
from smokegate.probe.handshake import agreed
from smokegate.probe.observation import Answer, Ask, Headers, Kind, Observation, Silence, Tls
from smokegate.probe.patience import Patience
from smokegate.probe.silence import connection_silence, stream_silence
from smokegate.redact import learn, learn_body

USER_AGENT = f"smokegate/{__version__} (deployment check)"
ENCODINGS = "gzip, deflate, br, zstd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one exchange may take: seconds in all, and bytes of header, of wire and decoded body.

    run_bytes: of all bodies that are kept or arriving, together.
    """

    deadline_s: float = 10.0
    header_bytes: int = 64 * 1024
    wire_bytes: int = 8 * 1024 * 1024
    decoded_bytes: int = 16 * 1024 * 1024
    run_bytes: int = 80 * 1024 * 1024


class Attempt:
    """One exchange while it goes on. patience: how long others have shown that it should wait."""

    def __init__(self, ask: Ask, limits: Limits, body: Body) -> None:
        self.ask, self.limits, self.body = ask, limits, body
        self.patience: Patience | None = None
        self.given_up: str | None = None
        self.trace_id = secrets.token_hex(16)
        self.at = datetime.now(UTC)
        self.started = time.monotonic()
        self.is_connected = False
        self.stream: Any = None
        self.status: int | None = None
        self.wire = 0

    def not_asked(self) -> Silence:
        """What comes of a request that is not made, since another origin may only be read."""
        return self._silence(Kind.NOT_ASKED, "not asked: another origin is asked with GET alone")

    async def run(self, transport: httpx.AsyncHTTPTransport) -> Observation:
        """What came of it."""
        with anyio.move_on_after(self.limits.deadline_s) as scope, self._hurried(scope):
            while True:
                try:
                    return await self._exchange(transport)
                except Exception as err:  # httpx, its backends and codecs raise more than they say
                    seen = self._fault(err)
                if not self._met_an_old_connection(seen):
                    return seen
                self.is_connected = False
        await self._drop_handshake()
        return self._late()

    @contextmanager
    def _hurried(self, scope: anyio.CancelScope) -> Iterator[None]:
        """Inside, the exchange ends early once many others have shown that nobody is there."""

        def give_up() -> None:
            if self.patience and self.status is None:
                self.given_up = self.patience.lost(self.ask)
            if self.given_up:
                scope.cancel()

        wait_s = self.patience.shorter_s if self.patience else self.limits.deadline_s
        timer = asyncio.get_running_loop().call_later(wait_s, give_up)
        try:
            yield
        finally:
            timer.cancel()

    async def _exchange(self, transport: httpx.AsyncHTTPTransport) -> Observation:
        response = await transport.handle_async_request(self._request())
        first_byte_s = time.monotonic() - self.started
        self.status = response.status_code
        try:
            pairs = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers.raw]
            if sum(len(k) + len(v) + 4 for k, v in pairs) > self.limits.header_bytes:
                return self._too_large(f"header is over {self.limits.header_bytes} bytes")
            headers = Headers(pairs)
            learn(self.ask.url, (*self.ask.headers, *pairs))
            tls = _tls(response.extensions.get("network_stream"))  # may end with the body
            if silence := await self._read(response, headers.get("content-encoding") or ""):
                return silence
        finally:
            with anyio.CancelScope(shield=True), anyio.move_on_after(1):
                await response.aclose()
        body = self.body.whole()
        learn_body(body)
        return Answer(
            ask=self.ask,
            trace_id=self.trace_id,
            at=self.at,
            total_s=time.monotonic() - self.started,
            status=response.status_code,
            http_version=_version(response),
            headers=headers,
            body=body,
            wire_bytes=self.wire,
            first_byte_s=first_byte_s,
            tls=tls,
        )

    async def _read(self, response: httpx.Response, encoding: str) -> Silence | None:
        try:
            decoded, machine = 0, decoder(encoding, self.limits.decoded_bytes)
            self.body.copies = windows(encoding)
            assert isinstance(response.stream, httpx.AsyncByteStream)
            async for chunk in response.stream:
                self.wire += len(chunk)
                if self.wire > self.limits.wire_bytes:
                    return self._too_large(f"body is over {self.limits.wire_bytes} bytes")
                for piece in machine.feed(chunk):
                    self.body.add(piece)
                    decoded += len(piece)
                    if self.ask.enough is not None and decoded >= self.ask.enough:
                        return None
            machine.end()
        except TooLargeError:
            cap = self.limits.decoded_bytes
            return self._too_large(f"{self.wire} bytes unpack to more than {cap}")
        except UsedUpError as err:
            return self._too_large(str(err))
        except UndecodableError as err:
            return self._silence(Kind.PROTOCOL, str(err))
        return None

    def _request(self) -> httpx.Request:
        own = {
            "user-agent": USER_AGENT,
            "accept": "*/*",
            "accept-language": "en",
            "accept-encoding": ENCODINGS,
            "traceparent": f"00-{self.trace_id}-{secrets.token_hex(8)}-01",
        }
        headers = own | {name.lower(): value for name, value in self.ask.headers}
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), self.limits.deadline_s)
        return httpx.Request(
            self.ask.method,
            self.ask.url,
            headers=headers,
            extensions={"timeout": timeout, "trace": self._trace},
        )

    async def _trace(self, event: str, info: dict[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            self.stream = info["return_value"]
        elif event.endswith("send_request_headers.started"):
            self.is_connected = True

    async def _drop_handshake(self) -> None:
        """Close what httpcore forgets when the deadline cuts a TLS handshake off."""
        if self.stream is not None and not self.is_connected:
            with anyio.CancelScope(shield=True), anyio.move_on_after(1):
                await self.stream.aclose()

    def _fault(self, err: Exception) -> Silence:
        if isinstance(err, httpx.TimeoutException):
            return self._late()
        if self.is_connected:
            return self._silence(*stream_silence(err))
        return self._silence(*connection_silence(err))

    def _met_an_old_connection(self, seen: Silence) -> bool:
        """Whether to ask again: a server may close an idle connection (RFC 9112 section 9.3.1)."""
        is_old = self.is_connected and self.stream is None and not self.ask.is_second
        return is_old and seen.kind is Kind.RESET and seen.status is None

    def _late(self) -> Silence:
        deadline, told = f"{self.limits.deadline_s:g} s", "deadline"
        if self.patience and self.given_up:
            deadline, told = f"{self.patience.shorter_s:g} s", f"deadline, {self.given_up}"
        if not self.is_connected:
            return self._silence(Kind.UNREACHABLE, f"no connection after {deadline} ({told})")
        arrived = f"timed out after {deadline}, {self.wire} bytes in ({told})"
        return self._silence(Kind.TIMEOUT, arrived)

    def _too_large(self, what: str) -> Silence:
        self.body.drop()
        return self._silence(Kind.TOO_LARGE, f"{what} (cap)")

    def _silence(self, kind: Kind, detail: str) -> Silence:
        return Silence(
            ask=self.ask,
            trace_id=self.trace_id,
            at=self.at,
            total_s=time.monotonic() - self.started,
            kind=kind,
            detail=detail,
            received=self.wire,
            status=self.status,
        )


def _version(response: httpx.Response) -> str:
    return bytes(response.extensions.get("http_version", b"HTTP/1.1")).decode("ascii", "replace")


def _tls(stream: Any) -> Tls | None:
    secured = stream.get_extra_info("ssl_object") if stream is not None else None
    return None if secured is None else agreed(secured)
