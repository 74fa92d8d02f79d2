"""The only way of Chromium to the network: a SOCKS proxy (RFC 1928) on the loopback.

It looks up every host, connects to addresses that it has checked, and passes on to other origins
nothing but GET and HEAD, without credentials. To see these over https, it answers Chromium with a
certificate of its own, and checks the one of the host itself. The deployment's origins get what
the page sends them, unread.
"""

import asyncio
import ssl
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, Final

import anyio
import httpcore
from anyio.abc import ByteStream, SocketAttribute, TaskGroup
from anyio.streams.tls import TLSStream

from smokegate.probe.certificate import Certificate, made
from smokegate.probe.dialing import Dialing
from smokegate.probe.reach import NotAskedError, Resolver
from smokegate.probe.request_head import END, MOST_BYTES, RefusedError, passed_on, taken_back

_CONNECT_S: Final = 10.0
_HEAD_S: Final = 30.0
_MOST_NOTES: Final = 200
_DONE, _NOT_ALLOWED, _NO_HOST, _REFUSED = 0, 2, 4, 5
_TLS: Final = 0x16  # the first byte of a handshake
_GONE: Final = (
    *(anyio.EndOfStream, anyio.IncompleteRead, anyio.BrokenResourceError),
    *(anyio.ClosedResourceError, httpcore.NetworkError, httpcore.TimeoutException),
    *(OSError, TimeoutError, ValueError),
)


class Relay:
    """Connections of one browser. kept_back: why, for each host and port that was not asked."""

    def __init__(self, resolver: Resolver) -> None:
        assert resolver.reach is not None
        self.kept_back: dict[tuple[str, int], str] = {}
        self.certificate: Certificate = made()
        self.port = 0
        self._resolver, self._reach = resolver, resolver.reach
        self._dialing = Dialing(resolver)
        self._tls = ssl.create_default_context()
        self._tls.set_alpn_protocols(["http/1.1"])

    async def run(self, is_ready: asyncio.Event) -> None:
        """Serves until it is cancelled; is_ready is set once its port is known."""
        async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener:
            self.port = listener.extra(SocketAttribute.local_port)  # noqa: S610  no Django
            is_ready.set()
            await listener.serve(self._serve)

    async def _serve(self, client: ByteStream) -> None:
        async with client:
            try:
                host, port = await _asked(client)
                if self._reach.is_own_place(host, port):
                    await self._pass(client, host, port)
                else:
                    await self._pass_reading(client, host, port)
            except _GONE:
                return

    async def _pass(self, client: ByteStream, host: str, port: int) -> None:
        """Everything, both ways."""
        server = await self._connected(client, host, port)
        if server is None:
            return
        try:
            await _say(client, _DONE)
            async with anyio.create_task_group() as both:
                both.start_soon(_pump, server, client, both)
                with_all = both.cancel_scope
                while True:
                    try:
                        await server.write(await client.receive())
                    except _GONE:
                        with_all.cancel()
                        break
        finally:
            with anyio.CancelScope(shield=True), anyio.move_on_after(1):
                await server.aclose()

    async def _connected(
        self, client: ByteStream, host: str, port: int
    ) -> httpcore.AsyncNetworkStream | None:
        try:
            return await self._dialing.connect_tcp(host, port, _CONNECT_S)
        except NotAskedError as err:
            self._note(host, port, str(err))
            await _say(client, _NOT_ALLOWED)
        except (httpcore.NetworkError, httpcore.TimeoutException):
            await _say(client, _REFUSED)
        return None

    async def _pass_reading(self, client: ByteStream, host: str, port: int) -> None:
        """One request that only reads, and its answer; nothing is connected to for others."""
        try:
            await self._resolver.addresses(host, port)
        except NotAskedError as err:
            self._note(host, port, str(err))
            return await _say(client, _NOT_ALLOWED)
        except OSError:
            return await _say(client, _NO_HOST)
        await _say(client, _DONE)
        begun = _Begun(client, await client.receive())
        is_tls = begun.start[0] == _TLS
        stream: ByteStream = begun
        if is_tls:
            stream = await TLSStream.wrap(
                begun,
                server_side=True,
                ssl_context=self.certificate.context,
                standard_compatible=False,
            )
        try:
            request = passed_on((await _head(stream.receive))[0])
            await self._answer(stream, request, host, port, is_tls=is_tls)
        except RefusedError as err:
            self._note(host, port, f"not asked: {err} of another origin, which is only read")
        except NotAskedError as err:
            self._note(host, port, str(err))
        finally:
            with anyio.CancelScope(shield=True), anyio.move_on_after(1):
                await stream.aclose()

    async def _answer(
        self, client: ByteStream, request: bytes, host: str, port: int, *, is_tls: bool
    ) -> None:
        server = await self._dialing.connect_tcp(host, port, _CONNECT_S)
        try:
            if is_tls:
                server = await server.start_tls(self._tls, host, _CONNECT_S)
            await server.write(request)
            head, rest = await _head(lambda: _read(server))
            while head.split(b" ", 2)[1:2][0].startswith(b"1"):
                head, rest = await _head(lambda: _read(server), rest)
            await client.send(taken_back(head) + rest)
            while piece := await server.read(65536):
                await client.send(piece)
        finally:
            with anyio.CancelScope(shield=True), anyio.move_on_after(1):
                await server.aclose()

    def _note(self, host: str, port: int, why: str) -> None:
        if len(self.kept_back) < _MOST_NOTES:
            self.kept_back.setdefault((host, port), why)


