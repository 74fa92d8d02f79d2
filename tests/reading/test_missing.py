"""What is not there, what should not be there, and what has to be there for a service worker."""

import pytest

from smokegate.reading.asset import Asset, Kind
from smokegate.reading.exposure import secret_file_problems, source_map_problems
from smokegate.reading.lifetime import kept_long
from smokegate.reading.missing import fallback_problems, kept_problems
from smokegate.reading.mixed_content import (
    mixed_content_problems,
    style_content_problems,
    upgrade_problems,
)
from smokegate.reading.worker import worker_problems
from tests.reading.answers import ORIGIN, answer, page, said, silence

SPA = "<!doctype html><title>CharHub</title>"


def cached(how: str) -> list[tuple[str, str]]:
    """A header that says how long to keep it."""
    return [("cache-control", how)]


@pytest.mark.parametrize(
    "how, is_long",
    [
        ("public, max-age=31536000, immutable", True),
        ("immutable", True),
        ("MAX-AGE = 86401", True),
        ("max-age=60, s-maxage=604800", True),
        ("max-age=86400", False),
        ("max-age=31536000, no-cache", False),
        ("no-store, immutable", False),
        ("max-age=" + "9" * 5000, False),
        ("max-age=-1", False),
        ("", False),
    ],
)
def test_long_is_more_than_a_day(how: str, is_long: bool) -> None:
    """Unless it has to be asked for again."""
    assert (kept_long(answer(headers=cached(how))) is not None) is is_long


@pytest.mark.parametrize(
    "status, body, told",
    [
        (404, SPA, []),
        (404, "", []),
        (403, "", []),
        (302, "", []),
        (200, SPA, ["missing script should be 404, got 200 with HTML (an SPA fallback)"]),
        (200, "x()", ["missing script should be 404, got 200 x()"]),
        (200, "", ["missing script should be 404, got 200"]),
    ],
)
def test_a_missing_script_should_be_missing(status: int, body: str, told: list[str]) -> None:
    """Whatever page is sent along."""
    assert said(fallback_problems(answer(body, status=status))) == told


def test_a_missing_script_is_not_kept() -> None:
    """Only what says that it is not there can be wrong about it later."""
    forever = cached("max-age=31536000, immutable")
    assert said(kept_problems(answer(status=404, headers=forever))) == [
        "missing script should be asked for again, "
        "got 404 with cache-control max-age=31536000, immutable"
    ]
    assert said(kept_problems(answer(status=404, headers=cached("max-age=14400")))) == []
    assert said(kept_problems(answer(SPA, headers=forever))) == []


@pytest.mark.parametrize(
    "body, found",
    [
        ("DATABASE_URL=postgres://u:p@h/db\n", "settings of an environment"),
        ("# secrets\nexport API_KEY=x", "settings of an environment"),
        ("ref: refs/heads/main\n", "a git repository"),
        ("3f2a91c0" * 5, "a git repository"),
    ],
)
def test_a_secret_file_is_told_by_its_content(body: str, found: str) -> None:
    """An SPA answers 200 for any path."""
    assert said(secret_file_problems(answer(body))) == [
        f"file should be kept from the public, got {found}"
    ]
    assert said(secret_file_problems(answer(body, status=403))) == []


@pytest.mark.parametrize("body", [SPA, SPA + "\nA=1", "", '{"error": "x"}', "Not=Found", "ok"])
def test_what_else_is_answered_in_its_place(body: str) -> None:
    """Pages, errors, nothing."""
    assert said(secret_file_problems(answer(body))) == []


@pytest.mark.parametrize(
    "body, status, is_told",
    [
        ('{"version":3,"sources":["a.ts"],"mappings":"AAAA"}', 200, True),
        (')]}\'\n{"version": 3, "file": "a.js"', 206, True),
        ('{"version":3,"sections":[]}', 200, True),
        ('{"version":2,"sources":[]}', 200, False),
        ('{"version":3}', 200, False),
        ('{"error":"not found"}', 200, False),
        (SPA, 200, False),
        ('{"version":3,"mappings":""}', 404, False),
        ("", 200, False),
    ],
)
def test_a_source_map_is_told_by_its_content(body: str, status: int, is_told: bool) -> None:
    """An SPA answers 200 for this path too."""
    asset = Asset(url=f"{ORIGIN}/i.js.map", kind=Kind.MAP, page=ORIGIN, named_by=f"{ORIGIN}/i.js")
    told = ["/i.js -> /i.js.map should be kept from the public, got a source map"]
    found = said(source_map_problems(asset, answer(body, status=status)))
    assert found == (told if is_told else [])
    assert said(source_map_problems(asset, silence())) == []
    script = Asset(url=f"{ORIGIN}/i.js", kind=Kind.SCRIPT)
    assert said(source_map_problems(script, answer(body))) == []


