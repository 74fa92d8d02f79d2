"""The words that evidence and verdict share."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from smokegate.harmless import harmless, uncoloured
from smokegate.redact import shown

T = TypeVar("T")

LONGEST_SENTENCE = 500
_LONGEST_LIST = 20
_MOST_READ = 20_000


def plain(text: str) -> str:
    """A name as it is shown and compared: one line, nothing that a terminal or a CI obeys."""
    return harmless(text).strip()


def first_line(text: str) -> str:
    """The first line that says something, fit to be shown; empty if none does.

    The report may come from a suite that redacts nothing.
    """
    lines = text[:_MOST_READ].splitlines()
    return next((shown(line, LONGEST_SENTENCE) for line in lines if _is_text(line)), "")


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


def _is_text(line: str) -> bool:
    """Whether there is anything in the line that a person can read."""
    return any(char.isprintable() and not char.isspace() for char in uncoloured(line))