class _Begun(ByteStream):
    """A stream of which the start was read already."""

    def __init__(self, stream: ByteStream, start: bytes) -> None:
        self.start = self._left = start
        self._stream = stream

    async def receive(self, max_bytes: int = 65536) -> bytes:
        piece, self._left = self._left[:max_bytes], self._left[max_bytes:]
        return piece or await self._stream.receive(max_bytes)

    async def send(self, item: bytes) -> None:
        await self._stream.send(item)

    async def send_eof(self) -> None:
        await self._stream.send_eof()

    async def aclose(self) -> None:
        await self._stream.aclose()

    @property
    def extra_attributes(self) -> Mapping[Any, Any]:
        return self._stream.extra_attributes


async def _asked(client: ByteStream) -> tuple[str, int]:
    """The host and port that Chromium wants to be connected to."""
    methods = (await _exactly(client, 2))[1]
    await _exactly(client, methods)
    await client.send(b"\5\0")
    kind = (await _exactly(client, 4))[3]
    size = {1: 4, 4: 16}.get(kind) or (await _exactly(client, 1))[0]
    stated = await _exactly(client, size)
    port = int.from_bytes(await _exactly(client, 2))
    if kind != 3:
        return str(ip_address(stated)), port
    host = stated.decode("ascii").strip("[]").lower()
    return (str(ip_address(host)) if ":" in host else host), port


async def _exactly(client: ByteStream, size: int) -> bytes:
    piece = b""
    while len(piece) < size:
        piece += await client.receive(size - len(piece))
    return piece


async def _say(client: ByteStream, reply: int) -> None:
    await client.send(bytes((5, reply, 0, 1, 0, 0, 0, 0, 0, 0)))


async def _pump(server: httpcore.AsyncNetworkStream, client: ByteStream, both: TaskGroup) -> None:
    try:
        while piece := await server.read(65536):
            await client.send(piece)
    except _GONE:
        pass
    both.cancel_scope.cancel()


async def _read(server: httpcore.AsyncNetworkStream) -> bytes:
    piece = await server.read(65536)
    if not piece:
        raise anyio.EndOfStream
    return piece


async def _head(receive: Any, read: bytes = b"") -> tuple[bytes, bytes]:
    """A head with its empty line, and what came behind it."""
    with anyio.fail_after(_HEAD_S):
        while END not in read:
            if len(read) > MOST_BYTES:
                raise RefusedError("a header without end")
            read += await receive()
    head, _, rest = read.partition(END)
    return head + END, rest
