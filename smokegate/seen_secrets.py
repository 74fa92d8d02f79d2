"""Secrets told by their value: what stood in a secret place of one exchange is secret anywhere.

Kept for a run, since every sentence and every attachment of it is redacted, whichever exchange it
tells of. Outside of `remembered` nothing is kept.
"""

import base64
import html
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, quote_plus, unquote

REDACTED = "[redacted]"
LEAST = 8  # characters: a shorter value would be found in words that mean something else
_LEAST_CUT = 5  # characters of one that somebody has shortened
_MOST_CUT = 200
_LEFT_OUT = "..."
_MOST_LONG = 4096
_MOST_LOOKS = 20
_MOST_VALUES = 5000  # a hostile deployment can make up more than a run has memory for


class SeenSecrets:
    """Values, in each form in which they may come again, found by their first characters."""

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._forms: dict[str, list[str]] = {}  # each list sorted
        self._starts: dict[str, list[str]] = {}
        self._ends: dict[str, list[str]] = {}
        self._longest = 0

    def add(self, value: str) -> None:
        """Something that should be shown nowhere."""
        if value in self._values or len(self._values) >= _MOST_VALUES:
            return
        if not LEAST <= len(value) <= _MOST_LONG or value in REDACTED or REDACTED in value:
            return
        self._values.add(value)
        for known, end in (
            (self._starts, value[:_LEAST_CUT]),
            (self._ends, value[-_LEAST_CUT:]),
        ):
            alike = known.setdefault(end, [])
            if len(alike) < _MOST_LOOKS:
                alike.append(value)
        for form in {form for form in _forms(value) if len(form) >= LEAST}:
            forms = self._forms.setdefault(form[:LEAST], [])
            at = bisect_left(forms, form)
            if forms[at : at + 1] != [form]:
                forms.insert(at, form)
                self._longest = max(self._longest, len(form))

    def without(self, text: str) -> str:
        """The text with each of them replaced, also one that is cut short by its end."""
        if not self._forms:
            return text
        pieces, done = [], 0
        forms = self._forms
        for start in [i for i in range(len(text) - LEAST + 1) if text[i : i + LEAST] in forms]:
            length = self._length(text, start) if start >= done else 0
            if length:
                pieces += [text[done:start], REDACTED]
                done = start + length
        whole = "".join([*pieces, text[done:]]) if pieces else text
        return self._without_ends(whole) if _LEFT_OUT in whole else whole

    def _without_ends(self, text: str) -> str:
        """The text without the ends of a secret whose middle somebody left out."""
        pieces = text.split(_LEFT_OUT)
        pieces[:-1] = map(self._without_beginning, pieces[:-1])
        pieces[1:] = map(self._without_ending, pieces[1:])
        return _LEFT_OUT.join(pieces)

    def _without_beginning(self, before: str) -> str:
        """Without the beginning of a secret, where the text ends with it."""
        for at in range(max(0, len(before) - _MOST_CUT), len(before) - _LEAST_CUT + 1):
            values = self._starts.get(before[at : at + _LEAST_CUT], ())
            if any(value.startswith(before[at:]) for value in values):
                return before[:at] + REDACTED
        return before

    def _without_ending(self, after: str) -> str:
        """Without the ending of a secret, where the text begins with it."""
        for at in range(min(len(after), _MOST_CUT), _LEAST_CUT - 1, -1):
            values = self._ends.get(after[at - _LEAST_CUT : at], ())
            if any(value.endswith(after[:at]) for value in values):
                return REDACTED + after[at:]
        return after

    def _length(self, text: str, start: int) -> int:
        """How much of the text from here on is a secret: the longest that is known."""
        known = self._forms[text[start : start + LEAST]]
        rest = text[start : start + self._longest]
        if start + len(rest) == len(text):
            at = bisect_left(known, rest)
            if at < len(known) and known[at].startswith(rest):
                return len(rest)
        for _ in range(_MOST_LOOKS):  # what sorts between a text and its beginning begins alike
            at = bisect_right(known, rest)
            if not at or rest.startswith(known[at - 1]):
                return len(known[at - 1]) if at else 0
            rest = _common(rest, known[at - 1])
        return 0


_seen: SeenSecrets | None = None


@contextmanager
def remembered() -> Iterator[None]:
    """Inside, the secrets of every exchange are kept and taken out of all that is shown."""
    global _seen
    before, _seen = _seen, SeenSecrets()
    try:
        yield
    finally:
        _seen = before


def remember(values: Iterator[str]) -> None:
    """Values that stood in a secret place."""
    if _seen is None:
        return
    for value in values:
        _seen.add(value)
        _seen.add(unquote(value))


def without_seen(text: str) -> str:
    """The text without any secret that was seen in this run."""
    return text if _seen is None else _seen.without(text)


def _common(one: str, other: str) -> str:
    """What both begin with."""
    pairs = zip(one, other, strict=False)
    return one[: next((at for at, (a, b) in enumerate(pairs) if a != b), len(one))]


def _forms(value: str) -> Iterator[str]:
    once = quote(value, safe="")
    yield from (value, once, quote_plus(value), quote(value), quote(once, safe=""))
    yield re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), once)
    yield html.escape(value)
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1].replace("/", r"\/")
    raw = value.encode("utf-8", "surrogatepass")
    for before in range(3):  # where a group of three bytes begins depends on what stands before
        packed = base64.b64encode(bytes(before) + raw).decode()
        first, last = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
        core = packed[first:last]
        yield core
        yield core.translate(str.maketrans("+/", "-_"))
        yield quote(core, safe="")
