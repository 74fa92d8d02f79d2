"""Makes the exchanges of a run: so many at a time, on shared or fresh connections.

No ambient proxy or netrc, no cookie kept. Origins that a page names are asked with GET or HEAD,
without credentials, and at the addresses that `reach` allows. httpx's own client does too much on
its way (it parses Location even when it does not follow), so its transport is used directly.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import httpx

from smokegate.probe.attempt import Attempt, Limits
from smokegate.probe.budget import Body, Budget
from smokegate.probe.dialing import Transport
from smokegate.probe.lookups import Lookups
from smokegate.probe.observation import Answer, Ask, Observation, Silence
from smokegate.probe.patience import Patience
from smokegate.probe.reach import CREDENTIALS, METHODS, Reach, Resolver
from smokegate.probe.turns import Turns

# httpx's pool looks through all its connections for each request; small ones stay cheap
POOL_SIZE = 4


class Client:
    """Makes exchanges, at most `concurrency` at a time; the rest wait outside of httpx's pools.

    reach: None where the operator names every URL that is asked. resolver: of all connections.
    """

    def __init__(self, limits: Limits, concurrency: int, reach: Reach | None = None) -> None:
        self.limits = limits
        self.resolver = Resolver(reach)
        self._budget = Budget(limits.run_bytes)
        self._patience = Patience(limits.deadline_s, concurrency)
        self._tls = ssl.create_default_context()  # the system's trust, or SSL_CERT_FILE
        self._tls.set_alpn_protocols(["h2", "http/1.1"])
        self._slots = list(range(concurrency))
        self._turns = Turns(concurrency)
        self._pools = [self._transport(POOL_SIZE) for _ in range(0, concurrency, POOL_SIZE)]

    async def observe(self, ask: Ask) -> Observation:
        """What came of this request. Raises nothing that the other side can cause."""
        reach = self.resolver.reach
        if reach is not None and not reach.is_own(ask.url):
            if ask.method not in METHODS:
                return Attempt(ask, self.limits, Body(self._budget)).not_asked()
            ask = _without_credentials(ask)
        is_queued = not self._turns.free
        async with self._turns.taken(ask.rank):
            slot = self._slots.pop()
            try:
                if not ask.is_fresh and not ask.is_second:
                    pool = self._pools[slot // POOL_SIZE]
                    seen = await self._attempted(ask, pool, is_queued=is_queued)
                else:
                    is_http2 = all(name != "upgrade" for name, _ in ask.headers)
                    async with self._transport(1, is_http2=is_http2) as transport:
                        seen = await self._alone(ask, transport, is_queued=is_queued)
            finally:
                self._slots.append(slot)
            self._patience.learn(seen)
            return seen

    def forget(self, seen: Observation) -> None:
        """Nobody will look at this again, so that its body need not be kept."""
        if isinstance(seen, Answer):
            self._budget.drop(seen.body)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Client"]:
        """The client with its pools open; they are closed at the end."""
        asyncio.get_running_loop().set_default_executor(Lookups())
        async with AsyncExitStack() as stack:
            for pool in self._pools:
                await stack.enter_async_context(pool)
            yield self

    async def _alone(
        self, ask: Ask, transport: httpx.AsyncHTTPTransport, *, is_queued: bool
    ) -> Observation:
        """What comes of it on this connection; where the first of two is silent, that silence."""
        if ask.is_second:
            first = replace(ask, is_second=False)
            before = await self._attempted(first, transport, is_queued=is_queued)
            self.forget(before)
            if isinstance(before, Silence):
                return before
        return await self._attempted(ask, transport, is_queued=is_queued)

    async def _attempted(
        self, ask: Ask, transport: httpx.AsyncHTTPTransport, *, is_queued: bool
    ) -> Observation:
        attempt = Attempt(ask, self.limits, Body(self._budget))
        attempt.patience = self._patience if is_queued else None
        try:
            return await attempt.run(transport)
        finally:
            attempt.body.drop()

    def _transport(self, size: int, *, is_http2: bool = True) -> httpx.AsyncHTTPTransport:
        return Transport(self._tls, self.resolver, size=size, is_http2=is_http2)


def _without_credentials(ask: Ask) -> Ask:
    kept = tuple(one for one in ask.headers if one[0].lower() not in CREDENTIALS)
    return ask if kept == ask.headers else replace(ask, headers=kept)
