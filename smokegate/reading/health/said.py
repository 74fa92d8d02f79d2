"""What a body says, before the HTTP status and the contract have their say."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from smokegate.reading.health.components import component, components, number
from smokegate.reading.health.keys import error_of, has_no_error, overall_word
from smokegate.reading.health.model import ComponentHealth
from smokegate.reading.health.words import NOTHING, Status, Words, normal, stated
from smokegate.redact import shown

Document: TypeAlias = Mapping[str, Any]
_ERRORS = ("unavailable:", "unexpected result:", "unknown error:")
_WARNING = "warning:"
_MARKED = re.compile(r"([A-Z]{2,20}) \S.*", re.DOTALL)  # OkComputer: "PASSED Schema version: 2"
_BAD_FLAGS = ("maintenance", "needsDbUpgrade", "starting", "draining", "shutting_down")
_GOOD_FLAGS = ("installed", "initialized")


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
    status = words.status(word)
    code = number(document.get("status"))
    if code is not None and status is Status.UNKNOWN:  # the HTTP status again
        status = Status.OK if 200 <= code < 300 else Status.FAIL if code >= 400 else Status.UNKNOWN
        return Said(word=stated(document["status"]), status=status)
    if word is not None:
        return Said(word=stated(word), status=status)
    if error := document.get("error") or document.get("errors"):
        text = error if isinstance(error, str) else error_of(document) or "an error"
        return Said(word=stated(text), status=Status.FAIL)
    message = document.get("message")  # where nothing else is said, "pong" is a word
    status = words.status(message) if isinstance(message, str) else Status.UNKNOWN
    if status is not Status.UNKNOWN:
        return Said(word=stated(message), status=status)
    return _by_flags(document)


def _by_flags(document: Document) -> Said:
    """Where there is no word: flags such as Nextcloud's, or the place of an error."""
    flags = {key: document[key] for key in (*_BAD_FLAGS, *_GOOD_FLAGS) if key in document}
    if flags and all(isinstance(flag, bool) for flag in flags.values()):
        for key, flag in flags.items():
            if flag is (key in _BAD_FLAGS):
                return Said(word=key if flag else f"not {key}", status=Status.FAIL)
        return Said(word=", ".join(key for key in flags if flags[key]), status=Status.OK)
    if has_no_error(document):
        return Said(status=Status.OK)
    return Said()


def only_version(document: Document) -> Said:
    """What an object says that says nothing of how it is: its version, where it has one."""
    if not any(key.casefold().endswith("version") for key in document):
        return Said()
    return Said(word=f"only {shown(', '.join(sorted(document)), 60)}", status=Status.WARN)


def under(*keys: str) -> Callable[[Document, Words], Said]:
    """Reads what is said of the whole, and the components that stand under these keys."""

    def read(document: Document, words: Words) -> Said:
        found = tuple(one for key in keys for one in components(document.get(key), words))
        return replace(overall(document, words), components=found)

    return read


def is_string_map(pairs: Mapping[str, object]) -> bool:
    """Whether these are components by name, each with what it says, and no other texts."""
    if not pairs or "message" in pairs or overall_word(pairs) is not None:
        return False
    return all(isinstance(text, str) and _says_something(text) for text in pairs.values())


def string_map(pairs: Mapping[str, str], words: Words) -> Iterator[ComponentHealth]:
    """Its components: a known word means what it means, any other text is an error's."""
    for name, text in pairs.items():
        one = component(name, text, words)
        marked = _MARKED.fullmatch(text)
        status = words.status(marked[1]) if marked else Status.UNKNOWN
        if one.status is not Status.UNKNOWN or normal(text) in NOTHING:
            yield one
        elif status is not Status.UNKNOWN:
            is_optional = status is Status.FAIL and text.endswith("(OPTIONAL)")
            yield replace(one, status=Status.WARN if is_optional else status)
        elif text.strip().casefold().startswith(_WARNING):
            yield replace(one, status=Status.WARN)
        else:
            yield replace(one, status=Status.FAIL)


def _says_something(text: str) -> bool:
    told = text.strip().casefold()
    marked = _MARKED.fullmatch(text)
    heads = (text, marked[1]) if marked else (text,)
    is_known = any(Words().status(head) is not Status.UNKNOWN for head in heads)
    return is_known or told in NOTHING or told.startswith((_WARNING, *_ERRORS))
