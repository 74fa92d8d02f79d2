"""The shapes of the families of JSON health answers, and what is particular in reading them."""

from dataclasses import replace
from typing import Any

from smokegate.reading.health.components import component, components, has_status
from smokegate.reading.health.keys import (
    DETAIL,
    OVERALL,
    is_part_name,
    name_of,
    overall_word,
    spelled,
)
from smokegate.reading.health.model import ComponentHealth, worst
from smokegate.reading.health.said import Document, Said, overall, string_map, under
from smokegate.reading.health.words import Status, Words, is_word, normal


def has_word(document: Document) -> bool:
    """Whether it says something of the whole."""
    return overall_word(document) is not None


def is_terminus(document: Document) -> bool:
    """NestJS: `details` is the union of `info` and `error`; old versions had only `error`."""
    groups = [document.get(key) for key in ("details", "info", "error")]
    if not has_word(document):
        return False
    return sum(isinstance(group, dict) for group in groups) > 1 or _is_records(groups[2])


def is_brief_terminus(document: Document) -> bool:
    """A word and nothing else, or nothing in its groups."""
    return has_word(document) and not document.keys() - {"status", "info", "error", "details"}


def terminus(document: Document, words: Words) -> Said:
    """Its components from the union, where it has one."""
    keys = ("details",) if document.get("details") else ("info", "error")
    return under(*keys)(document, words)


def is_details(document: Document) -> bool:
    """A Go library's answer, and Spring Boot's up to 2.1."""
    return _is_records(document.get("details"))


def spring(document: Document, words: Words) -> Said:
    """Where its components stand depends on its version; in Boot 1 at the top."""
    if isinstance(document.get("components"), dict):
        return under("components")(document, words)
    return under("details")(document, words) if is_details(document) else top(document, words)


def has_measurements(document: Document) -> bool:
    """Checks that are lists, as health+json has them."""
    checks = document.get("checks")
    return isinstance(checks, dict) and any(isinstance(part, list) for part in checks.values())


def is_brief_charhub(document: Document) -> bool:
    """Today's answer: a word, and no checks."""
    return has_word(document) and "checks" not in document


_OF_AN_ERROR = {*DETAIL, "title", "type", "path", "code", "name", "version", "timestamp"}
_ASPNET = dict(enumerate(("Unhealthy", "Degraded", "Healthy")))


def aspnet(document: Document, words: Words) -> Said:
    """Its entries; the words may be written as the numbers of their enumeration."""
    entries = {name: _in_words(entry) for name, entry in document.get("entries", {}).items()}
    return under("entries")({**_in_words(document), "entries": entries}, words)


def _in_words(record: Any) -> Any:
    number = record.get("status") if isinstance(record, dict) else None
    if isinstance(number, int) and not isinstance(number, bool) and number in _ASPNET:
        return {**record, "status": _ASPNET[number]}
    return record


def is_spatie(document: Document) -> bool:
    """Results that were stored by a scheduled run."""
    return "finishedAt" in document and isinstance(document.get("checkResults"), list)


def spatie(document: Document, words: Words) -> Said:
    """It says "failing" also of a mere warning."""
    said = under("checkResults")(document, words)
    ran = [one for one in said.components if one.status is not Status.UNKNOWN]
    return replace(said, status=Status.WARN) if worst(ran) is Status.WARN else said


def is_elasticsearch(document: Document) -> bool:
    """The health of a cluster."""
    return "cluster_name" in document and has_word(document)


def elasticsearch(document: Document, words: Words) -> Said:
    """Timed out: it did not become what the request waited for."""
    said = top(document, words)
    if document.get("timed_out") is not True:
        return said
    return replace(said, word=f"{said.word}, timed out", status=Status.FAIL)


def is_vault(document: Document) -> bool:
    """No word at all, but these."""
    return {"sealed", "initialized"} <= document.keys()


def vault(document: Document, words: Words) -> Said:  # noqa: ARG001  every reader takes them
    """A standby is well; what its HTTP status means, the contract says."""
    if document["sealed"] is not False:
        return Said(word="sealed", status=Status.FAIL)
    if document["initialized"] is not True:
        return Said(word="not initialized", status=Status.FAIL)
    return Said(word="standby" if document.get("standby") is True else "active", status=Status.OK)


