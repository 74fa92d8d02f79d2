"""A deployment that is hostile in one way: `python -m bench.hostile gzip-bomb`.

A process of its own, so that its memory is not that of the run that is measured. It prints its
port and serves until it is ended. All paths answer alike, unless the way says otherwise.
"""

import socket
import sys
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import repeat
from time import sleep
from typing import Final

import brotli
import zstandard

MIB: Final = 1024 * 1024
ASSETS: Final = 300
_DRIP_S: Final = 0.2
_OK: Final = b"HTTP/1.1 200 OK\r\nconnection: close\r\n"
_TITLE: Final = b"<!doctype html><html><head><title>CharHub</title>"

Wire = Iterator[bytes]


def bomb(coding: bytes, packed: bytes) -> Callable[[str], Wire]:
    """A small body that unpacks to 300 MiB."""
    return lambda _: iter([_head(b"content-encoding: " + coding), packed])


def on_assets(answer: Callable[[str], Wire]) -> Callable[[str], Wire]:
    """The page is fine and loads 300 assets; all else, they too, answers so."""
    return lambda path: _page_of_assets() if path == "/" else answer(path)


def eight_mib(path: str) -> Wire:
    """A script of 8 MB that no other one is like."""
    return iter([_head(b"content-type: text/javascript"), path.encode().ljust(80) * 100_000])


def endless_body(_: str) -> Wire:
    """Bytes as fast as they are taken."""
    yield _head(b"content-type: text/html")
    yield from repeat(b"x" * 65536)


def endless_headers(_: str) -> Wire:
    """Header fields as fast as they are taken."""
    yield _OK
    yield from repeat(b"x-more: 0123456789\r\n" * 1000)


def large_header(_: str) -> Wire:
    """One header field of 1 MiB."""
    return iter([_head(b"x-large: " + b"x" * MIB), b"ok"])


def cookies(_: str) -> Wire:
    """200,000 cookies."""
    return iter(
        [_OK, b"".join(b"set-cookie: c%d=v%d\r\n" % (n, n) for n in range(200_000)), b"\r\n"]
    )


def redirect_loop(path: str) -> Wire:
    """Every path leads to itself."""
    yield b"HTTP/1.1 302 Found\r\nconnection: close\r\ncontent-length: 0\r\nlocation: "
    yield path.encode() + b"\r\n\r\n"


def header_drip(_: str) -> Wire:
    """The header, a byte at a time."""
    for number in _OK + b"x: " + b"y" * MIB:
        yield bytes([number])
        sleep(_DRIP_S)


def body_drip(_: str) -> Wire:
    """The body, a byte at a time."""
    yield _head(b"content-type: text/html")
    for _number in range(MIB):
        yield b"x"
        sleep(_DRIP_S)


def silent(_: str) -> Wire:
    """Nothing at all."""
    sleep(600)
    yield b""


def json(body: bytes) -> Callable[[str], Wire]:
    """Such a body, as JSON."""
    return lambda _: iter([_head(b"content-type: application/json"), body])


def html(body: bytes) -> Callable[[str], Wire]:
    """Such a body, as a page."""
    return lambda _: iter([_head(b"content-type: text/html"), _TITLE, body])


def main() -> None:
    """Serve on a free port of the loopback interface."""
    answer = WAYS[sys.argv[1]]()
    with socket.create_server(("127.0.0.1", 0), backlog=512) as entrance:
        print(entrance.getsockname()[1], flush=True)
        while True:
            connection, _ = entrance.accept()
            threading.Thread(target=_serve, args=(connection, answer), daemon=True).start()


def _serve(connection: socket.socket, answer: Callable[[str], Wire]) -> None:
    with suppress(OSError), connection:  # the other side leaves when it has had enough
        asked = connection.recv(65536).split(b" ", 2)
        if len(asked) == 3:
            for part in answer(asked[1].decode("latin-1").partition("?")[0]):
                connection.sendall(part)


def _head(field: bytes) -> bytes:
    return _OK + field + b"\r\n\r\n"


def _page_of_assets() -> Wire:
    tags = (b'<script type="module" src="/assets/%d.js"></script>' % n for n in range(ASSETS))
    return iter([_head(b"content-type: text/html"), _TITLE, *tags, b'<div id="root"></div>'])


def _gzip(kind: int) -> bytes:
    machine = zlib.compressobj(9, zlib.DEFLATED, kind)
    return b"".join(machine.compress(bytes(MIB)) for _ in range(300)) + machine.flush()


def _brotli() -> bytes:
    machine = brotli.Compressor(quality=9, lgwin=24)
    pieces = [machine.process(bytes(MIB)) for _ in range(300)]
    return b"".join([*pieces, machine.finish()])


def _zstd() -> bytes:
    wide = zstandard.ZstdCompressionParameters(window_log=23)
    machine = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    return b"".join(machine.compress(bytes(MIB)) for _ in range(300)) + machine.flush()


WAYS: Final[Mapping[str, Callable[[], Callable[[str], Wire]]]] = {
    "gzip-bomb": lambda: bomb(b"gzip", _gzip(31)),
    "br-bomb": lambda: bomb(b"br", _brotli()),
    "zstd-bomb": lambda: bomb(b"zstd", _zstd()),
    "gzip-in-gzip-bomb": lambda: bomb(b"gzip, gzip", zlib.compress(_gzip(31), wbits=31)),
    "gzip-bomb-assets": lambda: on_assets(bomb(b"gzip", _gzip(31))),
    "br-bomb-assets": lambda: on_assets(bomb(b"br", _brotli())),
    "zstd-bomb-assets": lambda: on_assets(bomb(b"zstd", _zstd())),
    "large-assets": lambda: on_assets(eight_mib),
    "endless-body": lambda: endless_body,
    "endless-headers": lambda: endless_headers,
    "large-header": lambda: large_header,
    "cookies": lambda: cookies,
    "redirect-loop": lambda: redirect_loop,
    "header-drip": lambda: header_drip,
    "body-drip": lambda: body_drip,
    "silent": lambda: silent,
    "deep-json": lambda: json(b"[" * 100_000 + b"]" * 100_000),
    "long-number": lambda: json(b'{"status": %s}' % (b"9" * 5000)),
    "many-keys": lambda: json(
        b"{%s}" % b",".join(b'"k%d":1' % min(n, 59_998) for n in range(60_000))
    ),
    "deep-html": lambda: html(b"<div>" * 100_000),
    "many-elements": lambda: html(b"<a>" * 2_700_000),
    "many-attributes": lambda: html(b"<a %s>" % b" ".join(b"a%d" % n for n in range(200_000))),
}

if __name__ == "__main__":
    main()
