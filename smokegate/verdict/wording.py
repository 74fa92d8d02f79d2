"""The words that evidence and verdict share."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from smokegate.redact import redacted

T = TypeVar("T")

_LONGEST_SENTENCE = 500
_LONGEST_LIST = 20
_MOST_READ = 20_000
# Colours: as the terminal wants them, and as pytest escapes them in XML.
_COLOUR = re.compile(r"(?:\x1b|#x1B)\[[0-9;]*m")


def plain(text: str) -> str:
    """The text on one line that no terminal obeys: a deployment may answer anything."""
    return "".join(c if c.isprintable() else " " for c in _COLOUR.sub("", text)).strip()


def shown(text: str) -> str:
    """The plain text without its secrets, as much of it as a person reads.

    The report may come from a suite that redacts nothing.
    """
    line = redacted(plain(text[:_MOST_READ]))
    return line if len(line) <= _LONGEST_SENTENCE else line[: _LONGEST_SENTENCE - 1] + "…"


def first_line(text: str) -> str:
    """The first line that says something, fit to be shown; empty if none does."""
    return next((line for line in map(shown, text[:_MOST_READ].splitlines()) if line), "")


def number_of(number: int, thing: str) -> str:
    """`1 check`, `2 checks`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def times(number: int) -> str:
    """`once`, `twice`, `3 times`."""
    match number:
        case 1:
            return "once"
        case 2:
            return "twice"
        case _:
            return f"{number} times"


def named(things: Sequence[str]) -> str:
    """The things in one breath: `a`, `a and b`, `a and 4 others`; there is at least one."""
    first, *others = things
    match others:
        case []:
            return first
        case [second]:
            return f"{first} and {second}"
        case _:
            return f"{first} and {len(others)} others"


def told(things: Sequence[T], tell: Callable[[T], str]) -> Iterator[str]:
    """A sentence for each, and one for all that would be too many to read."""
    yield from map(tell, things[:_LONGEST_LIST])
    if len(things) > _LONGEST_LIST:
        yield f"and {len(things) - _LONGEST_LIST} more like these"
