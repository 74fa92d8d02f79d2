"""HTML is parsed unless only a hostile hand writes such; that costs less than parsing it."""

import pytest

from smokegate.contract import Page
from smokegate.reading.elements import assets
from smokegate.reading.nesting import MOST_ATTRIBUTES, MOST_DEPTH, absurdity, parsed
from smokegate.reading.page import blank_problems, meta_content, page_problems
from tests.reading.answers import page, said

DEEP = "elements more than 5000 deep"
WIDE = "more than 2000 attributes in one element"


@pytest.mark.parametrize(
    "text, told",
    [
        pytest.param("<div>" * 100_000, DEEP, id="divs"),
        pytest.param("<div></x>" * 100_000, DEEP, id="ends-of-nothing"),
        pytest.param("<div/>" * 100_000, DEEP, id="slashes-that-end-nothing"),
        pytest.param("<ul><li>" * 100_000, DEEP, id="lists"),
        pytest.param("<x-a class='>'>" * 100_000, DEEP, id="custom-elements"),
        pytest.param("<svg>" + "<g>" * 100_000, DEEP, id="groups-of-a-drawing"),
        pytest.param("<b " + " ".join(f"a{i}=1" for i in range(100_000)), WIDE, id="attributes"),
        pytest.param("<b/" + "/".join(f"a{i}" for i in range(100_000)), WIDE, id="slashed"),
        pytest.param("<script " + "a " * 100_000 + "></script>", WIDE, id="of-a-script"),
    ],
)
def test_the_absurd_is_told_and_not_parsed(text: str, told: str) -> None:
    """pytest-timeout watches: the parser would take a minute."""
    assert absurdity(text) == told
    assert parsed(text).css_first("body *") is None
    given = page(f"<!doctype html><title>CharHub</title>{text}")
    assert said(page_problems(given)) == [f"body should be a page that can be read, got {told}"]
    assert assets(given) == ()
    assert meta_content(given, "release") is None
    assert said(blank_problems(given, Page(path="/"), has_working_script=True)) == [
        "page should be not blank, got no visible text and nothing to mount in"
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<p>x" * 100_000, id="paragraphs-without-end"),
        pytest.param("<ul>" + "<li>x" * 100_000, id="items-without-end"),
        pytest.param("<table>" + "<tr><td>x" * 100_000, id="rows-without-end"),
        pytest.param("<br>" * 100_000, id="line-breaks"),
        pytest.param("<div>x</div>" * 100_000, id="siblings"),
        pytest.param("<div><span>x</div>" * 100_000, id="ended-by-the-outer"),
        pytest.param("<svg>" + "<path d='M0 0'/>" * 100_000 + "</svg>", id="drawing"),
        pytest.param("<script>'<div>'</script>" * 100_000, id="in-scripts"),
        pytest.param("<!-- <div> -->" * 100_000, id="in-comments"),
        pytest.param("<!--<div>" * 100_000, id="in-a-comment-without-end"),
        pytest.param("<style>" * 100_000, id="in-a-style-without-end"),
        pytest.param(f"<img src='data:image/png;base64,{'A b ' * 50_000}'>", id="long-attribute"),
        pytest.param("<" * 1_000_000, id="signs"),
        pytest.param("", id="nothing"),
    ],
)
def test_the_long_is_not_absurd(text: str) -> None:
    """Long pages are flat."""
    assert absurdity(text) is None


def test_the_limits_are_far_from_what_people_write() -> None:
    """Browsers stop at a depth of 512."""
    assert absurdity("<div>" * MOST_DEPTH) is None
    assert absurdity("<b " + "a " * (MOST_ATTRIBUTES - 1) + ">") is None
