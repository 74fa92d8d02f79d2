"""What a page loads is found as a browser finds it, and read for what it is."""

import base64
import hashlib
from dataclasses import replace

import pytest

from smokegate.probe.observation import Answer, Observation
from smokegate.reading.asset import (
    MOST,
    Asset,
    Kind,
    arrival_problems,
    disguise_problems,
    integrity_problems,
    may_run,
)
from smokegate.reading.elements import assets
from tests.reading.answers import ORIGIN, answer, page, said, silence

SCRIPT, STYLE, IMAGE, FONT = Kind.SCRIPT, Kind.STYLE, Kind.IMAGE, Kind.FONT
OTHER, ICON, MANIFEST = Kind.OTHER, Kind.ICON, Kind.MANIFEST


def found(body: str, url: str = f"{ORIGIN}/") -> list[tuple[str, Kind]]:
    """What a page with this body loads; our own origin left out."""
    loaded = assets(page(body, url=url))
    return [(one.url.removeprefix(ORIGIN), one.kind) for one in loaded]


# -- discovery -------------------------------------------------------------------------------


def test_charhub_loads_its_script_and_its_style() -> None:
    """index.html as Vite builds it (charhub.md 1.4)."""
    html = """<!doctype html><html lang="en"><head><meta charset="UTF-8" />
    <link rel="icon" type="image/png" href="/favicon.ico" />
    <link rel="preconnect" href="https://fonts.googleapis.com" />
    <link href="https://fonts.googleapis.com/css2?family=Inter&amp;x=1" rel="stylesheet" />
    <title>CharHub</title>
    <script type="module" crossorigin src="/assets/index-BChQUWSn.js"></script>
    <link rel="stylesheet" crossorigin href="/assets/index-BEBR_ldC.css">
    </head><body><div id="root"></div></body></html>"""
    assert found(html) == [
        ("/favicon.ico", ICON),
        ("https://fonts.googleapis.com/css2?family=Inter&x=1", STYLE),
        ("/assets/index-BChQUWSn.js", SCRIPT),
        ("/assets/index-BEBR_ldC.css", STYLE),
    ]


@pytest.mark.parametrize(
    "tag, kind",
    [
        ('<script src="/x"></script>', SCRIPT),
        ('<script type="" src="/x"></script>', SCRIPT),
        ('<script type="module" src="/x"></script>', SCRIPT),
        ('<script type=" Module " src="/x"></script>', SCRIPT),
        ('<script type="text/javascript" src="/x"></script>', SCRIPT),
        ('<script type="application/x-javascript" src="/x"></script>', SCRIPT),
        ('<script type="text/ecmascript" src="/x"></script>', SCRIPT),
        ('<script async defer nomodule src="/x"></script>', SCRIPT),
        ('<SCRIPT SRC="/x"></SCRIPT>', SCRIPT),
        ('<link rel="stylesheet" href="/x">', STYLE),
        ('<link rel="StyleSheet preload" href="/x">', STYLE),
        ('<link rel="modulepreload" href="/x">', SCRIPT),
        ('<link rel="preload" as="script" href="/x">', SCRIPT),
        ('<link rel="preload" as="style" href="/x">', STYLE),
        ('<link rel="preload" as="Font" href="/x">', FONT),
        ('<link rel="preload" as="image" href="/x">', IMAGE),
        ('<link rel="preload" href="/x">', OTHER),
        ('<link rel="icon" href="/x">', ICON),
        ('<link rel="shortcut icon" href="/x">', ICON),
        ('<link rel="apple-touch-icon" href="/x">', ICON),
        ('<link rel="manifest" href="/x">', MANIFEST),
        ('<img src="/x">', IMAGE),
    ],
)
def test_kind_is_what_the_page_wants_it_for(tag: str, kind: Kind) -> None:
    """The element and its attributes say so, not the name of the file."""
    assert found(tag) == [("/x", kind)]


