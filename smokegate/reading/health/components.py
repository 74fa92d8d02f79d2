"""Reads what a JSON health answer says of each component, whatever the family calls it."""

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from smokegate.reading.health.keys import (
    detail_of,
    error_of,
    has_no_error,
    name_of,
    part_word,
    spelled,
)
from smokegate.reading.health.model import ComponentHealth
from smokegate.reading.health.words import NOTHING, Status, Words, normal, rank, stated

_LATENCY_MS = (
    *("latency_ms", "latencyMs", "latency", "responseTime", "response_time", "responseTimeMs"),
    *("duration_ms", "durationMs", "duration", "took"),
)
_TIME = ("timestamp", "time", "checked_at", "checkedAt", "lastChecked")
_HEARTBEAT = re.compile(r"latest_\w+_heartbeat")
_UNIT_MS = {"ns": 1e-6, "us": 1e-3, "µs": 1e-3, "μs": 1e-3, "ms": 1.0, "s": 1000.0}
_TIME_SPAN = re.compile(r"(?:(\d{1,6})\.)?(\d{1,2}):(\d\d):(\d\d(?:\.\d{1,9})?)")
_WITH_UNIT = re.compile(r"(\d{1,12}(?:\.\d{1,12})?) ?(ns|us|µs|μs|ms|s)")
_DEEPEST = 8
WITHOUT = "without a status"


def has_status(value: object) -> bool:
    """Whether this is the record of one component: it has a status, even null, or a known word."""
    if not isinstance(value, dict):
        return False
    record = spelled(value)
    return "status" in record or Words().status(part_word(record)) is not Status.UNKNOWN


def components(group: object, words: Words, prefix: str = "") -> Iterator[ComponentHealth]:
    """Components of a mapping, or of a list of records that carry their name."""
    yield from _at_depth(group, words, prefix, 0)


def component(name: str, item: object, words: Words) -> ComponentHealth:
    """One component, from its record or from its bare word."""
    if isinstance(item, list):  # health+json: several measurements, the worst one counts
        parts = [component(name, part, words) for part in item if isinstance(part, dict)]
        nothing = ComponentHealth(name=name, status=Status.UNKNOWN, word=WITHOUT)
        return min(parts, key=lambda part: rank(part.status), default=nothing)
    if not isinstance(item, dict):
        return ComponentHealth(name=name, status=words.status(item), word=stated(item))
    record = spelled(item)
    word = part_word(record)
    status = Status.UNKNOWN if word is None else words.status(word)
    says_nothing = word is not None and normal(word) in NOTHING
    if status is Status.UNKNOWN and not says_nothing and error_of(record):
        status = Status.FAIL
        word = word or "failing"
    elif word is None and "status" not in record and has_no_error(record):
        status = Status.OK
    is_null = word is None and "status" in record and record["status"] is None
    return ComponentHealth(
        name=name,
        status=status,
        word="null" if is_null else WITHOUT if word is None else stated(word),
        detail=detail_of(record),
        latency_ms=_latency_ms(name, record),
        stated_at=next((time for key in _TIME if (time := time_at(record, key))), None),
        heartbeat_at=next(
            (
                time
                for key in record
                if _HEARTBEAT.fullmatch(key) and (time := time_at(record, key))
            ),
            None,
        ),
    )


def time_at(record: Mapping[str, Any], key: str) -> str | None:
    """The time that stands there, as it was written, or None."""
    value = record.get(key)
    return str(value) if isinstance(value, str) or is_number(value) else None


def is_number(value: object) -> bool:
    """Whether this JSON value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def number(value: object) -> float | None:
    """The number as a float, if it is one that a float holds."""
    try:
        found = float(value) if is_number(value) else None  # type: ignore[arg-type]
    except OverflowError:
        return None
    return found if found is not None and isfinite(found) else None


def _at_depth(group: object, words: Words, prefix: str, depth: int) -> Iterator[ComponentHealth]:
    for key, item in _named(group):
        name = f"{prefix}{key}"
        if isinstance(item, list) and not any(isinstance(part, dict) for part in item):
            continue  # a list of anything else measures nothing
        yield component(name, item, words)
        inner = _inner(item)
        if inner is not None and depth < _DEEPEST:
            yield from _at_depth(inner, words, f"{name}/", depth + 1)


def _named(group: object) -> Iterator[tuple[str, object]]:
    """Records by name: of a mapping, or of a list in which each has a name or is a mapping."""
    if isinstance(group, dict):
        yield from group.items()
    elif isinstance(group, list):
        for item in group:
            name = name_of(spelled(item)) if isinstance(item, dict) else None
            if name is not None:
                yield name, item
            elif isinstance(item, dict) and all(map(has_status, item.values())):
                yield from item.items()  # django-watchman: one record a database


def _inner(item: object) -> dict[str, object] | None:
    """What a component is made of: Spring nests them, in `details` up to its version 2.1."""
    if not isinstance(item, dict):
        return None
    inner = item.get("components")
    if isinstance(inner, dict):
        return inner
    details = item.get("details")
    if isinstance(details, dict) and details and all(map(has_status, details.values())):
        return details
    return None


def _latency_ms(name: str, item: Mapping[str, Any]) -> float | None:
    if (unit := item.get("observedUnit")) is not None:
        is_time = name.lower().endswith(("responsetime", "latency", "duration"))
        value = number(item.get("observedValue"))
        factor = _UNIT_MS.get(unit) if isinstance(unit, str) else None
        return value * factor if is_time and value is not None and factor else None
    return next((ms for key in _LATENCY_MS if (ms := _in_ms(item.get(key))) is not None), None)


def _in_ms(value: object) -> float | None:
    """A number is in milliseconds; a text says its unit, or is hours, minutes and seconds."""
    if not isinstance(value, str):
        return number(value)
    if span := _TIME_SPAN.fullmatch(value):
        days, hours, minutes = (int(part or 0) for part in span.group(1, 2, 3))
        seconds = float(span[4]) + 60 * (minutes + 60 * (hours + 24 * days))
        return round(seconds * 1000, 6)
    if with_unit := _WITH_UNIT.fullmatch(value.strip()):
        return float(with_unit[1]) * _UNIT_MS[with_unit[2]]
    return None
