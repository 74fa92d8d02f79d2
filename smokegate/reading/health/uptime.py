"""For how long the process that answers has been running, by its own word."""

from collections.abc import Iterator, Mapping
from typing import Any

from smokegate.reading.health.components import number

_SECONDS = ("uptime_s", "uptime", "uptimeSeconds", "uptime_seconds", "process.uptime")
_MILLISECONDS = ("uptime_ms", "uptimeMs", "uptimeMillis", "uptime_millis")
_NAMES = ("uptime", "process:uptime", "process.uptime")
_IN_A_SECOND = {"s": 1, "sec": 1, "seconds": 1, "ms": 1000, "milliseconds": 1000}
_GROUPS = ("checks", "components", "details")


def uptime_s(document: Mapping[str, Any]) -> float | None:
    """The seconds, or None where it does not say; of the process, never of the machine."""
    return next(_stated(document), None)


def _stated(document: Mapping[str, Any]) -> Iterator[float]:
    yield from _of(document)
    if isinstance(process := document.get("process"), dict):
        yield from _of(process)
    for group in map(document.get, _GROUPS):
        for name, item in _named(group):
            if name in _NAMES:
                yield from _measured(item)


def _of(record: Mapping[str, Any]) -> Iterator[float]:
    for keys, in_a_second in ((_SECONDS, 1), (_MILLISECONDS, 1000)):
        for key in keys:
            if (found := number(record.get(key))) is not None and found >= 0:
                yield found / in_a_second


def _named(group: object) -> Iterator[tuple[object, object]]:
    """Components by name: health+json and Spring have a mapping, MicroProfile a list."""
    if isinstance(group, dict):
        yield from group.items()
    elif isinstance(group, list):
        yield from ((item.get("name"), item) for item in group if isinstance(item, dict))


def _measured(item: object) -> Iterator[float]:
    if isinstance(item, list):  # health+json: of several, the first
        item = next(iter(item), None)
    if not isinstance(item, dict):
        return
    in_a_second = _IN_A_SECOND.get(str(item.get("observedUnit")))
    observed = number(item.get("observedValue"))
    if in_a_second is not None and observed is not None and observed >= 0:
        yield observed / in_a_second
    for inner in (item, item.get("details"), item.get("data")):
        if isinstance(inner, dict):
            yield from _of(inner)