@pytest.mark.parametrize(
    "tag",
    [
        '<script type="importmap" src="/x"></script>',
        '<script type="application/json" src="/x"></script>',
        '<script type="application/ld+json" src="/x"></script>',
        '<script type="speculationrules" src="/x"></script>',
        '<script type="text/template" src="/x"></script>',
        '<script src=""></script>',
        '<script src=" "></script>',
        "<script>x()</script>",
        '<link rel="preconnect" href="/x">',
        '<link rel="canonical" href="/x">',
        '<link rel="alternate" href="/x">',
        '<link href="/x">',
        '<link rel="stylesheet">',
        '<img src="data:image/png;base64,AAAA">',
        '<img src="blob:https://charhub.app/1">',
        '<script src="javascript:x()"></script>',
        '<link rel="icon" href="data:,">',
        '<img src="about:blank">',
        '<script src="file:///etc/passwd"></script>',
        '<script src="http://[::1"></script>',
        '<script src="https://charhub.app:x/a.js"></script>',
        '<script src="https://charhub.app:99999/a.js"></script>',
        '<!-- <script src="/x"></script> -->',
        '<noscript><link rel="stylesheet" href="/y"></noscript>',
        '<body><noscript><img src="/x"></noscript>',
        '<template><img src="/x"></template>',
        "<textarea><script src='/x'></script></textarea>",
        '<a href="/x">x</a>',
    ],
)
def test_what_no_browser_fetches_is_not_asked_for(tag: str) -> None:
    """Neither inline data, nor hints, nor what is malformed."""
    assert found(tag) == []


@pytest.mark.parametrize(
    "body, url, wanted",
    [
        pytest.param('<img src="a.png">', "/x/y", "/x/a.png", id="relative"),
        pytest.param('<img src="./a.png">', "/x/", "/x/a.png", id="relative-with-a-dot"),
        pytest.param('<img src="../../../a.png">', "/x/y", "/a.png", id="above-the-root"),
        pytest.param('<img src="?v=1">', "/x", "/x?v=1", id="query-alone"),
        pytest.param('<img src="/a.png#b">', "/", "/a.png", id="fragment"),
        pytest.param('<img src=" \n/a.png\t">', "/", "/a.png", id="spaces-around"),
        pytest.param('<img src="/a.png?a=1&amp;b=2">', "/", "/a.png?a=1&b=2", id="entity"),
        pytest.param(
            '<img src="//cdn.example/a.png">', "/", "https://cdn.example/a.png", id="any-protocol"
        ),
        pytest.param('<base href="/"><img src="a.png">', "/admin/x", "/a.png", id="base"),
        pytest.param(
            '<base href="/admin/"><img src="./a.png">', "/admin", "/admin/a.png", id="directus"
        ),
        pytest.param(
            '<base href="https://cdn.example/v1/"><img src="a.png">',
            "/",
            "https://cdn.example/v1/a.png",
            id="base-elsewhere",
        ),
        pytest.param('<base target="_top"><img src="a.png">', "/x/", "/x/a.png", id="base-no-href"),
        pytest.param(
            '<base target="x"><base href="/b/"><base href="/c/"><img src="a.png">',
            "/",
            "/b/a.png",
            id="first-base-that-has-one",
        ),
        pytest.param('<base href="data:,x"><img src="a.png">', "/x/", "/x/a.png", id="base-data"),
        pytest.param(
            '<base href="javascript:x"><img src="a.png">', "/x/", "/x/a.png", id="base-script"
        ),
        pytest.param(
            '<base href="http://[::1"><img src="a.png">', "/x/", "/x/a.png", id="base-bad"
        ),
        pytest.param(
            '<base href="https://x:y/"><img src="a.png">', "/x/", "/x/a.png", id="base-bad-port"
        ),
    ],
)
def test_urls_are_resolved_as_browsers_do(body: str, url: str, wanted: str) -> None:
    """Against the page, or its base element where that is one."""
    assert found(body, ORIGIN + url) == [(wanted, IMAGE)]


def test_each_is_asked_for_once() -> None:
    """In the order of the page, whatever the fragment."""
    body = '<script src="/a.js"></script><img src="/b.png"><script src="/a.js#x"></script>'
    assert found(body) == [("/a.js", SCRIPT), ("/b.png", IMAGE)]


