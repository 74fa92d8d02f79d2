"""Reads whether text comes in the coding that was asked for, and is the same in each of them."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from smokegate.probe.observation import Answer, Observation
from smokegate.reading.asset import Asset, Kind
from smokegate.reading.page import looks_like_html
from smokegate.reading.problem import Problem
from smokegate.redact import shown

LEAST = 1024  # bytes; edges and servers leave alone what is smaller
_GZIP = b"\x1f\x8b"


def largest_text(loaded: Iterable[tuple[Asset, Observation]], origin: str) -> Asset | None:
    """The largest script or style on the origin, if it is worth compressing."""
    sizes = {
        asset: len(seen.body)
        for asset, seen in loaded
        if isinstance(seen, Answer) and seen.status == 200 and not looks_like_html(seen.body)
        if asset.kind in (Kind.SCRIPT, Kind.STYLE) and not asset.is_foreign_to(origin)
    }
    largest = max(sizes, key=lambda asset: sizes[asset], default=None)
    return largest if largest and sizes[largest] > LEAST else None


def offer_problems(answer: Answer, coding: str) -> Iterator[Problem]:
    """Whether the text came in the coding that alone was offered."""
    if _coding(answer) != coding:
        found = shown(_coding(answer) or "none", 40)
        yield Problem(what=_encoding_of(answer), wanted=coding, found=found)


def faithful_problems(answer: Answer, plain: Answer, coding: str) -> Iterator[Problem]:
    """Whether what came is in that coding or in none, and decodes to the plain bytes."""
    if _coding(answer) not in ("", coding):
        found = shown(_coding(answer), 40)
        yield Problem(what=_encoding_of(answer), wanted=f"{coding} or none", found=found)
    if answer.body == plain.body:
        return
    is_twice = answer.body.startswith(_GZIP) and not plain.body.startswith(_GZIP)
    found = "gzip inside of it" if is_twice else f"{len(answer.body)} other bytes"
    yield Problem(
        what=f"{_path(answer)} decoded from {shown(_coding(answer) or 'nothing', 40)}",
        wanted=f"the {len(plain.body)} bytes that it is without a coding",
        found=found,
    )


def plain_problems(answer: Answer) -> Iterator[Problem]:
    """Whether a client that takes no coding is given none."""
    if found := _coding(answer):
        yield Problem(what=_encoding_of(answer), wanted="none, as asked", found=shown(found, 40))


def _coding(answer: Answer) -> str:
    stated = (answer.headers.get("content-encoding") or "").strip().lower()
    return "" if stated == "identity" else stated.removeprefix("x-")


def _encoding_of(answer: Answer) -> str:
    return f"content-encoding of {_path(answer)}"


def _path(answer: Answer) -> str:
    return shown(urlsplit(answer.ask.url).path or "/")
