"""Text is the same in every coding, and comes in the one that was asked for."""

import gzip
from dataclasses import replace

import pytest

from smokegate.probe.observation import Answer, Observation
from smokegate.reading.asset import Asset, Kind
from smokegate.reading.compression import (
    faithful_problems,
    largest_text,
    offer_problems,
    plain_problems,
)
from tests.reading.answers import ORIGIN, answer, said, silence

URL = f"{ORIGIN}/assets/index-BChQUWSn.js"
TEXT = "x = 1;\n" * 200
WHERE = "content-encoding of /assets/index-BChQUWSn.js should be"


def coded(coding: str | None, body: str | bytes = TEXT) -> Answer:
    """The script in this coding, as decoded."""
    return answer(body, headers=[("Content-Encoding", coding)] if coding else [], url=URL)


def asset(path: str, kind: Kind = Kind.SCRIPT) -> Asset:
    """Something that the page loads."""
    return Asset(url=f"{ORIGIN}{path}", kind=kind, page=f"{ORIGIN}/")


FOREIGN = replace(asset("/"), url="https://fonts.example/all.css", kind=Kind.STYLE)


@pytest.mark.parametrize(
    "loaded, path",
    [
        pytest.param([], None, id="nothing"),
        pytest.param([(asset("/a.js"), answer("x" * 1024))], None, id="small"),
        pytest.param([(asset("/a.js"), answer("x" * 1025))], "/a.js", id="just-enough"),
        pytest.param(
            [(asset("/a.js"), answer("x" * 2000)), (asset("/b.css", Kind.STYLE), answer(TEXT * 9))],
            "/b.css",
            id="the-largest",
        ),
        pytest.param([(asset("/a.png", Kind.IMAGE), answer("x" * 9000))], None, id="no-text"),
        pytest.param([(FOREIGN, answer("x" * 9000))], None, id="foreign"),
        pytest.param([(asset("/a.js"), answer("x" * 9000, status=500))], None, id="an-error"),
        pytest.param([(asset("/a.js"), answer("<p>" + "x" * 9000))], None, id="a-fallback"),
        pytest.param([(asset("/a.js"), silence())], None, id="silence"),
    ],
)
def test_the_text_to_be_compressed(
    loaded: list[tuple[Asset, Observation]], path: str | None
) -> None:
    """It is the largest script or style of one's own, if it is over 1 kB."""
    found = largest_text(loaded, ORIGIN)
    assert (found.url if found else None) == (f"{ORIGIN}{path}" if path else None)


@pytest.mark.parametrize(
    "stated, coding, told",
    [
        ("br", "br", []),
        ("BR", "br", []),
        ("x-gzip", "gzip", []),
        (None, "br", [f"{WHERE} br, got none"]),
        ("identity", "br", [f"{WHERE} br, got none"]),
        ("gzip", "br", [f"{WHERE} br, got gzip"]),
        ("gzip, br", "br", [f"{WHERE} br, got gzip, br"]),
    ],
)
def test_the_coding_on_offer(stated: str | None, coding: str, told: list[str]) -> None:
    """What alone was offered should be taken."""
    assert said(offer_problems(coded(stated), coding)) == told


@pytest.mark.parametrize("stated", [None, "identity", "zstd"])
def test_a_coding_need_not_be_known(stated: str | None) -> None:
    """Who does not know the coding sends none."""
    assert said(faithful_problems(coded(stated), coded(None), "zstd")) == []


DECODED = "/assets/index-BChQUWSn.js decoded from br should be the 1400 bytes that it is"


@pytest.mark.parametrize(
    "given, told",
    [
        pytest.param(coded("gzip"), [f"{WHERE} br or none, got gzip"], id="another"),
        pytest.param(
            coded("br", gzip.compress(TEXT.encode())),
            [f"{DECODED} without a coding, got gzip inside of it"],
            id="twice",
        ),
        pytest.param(
            coded("br", "y"), [f"{DECODED} without a coding, got 1 other bytes"], id="other-bytes"
        ),
    ],
)
def test_an_unfaithful_coding(given: Answer, told: list[str]) -> None:
    """What is decoded should be what comes without a coding."""
    assert said(faithful_problems(given, coded(None), "br")) == told


@pytest.mark.parametrize(
    "stated, told",
    [(None, []), ("identity", []), ("", []), ("gzip", [f"{WHERE} none, as asked, got gzip"])],
)
def test_no_coding(stated: str | None, told: list[str]) -> None:
    """Who asks for none gets none."""
    assert said(plain_problems(coded(stated))) == told