@pytest.mark.parametrize(
    "body, kind",
    [
        ('<link rel="preload" href="/x"><script src="/x"></script>', SCRIPT),
        ('<script src="/x"></script><link rel="preload" href="/x">', SCRIPT),
        ('<link rel="icon" href="/x"><img src="/x">', IMAGE),
        ('<img src="/x"><link rel="icon" href="/x">', IMAGE),
        ('<link rel="preload" href="/x"><link rel="stylesheet" href="/x">', STYLE),
    ],
)
def test_of_two_uses_the_weightier_counts(body: str, kind: Kind) -> None:
    """A script is judged as a script though a hint without `as` came first."""
    assert found(body) == [("/x", kind)]


def test_only_a_script_element_is_run() -> None:
    """A preload fetches ahead, and runs nothing."""
    hint = '<link rel="modulepreload" href="/x">'
    assert [one.is_run for one in assets(page(hint))] == [False]
    assert [one.is_run for one in assets(page(f'{hint}<script src="/x"></script>'))] == [True]


def test_integrity_is_kept_whichever_element_states_it() -> None:
    """A hint and its script are one asset."""
    hint = '<link rel="preload" as="script" href="/x">'
    body = f'{hint}<script src="/x" integrity=" sha256-a "></script>'
    assert [one.integrity for one in assets(page(body))] == ["sha256-a"]


def test_ten_thousand_scripts_are_cut_off() -> None:
    """A hostile page cannot make the suite ask for ever; one more than MOST shows that it tried."""
    body = "".join(f'<script src="/{n}.js"></script>' for n in range(10_000))
    assert len(assets(page(body))) == MOST + 1


@pytest.mark.parametrize("body", ["", "<", "<script src=", "\0", "<p>" * 500, "&#x110000;"])
def test_page_that_loads_nothing_is_no_error(body: str) -> None:
    """A static page may stand alone."""
    assert found(body) == []


@pytest.mark.parametrize(
    "url, is_foreign",
    [
        (f"{ORIGIN}/a.js", False),
        ("https://charhub.app:443/a.js", False),
        ("https://CHARHUB.app/a.js", False),
        ("https://x@charhub.app/a.js", False),
        ("http://charhub.app/a.js", True),
        ("https://charhub.app:8443/a.js", True),
        ("https://media.charhub.app/a.js", True),
        ("https://charhub.app.evil.example/a.js", True),
        ("https://charhub.app@evil.example/a.js", True),
    ],
)
def test_another_origin_is_another_scheme_host_or_port(url: str, is_foreign: bool) -> None:
    """However our own is spelled, its failures are the release's."""
    assert Asset(url=url, kind=SCRIPT).is_foreign_to(ORIGIN) is is_foreign


def test_origin_of_the_page_is_our_own_too() -> None:
    """Where people use another origin than the one that is asked (`public_url`)."""
    (own,) = assets(page('<script src="/a.js"></script>', url="http://127.0.0.1:8080/"))
    assert not own.is_foreign_to(ORIGIN)
    assert said(arrival_problems(own, answer(status=500), ORIGIN)) == [
        "/a.js should be 200, got 500"
    ]


# -- arrival ---------------------------------------------------------------------------------

ENTRY = Asset(url=f"{ORIGIN}/assets/index-BChQUWSn.js?v=1", kind=SCRIPT)
FOREIGN = Asset(url="https://fonts.googleapis.com/css2?family=Inter", kind=STYLE)
FAVICON = Asset(url=f"{ORIGIN}/favicon.ico", kind=ICON)
JS = "text/javascript"


def named(name: str, kind: Kind = SCRIPT) -> Asset:
    """An asset of our own with this path."""
    return Asset(url=f"{ORIGIN}/{name}", kind=kind)


