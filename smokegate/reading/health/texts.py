"""Reads health that is not JSON: a word, lines of text, or the one page that means it."""

import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser

from smokegate.contract_fields import HealthFormat
from smokegate.reading.health.model import ComponentHealth
from smokegate.reading.health.said import Said, is_string_map, string_map
from smokegate.reading.health.words import Status, Words
from smokegate.reading.nesting import parsed
from smokegate.redact import shown

_K8S_LINE = re.compile(r"\[([+-])\](\S+) (.+)")
_K8S_END = re.compile(r"(?:\w+ )?check (passed|failed)")
_RAILS_STYLE = re.compile(r"(?i)(?:^|;)\s*background(?:-color)?\s*:\s*(green|red)\s*(?:;|$)")
_LARAVEL_WORDS = {"Application up": "green", "Application experiencing problems": "red"}
_MOST_LINES = 1000


def from_text(body: bytes, words: Words, pinned: HealthFormat | None) -> Said | None:
    """What the text says, or None if it is not of the pinned format."""
    text = body[: 64 * 1024].decode("utf-8", "replace").strip()
    if pinned is HealthFormat.K8S and text == "ok":  # without ?verbose
        return Said(format=pinned.value, word=text, status=Status.OK)
    for format_, read in _FAMILIES:
        if pinned in (None, format_) and (said := read(text, words)):
            return said
    return None


def from_page(body: bytes) -> Said | None:
    """What Rails' or Laravel's page /up says by its colour or heading; None of any other page."""
    if len(body) > 64 * 1024:
        return None
    tree = parsed(body.decode("utf-8", "replace"))
    colour = _rails_colour(tree) or _laravel_colour(tree)
    if colour is None:
        return None
    status = Status.OK if colour == "green" else Status.FAIL
    return Said(format=HealthFormat.RAILS_UP.value, word=colour, status=status)


def _k8s(text: str, words: Words) -> Said | None:
    lines = text.splitlines()[:_MOST_LINES]
    listed = [found for line in lines if (found := _K8S_LINE.fullmatch(line.strip()))]
    end = _K8S_END.fullmatch(lines[-1].strip()) if lines else None
    if not listed and end is None:
        return None
    return Said(
        format=HealthFormat.K8S.value,
        word=shown(lines[-1], 60) if end else "",
        status=words.status(end[1]) if end else None,
        components=tuple(_k8s_component(found, words) for found in listed),
    )


def _k8s_component(line: re.Match[str], words: Words) -> ComponentHealth:
    sign, name, told = line.groups()
    word, _, detail = told.partition(": ")
    status = Status.FAIL if sign == "-" else words.status(word)  # "excluded: ok" is no word
    return ComponentHealth(
        name=name, status=status, word=shown(word, 60), detail=shown(detail, 120) or None
    )


def _gitlab(text: str, words: Words) -> Said | None:
    if text.startswith("health_check failed:"):
        status = Status.FAIL
    elif text in ("GitLab OK", "success"):
        status = words.status(text)
    else:
        return None
    return Said(format=HealthFormat.GITLAB.value, word=shown(text, 60), status=status)


def _aspnet(text: str, words: Words) -> Said | None:
    if text.casefold() not in ("healthy", "degraded", "unhealthy"):
        return None
    return Said(format=HealthFormat.ASPNET_TEXT.value, word=text, status=words.status(text))


def _django(text: str, words: Words) -> Said | None:
    pairs = dict[str, str]()
    for line in text.splitlines()[:_MOST_LINES]:
        name, colon, told = line.strip().partition(": ")
        if not colon:
            return None
        pairs[name] = told
    if not is_string_map(pairs):
        return None
    return Said(format=HealthFormat.DJANGO.value, components=tuple(string_map(pairs, words)))


def _word(text: str, words: Words) -> Said | None:
    word = shown(text, 60)
    status = words.status(text) if word else None
    return Said(format=HealthFormat.TEXT.value, word=word, status=status)


_FAMILIES: tuple[tuple[HealthFormat, Callable[[str, Words], Said | None]], ...] = (
    (HealthFormat.K8S, _k8s),
    (HealthFormat.GITLAB, _gitlab),
    (HealthFormat.ASPNET_TEXT, _aspnet),
    (HealthFormat.DJANGO, _django),
    (HealthFormat.TEXT, _word),
)


def _rails_colour(tree: LexborHTMLParser) -> str | None:
    body = tree.body
    if body is None or tree.css_first("body *") is not None or (body.text() or "").strip():
        return None
    style = _RAILS_STYLE.search(body.attributes.get("style") or "")
    return style[1].lower() if style else None


def _laravel_colour(tree: LexborHTMLParser) -> str | None:
    headings = {" ".join((found.text() or "").split()) for found in tree.css("h1, h2, h3")}
    colours = [_LARAVEL_WORDS[text] for text in headings if text in _LARAVEL_WORDS]
    return colours[0] if len(colours) == 1 else None
