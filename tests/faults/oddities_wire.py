"""What healthy deployments do below and beside their content."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import replace
from email.utils import formatdate

import brotli
import zstandard

from tests.faults.answers import (
    also,
    compressed,
    header,
    is_,
    status,
    uncompressed,
    when,
    without,
)
from tests.faults.exchange import Asked, Edit, Reply
from tests.faults.fault import Tls, healthy
from tests.faults.places import (
    ALL,
    ENTRY,
    HEALTH,
    PAGE,
    VENDOR,
)

_BOM = b"\xef\xbb\xbf"


def _cased(change: Callable[[str], str]) -> Edit:
    return lambda _, reply: replace(
        reply, headers=tuple((change(name), value) for name, value in reply.headers)
    )


def _typed(change: Callable[[str], str]) -> Edit:
    def edit(_: Asked, reply: Reply) -> Reply:
        stated = reply.header("content-type")
        return reply.saying(("Content-Type", change(stated))) if stated else reply

    return edit


def _before(raw: bytes) -> Edit:
    return lambda _, reply: replace(reply.plain(), body=raw + reply.plain().body)


def _dated(_: Asked, reply: Reply) -> Reply:
    now = formatdate(usegmt=True)
    return replace(reply, headers=(*reply.headers, ("Date", now), ("Date", now)))


ODDITIES = (
    healthy("plain", "the demo deployment as it is", {}),
    healthy("chunked", "everything in chunks", {ALL: is_(is_chunked=True)}),
    healthy("gzip", "gzip", {ALL: compressed("gzip", gzip.compress)}),
    healthy("brotli", "Brotli", {ALL: compressed("br", lambda raw: bytes(brotli.compress(raw)))}),
    healthy("zstd", "zstd", {ALL: compressed("zstd", zstandard.compress)}),
    healthy("deflate", "deflate", {ALL: compressed("deflate", zlib.compress)}),
    healthy(
        "identity",
        "no compression",
        {ALL: uncompressed},
    ),
    healthy("http-1.0", "HTTP/1.0", {ALL: is_(version="HTTP/1.0")}),
    healthy("no-length", "bodies that end with the connection", {ALL: is_(announced=-1)}),
    healthy("no-keep-alive", "a connection for each request", {ALL: is_(is_closing=True)}),
    healthy(
        "header-case",
        "headers in capitals",
        {ALL: _cased(str.upper)},
    ),
    healthy(
        "header-small",
        "headers in small letters",
        {ALL: _cased(str.lower)},
    ),
    healthy(
        "type-case",
        "content types in capitals",
        {ALL: _typed(str.upper)},
    ),
    healthy(
        "charset-quoted",
        "the charset in quotes",
        {ALL: _typed(lambda stated: stated.replace("utf-8", '"UTF-8"'))},
    ),
    healthy(
        "application-javascript",
        "scripts as application/javascript",
        {
            ENTRY: header(("Content-Type", "application/javascript")),
            VENDOR: header(("Content-Type", "application/javascript")),
        },
    ),
    healthy("bom-json", "a BOM before the JSON", {HEALTH: _before(_BOM)}, "health_is_well_written"),
    healthy("bom-html", "a BOM before the HTML", {PAGE: _before(_BOM)}),
    healthy(
        "space-html",
        "blank lines and a comment before the HTML",
        {PAGE: _before(b"\n\n<!-- built by vite -->\n")},
    ),
    healthy(
        "early-hints",
        "103 Early Hints",
        {ALL: is_(head=b"HTTP/1.1 103 Early Hints\r\nLink: </assets/a.css>; rel=preload\r\n\r\n")},
    ),
    healthy("slow", "slow but within the budget", {ALL: is_(delay_s=0.15)}),
    healthy("two-dates", "two Date headers", {ALL: _dated}),
    healthy(
        "two-servers",
        "two Server and two Vary headers",
        {ALL: also(("Server", "nginx"), ("Server", "gunicorn"), ("Vary", "Origin"))},
    ),
    healthy(
        "head-refused",
        "HEAD is 405",
        {ALL: when(lambda asked: asked.method == "HEAD", status(405))},
    ),
    healthy(
        "head-501",
        "HEAD is 501",
        {ALL: when(lambda asked: asked.method == "HEAD", status(501))},
    ),
    healthy(
        "more-cookies",
        "a cookie with every answer",
        {ALL: also(("Set-Cookie", "lang=en; Path=/; SameSite=Lax"))},
    ),
    healthy("no-cache-control", "no Cache-Control anywhere", {ALL: without("cache-control")}),
    healthy(
        "old-js-type",
        "scripts as application/x-javascript",
        {ENTRY: header(("Content-Type", "application/x-javascript"))},
    ),
    healthy("https", "https, as it is", {}, "http2_is_offered", tls=Tls()),
)
