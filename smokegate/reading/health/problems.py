"""What is wrong with a health answer: as a whole, in one component, or only a little."""

from collections.abc import Iterator
from itertools import islice

from smokegate.reading.health.components import WITHOUT
from smokegate.reading.health.model import ComponentHealth, Health, failing
from smokegate.reading.health.words import NOTHING, Status, Words, normal
from smokegate.reading.problem import Problem
from smokegate.redact import shown

# what a family answers when a component fails, and nothing else has happened
_FAILING_CODES = {
    "k8s": (500, 503),
    "django": (500, 503),
    "string-map": (500, 503),
    "health+json": (424, 503),
}
_MOST_NAMED = 20
_OF_ITSELF = (  # no component is to blame for these
    *("shutting_down", "starting", "initializing", "pre_initializing", "draining", "stopped"),
    *("maintenance", "sealed"),
)


def overall_problems(health: Health, tolerated: frozenset[str]) -> Iterator[Problem]:
    """What is wrong with the answer as a whole: its code, its word, and their agreement.

    tolerated: components below critical. An answer that is bad only because of them is good: a
    third party's outage is not the release's, and going back would not mend it.
    """
    if _is_excused(health, tolerated):
        return
    if health.code is Status.FAIL:
        said = f" though the body says {health.word or 'ok'}" if health.overall is Status.OK else ""
        found = f"{health.http_status}{said}{_because(health, health.word)}"
        yield Problem(what="status", wanted=health.wanted_status, found=found)
    elif health.overall is Status.FAIL:
        yield Problem(what="health", wanted="ok", found=_said_with_2xx(health, tolerated))
    elif health.overall is Status.UNKNOWN and health.word:
        wanted = "a known word such as ok (see words)"
        yield Problem(what="health", wanted=wanted, found=health.word)
    elif health.overall is Status.UNKNOWN and health.document and not health.components:
        found = f"only {shown(', '.join(sorted(health.document)), 60)}"
        yield Problem(what="body", wanted="with a status word or components", found=found)


def names_no_dependency(health: Health) -> bool:
    """Whether it says that all is well and of nothing how it is: it may say so whatever happens."""
    is_well = health.problem is None and health.code is health.overall is Status.OK
    return is_well and not health.components


def component_problem(health: Health, name: str) -> str | None:
    """Why this component is not ok, in one sentence, or None."""
    if health.problem:
        return f"{health.where}: {health.problem}"
    seen = health.component(name)
    if seen is None:
        return f"{health.where}: no check named {name!r}, found {health.names}"
    if seen.status in (Status.OK, Status.WARN):
        return None
    return f"{health.where}: {_named(seen)}"


def degradation_problems(health: Health, promised: frozenset[str]) -> Iterator[Problem]:
    """What is not quite well though the whole is: warnings, and failures that nobody promised.

    promised: components that have a check of their own. Of an answer that fails, or cannot be
    read, other checks tell.
    """
    if health.problem or Status.FAIL in (health.code, health.overall):
        return
    yield from islice(_degradations(health, promised), _MOST_NAMED)


def _said_with_2xx(health: Health, tolerated: frozenset[str]) -> str:
    if health.word:
        return f"{health.http_status} but it says {health.word}{_because(health, '')}"
    guilty = [one for one in failing(health) if not _is_tolerated(one, tolerated)]
    said = ", ".join(
        f"the component {shown(one.name, 100)} says {one}" for one in guilty[:_MOST_NAMED]
    )
    return shown(f"{health.http_status} but {said}")


def _because(health: Health, word: str) -> str:
    """The components that are to blame; else what it says beside a plain word, in brackets."""
    guilty = list(failing(health)) or [
        one
        for one in health.components.values()
        if one.status is Status.UNKNOWN and normal(one.word) not in (*NOTHING, WITHOUT)
    ]
    if guilty:
        return shown("".join(f", {_named(one)}" for one in guilty[:_MOST_NAMED]))
    is_code = word.isdigit() or health.overall is Status.OK
    is_plain = is_code or (" " not in word and Words().status(word) is not Status.UNKNOWN)
    texts = ["" if is_plain else word, "" if health.detail == health.word else health.detail]
    said = "; ".join(filter(None, texts))
    return f" ({said})" if said else ""


def _degradations(health: Health, promised: frozenset[str]) -> Iterator[Problem]:
    if Status.WARN in (health.code, health.overall) and health.word:
        yield Problem(what="health", wanted="ok", found=health.word)
    yield from _unknown_problems(health)
    for name in sorted(health.components):
        one = health.components[name]
        is_told = one.status is Status.FAIL and not _is_tolerated(one, promised)
        if is_told or one.status is Status.WARN:
            yield Problem(what=shown(name, 60), wanted="ok", found=str(one))


def _unknown_problems(health: Health) -> Iterator[Problem]:
    """Components of a state that nobody knows, where no word says how the whole is."""
    if health.word or health.overall is not Status.UNKNOWN:
        return
    is_any_ok = any(one.status is Status.OK for one in health.components.values())
    for name in sorted(health.components):
        one = health.components[name]
        is_silent = normal(one.word) in (*NOTHING, WITHOUT)
        if one.status is Status.UNKNOWN and not (is_any_ok and is_silent):
            yield Problem(what=shown(name, 60), wanted="a known word such as ok", found=str(one))


def _named(one: ComponentHealth) -> str:
    return f"{shown(one.name, 100)} is {one}"


def _is_excused(health: Health, tolerated: frozenset[str]) -> bool:
    failed = list(failing(health)) or _unwell(health)
    codes = _FAILING_CODES.get(health.format, (503,))
    return (
        bool(failed)
        and all(_is_tolerated(one, tolerated) for one in failed)
        and (health.code is not Status.FAIL or health.http_status in codes)
        and normal(health.word) not in _OF_ITSELF
    )


def _unwell(health: Health) -> list[ComponentHealth]:
    """What may have made the whole fail, where no component is said to: any that is not ok."""
    if Status.FAIL not in (health.code, health.overall):
        return []
    return [one for one in health.components.values() if one.status is not Status.OK]


def _is_tolerated(one: ComponentHealth, names: frozenset[str]) -> bool:
    """Whether it is one of these, or a measurement or a part of one."""
    return any(one.name == name or one.name.startswith((f"{name}:", f"{name}/")) for name in names)
