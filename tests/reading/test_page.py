"""A page is read for what a person would see of it."""

import pytest

from smokegate.contract import Page
from smokegate.probe.observation import Answer
from smokegate.reading.page import (
    blank_problems,
    html_text,
    looks_like_html,
    marker_problems,
    meta_content,
    page_problems,
)
from tests.reading.answers import answer, page, said

HTML = "text/html; charset=utf-8"
SPA = (
    '<!doctype html><html><head><title>CharHub</title></head><body><div id="root"></div>'
    '<script type="module" crossorigin src="/assets/index-BChQUWSn.js"></script></body></html>'
)
PROMISE = Page(path="/", contains=("CharHub",), mount="#root")


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(page(SPA), id="charhub"),
        pytest.param(page("<p>hello"), id="fragment"),
        pytest.param(page(b"\xef\xbb\xbf\r\n <!DOCTYPE HTML>\n<html>"), id="byte-order-mark"),
        pytest.param(page(f"<!-- {'licence ' * 5000}-->{SPA}"), id="long-comment-first"),
        pytest.param(page(f"<!--a-->\n<!--b-->{SPA}"), id="comments-first"),
        pytest.param(
            page("<?xml version='1.0'?><html/>", kind="application/xhtml+xml"), id="xhtml"
        ),
        pytest.param(page(SPA, kind='TEXT/HTML;charset="UTF-8"'), id="type-in-capitals"),
        pytest.param(
            answer(SPA, kind="text/html", headers=[("Vary", "a"), ("Vary", "b")]), id="vary"
        ),
    ],
)
def test_pages_are_no_problem(given: Answer) -> None:
    """However it begins, HTML is HTML."""
    assert said(page_problems(given)) == []


@pytest.mark.parametrize(
    "given, told",
    [
        pytest.param(
            answer("<h1>502 Bad Gateway</h1>", status=502, kind="text/html"),
            ["status should be 200, got 502 <h1>502 Bad Gateway</h1>"],
            id="502",
        ),
        pytest.param(answer(status=404), ["status should be 200, got 404"], id="404"),
        pytest.param(answer(status=204), ["status should be 200, got 204"], id="204"),
        pytest.param(
            answer(status=302, headers=[("Location", "/login?token=hunter2")]),
            ["status should be 200, got 302 /login?token=[redacted]"],
            id="redirect",
        ),
        pytest.param(page(""), ["body should be a page, got 0 bytes"], id="empty"),
        pytest.param(page(" \r\n"), ["body should be a page, got 0 bytes"], id="blank"),
        pytest.param(
            page('{"error": "x"}', kind="application/json"),
            [
                "content type should be text/html, got application/json",
                'body should be HTML, got {"error": "x"}',
            ],
            id="json",
        ),
        pytest.param(
            answer(SPA), ["content type should be text/html, got none"], id="no-content-type"
        ),
        pytest.param(
            page(SPA, kind="application/octet-stream"),
            ["content type should be text/html, got application/octet-stream"],
            id="a-download",
        ),
        pytest.param(
            page("Welcome\x1b[2J"), ["body should be HTML, got Welcome\\x1b[2J"], id="terminal-text"
        ),
        pytest.param(page("<!-- never closed " + SPA), None, id="comment-never-closed"),
    ],
)
def test_what_is_no_page_is_told(given: Answer, told: list[str] | None) -> None:
    """Status first, then type, then body."""
    found = said(page_problems(given))
    assert found == told if told else found[0].startswith("body should be HTML, got <!-- never")


@pytest.mark.parametrize(
    "body, is_html",
    [
        (b"<!doctype html>", True),
        (b"<html>", True),
        (b"\xef\xbb\xbf<p>", True),
        (b"<?xml version='1.0'?>", True),
        (b"<Error><Code>NoSuchKey</Code></Error>", True),
        (b"<!--x--><p>", True),
        (b"<!--" + b"x" * 4000 + b"--><p>", True),
        (b"", False),
        (b" ", False),
        (b"<", False),
        (b"<3", False),
        (b"< p>", False),
        (b"<!--x", False),
        (b"<!--x-->", False),
        (b"<!--x-->\nalert(1)", False),
        (b"<!-- legal in a script\nalert(1)", False),
        (b"import{a}from'./b.js';", False),
        (b"/* <html> */", False),
        (b"\x89PNG\r\n", False),
    ],
)
def test_html_is_told_by_its_beginning(body: bytes, is_html: bool) -> None:
    """As a browser's sniffing does, whatever the content type says."""
    assert looks_like_html(body) is is_html


def test_a_million_comments_cost_little() -> None:
    """pytest-timeout watches."""
    assert looks_like_html(b"<!--a-->" * 1_000_000 + b"<p>")
    assert not looks_like_html(b"<!--a" * 1_000_000)


def test_markers_are_looked_for_in_the_html() -> None:
    """Each promised text that is missing is told with what stands there instead."""
    promise = Page(path="/", contains=("CharHub", "Fale com personagens"))
    assert said(marker_problems(page(SPA), Page(path="/", contains=("CharHub",)))) == []
    assert said(marker_problems(page(SPA), promise)) == [
        "page should be one that contains 'Fale com personagens', got the title 'CharHub'"
    ]


