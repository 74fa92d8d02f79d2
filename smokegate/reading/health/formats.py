"""Tells the families of JSON health answers apart by their shape; the first that fits counts."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from smokegate.contract_fields import HealthFormat
from smokegate.reading.health import families as its
from smokegate.reading.health.said import Document, Said, is_string_map, overall, under
from smokegate.reading.health.words import Status, Words

_WRAPPERS = ("status", "health", "data", "result")


def told_apart(document: Document, words: Words) -> Said:
    """What the object says, read by the first family whose shape it has."""
    for family in _FAMILIES:
        if family.has_shape(document):
            return replace(family.read(document, words), format=family.name)
    said = overall(document, words)
    inner = next((document[key] for key in _WRAPPERS if isinstance(document.get(key), dict)), None)
    if said.status in (None, Status.WARN) and inner is not None:
        return told_apart(inner, words)
    return said


def as_pinned(document: Document, words: Words, pinned: HealthFormat) -> Said | None:
    """What the object says, read as this family, or None if it is not one of it."""
    for family in _FAMILIES:
        if family.name == pinned and (family.has_shape(document) or family.is_brief(document)):
            return replace(family.read(document, words), format=family.name)
    return None


def _never(_: Document) -> bool:
    return False


def _is(key: str, kind: type) -> Callable[[Document], bool]:
    return lambda document: isinstance(document.get(key), kind)


def _is_empty(document: Document) -> bool:
    return not document or "totalDuration" in document


@dataclass(frozen=True, slots=True)
class _Family:
    """has_shape: tells it from the others. is_brief: also its answer, but so may another's be."""

    name: str
    has_shape: Callable[[Document], bool]
    read: Callable[[Document, Words], Said]
    is_brief: Callable[[Document], bool] = _never


_FAMILIES = (
    _Family("aspnet-json", _is("entries", dict), its.aspnet, _is_empty),
    _Family("spatie", its.is_spatie, its.spatie),
    _Family("terminus", its.is_terminus, its.terminus, its.is_brief_terminus),
    _Family("details", its.is_details, under("details"), its.has_word),
    _Family("spring", _is("components", dict), its.spring, its.has_word),
    _Family("microprofile", _is("checks", list), under("checks")),
    _Family("health+json", its.has_measurements, under("checks"), its.has_word),
    _Family("charhub", _is("checks", dict), under("checks"), its.is_brief_charhub),
    _Family("elasticsearch", its.is_elasticsearch, its.elasticsearch),
    _Family("vault", its.is_vault, its.vault),
    _Family("grafana", its.is_grafana, its.grafana, its.is_brief_grafana),
    _Family("component-map", its.has_groups, its.groups),
    _Family("gitlab", its.has_lists, its.top, its.has_word),
    _Family("component-map", its.has_records, its.top),
    _Family("component-map", its.is_flags, its.flags),
    _Family("string-map", is_string_map, its.texts, its.is_texts),
    _Family("django", _never, its.texts, its.is_texts),
    _Family("flat", its.has_word, overall),
)
