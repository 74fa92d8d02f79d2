"""P: answers that have no end, or that are larger than they look."""

import gzip
from collections.abc import Callable
from functools import cache

import brotli
import zstandard

from tests.faults import wire
from tests.faults.answers import (
    header,
    json,
    redirect,
    wired,
)
from tests.faults.exchange import Edit
from tests.faults.fault import Unserved, release, transient
from tests.faults.places import ENTRY, HEALTH, PAGE
from tests.faults.protocol import HASTY

_MIB = 1 << 20
_SIZE = 64 * _MIB
_PAGE = wire.ok("Content-Type: text/html")
_CHUNKED = wire.ok("Content-Type: application/json", "Transfer-Encoding: chunked")


@cache
def _gzip() -> bytes:
    return gzip.compress(bytes(_SIZE), 9)


@cache
def _brotli() -> bytes:
    return bytes(brotli.compress(bytes(_SIZE), quality=5))


@cache
def _zstd() -> bytes:
    return zstandard.compress(bytes(_SIZE))


def _bomb(coding: str, made: Callable[[], bytes]) -> Edit:
    return lambda _, reply: reply.encoded(coding, made())


FAULTS = (
    release(
        "P01",
        "drip-body",
        "the body arrives byte by byte",
        {PAGE: wired(wire.drip(_PAGE, b" "))},
        "page_answers[/]",
        arguments=HASTY,
    ),
    release(
        "P02",
        "drip-header",
        "the header arrives byte by byte",
        {HEALTH: wired(wire.drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"))},
        "health_is_good",
        arguments=HASTY,
    ),
    transient(
        "P03",
        "silent",
        "accepts, and says nothing",
        {HEALTH: wired(wire.silence)},
        "health_is_good",
        arguments=HASTY,
    ),
    transient(
        "P03",
        "silent-all",
        "accepts every connection, and says nothing",
        {},
        "page_answers[/]",
        greet=wire.silence,
        arguments=HASTY,
    ),
    release(
        "P04",
        "endless-body",
        "a body without an end",
        {PAGE: wired(wire.flood(_PAGE, b"x" * 65536))},
        "page_answers[/]",
    ),
    release(
        "P04",
        "endless-chunks",
        "chunks without an end",
        {
            HEALTH: wired(
                wire.flood(
                    _CHUNKED,
                    b"ff00\r\n" + b"x" * 0xFF00 + b"\r\n",
                )
            )
        },
        "health_is_good",
    ),
    release("P05", "gzip-bomb", "a gzip bomb", {PAGE: _bomb("gzip", _gzip)}, "page_answers[/]"),
    release(
        "P06", "brotli-bomb", "a Brotli bomb", {ENTRY: _bomb("br", _brotli)}, "page_is_not_blank[/]"
    ),
    release("P06", "zstd-bomb", "a zstd bomb", {HEALTH: _bomb("zstd", _zstd)}, "health_is_good"),
    release(
        "P07",
        "loop",
        "two addresses that redirect to each other",
        {PAGE: redirect("/home"), "/home": redirect("/")},
        "page_answers[/]",
    ),
    release(
        "P08",
        "chain",
        "redirects that go on and on",
        {
            PAGE: redirect("/1"),
            "/*": lambda asked, reply: (
                redirect(f"{asked.path}1")(asked, reply) if asked.path.strip("1/") == "" else reply
            ),
        },
        "page_answers[/]",
    ),
    release(
        "P12",
        "many-headers",
        "headers without an end",
        {HEALTH: wired(wire.flood(b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"a" * 8000 + b"\r\n"))},
        "health_is_good",
    ),
    release(
        "P12",
        "giant-header",
        "a header of 1 MiB",
        {HEALTH: header(("X-Giant", "a" * _MIB))},
        "health_is_good",
    ),
    release(
        "P18",
        "deep",
        "JSON that is nested 100,000 deep",
        {HEALTH: json("[" * 100_000 + "]" * 100_000)},
        "health_is_good",
    ),
    release(
        "P18",
        "deep-objects",
        "objects that are nested 30,000 deep",
        {HEALTH: json('{"checks":' * 30_000 + "1" + "}" * 30_000)},
        "health_is_good",
    ),
)
UNSERVED: tuple[Unserved, ...] = ()