@pytest.mark.parametrize(
    "asset, seen",
    [
        pytest.param(ENTRY, answer("x()"), id="script"),
        pytest.param(ENTRY, answer("x()", headers=[("Content-Length", "3")]), id="of-that-length"),
        pytest.param(ENTRY, answer("x()", headers=[("Content-Length", "")]), id="length-empty"),
        pytest.param(
            ENTRY, answer("x()", headers=[("Content-Length", "x")]), id="length-no-number"
        ),
        pytest.param(
            ENTRY, answer("x()", headers=[("Content-Length", "9" * 5000)]), id="length-no-integer"
        ),
        pytest.param(named("mysite.d41d8cd98f00.js"), answer(""), id="named-after-md5-of-nothing"),
        pytest.param(named("a.da39a3ee5e6b.css"), answer(""), id="named-after-sha1-of-nothing"),
        pytest.param(named("a-e3b0c44298fc.js"), answer(""), id="named-after-sha256-of-nothing"),
        pytest.param(
            named("styles.ef46db3751d8e999.css", STYLE), answer(""), id="after-xxhash64-of-nothing"
        ),
        pytest.param(
            named("styles.31d6cfe0d16ae931b73c.css", STYLE), answer(""), id="after-md4-of-nothing"
        ),
        pytest.param(
            named("styles-5INURTSO.css", STYLE), answer(""), id="after-esbuild-of-nothing"
        ),
        *(
            pytest.param(
                Asset(url=f"{ORIGIN}/rails/active_storage/blobs/redirect/x/a.png", kind=kind),
                answer(status=status, headers=[("Location", to)]),
                id=f"{kind.name}-{status}",
            )
            for kind, status, to in [
                (IMAGE, 302, "https://bucket.s3.example/a?X-Amz-Expires=300"),
                (IMAGE, 301, "/a.png"),
                (OTHER, 303, "/a"),
                (ICON, 307, "//cdn.example/favicon.ico"),
                (Kind.MEDIA, 308, "https://bucket.s3.example/a.mp4"),
            ]
        ),
        pytest.param(FAVICON, answer(status=204), id="icon-204"),
        pytest.param(FOREIGN, silence(), id="foreign-silence"),
        *(
            pytest.param(FOREIGN, answer(status=status), id=f"foreign-{status}")
            for status in (301, 403, 429, 500, 503)
        ),
    ],
)
def test_arrivals_that_are_no_problem(asset: Asset, seen: Observation) -> None:
    """Whole, somewhere else, or nobody's fault here."""
    assert said(arrival_problems(asset, seen, ORIGIN)) == []


@pytest.mark.parametrize(
    "asset, seen, told",
    [
        pytest.param(
            ENTRY,
            silence(),
            "/assets/index-BChQUWSn.js should be 200, got silence: timed out after 10.0 s",
            id="silence",
        ),
        *(
            pytest.param(
                ENTRY,
                answer(status=status),
                f"/assets/index-BChQUWSn.js should be 200, got {status}",
                id=f"own-{status}",
            )
            for status in (204, 206, 301, 304, 403, 404, 500)
        ),
        pytest.param(  # the Service Worker specification forbids it
            Asset(url=f"{ORIGIN}/sw.js", kind=Kind.WORKER),
            answer(status=302, headers=[("Location", "/login")]),
            "/sw.js should be 200, got 302",
            id="worker-that-redirects",
        ),
        pytest.param(
            FOREIGN,
            answer(status=404),
            "https://fonts.googleapis.com/css2 should be 200, got 404",
            id="foreign-404",
        ),
        pytest.param(
            FOREIGN,
            answer(status=410),
            "https://fonts.googleapis.com/css2 should be 200, got 410",
            id="foreign-410",
        ),
        pytest.param(
            ENTRY,
            answer(""),
            "/assets/index-BChQUWSn.js should be not empty, got 200 with 0 bytes",
            id="empty",
        ),
        pytest.param(
            FOREIGN,
            answer(""),
            "https://fonts.googleapis.com/css2 should be not empty, got 200 with 0 bytes",
            id="foreign-empty",
        ),
        pytest.param(
            ENTRY,
            answer("x()", headers=[("Content-Length", "1623064")]),
            "/assets/index-BChQUWSn.js should be 1623064 bytes long, got 3 bytes",
            id="cut-short",
        ),
        *(
            pytest.param(
                named("a", kind),
                answer(status=302, headers=[("Location", "https://bucket.s3.example/a")]),
                "/a should be 200, got 302",
                id=f"{kind.name}-302",
            )
            for kind in (SCRIPT, STYLE, FONT)
        ),
        *(
            pytest.param(
                named("a.png", IMAGE),
                answer(status=status, headers=[("Location", to)]),
                f"/a.png should be 200, got {status}",
                id=f"image-{status}-to-{name}",
            )
            for status, to, name in [
                (302, "", "nothing"),
                (302, "data:,x", "data"),
                (302, "http://[x/", "no-address"),
                (304, "/b.png", "what-is-kept"),
                (300, "/b.png", "a-choice"),
            ]
        ),
        *(
            pytest.param(
                named(name, STYLE),
                answer(""),
                f"/{name} should be not empty, got 200 with 0 bytes",
                id=name,
            )
            for name in ("styles-A5INURTSO.css", "5INURTSOX.css", "aef46db3751d8e999.css")
        ),
        pytest.param(
            named("logo.png", IMAGE),
            answer(status=204),
            "/logo.png should be 200, got 204",
            id="image-204",
        ),
    ],
)
def test_arrivals_that_are_broken_are_told(asset: Asset, seen: Observation, told: str) -> None:
    """Silence, status, length, and nothing in it."""
    assert said(arrival_problems(asset, seen, ORIGIN)) == [told]


