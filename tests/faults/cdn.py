"""C: ways for what stands before the deployment to hand out the wrong thing."""

import gzip

from tests.faults.answers import (
    body,
    both,
    decoded,
    header,
    is_,
    text,
    uncompressed,
    unless_there,
    when,
    without,
)
from tests.faults.exchange import Asked, Reply
from tests.faults.fault import Tls, Unserved, outside, promising, release, warning
from tests.faults.places import ALL, API, ASSETS, ENTRY, LOGO, PAGE, STYLE

_TLS = Tls()
_IMAGE = '[[routes]]\npath = "/media/ada.webp"\nstatus = 200\ncontent_type = "image/webp"\n'
_WEBP = b"RIFF\x0c\x00\x00\x00WEBPVP8L\x00\x00\x00\x00"
_LONG = ("Cache-Control", "public, max-age=31536000, immutable")


def _zipped(_: Asked, reply: Reply) -> Reply:
    """Gzip, whatever was asked for."""
    return reply.encoded("gzip", gzip.compress(reply.plain().body)) if reply.body else reply


def _twice(_: Asked, reply: Reply) -> Reply:
    return reply.encoded("gzip", gzip.compress(gzip.compress(reply.plain().body, mtime=0), mtime=0))


FAULTS = (
    warning(
        "C01",
        "page-age",
        "the page comes out of the edge's cache",
        {PAGE: header(("Age", "86400"), ("cf-cache-status", "HIT"))},
        "page_is_asked_for_each_time",
        tls=_TLS,
    ),
    warning(
        "C01",
        "page-max-age",
        "browsers may keep the page for a day",
        {PAGE: header(("Cache-Control", "public, max-age=86400"))},
        "page_is_asked_for_each_time",
        tls=_TLS,
    ),
    release(
        "C02",
        "pinned",
        "the edge pinned the page under a script's address",
        {
            ENTRY: when(
                lambda asked: not asked.query,
                body("<!doctype html><title>CharHub</title>", "text/javascript"),
            )
        },
        "edge_has_what_the_origin_has",
        tls=_TLS,
    ),
    release(
        "C02",
        "stale-copy",
        "the edge has an older copy than the origin",
        {
            STYLE: when(
                lambda asked: not asked.query,
                both(body("body { color: red }", "text/css"), header(("cf-cache-status", "HIT"))),
            )
        },
        "edge_has_what_the_origin_has",
        tls=_TLS,
    ),
    warning(
        "C03",
        "not-immutable",
        "assets with a hash may not be kept",
        {ASSETS: header(("Cache-Control", "no-store"))},
        "hashed_files_are_immutable",
        tls=_TLS,
    ),
    release(
        "C04",
        "page-immutable",
        "the page may be kept for ever",
        {PAGE: header(_LONG)},
        "other_files_are_asked_for_again",
        tls=_TLS,
    ),
    outside(
        "C05",
        "api-cached",
        "the API comes out of the edge's cache",
        {API: header(("cf-cache-status", "HIT"), ("Age", "40"))},
        "health_comes_from_no_cache",
        tls=_TLS,
    ),
    warning(
        "C07",
        "no-compression",
        "nothing is compressed",
        {ALL: uncompressed},
        "coding_is_offered",
        tls=_TLS,
    ),
    release(
        "C08",
        "unasked",
        "an encoding that nobody asked for",
        {ALL: _zipped},
        "no_coding_is_forced",
        tls=_TLS,
    ),
    release(
        "C09",
        "undecodable",
        "an encoding that cannot be decoded",
        {ENTRY: both(is_(body=b"\x8b\x04not brotli"), header(("Content-Encoding", "br")))},
        "every_asset_arrives[/]",
    ),
    release(
        "C09",
        "doubly",
        "encoded twice, declared once",
        {ENTRY: _twice},
        "every_asset_keeps_its_integrity[/]",
    ),
    warning(
        "C10", "vary", "Vary is missing", {ALL: without("vary")}, "encoded_answers_vary", tls=_TLS
    ),
    warning(
        "C11",
        "errors-cached",
        "errors come out of the edge's cache",
        {ALL: unless_there(header(("cf-cache-status", "HIT"), ("Age", "9000")))},
        "errors_are_not_kept",
        tls=_TLS,
    ),
    release(
        "C12",
        "gone",
        "an image is missing in the bucket",
        {
            LOGO: body(
                "<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>", "application/xml", 404
            )
        },
        "every_asset_arrives[/]",
    ),
    release(
        "C12",
        "gone-200",
        "an image is an error document, with 200",
        {
            "/media/ada.webp": body(
                "<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>", "application/xml", 200
            )
        },
        "route_answers_as_promised[/media/ada.webp]",
        contract=promising(_IMAGE),
    ),
    release(
        "C13",
        "forbidden",
        "the bucket of the images is not public",
        {LOGO: body("<Error><Code>AccessDenied</Code></Error>", "application/xml", 403)},
        "every_asset_arrives[/]",
    ),
    warning(
        "C15",
        "octets",
        "an image is application/octet-stream",
        {"/media/ada.webp": body(_WEBP, "application/octet-stream", 200)},
        "route_answers_as_promised[/media/ada.webp]",
        contract=promising(_IMAGE + 'severity = "minor"\n'),
    ),
    outside(
        "C19",
        "cookie",
        "a cookie comes out of the edge's cache",
        {PAGE: header(("Set-Cookie", "sid=1; Path=/"), ("cf-cache-status", "HIT"))},
        "cookies_are_nobody_elses",
        tls=_TLS,
    ),
    release(
        "C20",
        "hidden",
        "the edge hides with old assets that the origin is gone",
        {ASSETS: header(("cf-cache-status", "STALE")), API: text("error code: 522", 522)},
        "health_is_good",
    ),
    warning(
        "C23",
        "rewritten",
        "the edge rewrites the page",
        {
            PAGE: decoded(
                lambda it: it.replace('type="module"', 'type="8f2c-module"').replace(
                    "</body>",
                    '<script src="/cdn-cgi/rocket-loader.min.js"></script></body>',
                )
            ),
            "/cdn-cgi/*": body("(function(){})();", "text/javascript", 200),
        },
        "edge_adds_no_scripts",
        tls=_TLS,
    ),
)
UNSERVED = (
    Unserved(
        "C06",
        "the edge is bypassed",
        "the contract does not name an edge: a deployment without one is healthy",
    ),
    Unserved(
        "C14", "an image without CORS", "the contract cannot say which images are read by scripts"
    ),
    Unserved("C16", "an image is never cached", "needs a real edge, and takes it three tries"),
    Unserved(
        "C17",
        "an image of another environment",
        "the page would have to be known; a route with contains says it",
    ),
    Unserved("C18", "a purge did not take", "needs the time of the deploy"),
    Unserved(
        "C21",
        "the CORS preflight is broken",
        "only GET is asked; the contract cannot name an origin to allow",
    ),
    Unserved("C22", "the CORS header is doubled", "the contract cannot name an origin to allow"),
    Unserved("C24", "ranges are broken", "nothing of a page asks for ranges"),
    Unserved("C25", "points of presence differ", "a runner reaches one of them"),
)
