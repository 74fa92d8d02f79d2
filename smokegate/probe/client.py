"""One exchange -> one Observation, whatever the other side does. The only module with httpx.

A total deadline that a drip cannot outlast, caps on header, wire and decoded bytes, no redirect
followed, no ambient proxy or netrc, no cookie kept. httpx's own client does too much on its way
(it parses Location even when it does not follow), so its transport is used directly.
"""

import secrets
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import anyio
import httpx

from smokegate import __version__
from smokegate.probe.decoding import TooLargeError, UndecodableError, decoder
from smokegate.probe.observation import Answer, Ask, Headers, Kind, Observation, Silence, Tls
from smokegate.probe.silence import connection_silence, stream_silence

USER_AGENT = f"smokegate/{__version__} (deployment check)"
ENCODINGS = "gzip, deflate, br, zstd"
POOL_SIZE = (
    4  # httpx's pool looks through all its connections for each request; small ones stay cheap
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one exchange may take: seconds in all, and bytes of header, of wire and decoded body."""

    deadline_s: float = 10.0
    header_bytes: int = 64 * 1024
    wire_bytes: int = 8 * 1024 * 1024
    decoded_bytes: int = 16 * 1024 * 1024


class Client:
    """Makes exchanges, at most `concurrency` at a time; the rest wait outside of httpx's pools."""

    def __init__(self, limits: Limits, concurrency: int) -> None:
        self.limits = limits
        self._tls = ssl.create_default_context()  # the system's trust, or SSL_CERT_FILE
        self._tls.set_alpn_protocols(["h2", "http/1.1"])
        self._slots = list(range(concurrency))
        self._turn = anyio.Semaphore(concurrency)
        self._pools = [self._transport(POOL_SIZE) for _ in range(0, concurrency, POOL_SIZE)]

    async def observe(self, ask: Ask) -> Observation:
        """What came of this request. Raises nothing that the other side can cause."""
        async with self._turn:
            slot = self._slots.pop()
            try:
                if not ask.is_fresh:
                    return await _Attempt(ask, self.limits).run(self._pools[slot // POOL_SIZE])
                async with self._transport(1) as transport:
                    return await _Attempt(ask, self.limits).run(transport)
            finally:
                self._slots.append(slot)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Client"]:
        """The client with its pools open; they are closed at the end."""
        async with AsyncExitStack() as stack:
            for pool in self._pools:
                await stack.enter_async_context(pool)
            yield self

    def _transport(self, size: int) -> httpx.AsyncHTTPTransport:
        limits = httpx.Limits(max_connections=size, max_keepalive_connections=size)
        return httpx.AsyncHTTPTransport(
            verify=self._tls, http2=True, limits=limits, trust_env=False, retries=0
        )


class _Attempt:
    """One exchange while it goes on."""

    def __init__(self, ask: Ask, limits: Limits) -> None:
        self.ask, self.limits = ask, limits
        self.trace_id = secrets.token_hex(16)
        self.at = datetime.now(UTC)
        self.started = time.monotonic()
        self.is_connected = False
        self.stream: Any = None
        self.status: int | None = None
        self.body = bytearray()
        self.wire = 0

    async def run(self, transport: httpx.AsyncHTTPTransport) -> Observation:
        with anyio.move_on_after(self.limits.deadline_s):
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

    async def _exchange(self, transport: httpx.AsyncHTTPTransport) -> Observation:
        response = await transport.handle_async_request(self._request())
        first_byte_s = time.monotonic() - self.started
        self.status = response.status_code
        try:
            pairs = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers.raw]
            if sum(len(k) + len(v) + 4 for k, v in pairs) > self.limits.header_bytes:
                return self._too_large(f"header is over {self.limits.header_bytes} bytes")
            headers = Headers(pairs)
            tls = _tls(response.extensions.get("network_stream"))  # may end with the body
            if silence := await self._read(response, headers.get("content-encoding") or ""):
                return silence
        finally:
            with anyio.CancelScope(shield=True), anyio.move_on_after(1):
                await response.aclose()
        return Answer(
            ask=self.ask,
            trace_id=self.trace_id,
            at=self.at,
            total_s=time.monotonic() - self.started,
            status=response.status_code,
            http_version=_version(response),
            headers=headers,
            body=bytes(self.body),
            wire_bytes=self.wire,
            first_byte_s=first_byte_s,
            tls=tls,
        )

    async def _read(self, response: httpx.Response, encoding: str) -> Silence | None:
        try:
            machine = decoder(encoding, self.limits.decoded_bytes)
            assert isinstance(response.stream, httpx.AsyncByteStream)
            async for chunk in response.stream:
                self.wire += len(chunk)
                if self.wire > self.limits.wire_bytes:
                    return self._too_large(f"body is over {self.limits.wire_bytes} bytes")
                self.body += machine.feed(chunk)
            machine.end()
        except TooLargeError:
            cap = self.limits.decoded_bytes
            return self._too_large(f"{self.wire} bytes unpack to more than {cap}")
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
        is_old = self.is_connected and self.stream is None
        return is_old and seen.kind is Kind.RESET and seen.status is None

    def _late(self) -> Silence:
        deadline = f"{self.limits.deadline_s:g} s"
        if not self.is_connected:
            return self._silence(Kind.UNREACHABLE, f"no connection after {deadline} (deadline)")
        told = f"timed out after {deadline}, {self.wire} bytes in (deadline)"
        return self._silence(Kind.TIMEOUT, told)

    def _too_large(self, what: str) -> Silence:
        self.body.clear()
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
    if secured is None:
        return None
    certificate = secured.getpeercert() or {}
    names = dict(pair[0] for pair in certificate.get("subject", ()) if pair)
    others = [value for _, value in certificate.get("subjectAltName", ())]
    until = certificate.get("notAfter")
    cipher = secured.cipher()
    return Tls(
        version=secured.version(),
        cipher=cipher[0] if cipher else None,
        alpn=secured.selected_alpn_protocol(),
        subject=names.get("commonName") or next(iter(others), None),
        not_after=datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC) if until else None,
    )