def is_grafana(document: Document) -> bool:
    """The database's word beside the build."""
    has_build = "version" in document or "commit" in document
    return has_build and is_brief_grafana(document) and not has_word(document)


def is_brief_grafana(document: Document) -> bool:
    """The build may be hidden."""
    return is_word(document.get("database"))


def grafana(document: Document, words: Words) -> Said:
    """Its one component."""
    return Said(components=(component("database", document["database"], words),))


_GROUPS = ("components", "dependencies", "services")


def has_groups(document: Document) -> bool:
    """Components under one of the names that many small applications choose."""
    return any(isinstance(document.get(key), dict | list) and document[key] for key in _GROUPS)


def groups(document: Document, words: Words) -> Said:
    """Components under these names, and beside them."""
    rest = {key: item for key, item in document.items() if key not in _GROUPS}
    said = under(*_GROUPS)(document, words)
    return replace(said, components=(*said.components, *top(rest, words).components))


def has_lists(document: Document) -> bool:
    """GitLab: each check at the top is a list of results."""
    return any(map(_is_results, document.values()))


def has_records(document: Document) -> bool:
    """Components at the top, or in a group that has any name."""
    return any(has_status(item) or _is_group(key, item) for key, item in document.items())


def top(document: Document, words: Words) -> Said:
    """Components at the top, single, in lists or in groups."""
    parts: list[ComponentHealth] = []
    for key, item in document.items():
        if _is_group(key, item):
            parts += components(item, words, f"{key}/" if _is_unnamed(item) else "")
        elif has_status(item) or _is_results(item):
            parts += components({key: item}, words)
    return replace(overall(document, words), components=tuple(parts))


def _is_results(item: object) -> bool:
    """A list of what one component was found to be, several times or in several places."""
    return isinstance(item, list) and any(map(has_status, item))


def _is_group(key: str, item: object) -> bool:
    """Components by name: records, or known words; under a key such as `healthy`, any."""
    if isinstance(item, dict):
        is_own = key in OVERALL[1:] and all(map(is_word, item.values()))
        has_words = is_own or all(_is_known(name, word) for name, word in item.items())
        is_part = has_status(item) or not item
        return not is_part and (has_words or all(map(has_status, item.values())))
    if not isinstance(item, list) or not item or not all(isinstance(one, dict) for one in item):
        return False
    is_named = all(has_status(one) and name_of(spelled(one)) is not None for one in item)
    return is_named or _is_unnamed(item)


def _is_known(name: str, word: object) -> bool:
    """Whether it is a text that is known to say how something is; a setting may be "false"."""
    is_setting = not isinstance(word, str) or normal(word) in ("true", "false")
    return not is_setting and is_part_name(name) and Words().status(word) is not Status.UNKNOWN


def _is_unnamed(item: object) -> bool:
    """A list of mappings, each of one record or more (django-watchman)."""
    return isinstance(item, list) and all(_is_records(one) for one in item)


def is_flags(document: Document) -> bool:
    """Components by name, each true or false."""
    is_whole = bool(document) and all(isinstance(flag, bool) for flag in document.values())
    return is_whole and overall(document, Words()) == Said()


def flags(document: Document, words: Words) -> Said:
    """Each says of a component whether it is well."""
    return Said(components=tuple(components(document, words)))


def is_texts(document: Document) -> bool:
    """Any texts by name."""
    return bool(document) and all(isinstance(text, str) for text in document.values())


def is_named_texts(document: Document) -> bool:
    """Texts by name that are those of components: one is a known word, or none is a message's."""
    known = [text for text in document.values() if Words().status(text) is not Status.UNKNOWN]
    return is_texts(document) and (bool(known) or not document.keys() & _OF_AN_ERROR)


def texts(document: Document, words: Words) -> Said:
    """Each text is what a component says."""
    return Said(components=tuple(string_map(document, words)))


def _is_records(group: object) -> bool:
    return isinstance(group, dict) and bool(group) and all(map(has_status, group.values()))
