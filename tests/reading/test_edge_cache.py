"""What caches keep is told by their headers, in all the words that they have for it."""

import pytest

from smokegate.probe.observation import Answer
from smokegate.reading.asset import Asset, Kind
from smokegate.reading.cache import (
    age_s,
    cookie_problems,
    error_problems,
    forever_problems,
    freshness_problems,
    handed_out_problems,
    has_hash,
    immutable_problems,
    kept,
    stale_problems,
    statement_problems,
    vary_problems,
)
from tests.reading.answers import ORIGIN, Pairs, answer, said

FOREVER = ("Cache-Control", "public, max-age=31536000, immutable")
HIT = ("CF-Cache-Status", "HIT")


def given(
    path: str = "/", body: str = "<!doctype html>", *, status: int = 200, headers: Pairs = ()
) -> Answer:
    """An answer of this path."""
    return answer(body, status=status, headers=headers, url=f"{ORIGIN}{path}")


@pytest.mark.parametrize(
    "headers, told",
    [
        ([], None),
        ([("cf-cache-status", "DYNAMIC")], None),
        ([("cf-cache-status", "BYPASS")], None),
        ([("cf-cache-status", "MISS")], None),
        ([("cf-cache-status", "EXPIRED")], None),
        ([("cf-cache-status", "REVALIDATED")], None),
        ([("age", "0")], None),
        ([("age", "soon")], None),
        ([("age", "-5")], None),
        ([("x-cache", "Miss from cloudfront")], None),
        ([("x-cache", "MISS, HIT")], None),
        ([("cf-cache-status", "hit")], "cf-cache-status HIT"),
        ([("cf-cache-status", "STALE"), ("age", "60")], "cf-cache-status STALE, age 60"),
        ([("cf-cache-status", "UPDATING")], "cf-cache-status UPDATING"),
        ([("x-cache", "Hit from cloudfront")], "x-cache HIT"),
        ([("age", "120")], "age 120"),
        ([("age", "120"), ("age", "3")], "age 120"),
    ],
)
def test_how_an_answer_says_that_it_was_kept(headers: Pairs, told: str | None) -> None:
    """An edge that asked the origin first has kept nothing."""
    assert kept(given(headers=headers)) == told
    problems = [f"answer should be the deployment's own, got a cache's ({told})"] if told else []
    assert said(handed_out_problems(given(headers=headers))) == problems


@pytest.mark.parametrize("stated", ["", "x", "9" * 5000, "1.5", "-1", "\u0663"])
def test_an_age_that_is_none(stated: str) -> None:
    """An age that cannot be read is none."""
    assert age_s(given(headers=[("age", stated)])) == 0


@pytest.mark.parametrize(
    "name",
    [
        "index-BChQUWSn.js", "index-BEBR_ldC.css", "vendor-D7pXk2_a.js", "logo-DmW3s-9q.svg",
        "index.9c3ab2f1.js", "main.8f2e4b1c.chunk.js", "app-0123456789abcdef.js",
        "mysite.d41d8cd98f00.js", "0a1b2c3d4e5f.js", "index-abcdefg_.js",
    ],
)  # fmt: skip
def test_names_with_a_hash(name: str) -> None:
    """Vite writes eight characters of base64url, webpack eight or more hexadecimal digits."""
    assert has_hash(f"{ORIGIN}/assets/{name}")


@pytest.mark.parametrize(
    "name",
    [
        "index.js", "app-settings.js", "my-component.js", "jquery.min.js", "sw.js", "config.js",
        "logo.png", "date-picker.js", "index.js?v=BChQUWSn", "deadbeef",
    ],
)  # fmt: skip
def test_names_without_a_hash(name: str) -> None:
    """A word of eight letters is no hash."""
    assert not has_hash(f"{ORIGIN}/assets/{name}")


OLD, NEW = '<script src="/assets/a-OLDxxxx1.js">', '<script src="/assets/a-NEWxxxx2.js">'
STALE = (
    "page should be the one that the origin has, which loads /assets/a-NEWxxxx2.js, got one that "
    "loads /assets/a-OLDxxxx1.js (cf-cache-status HIT): purge the edge, going back would not help"
)


