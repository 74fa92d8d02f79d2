"""Redirects, headers and poisoned copies are read as browsers would meet them."""

import pytest

from smokegate.probe.observation import Answer, Observation
from smokegate.reading.asset import Asset, Kind
from smokegate.reading.edge import (
    Copies,
    downgrade_problems,
    header_problems,
    hsts_problems,
    injection_problems,
    is_suspect,
    permanence_problems,
    poison_problems,
    redirect_problems,
)
from tests.reading.answers import ORIGIN, answer, page, said, silence

TARGET = f"{ORIGIN}/?x=1"
HTTP = "http://charhub.app/?x=1"
JS = "text/javascript"
SCRIPT = Asset(url=f"{ORIGIN}/assets/index-BChQUWSn.js", kind=Kind.SCRIPT, page=f"{ORIGIN}/")


def moved(location: str, status: int = 301, url: str = HTTP) -> Answer:
    """A redirect."""
    return answer(status=status, headers=[("Location", location)], url=url)


@pytest.mark.parametrize("status", [301, 308, 302, 303, 307])
def test_http_leads_to_the_same_url(status: int) -> None:
    """Every redirect to exactly the same URL will do."""
    assert said(redirect_problems(moved(TARGET, status), TARGET)) == []


@pytest.mark.parametrize(
    "given, told",
    [
        pytest.param(answer("<p>"), "status should be 301 or 308, got 200", id="serves-the-app"),
        pytest.param(answer(status=404), "status should be 301 or 308, got 404", id="not-found"),
        pytest.param(
            moved("https://charhub.app/"),
            "location should be https://charhub.app/?x=1, got https://charhub.app/",
            id="loses-the-query",
        ),
        pytest.param(
            moved("https://www.charhub.app/?x=1"),
            "location should be https://charhub.app/?x=1, got https://www.charhub.app/?x=1",
            id="another-host",
        ),
        pytest.param(
            moved("/?x=1"),
            "location should be https://charhub.app/?x=1, got http://charhub.app/?x=1",
            id="loop",
        ),
        pytest.param(
            moved("https://charhub.app:80/?x=1"),
            "location should be https://charhub.app/?x=1, got https://charhub.app:80/?x=1",
            id="keeps-the-port",
        ),
        pytest.param(
            answer(status=301, url=HTTP),
            "location should be https://charhub.app/?x=1, got none",
            id="leads-nowhere",
        ),
        pytest.param(
            moved("https://[::1"),
            "location should be https://charhub.app/?x=1, got https://[::1",
            id="no-url",
        ),
    ],
)
def test_http_that_leads_elsewhere(given: Answer, told: str) -> None:
    """Path, query and host are kept, and https is reached in one hop."""
    assert said(redirect_problems(given, TARGET)) == [told]


@pytest.mark.parametrize(
    "status, told",
    [
        (301, []),
        (308, []),
        (200, []),
        (302, ["status should be 301 or 308, got 302"]),
        (307, ["status should be 301 or 308, got 307"]),
    ],
)
def test_a_redirect_for_now_is_told(status: int, told: list[str]) -> None:
    """Browsers cannot remember a redirect that is for now."""
    assert said(permanence_problems(moved(TARGET, status))) == told


@pytest.mark.parametrize(
    "location, told",
    [
        ("/api/v1/oauth/google", []),
        ("https://charhub.app/x", []),
        ("http://elsewhere.example/", []),
        ("http://[::1", []),
        (
            "http://charhub.app/x",
            ["GET /auth/google location should be https, got http://charhub.app/x"],
        ),
        (
            "http://charhub.app:8080/x",
            ["GET /auth/google location should be https, got http://charhub.app:8080/x"],
        ),
    ],
)
def test_a_redirect_down_to_http_is_told(location: str, told: list[str]) -> None:
    """Https should not lead to plain http on the same host."""
    given = moved(location, url=f"{ORIGIN}/auth/google")
    assert said(downgrade_problems([given])) == told
    assert said(downgrade_problems([moved(location, status=200)])) == []


HSTS = "strict-transport-security should be max-age=15552000 or more, got"


@pytest.mark.parametrize(
    "stated, told",
    [
        (["max-age=15552000"], []),
        (["max-age=31536000; includeSubDomains; preload"], []),
        (["includeSubDomains; Max-Age = 31536000"], []),
        (['max-age="31536000"'], []),
        ([], [f"{HSTS} none"]),
        (["max-age=0"], [f"{HSTS} max-age=0"]),
        (["max-age=300; includeSubDomains"], [f"{HSTS} max-age=300; includeSubDomains"]),
        (["includeSubDomains"], [f"{HSTS} includeSubDomains"]),
        (["max-age=0", "max-age=31536000"], [f"{HSTS} max-age=0"]),  # the first one counts
        (["max-age=31536000", "max-age=0"], []),
    ],
)
def test_hsts(stated: list[str], told: list[str]) -> None:
    """Half a year is what counts as meant."""
    given = answer(headers=[("Strict-Transport-Security", one) for one in stated])
    assert said(hsts_problems(given)) == told


SNIFF = ("X-Content-Type-Options", "nosniff")
REFERRER = ("Referrer-Policy", "no-referrer")