WORKER = Asset(url=f"{ORIGIN}/sw.js", kind=Kind.WORKER, page=ORIGIN, named_by=f"{ORIGIN}/i.js")
AHEAD = Asset(url=f"{ORIGIN}/a.js?x", kind=Kind.PRECACHED, page=ORIGIN, named_by=f"{ORIGIN}/sw.js")


@pytest.mark.parametrize(
    "asset, body, status, kind, told",
    [
        (WORKER, "x()", 200, "text/javascript", []),
        (WORKER, "", 404, "text/plain", []),
        (
            WORKER,
            SPA,
            200,
            "text/html",
            [f"/i.js -> /sw.js should be a service worker, got HTML in disguise: {SPA}"],
        ),
        (
            WORKER,
            "x()",
            200,
            "text/plain",
            ["/i.js -> /sw.js should be of a service worker's content type, got text/plain"],
        ),
        (AHEAD, "x()", 200, "text/javascript", []),
        (AHEAD, "", 301, "text/html", []),
        (AHEAD, "", 404, "text/plain", ["/sw.js -> /a.js should be 200, got 404"]),
        (
            AHEAD,
            SPA,
            200,
            "text/html",
            ["/sw.js -> /a.js should be a file of the build, got HTML in disguise"],
        ),
    ],
)
def test_a_service_worker_can_be_installed(
    asset: Asset, body: str, status: int, kind: str, told: list[str]
) -> None:
    """One that is not there is none; one that cannot be installed keeps the old release alive."""
    assert said(worker_problems(asset, answer(body, status=status, kind=kind), ORIGIN)) == told
    assert said(worker_problems(asset, silence(), ORIGIN)) == []


@pytest.mark.parametrize(
    "body, told",
    [
        ('<script src="http://charhub.app/a.js"></script>', "script of the page"),
        ('<link rel="stylesheet" href="http://cdn.example/a.css">', "link of the page"),
        ('<iframe src="http://video.example/1"></iframe>', "iframe of the page"),
        ('<base href="http://charhub.app/"><script src="a.js"></script>', "script of the page"),
    ],
)
def test_what_a_page_of_https_loads_in_clear(body: str, told: str) -> None:
    """Browsers refuse it."""
    found = said(mixed_content_problems(page(body), ORIGIN))
    assert len(found) == 1
    assert found[0].startswith(f"{told} should be of https, got http://")
    upgraded = answer(
        body,
        kind="text/html",
        headers=[("content-security-policy", "upgrade-insecure-requests")],
    )
    assert said(mixed_content_problems(upgraded, ORIGIN)) == []
    assert said(mixed_content_problems(page(body), "http://charhub.app")) == []


@pytest.mark.parametrize(
    "body",
    [
        '<script src="/a.js"></script><link rel="stylesheet" href="//cdn.example/a.css">',
        '<img src="http://charhub.app/a.png">',
        '<a href="http://elsewhere.example/">x</a>',
        '<link rel="canonical" href="http://charhub.app/">',
        '<link rel="preconnect" href="http://cdn.example/">',
        '<script src="http://localhost:3000/a.js"></script>',
        '<script type="text/template" src="http://x.example/a"></script>',
        '<iframe src="about:blank"></iframe><object data=""></object><script src></script>',
        '<script src="http://[::1"></script>',
    ],
)
def test_what_is_not_refused(body: str) -> None:
    """Images are fetched over https instead, links are only followed."""
    assert said(mixed_content_problems(page(body), ORIGIN)) == []


def test_a_page_asked_in_clear_behind_https_is_meant_as_https() -> None:
    """The address that was asked is nobody else's; the public one in clear is told."""
    given = page('<script src="/a.js"></script>', url="http://127.0.0.2:8080/")
    assert said(mixed_content_problems(given, ORIGIN)) == []


