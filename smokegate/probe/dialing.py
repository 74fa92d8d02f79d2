"""Connects to addresses that were checked, and to no others: a second lookup could say otherwise.

httpx lets nobody choose the address, but its transport is a pool of httpcore, which does.
"""

import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeAlias

import anyio
import httpcore
import httpx

from smokegate.probe.reach import Resolver

Connect: TypeAlias = Callable[[str], Awaitable[httpcore.AsyncNetworkStream]]
_HEAD_START_S = 0.25  # of an address over the next one (RFC 8305 section 5)


class Transport(httpx.AsyncHTTPTransport):
    """httpx's transport, whose connections are made by `Dialing`."""

    def __init__(
        self, tls: ssl.SSLContext, resolver: Resolver, *, size: int, is_http2: bool
    ) -> None:
        super().__init__(verify=tls, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=size,
            max_keepalive_connections=size,
            keepalive_expiry=5.0,
            http2=is_http2,
            network_backend=Dialing(resolver),
        )


class Dialing(httpcore.AnyIOBackend):
    """Looks a host up once for each connection, then connects to what was found."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first address that takes one.

        Raises NotAskedError, and what httpcore raises.
        """
        try:
            found = await self._resolver.addresses(host, port)
        except OSError as err:
            raise httpcore.ConnectError(str(err)) from err
        connect = partial(
            super().connect_tcp,
            port=port,
            timeout=timeout,
            local_address=local_address,
            socket_options=socket_options,
        )
        return await _Race(found, connect).run()


class _Race:
    """Connections to several addresses, each with a head start over the next."""

    def __init__(self, addresses: Sequence[str], connect: Connect) -> None:
        self._addresses, self._connect = _families_in_turn(addresses), connect
        self._errors: list[Exception] = []
        self._first: httpcore.AsyncNetworkStream | None = None

    async def run(self) -> httpcore.AsyncNetworkStream:
        """The connection that was there first. Raises httpcore's errors."""
        if len(self._addresses) == 1:
            return await self._connect(self._addresses[0])
        try:
            async with anyio.create_task_group() as all_:
                for address in self._addresses:
                    is_lost = anyio.Event()
                    all_.start_soon(self._try, address, is_lost, all_.cancel_scope)
                    with anyio.move_on_after(_HEAD_START_S):
                        await is_lost.wait()
        except BaseException:
            if self._first is not None:
                with anyio.CancelScope(shield=True), anyio.move_on_after(1):
                    await self._first.aclose()
            raise
        if self._first is None:
            causes = ExceptionGroup("no address takes a connection", self._errors)
            raise httpcore.ConnectError(str(causes)) from causes
        return self._first

    async def _try(self, address: str, is_lost: anyio.Event, scope: anyio.CancelScope) -> None:
        try:
            stream = await self._connect(address)
        except (httpcore.NetworkError, httpcore.TimeoutException) as err:
            self._errors.append(err)
            is_lost.set()
            return
        if self._first is not None:
            await stream.aclose()
            return
        self._first = stream
        scope.cancel()


def _families_in_turn(addresses: Sequence[str]) -> list[str]:
    """The first of the other family goes second, for one of them may lead nowhere."""
    ordered = list(addresses)
    is_six = ":" in ordered[0]
    other = next((one for one in ordered if (":" in one) is not is_six), None)
    if other is not None:
        ordered.remove(other)
        ordered.insert(1, other)
    return ordered