@pytest.mark.parametrize(
    "headers, html, told",
    [
        ([SNIFF, ("X-Frame-Options", "DENY"), REFERRER], "", []),
        ([SNIFF, ("Content-Security-Policy", "default-src 'self'"), REFERRER], "", []),
        (
            [("x-content-type-options", "NoSniff")],
            "<meta http-equiv=Content-Security-Policy content=x><meta name=referrer content=y>",
            [],
        ),
        (
            [("X-Content-Type-Options", "sniff")],
            "<p>",
            [
                "x-content-type-options should be nosniff, got sniff",
                "content-security-policy or x-frame-options should be there, got neither",
                "referrer-policy should be there, got none",
            ],
        ),
        ([("X-Frame-Options", "DENY"), REFERRER], "", [
            "x-content-type-options should be nosniff, got none",
        ]),
    ],
)  # fmt: skip
def test_headers_that_protect(headers: list[tuple[str, str]], html: str, told: list[str]) -> None:
    """Sniffing, framing and referrers are forbidden by a header, or where that works, by a meta."""
    assert said(header_problems(answer(html, headers=headers, kind="text/html"))) == told


@pytest.mark.parametrize(
    "html, told",
    [
        ("<p>cloudflare, rocket-loader and email-decode are fine words</p>", []),
        ("<script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>", []),
        (
            '<script src="/cdn-cgi/scripts/7d0fa10a/cloudflare-static/rocket-loader.min.js">',
            [
                "page should be as it was built, got the edge's "
                "/cdn-cgi/scripts/7d0fa10a/cloudflare-static/rocket-loader.min.js"
            ],
        ),
        (
            "<script data-cfasync=false src=/cdn-cgi/scripts/5c5dd728/email-decode.min.js>",
            [
                "page should be as it was built, got the edge's "
                "/cdn-cgi/scripts/5c5dd728/email-decode.min.js"
            ],
        ),
    ],
)
def test_scripts_of_the_edge(html: str, told: list[str]) -> None:
    """Only what the edge loads tells that it has changed the page."""
    assert said(injection_problems(page(html))) == told


HTML = answer("<!doctype html><p>", kind=JS)
GONE = answer(status=404)
GENUINE = answer("import './x.js'", kind=JS)
BUSY = answer("<html>", status=503)


@pytest.mark.parametrize(
    "again, anew, told",
    [
        pytest.param(
            HTML,
            GENUINE,
            "/assets/index-BChQUWSn.js should be the script that the same URL gives with a new "
            "query, got HTML that the edge keeps: purge the edge, going back would not help",
            id="html",
        ),
        pytest.param(
            GONE,
            GENUINE,
            "/assets/index-BChQUWSn.js should be the script that the same URL gives with a new "
            "query, got 404 that the edge keeps: purge the edge, going back would not help",
            id="404",
        ),
        pytest.param(HTML, HTML, None, id="the-origin-has-none"),
        pytest.param(HTML, GONE, None, id="the-origin-has-none-and-says-so"),
        pytest.param(GENUINE, GENUINE, None, id="one-replica-of-several"),
        pytest.param(BUSY, GENUINE, None, id="the-origin-is-down"),
        pytest.param(HTML, BUSY, None, id="nobody-knows"),
        pytest.param(silence(), GENUINE, None, id="silence"),
        pytest.param(HTML, silence(), None, id="silence-anew"),
    ],
)
def test_a_poisoned_edge(again: Observation, anew: Observation, told: str | None) -> None:
    """Only what stays wrong under its URL, and is right past all caches, is the edge's fault."""
    copies = Copies(asset=SCRIPT, first=HTML, again=again, anew=anew)
    assert said(poison_problems([copies])) == ([told] if told else [])


OLD = answer("import './old.js'", kind=JS, headers=[("cf-cache-status", "HIT")])


@pytest.mark.parametrize(
    "first, again, anew, is_told",
    [
        pytest.param(OLD, OLD, GENUINE, True, id="an-old-copy"),
        pytest.param(GENUINE, GENUINE, OLD, False, id="not-kept"),
        pytest.param(OLD, GENUINE, GENUINE, False, id="mended-since"),
        pytest.param(OLD, OLD, OLD, False, id="the-same"),
        pytest.param(OLD, OLD, BUSY, False, id="nobody-knows"),
        pytest.param(OLD, OLD, HTML, False, id="the-origin-has-none"),
        pytest.param(OLD, silence(), GENUINE, False, id="silence"),
        pytest.param(OLD, OLD, silence(), False, id="silence-anew"),
    ],
)
def test_an_old_copy(
    first: Observation, again: Observation, anew: Observation, is_told: bool
) -> None:
    """A kept copy of a file should be what the origin has."""
    copies = Copies(asset=SCRIPT, first=first, again=again, anew=anew)
    told = (
        "/assets/index-BChQUWSn.js should be the script that the same URL gives with a new query, "
        "got 17 other bytes that the edge keeps: purge the edge, going back would not help"
    )
    assert said(poison_problems([copies])) == ([told] if is_told else [])


def test_what_is_suspect() -> None:
    """A server that fails is not taken for an edge that keeps an error."""
    assert [is_suspect(one) for one in (HTML, GONE, GENUINE, BUSY, silence())] == [
        True,
        True,
        False,
        False,
        False,
    ]
