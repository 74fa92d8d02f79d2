"""Each fault that is served should really be there, as a plain client sees it."""

import re
import socket
import time
from collections.abc import Iterator

import pytest

from tests.faults.catalogue import EVERY
from tests.faults.fault import Fault
from tests.faults.places import ENTRY, HEALTH, MANIFEST, NO_ROUTE, PAGE, READY
from tests.faults.server import Hostile, serving

_PATIENCE_S = 0.2
_MOST = 16_384
_VARYING = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+Z|(?<=state=)[0-9a-f]{32}|127\.0\.0\.1:\d+")
# what stands for the places that end in *
_REPRESENTATIVES = (PAGE, HEALTH, READY, ENTRY, MANIFEST, NO_ROUTE, "/assets/none.js", "/admin/x")
_HEADERS = (
    "Accept-Encoding: br, gzip, zstd, deflate",
    "Accept-Encoding: identity\r\nX-Forwarded-Host: evil.example",
)
# in time, or in the second request of a connection: not in what one answer looks like
_LOOK_ALIKE = frozenset({"good-slow", "L01-budget", "L09-reset"})
_CHANGED = [
    one for one in EVERY.values() if one.serve and not one.tls and one.key not in _LOOK_ALIKE
]


@pytest.fixture(scope="module")
def hostile() -> Iterator[Hostile]:
    """One server for all of them."""
    with serving(Hostile()) as one:
        yield one


@pytest.mark.parametrize("fault", [pytest.param(one, id=one.key) for one in _CHANGED])
def test_fault_is_there(fault: Fault, hostile: Hostile) -> None:
    """A plain client sees another answer than that of the healthy deployment, at some time."""
    assert any(
        _seen(hostile, None, *asked) != _seen(hostile, fault, *asked) for asked in _asked(fault)
    )


def test_healthy_deployment_is_the_same_each_time(hostile: Hostile) -> None:
    """Without a fault, two looks at one address see the same."""
    for path in _REPRESENTATIVES:
        assert _seen(hostile, None, "GET", path, 0) == _seen(hostile, None, "GET", path, 0)


def _asked(fault: Fault) -> Iterator[tuple[str, str, int]]:
    for place in fault.serve:
        begin = place.removesuffix("*")
        paths = [one for one in _REPRESENTATIVES if place != begin and one.startswith(begin)]
        for path in paths or [begin, f"{begin}?next=https://evil.example/"]:
            yield from ((method, path, turn) for turn in (0, 1, 2) for method in ("GET", "HEAD"))


def _seen(hostile: Hostile, fault: Fault | None, method: str, path: str, turn: int) -> bytes:
    """What comes back on the connection of that number, or nothing within our patience."""
    hostile.switch(fault)
    seen = b""
    for number in range(turn + 1):
        seen = _exchange(hostile, method, path, _HEADERS[number % 2])
    return _VARYING.sub(b"...", seen)


def _exchange(hostile: Hostile, method: str, path: str, headers: str) -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{hostile.port}\r\n{headers}\r\n\r\n"
    seen, end = b"", time.monotonic() + _PATIENCE_S
    with socket.create_connection(("127.0.0.1", hostile.port), timeout=_PATIENCE_S) as line:
        line.sendall(head.encode())
        line.shutdown(socket.SHUT_WR)
        try:
            while time.monotonic() < end and len(seen) < _MOST and (part := line.recv(65536)):
                seen += part
        except OSError as err:
            seen += type(err).__name__.encode()
    return seen