@pytest.mark.parametrize(
    "page, anew, told",
    [
        pytest.param(given(body=OLD, headers=[HIT]), given(body=NEW), [STALE], id="stale"),
        pytest.param(given(body=NEW, headers=[HIT]), given(body=NEW), [], id="same"),
        pytest.param(given(body=OLD), given(body=NEW), [], id="not-kept"),
        pytest.param(given(body=OLD, headers=[HIT]), None, [], id="not-asked"),
        pytest.param(given(body=OLD, headers=[HIT]), given(), [], id="loads-nothing"),
        pytest.param(
            given(body=OLD, headers=[HIT]), given(body=NEW, status=503), [], id="origin-is-down"
        ),
        pytest.param(
            given(body=OLD, headers=[HIT], status=304), given(body=NEW), [], id="not-a-page"
        ),
    ],
)
def test_a_stale_page(page: Answer, anew: Answer | None, told: list[str]) -> None:
    """A kept page that loads other files than the origin's is of another release."""
    assert said(stale_problems(page, anew)) == told


@pytest.mark.parametrize(
    "headers, told",
    [
        ([], []),
        ([("cache-control", "no-cache")], []),
        ([("cache-control", "public, max-age=0, must-revalidate")], []),
        ([("cache-control", "no-cache, max-age=600")], []),
        ([("cache-control", "s-maxage=600, stale-while-revalidate")], []),
        ([("cache-control", "max-age=lots")], []),
        (
            [("Cache-Control", 'Public, Max-Age="600"')],
            ["cache-control should be no-cache or max-age=0, got max-age=600"],
        ),
        (
            [HIT, ("age", "9")],
            ["page should be asked of the origin each time, got cf-cache-status HIT, age 9"],
        ),
    ],
)
def test_a_page_that_is_kept(headers: Pairs, told: list[str]) -> None:
    """A page that says nothing is not kept by its word."""
    assert said(freshness_problems(given(headers=headers))) == told


@pytest.mark.parametrize(
    "headers, told",
    [
        ([("cache-control", "no-cache")], []),
        ([("expires", "0")], []),
        ([], ["cache-control should be no-cache or max-age=0, got none"]),
    ],
)
def test_a_page_that_says_nothing(headers: Pairs, told: list[str]) -> None:
    """Where nothing is said, caches guess."""
    assert said(statement_problems(given(headers=headers))) == told


WANTED = "/assets/a-NEWxxxx2.js should be of cache-control max-age=31536000, immutable, got"


@pytest.mark.parametrize(
    "path, headers, told",
    [
        ("/assets/a-NEWxxxx2.js", [FOREVER], []),
        ("/assets/a.js", [], []),
        ("/assets/a-NEWxxxx2.js", [], [f"{WANTED} none"]),
        ("/assets/a-NEWxxxx2.js", [("cache-control", "max-age=0")], [f"{WANTED} max-age=0"]),
        ("/assets/a-NEWxxxx2.js", [("cache-control", "immutable")], [f"{WANTED} immutable"]),
        (
            "/assets/a-NEWxxxx2.js",
            [("cache-control", "max-age=31536000")],
            [f"{WANTED} max-age=31536000"],
        ),
    ],
)
def test_files_with_a_hash(path: str, headers: Pairs, told: list[str]) -> None:
    """They may be kept for a year without being asked for again."""
    asset = Asset(url=f"{ORIGIN}{path}", kind=Kind.SCRIPT)
    assert said(immutable_problems([(asset, given(path, "x = 1", headers=headers))])) == told
    fallbacks = [(asset, given(path)), (asset, given(path, "x", status=404))]
    assert said(immutable_problems(fallbacks)) == []


