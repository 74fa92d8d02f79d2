"""Components that stand beside the word of the whole: bad siblings, and lists of what failed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from smokegate.reading.health.components import component
from smokegate.reading.health.keys import is_part_name, name_of, spelled
from smokegate.reading.health.model import ComponentHealth
from smokegate.reading.health.words import Status, Words, normal
from smokegate.redact import shown

_CULPRITS = (
    *("failures", "errors", "failed", "failing", "unhealthy"),
    *("failedChecks", "failed_checks", "failingChecks", "failing_checks"),
)
_NAMED = re.compile(r"([\w./-]{1,60})(?:: (.+))?", re.DOTALL)
_MOST = 100


def beside(
    document: Mapping[str, Any], words: Words, *, has_word: bool
) -> Iterator[ComponentHealth]:
    """What else the object says of its parts.

    has_word: whether it says how the whole is; where it does not, a sibling that is well is a
    component too.
    """
    for key, value in document.items():
        if not isinstance(value, str | bool) or not is_part_name(key):
            continue
        status = words.status(value)
        is_bad = status is Status.FAIL and normal(value) != "false"
        if is_bad or (not has_word and status is Status.OK):
            yield component(key, value, words)
        elif not has_word and value is False:  # a setting, or a part that fails
            yield replace(component(key, value, words), status=Status.WARN)
    for key in _CULPRITS:
        yield from _culprits(document.get(key), words)


def _culprits(listed: object, words: Words) -> list[ComponentHealth]:
    """What is listed as failing, by its name; nothing where one of them has none."""
    if not isinstance(listed, dict | list) or len(listed) > _MOST:
        return []
    pairs = listed.items() if isinstance(listed, dict) else _named(listed)
    return [_culprit(name, item, words) for name, item in pairs if _is_stated(item)]


def _named(listed: list[object]) -> list[tuple[str, object]]:
    pairs = list[tuple[str, object]]()
    for item in listed:
        text = _NAMED.fullmatch(item.strip()) if isinstance(item, str) else None
        name = name_of(spelled(item)) if isinstance(item, dict) else text and text[1]
        if name is None:
            return []
        pairs.append((name, item if isinstance(item, dict) else (text and text[2]) or "failing"))
    return pairs


def _culprit(name: str, item: object, words: Words) -> ComponentHealth:
    if isinstance(item, dict):
        part = component(name, item, words)
        is_silent = part.status is Status.UNKNOWN
        return part if not is_silent else _failing(name, part.detail)
    said = "; ".join(map(str, item)) if isinstance(item, list) else str(item)
    return _failing(name, None if said == "failing" else said)


def _failing(name: str, detail: str | None) -> ComponentHealth:
    text = shown(detail, 120) if detail else None
    return ComponentHealth(name=name, status=Status.FAIL, word="failing", detail=text)


def _is_stated(item: object) -> bool:
    """Whether anything is said; a number counts failures, and says nothing of one."""
    return bool(item) and isinstance(item, str | dict | list)
