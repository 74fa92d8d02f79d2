"""Parses HTML, unless its shape is one that only a hostile hand writes.

The parser takes time that grows with the square of the depth, and of the attributes of one
element: 100,000 of either cost it a minute.
"""

import re
from collections import Counter
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

MOST_DEPTH = 5000  # browsers themselves stop at 512
MOST_ATTRIBUTES = 2000
MOST_ELEMENTS = 250_000  # a tree takes a hundred times the memory of its text
MOST_CHARACTERS = 3 * 1024 * 1024

# What cannot hold elements is passed over whole, also if it never ends: each byte is read once.
_TAG = re.compile(
    r"<!--(?:(?>.*?-->)|.*)"
    r"|<(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)\b(?P<own>[^>]*+)"
    r"(?:(?>.*?</(?P=raw)\b)|.*)"
    r"|<(?P<end>/?)(?P<name>[a-z][^\s/>]*+)(?P<rest>[^>]*+)",
    re.DOTALL | re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
# nothing nests in these, or the next one ends them
_FLAT = frozenset(
    re.findall(
        r"\w+",
        "area base br col embed hr img input link meta param source track wbr "
        "p li dt dd option optgroup tr td th tbody thead tfoot rb rt rtc rp",
    )
)


def parsed(text: str) -> LexborHTMLParser:
    """The document, its beginning if it is long; an empty one where it would take too long."""
    return LexborHTMLParser("" if absurdity(text) else text[: _end(text)])


@lru_cache(maxsize=4)
def absurdity(text: str) -> str | None:
    """What makes this too much to parse, such as `elements more than 5000 deep`, or None."""
    if text.count("<") <= MOST_DEPTH and len(text) <= MOST_ATTRIBUTES * 2:
        return None
    inside: list[str] = []
    held: Counter[str] = Counter()
    for tag in _TAG.finditer(text):
        attributes = tag["rest"] or tag["own"] or ""
        if _has_too_many(attributes):
            return f"more than {MOST_ATTRIBUTES} attributes in one element"
        _step(inside, held, tag)
        if len(inside) > MOST_DEPTH:
            return f"elements more than {MOST_DEPTH} deep"
    return None


def _end(text: str) -> int:
    """How much of the text there is memory for, as a tree."""
    if text.count("<", 0, MOST_CHARACTERS) <= MOST_ELEMENTS:
        return MOST_CHARACTERS
    return next(islice(re.finditer("<", text), MOST_ELEMENTS, None)).start()


def _has_too_many(attributes: str) -> bool:
    if len(attributes) <= MOST_ATTRIBUTES * 2:
        return False
    bare = _QUOTED.sub(" v ", attributes)
    return len(bare.replace("/", " ").split()) > MOST_ATTRIBUTES


def _step(inside: list[str], held: Counter[str], tag: re.Match[str]) -> None:
    """Goes into an element, or out of the last one of this name and all that it holds."""
    name = (tag["name"] or "").lower()
    if not name or name in _FLAT:
        return
    if not tag["end"]:
        is_drawn = held["svg"] or held["math"]  # only there, a slash ends the element
        if not (is_drawn and tag["rest"].endswith("/")):
            inside.append(name)
            held[name] += 1
        return
    while held[name]:
        last = inside.pop()
        held[last] -= 1
        if last == name:
            return