IMPORTED = '@import "http://cdn.example/b.css?v=1";'
FONT = "@font-face{src:url(http://fonts.example/f.woff2)}"
PICTURED = "a{background:url(http://cdn.example/a.png)}"
UPGRADE = [("content-security-policy", "upgrade-insecure-requests")]


@pytest.mark.parametrize(
    "inside, style, kind, told",
    [
        pytest.param(
            "",
            IMPORTED,
            Kind.STYLE,
            ["style of /a.css should be of https, got http://cdn.example/b.css"],
            id="imported",
        ),
        pytest.param(
            "",
            FONT,
            Kind.FONT,
            ["font of /a.css should be of https, got http://fonts.example/f.woff2"],
            id="font",
        ),
        pytest.param(
            IMPORTED + IMPORTED,
            "",
            Kind.STYLE,
            ["style of the page should be of https, got http://cdn.example/b.css"],
            id="in-the-page-once",
        ),
        pytest.param("", FONT, Kind.STYLE, [], id="another-kind"),
        pytest.param("", PICTURED, Kind.STYLE, [], id="images-are-upgraded"),
        pytest.param("", f"/* {IMPORTED} */", Kind.STYLE, [], id="in-a-comment"),
        pytest.param("", '@import "b.css"', Kind.STYLE, [], id="of-its-own"),
        pytest.param("", '@import "//cdn.example/b.css"', Kind.STYLE, [], id="as-the-page"),
        pytest.param("", '@import "http://localhost/b.css"', Kind.STYLE, [], id="own-machine"),
        pytest.param("", "url(http://[", Kind.STYLE, [], id="malformed"),
    ],
)
def test_what_styles_load_in_clear(inside: str, style: str, kind: Kind, told: list[str]) -> None:
    """Browsers refuse styles and fonts, and fetch images over https instead."""
    one = page(f"<style>{inside}</style>")
    styles = [answer(style, url=f"{ORIGIN}/a.css")]
    assert said(style_content_problems(one, styles, ORIGIN, kind)) == told
    assert said(style_content_problems(one, styles, "http://charhub.app", kind)) == []
    upgraded = answer(one.body, kind="text/html", headers=UPGRADE)
    assert said(style_content_problems(upgraded, styles, ORIGIN, kind)) == []


def test_a_style_that_is_not_there_names_nothing() -> None:
    """An error page is no style."""
    gone = answer(IMPORTED, status=404, url=f"{ORIGIN}/a.css")
    assert said(style_content_problems(page(""), [gone], ORIGIN, Kind.STYLE)) == []


CLEAR = "http://192.0.2.7:8080"


def upgraded(origin: str, asset: str = "/a.js", *, is_upgrading: bool = True) -> list[str]:
    """What is wrong with the script of a page at this origin."""
    headers = UPGRADE if is_upgrading else []
    one = answer("", kind="text/html", headers=headers, url=f"{origin}/")
    url = asset if asset.startswith("http") else origin + asset
    found = [Asset(url=url, kind=Kind.SCRIPT, page=f"{origin}/")]
    return said(upgrade_problems(one, found, origin))


def test_a_page_of_http_that_wants_https_loads_nothing() -> None:
    """A browser asks the very port for https that has just answered over http."""
    assert upgraded(CLEAR) == [
        "script /a.js should be loaded over http as the page is, "
        "got upgrade-insecure-requests (a browser asks port 8080 for https)"
    ]


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(upgraded(CLEAR, is_upgrading=False), id="no-policy"),
        pytest.param(upgraded("http://charhub.app"), id="port-443-may-answer"),
        pytest.param(upgraded("http://charhub.app:80"), id="port-443-may-answer-too"),
        pytest.param(upgraded("https://charhub.app:8443"), id="https"),
        pytest.param(upgraded("http://localhost:8080"), id="localhost"),
        pytest.param(upgraded("http://app.localhost:8080"), id="below-localhost"),
        pytest.param(upgraded("http://127.0.0.2:8080"), id="loopback"),
        pytest.param(upgraded("http://[::1]:8080"), id="loopback-of-6"),
        pytest.param(upgraded(CLEAR, "https://192.0.2.7:8443/a.js"), id="asset-of-https"),
        pytest.param(upgraded(CLEAR, "http://cdn.example/a.js"), id="another-origin"),
    ],
)
def test_where_https_may_answer_nothing_is_told(told: list[str]) -> None:
    """Nobody knows what the usual port says; a browser needs no https of its own machine."""
    assert told == []