def test_secrets_of_a_foreign_url_are_not_shown() -> None:
    """The query of a signed URL is left out, and so is a user."""
    signed = Asset(url="https://u:hunter2@r2.example/a.js?X-Amz-Signature=hunter2", kind=SCRIPT)
    assert said(arrival_problems(signed, answer(status=404), ORIGIN)) == [
        "https://[redacted]@r2.example/a.js should be 200, got 404"
    ]


# -- disguise --------------------------------------------------------------------------------

INDEX = "<!doctype html><title>CharHub</title>"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.mark.parametrize(
    "kind, body, media_type",
    [
        *(
            pytest.param(SCRIPT, "x()", media_type)
            for media_type in (
                "text/javascript",
                "application/javascript",
                "application/javascript; charset=UTF-8",
                'text/javascript; charset="utf-8"',
                "TEXT/JavaScript;charset=utf-8",
                "application/x-javascript",
                "text/ecmascript",
                "application/ecmascript",
            )
        ),
        pytest.param(SCRIPT, "<!-- legal in a script\nx()", JS),
        pytest.param(SCRIPT, "/* <html> */ x()", JS),
        pytest.param(STYLE, "a{}", "text/css; charset=utf-8"),
        pytest.param(STYLE, "\ufeffa{}", "text/css"),
        pytest.param(IMAGE, b"\x89PNG", "image/png"),
        pytest.param(IMAGE, b"RIFF", "image/webp"),
        pytest.param(IMAGE, b"\x89PNG", "application/octet-stream"),
        pytest.param(IMAGE, b"\x89PNG", "binary/octet-stream"),
        pytest.param(IMAGE, b"\x89PNG", None),
        pytest.param(IMAGE, SVG, "image/svg+xml"),
        pytest.param(IMAGE, f"\ufeff<?xml version='1.0'?>\n<!-- a -->{SVG}", "image/svg+xml"),
        pytest.param(
            IMAGE,
            f'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x" [<!ENTITY a "b">]>{SVG}',
            "image/svg+xml",
        ),
        pytest.param(IMAGE, "<svg:svg xmlns:svg='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        pytest.param(ICON, SVG, "image/svg+xml"),
        pytest.param(ICON, b"\0\0\1\0", "image/vnd.microsoft.icon"),
        pytest.param(FONT, b"wOF2", "font/woff2"),
        pytest.param(FONT, b"wOF2", "application/octet-stream"),
        pytest.param(FONT, b"wOF2", None),
        pytest.param(MANIFEST, "{}", "application/manifest+json"),
        pytest.param(MANIFEST, "{}", "application/json"),
        pytest.param(MANIFEST, "{}", "application/octet-stream"),
        pytest.param(OTHER, INDEX, "text/html"),
        pytest.param(OTHER, "{}", "application/json"),
        pytest.param(SCRIPT, "", "text/html"),
    ],
)
def test_genuine_assets_are_no_problem(
    kind: Kind, body: str | bytes, media_type: str | None
) -> None:
    """In every spelling that healthy servers use."""
    seen = answer(body, kind=media_type)
    assert said(disguise_problems(named("x", kind), seen, ORIGIN)) == []


DISGUISE = "got HTML in disguise: <!doctype html><title>CharHub</title>"


@pytest.mark.parametrize(
    "kind, body, media_type, told",
    [
        pytest.param(
            SCRIPT, INDEX, "text/html", f"/x should be a script, {DISGUISE}", id="fallback"
        ),
        pytest.param(
            SCRIPT, INDEX, JS, f"/x should be a script, {DISGUISE}", id="pinned-at-the-edge"
        ),
        pytest.param(
            SCRIPT, b"\xef\xbb\xbf" + INDEX.encode(), JS, None, id="byte-order-mark-before"
        ),
        pytest.param(
            SCRIPT,
            f"<!--{'x' * 3000}-->{INDEX}",
            JS,
            f"/x should be a script, got HTML in disguise: <!--{'x' * 33}...",
            id="long-comment-before",
        ),
        pytest.param(STYLE, INDEX, "text/css", f"/x should be a style, {DISGUISE}", id="style"),
        pytest.param(IMAGE, INDEX, "image/png", f"/x should be an image, {DISGUISE}", id="image"),
        pytest.param(
            IMAGE,
            INDEX + SVG,
            "image/svg+xml",
            "/x should be an image, got HTML in disguise: <!doctype html><title>CharHub</title>...",
            id="page-with-an-svg-in-it",
        ),
        pytest.param(
            IMAGE,
            "<Error><Code>NoSuchKey</Code></Error>",
            "image/png",
            "/x should be an image, got HTML in disguise: <Error><Code>NoSuchKey</Code></Error>",
            id="error-of-a-store",
        ),
        pytest.param(FONT, INDEX, "font/woff2", f"/x should be a font, {DISGUISE}", id="font"),
        pytest.param(ICON, INDEX, "image/x-icon", f"/x should be an icon, {DISGUISE}", id="icon"),
        pytest.param(
            MANIFEST,
            INDEX,
            "application/json",
            f"/x should be a manifest, {DISGUISE}",
            id="manifest",
        ),
        pytest.param(
            SCRIPT,
            "x()",
            "text/plain; charset=utf-8",
            "/x should be of a script's content type, got text/plain",
            id="script-as-text",
        ),
        pytest.param(
            SCRIPT,
            "x()",
            None,
            "/x should be of a script's content type, got no content type",
            id="script-without-type",
        ),
        pytest.param(
            SCRIPT,
            "{}",
            "application/json",
            "/x should be of a script's content type, got application/json",
            id="json",
        ),
        pytest.param(
            STYLE,
            "a{}",
            "text/plain",
            "/x should be of a style's content type, got text/plain",
            id="style-as-text",
        ),
        pytest.param(
            STYLE,
            "a{}",
            "text/css-x",
            "/x should be of a style's content type, got text/css-x",
            id="style-of-a-longer-type",
        ),
        pytest.param(
            IMAGE,
            b"\x89PNG",
            "text/html",
            "/x should be of an image's content type, got text/html",
            id="image-as-html",
        ),
    ],
)
def test_disguises_are_told(
    kind: Kind, body: str | bytes, media_type: str | None, told: str | None
) -> None:
    """The bytes are looked at first, then the type."""
    (problem,) = said(disguise_problems(named("x", kind), answer(body, kind=media_type), ORIGIN))
    if told is None:
        assert problem.startswith("/x should be a script, got HTML in disguise: ")
    else:
        assert problem == told


def test_disguise_of_another_origin_is_told() -> None:
    """What it says is there, and is something else, is there."""
    assert said(disguise_problems(FOREIGN, answer(INDEX, kind="text/html"), ORIGIN)) == [
        f"https://fonts.googleapis.com/css2 should be a style, {DISGUISE}"
    ]


@pytest.mark.parametrize(
    "seen",
    [pytest.param(silence(), id="silence"), pytest.param(answer(INDEX, status=404), id="404")],
)
def test_what_did_not_arrive_is_not_looked_at(seen: Observation) -> None:
    """It is told once, by its arrival."""
    asset = Asset(url=f"{ORIGIN}/x", kind=SCRIPT, integrity="sha256-x")
    assert said(disguise_problems(asset, seen, ORIGIN)) == []
    assert said(integrity_problems(asset, seen, ORIGIN)) == []


# -- integrity -------------------------------------------------------------------------------

BODY = b"x() // ?>"


def digest(algorithm: str, body: bytes = BODY) -> str:
    """The metadata of this body."""
    raw = hashlib.new(algorithm, body).digest()
    return f"{algorithm}-{base64.b64encode(raw).decode()}"


GOOD_256, GOOD_384, GOOD_512 = digest("sha256"), digest("sha384"), digest("sha512")
BAD_256, BAD_384 = digest("sha256", b"other"), digest("sha384", b"other")


@pytest.mark.parametrize(
    "integrity",
    [
        pytest.param("", id="none"),
        pytest.param(GOOD_256, id="sha256"),
        pytest.param(GOOD_384, id="sha384"),
        pytest.param(GOOD_512, id="sha512"),
        pytest.param(f"{GOOD_256}?ct=application/javascript", id="option"),
        pytest.param(f"{BAD_256} {GOOD_256}", id="one-of-two"),
        pytest.param(f"{GOOD_256}\n\t{BAD_256}", id="one-of-two-on-two-lines"),
        pytest.param(f"{BAD_256} {GOOD_384}", id="the-strongest-counts"),
        pytest.param(GOOD_256.replace("+", "-").replace("/", "_"), id="base64url"),
        pytest.param("md5-x sha1-y", id="algorithms-that-browsers-ignore"),
        pytest.param("nonsense", id="nonsense"),
    ],
)
def test_bytes_of_this_integrity_are_no_problem(integrity: str) -> None:
    """A browser would run it."""
    asset = Asset(url=f"{ORIGIN}/x", kind=SCRIPT, integrity=integrity)
    assert said(integrity_problems(asset, answer(BODY), ORIGIN)) == []


def refused(algorithm: str, stated: str, body: bytes = BODY) -> str:
    """How a mismatch is told."""
    found_digest = digest(algorithm, body).partition("-")[2]
    return (
        f"/x should be of integrity {stated[:24]}..., "
        f"got {algorithm}-{found_digest[:17]}... (a browser refuses it)"
    )


@pytest.mark.parametrize(
    "integrity, body, told",
    [
        pytest.param(BAD_256, BODY, refused("sha256", BAD_256), id="other-bytes"),
        pytest.param(
            f"{GOOD_256} {BAD_384}", BODY, refused("sha384", BAD_384), id="the-strongest-counts"
        ),
        pytest.param(GOOD_256, b"", refused("sha256", GOOD_256, b""), id="empty"),
        pytest.param("sha256-", BODY, refused("sha256", "sha256-"), id="no-digest"),
        pytest.param(GOOD_256[:-4], BODY, refused("sha256", GOOD_256), id="digest-cut-short"),
        pytest.param(
            f"{BAD_256} sha1-x", BODY, refused("sha256", BAD_256), id="beside-ignored-ones"
        ),
    ],
)
def test_bytes_of_another_integrity_are_told(integrity: str, body: bytes, told: str) -> None:
    """A browser would refuse it, and the page would be blank."""
    asset = Asset(url=f"{ORIGIN}/x", kind=SCRIPT, integrity=integrity)
    assert said(integrity_problems(asset, answer(body), ORIGIN)) == [told]


def test_what_is_not_needed_is_an_icon_a_manifest_or_media() -> None:
    """The page works without them; of a film, only the beginning is asked for."""
    every = [Asset(url=ORIGIN, kind=kind) for kind in Kind]
    media = {Kind.PICTURE, Kind.MEDIA, Kind.TRACK, Kind.SPRITE, Kind.EMBEDDED}
    assert {one.kind for one in every if one.is_media} == media
    assert {one.kind for one in every if one.is_content(ORIGIN)} == media
    needed = {one.kind for one in every if one.is_needed(ORIGIN)}
    assert needed == set(Kind) - {ICON, MANIFEST, *media}
    assert {one.kind for one in every if one.is_streamed} == {Kind.MEDIA, Kind.EMBEDDED}
    assert isinstance(answer(), Answer)


@pytest.mark.parametrize(
    "url, kind, is_content",
    [
        pytest.param("https://gravatar.example/avatar/1?d=404", IMAGE, True, id="an-avatar"),
        pytest.param("https://charhub.app:443/logo.png", IMAGE, False, id="an-image-of-ours"),
        pytest.param("https://cdn.example/a.js", SCRIPT, False, id="a-script-elsewhere"),
        pytest.param("https://cdn.example/a.css", STYLE, False, id="a-style-elsewhere"),
        pytest.param("https://cdn.example/f.woff2", FONT, False, id="a-font-elsewhere"),
    ],
)
def test_an_image_elsewhere_is_content(url: str, kind: Kind, is_content: bool) -> None:
    """Its owner can take it away; what the application is made of is needed wherever it lies."""
    asset = Asset(url=url, kind=kind, page=f"{ORIGIN}/")
    assert (asset.is_content(ORIGIN), asset.is_needed(ORIGIN)) == (is_content, not is_content)


def test_what_an_asset_names_is_told_with_it() -> None:
    """The address of a chunk alone would not say who asks for it."""
    chunk = Asset(
        url=f"{ORIGIN}/assets/a-1.js", kind=SCRIPT, page=ORIGIN, named_by=f"{ORIGIN}/assets/i.js"
    )
    assert said(arrival_problems(chunk, answer(status=404), ORIGIN)) == [
        "/assets/i.js -> /assets/a-1.js should be 200, got 404"
    ]


def test_nonce_of_an_element_is_kept() -> None:
    """For the policy of the page."""
    given = page('<script nonce=" x " src="/a.js"></script><link rel=icon nonce=y href="/b">')
    assert [one.nonce for one in assets(given)] == ["x", "y"]


@pytest.mark.parametrize(
    "url, seen, expected",
    [
        pytest.param("/a.js", answer(b"x"), True, id="own"),
        pytest.param("/a.js", answer(b""), False, id="empty"),
        pytest.param("/a.js", silence(), False, id="own-silent"),
        pytest.param("https://cdn.example/a.js", silence(), True, id="elsewhere-silent"),
        pytest.param(
            "https://cdn.example/a.js", answer(b"", status=403), False, id="elsewhere-403"
        ),
    ],
)
def test_a_script_may_run_if_it_came_or_nobody_knows(
    url: str, seen: Observation, expected: bool
) -> None:
    """What its store refuses is no script; what a closed runner cannot reach may be one."""
    whole = url if url.startswith("https") else f"{ORIGIN}{url}"
    asset = Asset(url=whole, kind=Kind.SCRIPT, is_run=True)
    assert may_run(asset, seen, ORIGIN) is expected


def test_data_that_is_fetched_ahead_is_no_asset() -> None:
    """A preload of data may well need a login."""
    text = '<link rel="preload" as="fetch" href="/api/me"><link rel="preload" as="font" href="/f">'
    assert [one.url for one in assets(page(text))] == [f"{ORIGIN}/f"]


@pytest.mark.parametrize(
    "path, kind, to, is_followed",
    [
        pytest.param("app.js", SCRIPT, "/app-9f8e7d6c.js", True, id="an-alias-of-a-script"),
        pytest.param("app.css", STYLE, "https://cdn.example/app-1.css?v=2", True, id="elsewhere"),
        pytest.param("app.js", SCRIPT, "/login", False, id="a-login"),
        pytest.param("app.js", SCRIPT, "/index.html", False, id="a-page"),
        pytest.param("sw.js", Kind.WORKER, "/sw-2.js", False, id="no-worker"),
    ],
)
def test_code_may_move_to_a_file_of_its_kind(
    path: str, kind: Kind, to: str, *, is_followed: bool
) -> None:
    """Browsers follow `latest.js` to the file that it stands for; a login is no script."""
    asset = replace(named(path, kind), is_run=kind is SCRIPT)
    moved = answer(status=302, headers=[("Location", to)])
    assert (list(arrival_problems(asset, moved, ORIGIN)) == []) is is_followed
    assert may_run(asset, moved, ORIGIN) is (is_followed and kind is SCRIPT)
