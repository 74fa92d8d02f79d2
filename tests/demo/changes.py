"""How an answer differs from the one that the good release gives at the same URL."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias
from urllib.parse import quote

from tests.demo.seen import Seen

Change: TypeAlias = Callable[[Mapping[str, Seen], str], Seen]
"""The good answers and the URL -> what is answered there instead."""


def silent(kind: str) -> Change:
    """No answer, and how that shows."""
    return lambda _good, _url: Seen(silence=kind)


def status(code: int) -> Change:
    """The same answer under another status."""
    return lambda good, url: replace(good[url], status=code)


def says(old: str, new: str) -> Change:
    """The same answer but for one text in its body."""

    def change(good: Mapping[str, Seen], url: str) -> Seen:
        assert old in good[url].body
        return replace(good[url], body=good[url].body.replace(old, new))

    return change


def sends_to(old: str, new: str) -> Change:
    """The same redirect but for one part of its target."""

    def change(good: Mapping[str, Seen], url: str) -> Seen:
        headers = good[url].headers
        assert old in headers["location"]
        moved = headers["location"].replace(old, new)
        return replace(good[url], headers={**headers, "location": moved})

    return change


def sends_back_to(origin: str) -> Change:
    """The same sign-in, but people are sent back to another origin."""

    def change(good: Mapping[str, Seen], url: str) -> Seen:
        location = re.sub(
            r"(?<=redirect_uri=).*?(?=%2Fapi%2F)",
            quote(origin, safe=""),
            good[url].headers["location"],
        )
        return replace(good[url], headers={**good[url].headers, "location": location})

    return change


def typed(content_type: str) -> Change:
    """The same answer with another type."""
    return lambda good, url: replace(
        good[url], headers={**good[url].headers, "content-type": content_type}
    )


def like(other: str) -> Change:
    """What the good release answers at another URL."""
    return lambda good, _url: good[other]


def health(code: int, word: str, *without: str, **failing: Mapping[str, str]) -> Change:
    """Health with that status and word, without some components, and with some that fail."""

    def change(good: Mapping[str, Seen], url: str) -> Seen:
        body = json.loads(good[url].body)
        checks = {name: check for name, check in body["checks"].items() if name not in without}
        text = _json(body | {"status": word, "checks": checks | failing})
        return replace(good[url], status=code, body=text)

    return change


def json_body(code: int, **body: str) -> Change:
    """A small JSON object."""
    headers = {"content-type": "application/json"}
    return lambda _good, _url: Seen(status=code, headers=headers, body=_json(body))


def text_body(code: int, body: str) -> Change:
    """Plain text."""
    headers = {"content-type": "text/plain; charset=utf-8"}
    return lambda _good, _url: Seen(status=code, headers=headers, body=body)


def no_route(good: Mapping[str, Seen], url: str) -> Seen:
    """What the API says of a route that it does not know."""
    return json_body(404, error="Route not found", path=url)(good, url)


def both(*changes: Change) -> Change:
    """One change after the other."""

    def change(good: Mapping[str, Seen], url: str) -> Seen:
        for one in changes:
            good = {**good, url: one(good, url)}
        return good[url]

    return change


def _json(body: object) -> str:
    return json.dumps(body, separators=(",", ":"))
