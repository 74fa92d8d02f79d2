"""An error that is answered with 200 is told; a page about errors is not."""

import pytest

from smokegate.contract import Page
from smokegate.reading.soft_error import (
    charset_problems,
    soft_error_problems,
    truncation_problems,
)
from tests.reading.answers import answer, page, said

PROMISE = Page(path="/", contains=("CharHub",))


@pytest.mark.parametrize(
    "body, found",
    [
        ("<title>500 Internal Server Error</title>", "500 Internal Server Error"),
        ("<title>502 Bad Gateway</title><center><h1>502 Bad Gateway</h1>", "502 Bad Gateway"),
        ("<title>Error 503 (Service Unavailable)</title>", "Error 503 (Service Unavailable)"),
        ("<title>Application Error</title>", "Application Error"),
        ("<title>x</title><h1>Internal Server Error</h1>", "Internal Server Error"),
        ("<title>x</title><h1>Whitelabel Error Page</h1>", "Whitelabel Error Page"),
        ("<title>Welcome to nginx!</title>", "Welcome to nginx!"),
        ("<title>Apache2 Ubuntu Default Page: It works</title>", None),
        ("<h1>It works!</h1>", "It works!"),
        ("<title>IIS Windows Server</title>", "IIS Windows Server"),
        ("<title>Caddy works!</title>", "Caddy works!"),
        ("<title>Index of /</title>", "Index of /"),
        ("<title>OperationalError at /</title>", "OperationalError at /"),
        ("<h2>Application error: a server-side exception has occurred</h2>", None),
        ("<title>Error</title><body><pre>Cannot GET /</pre>", "Error: Cannot GET /</pre>"),
        ('<pre>Traceback (most recent call last):\n  File "a.py", line 1</pre>', None),
        ("<pre>TypeError: x is null\n    at render (/app/server.js:12:3)</pre>", None),
        (
            "<h1>CharHub</h1><br />\n<b>Fatal error</b>:  Uncaught Error in <b>/a.php</b>"
            " on line <b>3</b><br />",
            None,
        ),
        ("no healthy upstream", "no healthy upstream"),
    ],
)
def test_an_error_behind_200_is_told(body: str, found: str | None) -> None:
    """By its title, its first heading, or how its text begins."""
    told = said(soft_error_problems(page(body), PROMISE))
    assert len(told) == 1
    assert told[0].startswith("page should be the application, got ")
    assert found is None or told == [f"page should be the application, got {found}"]


@pytest.mark.parametrize(
    "body",
    [
        "<title>CharHub</title><div id=root></div>",
        "<title>CharHub - Internal Server Error handling</title><h1>How to read a 500</h1>",
        "<title>Error tracking</title><h1>Application error monitoring made simple</h1>",
        "<title>Debugging</title><h1>Tracebacks</h1><pre>Traceback (most recent call last):</pre>",
        "<h1>News</h1><p>502 Bad Gateway explained</p>",
        "<title>Error</title><p>No pre",
        "<title>Index of Refraction</title>",
        "<title>Works of art</title>",
        "<h1>CharHub</h1><p>" + "text " * 300 + 'Traceback (most recent call last): File "a"',
        "",
    ],
)
def test_a_page_about_errors_is_none(body: str) -> None:
    """The whole of a title has to say so."""
    assert said(soft_error_problems(page(body), PROMISE)) == []


def test_what_the_contract_wants_is_no_error() -> None:
    """A deployment may be the web server's own page, or its index."""
    promise = Page(path="/", contains=("Index of",))
    assert said(soft_error_problems(page("<title>Index of /files</title>"), promise)) == []
    assert said(soft_error_problems(answer("<title>404</title>", status=404), promise)) == []


@pytest.mark.parametrize(
    "body, inside",
    [
        ('<p>x</p><script src="/ass', "a tag"),
        ("<p>x</p></bo", "a tag"),
        ("<p>x</p><script>const a = 1", "a script"),
        ("<style>a{", "a style"),
        ("<title>Char", "a title"),
        ("<p>x</p><!-- never", "a comment"),
        ("<script>x()</script", "a script"),
        ("<script>x()</scripts>", "a script"),
        ("<title>a</title></ti", "a tag"),
    ],
)
def test_half_a_page_is_told(body: str, inside: str) -> None:
    """Nobody's page ends there."""
    assert said(truncation_problems(page(body))) == [
        f"page should be whole, got {len(body)} bytes that end inside {inside}: {body}"
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<p>no end tags at all",
        "<!doctype html><title>x</title><h1>x",
        "<html><body></body></html>\n",
        "<p>3 < 4 and a <",
        "<p>it's</p>",
        "<p title=it's>x</p>",
        "<a title='>'>x</a>",
        "<!--[if !IE]><!--><p>x</p><!--<![endif]-->",
        "<svg><style/><title/><script/></svg><p>x",
        "<script>if (a < b && c > d) '<p'</script>",
        "<script>'<!--'</script>",
        "<script>x()</script >y</script>",
        "<script>'</scripts>'</SCRIPT\n>",
        "<textarea><p</textarea>",
        "",
    ],
)
def test_a_page_without_end_tags_is_whole(body: str) -> None:
    """Many leave them out."""
    assert said(truncation_problems(page(body))) == []


@pytest.mark.timeout(20)  # minutes, where each end is followed to the end of the page
def test_ends_that_do_not_end_are_told() -> None:
    """However many there are."""
    body = "<script>" + "</script " * 100_000
    assert said(truncation_problems(page(body))) == [
        "page should be whole, got 900008 bytes that end inside a script: "
        "pt </script </script </script"
    ]


@pytest.mark.parametrize(
    "body, kind, told",
    [
        (b"<title>Caf\xe9</title>", "text/html", "Caf\ufffd"),
        (b"<title>Caf\xe9</title>", "text/html; charset=utf-8", "Caf\ufffd"),
        (b"<title>Caf\xe9</title>", "text/html; charset=iso-8859-1", None),
        (b"<meta charset=iso-8859-1><title>Caf\xe9</title>", "text/html", None),
        (
            b"<meta http-equiv=content-type content='text/html; charset=windows-1252'>"
            b"<title>Caf\xe9</title>",
            "text/html",
            None,
        ),
        (b"<meta charset=utf-16><title>Caf\xc3\xa9</title>", "text/html", None),
        (b"<meta charset=utf-8><title>Caf\xc3\xa9</title>", "text/html", None),
        (b"<title>x</title><p>\xe9", "text/html", None),
    ],
)
def test_letters_that_were_lost(body: bytes, kind: str, told: str | None) -> None:
    """In the title, read in the charset that the page states."""
    wanted = [f"title should be in the charset it is sent as, got {told}"] if told else []
    assert said(charset_problems(page(body, kind=kind))) == wanted
