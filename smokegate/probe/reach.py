"""Which hosts a run may speak to, and at which addresses: checked after each lookup.

The origins that the operator names may be anything. What a page names may not be private, unless
the base URL is such a host, and then that host alone.
"""

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, TypeAlias
from urllib.parse import urlsplit

import anyio

from smokegate.probe.addresses import is_public
from smokegate.redact import shown

METHODS: Final = ("GET", "HEAD")  # that other origins are asked with
CREDENTIALS: Final = ("authorization", "cookie", "cookie2", "proxy-authorization")
_PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_CLEAR: Final = {"ws": "http", "wss": "https"}
_LOCALHOST: Final = re.compile(r"(?i)(?:.+\.)?localhost\.?")
_LOOPBACK: Final = ("127.0.0.1", "::1")  # what RFC 6761 section 6.3 says of localhost

Origin: TypeAlias = tuple[str, str, int]


class NotAskedError(Exception):
    """A host that this run does not speak to; the text says which and why.

    is_own: whether it is the deployment's, whose name now leads to the runner's own network.
    """

    def __init__(self, why: str, *, is_own: bool = False) -> None:
        super().__init__(why)
        self.is_own = is_own


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a run may speak to. own: origins that the operator names. home: the base URL's host."""

    own: frozenset[Origin]
    home: str

    @classmethod
    def of(cls, base_url: str, others: Iterable[str] = ()) -> "Reach":
        """The reach of a run against this base URL, with other URLs that the operator names."""
        origins = [_origin(url) for url in (base_url, *others)]
        return cls(frozenset(one for one in origins if one), ascii_host(base_url) or "")

    def is_own(self, url: str) -> bool:
        """Whether the operator names the origin of this URL."""
        return _origin(url) in self.own

    def is_own_place(self, host: str, port: int) -> bool:
        """Whether an origin that the operator names is at this host and port."""
        return any((host.lower(), port) == (name, number) for _, name, number in self.own)


class Resolver:
    """The addresses of hosts for one run. reach: None where the operator names every URL."""

    def __init__(self, reach: Reach | None) -> None:
        self.reach = reach
        self._private: dict[str, frozenset[str]] = {}

    async def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """The addresses at which this host may be connected to.

        Raises NotAskedError where there is none, socket.gaierror where it does not resolve.
        """
        if self.reach is None:
            return await _looked_up(host, port)
        if self.reach.is_own_place(host, port):
            return await self._own(host, port)
        return await self._other(host, port)

    async def _own(self, host: str, port: int) -> tuple[str, ...]:
        """Private addresses only where the first lookup of the run gave no others."""
        found = await _looked_up(host, port)
        public = tuple(one for one in found if is_public(one))
        private = self._private.setdefault(host, frozenset() if public else frozenset(found))
        allowed = tuple(one for one in found if one in public or one in private)
        if not allowed:
            raise NotAskedError(
                f"not asked: {shown(host)} had a public address and now has {shown(found[0])}",
                is_own=True,
            )
        return allowed

    async def _other(self, host: str, port: int) -> tuple[str, ...]:
        is_local = _LOCALHOST.fullmatch(host) is not None
        found = _LOOPBACK if is_local else await _looked_up(host, port)
        if all(is_public(one) for one in found):
            return found
        home = await self._home()
        if is_local:  # the machine itself, at the address of the base URL if that is there too
            found = tuple(one for one in found if one in home) or found
        for one in found:
            if not is_public(one) and one not in home:
                of = "" if one == host else f" ({shown(host)})"
                raise NotAskedError(f"not asked: a page names a private address {shown(one)}{of}")
        return found

    async def _home(self) -> frozenset[str]:
        """The private addresses of the base URL's host, none if it has public ones."""
        assert self.reach is not None
        host = self.reach.home
        if _LOCALHOST.fullmatch(host):
            return frozenset(_LOOPBACK)
        try:
            await self._own(host, 0)
        except (NotAskedError, OSError, UnicodeError):
            return self._private.get(host, frozenset())
        return self._private[host]


def ascii_host(url: str) -> str | None:
    """The host of a URL in small ASCII letters, or None if there is none."""
    try:
        host = urlsplit(url).hostname or ""
        host = host if host.isascii() else host.encode("idna").decode()
        return str(ip_address(host)) if ":" in host else host or None
    except ValueError:
        return None


def place_of(url: str) -> tuple[str, int] | None:
    """The host and port that are connected to for this URL, or None if there is none."""
    origin = _origin(url)
    return origin and origin[1:]


def _origin(url: str) -> Origin | None:
    host = ascii_host(url)
    try:
        target = urlsplit(url)
        port = target.port or _PORTS[target.scheme]
    except (ValueError, KeyError):
        return None
    return (_CLEAR.get(target.scheme, target.scheme), host, port) if host else None


async def _looked_up(host: str, port: int) -> tuple[str, ...]:
    """The addresses of this host in the order in which they should be tried."""
    try:
        return (str(ip_address(host)),)
    except ValueError:
        found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for _, _, _, _, address in found))
