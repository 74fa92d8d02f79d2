"""Reads health that is not JSON: a word, lines of text, or the one page that means it."""

import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser

from smokegate.contract_fields import HealthFormat
from smokegate.reading.health.model import ComponentHealth
from smokegate.reading.health.said import Said, is_string_map, string_map
from smokegate.reading.health.words import Status, Words, rank
from smokegate.reading.nesting import parsed
from smokegate.redact import shown

_K8S_LINE = re.compile(r"\[([+-])\](\S+) (.+)")
_K8S_END = re.compile(r"(?:\w+ )?check (passed|failed)")
_RAILS_STYLE = re.compile(r"(?i)(?:^|;)\s*background(?:-color)?\s*:\s*(green|red)\s*(?:;|$)")
_LARAVEL_WORDS = {"Application up": "green", "Application experiencing problems": "red"}
_MOST_LINES = 1000
_SIGN_OF_LIFE = re.compile(  # a bare text: Consul's leader, or Bitwarden's clock
    r"(?:(?:[\w-]{1,63}\.){1,20}[\w-]{1,63}|\[[\da-fA-F:.]{2,45}\]):\d{1,5}"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)"
)


def from_text(body: bytes, words: Words, pinned: HealthFormat | None) -> Said | None:
    """What the text says, or None if it is not of the pinned format."""
    text = body[: 64 * 1024].decode("utf-8", "replace").strip()
    if pinned is HealthFormat.K8S and text == "ok":  # without ?verbose
        return Said(format=pinned.value, word=text, status=Status.OK)
    for format_, read in _FAMILIES:
        if pinned in (None, format_) and (said := read(text, words)):
            return said
    return None


def is_sign_of_life(text: str) -> bool:
    """Whether a bare text says who leads, or what time it is there."""
    return _SIGN_OF_LIFE.fullmatch(text) is not None


def from_page(body: bytes, pinned: HealthFormat | None) -> Said | None:
    """What a page that means health says; None of any other page.

    Rails' and Laravel's /up say it by colour or heading, HAProxy's monitor-uri in words.
    """
    if len(body) > 64 * 1024:
        return None
    tree = parsed(body.decode("utf-8", "replace"))
    if pinned in (None, HealthFormat.TEXT) and (word := _haproxy_word(tree)):
        return Said(format=HealthFormat.TEXT.value, word=word, status=Status.OK)
    if pinned not in (None, HealthFormat.RAILS_UP):
        return None
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
    lines = text.splitlines()[:_MOST_LINES]
    for line, next_line in zip(lines, [*lines[1:], ""], strict=False):
        if ":" not in line and next_line.startswith("  "):
            continue  # the name of a group (OkComputer)
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
    lines = text.splitlines()[:_MOST_LINES]
    if status is Status.UNKNOWN and len(lines) > 1:  # EMQX: one sentence a line
        status, worst = min(((words.status(line), line) for line in lines), key=_rank)
        word = shown(worst if status is Status.FAIL else text, 60)
    return Said(format=HealthFormat.TEXT.value, word=word, status=status)


def _rank(said: tuple[Status, str]) -> int:
    return rank(said[0])


_FAMILIES: tuple[tuple[HealthFormat, Callable[[str, Words], Said | None]], ...] = (
    (HealthFormat.K8S, _k8s),
    (HealthFormat.GITLAB, _gitlab),
    (HealthFormat.ASPNET_TEXT, _aspnet),
    (HealthFormat.DJANGO, _django),
    (HealthFormat.TEXT, _word),
)


def _haproxy_word(tree: LexborHTMLParser) -> str | None:
    lines = (tree.body.text() or "").split("\n") if tree.body else []
    plain = [line.strip() for line in lines if line.strip()]
    heading = tree.css_first("body > h1:only-child")
    if heading is None or len(plain) != 2 or plain[0] != (heading.text() or "").strip():
        return None
    is_well = plain[0] == "200 OK" and Words().status(plain[1]) is Status.OK
    return shown(plain[1], 60) if is_well else None


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