@pytest.mark.parametrize("stated", ["public, max-age=31536000", "immutable", "max-age=99999999"])
@pytest.mark.parametrize(
    "path", ["/config.js", "/runtime-config.js", "/env.js", "/static/env-config.js"]
)
def test_files_whose_name_stays(path: str, stated: str) -> None:
    """A page and settings would never change for who was there before."""
    headers = [("Cache-Control", stated)]
    told = f"should be asked for again, got {stated}"
    assert said(forever_problems([given(headers=headers)])) == [f"/ {told}"]
    assert said(forever_problems([given(path, "x = 1", headers=headers)])) == [f"{path} {told}"]


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(given("/env.js", headers=[FOREVER]), id="spa-fallback"),
        pytest.param(given("/env.js", "x", status=404, headers=[FOREVER]), id="not-there"),
        pytest.param(given("/sw.js", "x", headers=[FOREVER]), id="service-worker"),
        pytest.param(given("/assets/index.js", "x", headers=[FOREVER]), id="any-script"),
        pytest.param(given("/env.js", "x", headers=[("cache-control", "max-age=600")]), id="short"),
        pytest.param(
            given("/", headers=[("cache-control", "no-cache, max-age=31536000")]), id="asked-again"
        ),
        pytest.param(given("/"), id="says-nothing"),
    ],
)
def test_what_is_not_kept_for_ever(seen: Answer) -> None:
    """What is not there, or asked for again, is kept by nobody."""
    assert said(forever_problems([seen])) == []


@pytest.mark.parametrize(
    "status, headers, told",
    [
        (200, [HIT, ("age", "9999")], []),
        (404, [], []),
        (404, [HIT, ("age", "180")], []),
        (404, [("cache-control", "max-age=600")], []),
        (404, [("cache-control", "no-store, max-age=86400")], []),
        (404, [("age", "3601")], ["GET /x -> 404 should be not kept by a cache, got age 3601"]),
        (
            404,
            [("cache-control", "max-age=86400")],
            ["GET /x -> 404 should be not to be kept, got max-age=86400"],
        ),
        (
            503,
            [HIT],
            ["GET /x -> 503 should be not kept by a cache, got cf-cache-status HIT"],
        ),
    ],
)
def test_errors_that_are_kept(status: int, headers: Pairs, told: list[str]) -> None:
    """Edges keep a 404 for minutes by themselves; nobody keeps it longer, nor a 503 at all."""
    assert said(error_problems([given("/x", "no", status=status, headers=headers)])) == told


@pytest.mark.parametrize(
    "headers, told",
    [
        ([("set-cookie", "sid=1")], []),
        ([HIT], []),
        ([HIT, ("set-cookie", "__cf_bm=x"), ("set-cookie", "_cfuvid=y")], []),
        ([("age", "5"), ("set-cookie", "AWSALB=x"), ("set-cookie", "AWSALBCORS=x")], []),
        (
            [HIT, ("set-cookie", "__cf_bm=x"), ("set-cookie", "sid=s3cret; Path=/")],
            [
                "GET /x should be without cookies in a cache, "
                "got set-cookie sid with cf-cache-status HIT"
            ],
        ),
    ],
)
def test_cookies_in_a_cache(headers: Pairs, told: list[str]) -> None:
    """The edge's own cookies are added on the way out; others are one person's."""
    assert said(cookie_problems([given("/x", headers=headers)])) == told


@pytest.mark.parametrize(
    "headers, told",
    [
        ([], []),
        ([("content-encoding", "identity")], []),
        ([("content-encoding", "br"), ("vary", "Origin"), ("vary", "accept-encoding")], []),
        ([("content-encoding", "br"), ("vary", "*")], []),
        (
            [("content-encoding", "gzip"), ("vary", "Origin")],
            ["vary of /x, which is gzip, should be Accept-Encoding, got Origin"],
        ),
        (
            [("content-encoding", "gzip")],
            ["vary of /x, which is gzip, should be Accept-Encoding, got none"],
        ),
    ],
)
def test_encoded_answers(headers: Pairs, told: list[str]) -> None:
    """A cache has to know that there are several."""
    assert said(vary_problems([given("/x", headers=headers)])) == told
