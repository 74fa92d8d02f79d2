"""The shapes of the families of JSON health answers, and what is particular in reading them."""

from dataclasses import replace

from smokegate.reading.health.components import component, components, has_status, overall_word
from smokegate.reading.health.model import worst
from smokegate.reading.health.said import Document, Said, overall, string_map, under
from smokegate.reading.health.words import Status, Words, is_word


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
    said = overall(document, words)
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


def has_groups(document: Document) -> bool:
    """Components under one of the names that many small applications choose."""
    return any(
        isinstance(document.get(key), dict | list) and document[key]
        for key in ("components", "dependencies", "services")
    )


def has_lists(document: Document) -> bool:
    """GitLab: each check at the top is a list of results."""
    return any(isinstance(item, list) and any(map(has_status, item)) for item in document.values())


def has_records(document: Document) -> bool:
    """Components at the top."""
    return any(map(has_status, document.values()))


def top(document: Document, words: Words) -> Said:
    """Components at the top, single or in lists."""
    found = {
        key: item
        for key, item in document.items()
        if has_status(item) or (isinstance(item, list) and any(map(has_status, item)))
    }
    return replace(overall(document, words), components=tuple(components(found, words)))


def is_texts(document: Document) -> bool:
    """Any texts by name."""
    return bool(document) and all(isinstance(text, str) for text in document.values())


def texts(document: Document, words: Words) -> Said:
    """Each text is what a component says."""
    return Said(components=tuple(string_map(document, words)))


def _is_records(group: object) -> bool:
    return isinstance(group, dict) and bool(group) and all(map(has_status, group.values()))