@pytest.mark.parametrize(
    "body, found",
    [
        ("<title>Welcome to nginx!</title>", "the title 'Welcome to nginx!'"),
        ("<p>charhub", "no title and 10 bytes"),
        ("<title> </title>", "no title and 16 bytes"),
        ("", "no title and 0 bytes"),
        ("<title>a\n\x1b[2J</title>", "the title 'a \\\\x1b[2J'"),
    ],
)
def test_wrong_application_is_told_by_its_title(body: str, found: str) -> None:
    """A default or maintenance page, or the same word in other letters."""
    assert said(marker_problems(page(body), PROMISE)) == [
        f"page should be one that contains 'CharHub', got {found}"
    ]


@pytest.mark.parametrize(
    "kind",
    [
        "text/html; charset=utf-8",
        'text/html; charset="UTF-8"; x=y',
        "text/html;charset='utf-8'",
        "text/html; charset=nope",
        "text/html; charset=windows-9999",
        "text/html; charset=idna",
        "text/html; charset=undefined",
        "text/html; charset=unicode_escape",
        "text/html; charset=hex",
        "text/html; charset=a\0b",
        "text/html; charset=\xe9",
        "text/html",
    ],
)
def test_charsets_that_are_none_are_read_as_utf_8(kind: str) -> None:
    """Python knows codecs that are no charsets, and some of them raise."""
    assert html_text(page("ação \\d".encode(), kind=kind)) == "ação \\d"


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "ISO-8859-15", "latin1"])
def test_charset_of_the_header_is_believed(charset: str) -> None:
    """Old applications are not in UTF-8."""
    given = page("ação".encode("latin-1"), kind=f"text/html; charset={charset}")
    assert html_text(given) == "ação"


def test_damaged_text_is_replaced() -> None:
    """Nothing in a body raises."""
    assert html_text(page(b"a\xffb")) == "a\ufffdb"


# -- blank -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body, mount, has_working_script",
    [
        pytest.param(SPA, "#root", True, id="spa"),
        pytest.param(SPA, None, True, id="spa-without-a-promised-mount"),
        pytest.param('<div id="root">Loading</div>', "#root", False, id="text-in-the-mount"),
        pytest.param("<h1>CharHub</h1>", None, False, id="static"),
        pytest.param("<h1>CharHub</h1>", None, True, id="static-with-script"),
        pytest.param('<div id="root"></div><script>x()</script>', "#root", False, id="inline"),
        pytest.param(
            '<div id="root"></div><script type="module">import "/a.js"</script>',
            "#root",
            False,
            id="inline-module",
        ),
        pytest.param("CharHub", None, False, id="bare-text"),
    ],
)
def test_page_with_something_to_see(body: str, mount: str | None, has_working_script: bool) -> None:
    """Text, or a place to mount in and a script to do it."""
    promise = Page(path="/", mount=mount)
    found = blank_problems(page(body), promise, has_working_script=has_working_script)
    assert said(found) == []


BLANK = "page should be not blank, got no visible text and"
NO_MOUNT = "mount node should be #root, got no such element in the page"


@pytest.mark.parametrize(
    "body, mount, has_working_script, told",
    [
        pytest.param(SPA, "#root", False, [f"{BLANK} no script that loads"], id="dead-script"),
        pytest.param("", None, False, [f"{BLANK} nothing to mount in"], id="empty"),
        pytest.param("", "#root", True, [NO_MOUNT, f"{BLANK} nothing to mount in"], id="no-mount"),
        pytest.param("<h1>CharHub</h1>", "#root", True, [NO_MOUNT], id="text-but-no-mount"),
        pytest.param(
            '<div id="root">&nbsp;\n\t</div>',
            "#root",
            False,
            [f"{BLANK} no script that loads"],
            id="only-spaces",
        ),
        pytest.param(
            "<title>CharHub</title><style>a{}</style><div id=root></div>"
            "<noscript>Please enable JavaScript</noscript><template>x</template><!-- y -->",
            "#root",
            False,
            [f"{BLANK} no script that loads"],
            id="only-what-nobody-sees",
        ),
        pytest.param(
            '<div id="root"></div><script type="application/json">{"a": 1}</script>',
            "#root",
            False,
            [f"{BLANK} no script that loads"],
            id="data-is-no-script",
        ),
        pytest.param(
            '<div id="root"></div><script type="importmap">{"imports": {}}</script>',
            "#root",
            False,
            [f"{BLANK} no script that loads"],
            id="import-map-is-no-script",
        ),
        pytest.param(
            '<div id="root"></div><script> \n</script>',
            "#root",
            False,
            [f"{BLANK} no script that loads"],
            id="empty-script",
        ),
    ],
)
def test_blank_page_is_told(
    body: str, mount: str | None, has_working_script: bool, told: list[str]
) -> None:
    """What is missing is said."""
    promise = Page(path="/", mount=mount)
    found = blank_problems(page(body), promise, has_working_script=has_working_script)
    assert said(found) == told


# -- meta ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body, content",
    [
        ('<meta name="release" content="3f2a91c">', "3f2a91c"),
        ('<META NAME="Release" CONTENT="3f2a91c">', "3f2a91c"),
        ("<meta content=3f2a91c name=release>", "3f2a91c"),
        ('<meta name="release" content="">', ""),
        ('<meta name="release">', None),
        ('<meta name="releases" content="x">', None),
        ('<!-- <meta name="release" content="x"> -->', None),
        ("", None),
    ],
)
def test_meta_content(body: str, content: str | None) -> None:
    """The first meta of this name, in any case."""
    assert meta_content(page(body), "release") == content
