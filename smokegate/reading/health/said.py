"""What a body says, before the HTTP status and the contract have their say."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from smokegate.reading.health.components import (
    OVERALL,
    component,
    components,
    number,
    overall_word,
)
from smokegate.reading.health.model import ComponentHealth
from smokegate.reading.health.words import Status, Words, normal, stated

Document: TypeAlias = dict[str, Any]
_NOTHING = ("", "unknown", "null", "none", "skipped", "disabled", "n/a")
_ERRORS = ("unavailable:", "unexpected result:", "unknown error:")
_WARNING = "warning:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a body says: its own word, what that means (None: it has none), and its components."""

    format: str = "none"
    word: str = ""
    status: Status | None = None
    components: tuple[ComponentHealth, ...] = ()


def overall(document: Document, words: Words) -> Said:
    """What the object says of the whole."""
    word = overall_word(document)
    if word is not None:
        return Said(word=stated(word), status=words.status(word))
    code = number(document.get("status"))
    if code is not None:  # the HTTP status again
        status = Status.OK if 200 <= code < 300 else Status.FAIL if code >= 400 else Status.UNKNOWN
        return Said(word=stated(document["status"]), status=status)
    if error := document.get("error") or document.get("errors"):
        text = error if isinstance(error, str) else "an error"
        return Said(word=stated(text), status=Status.FAIL)
    message = document.get("message")  # where nothing else is said, "pong" is a word
    status = words.status(message) if isinstance(message, str) else Status.UNKNOWN
    return Said() if status is Status.UNKNOWN else Said(word=stated(message), status=status)


def under(*keys: str) -> Callable[[Document, Words], Said]:
    """Reads what is said of the whole, and the components that stand under these keys."""

    def read(document: Document, words: Words) -> Said:
        found = tuple(one for key in keys for one in components(document.get(key), words))
        return replace(overall(document, words), components=found)

    return read


def is_string_map(pairs: Mapping[str, object]) -> bool:
    """Whether these are components by name, each with what it says, and no other texts."""
    if not pairs or pairs.keys() & {*OVERALL, "message"}:
        return False
    return all(isinstance(text, str) and _says_something(text) for text in pairs.values())


def string_map(pairs: Mapping[str, str], words: Words) -> Iterator[ComponentHealth]:
    """Its components: a known word means what it means, any other text is an error's."""
    for name, text in pairs.items():
        one = component(name, text, words)
        if one.status is not Status.UNKNOWN or normal(text) in _NOTHING:
            yield one
        elif text.strip().casefold().startswith(_WARNING):
            yield replace(one, status=Status.WARN)
        else:
            yield replace(one, status=Status.FAIL)


def _says_something(text: str) -> bool:
    told = text.strip().casefold()
    is_known = Words().status(text) is not Status.UNKNOWN or told in _NOTHING
    return is_known or told.startswith((_WARNING, *_ERRORS))
