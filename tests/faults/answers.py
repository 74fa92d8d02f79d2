"""Edits of healthy answers, from which the faults are made."""

import json as json_module
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from tests.faults.exchange import Asked, Edit, Reply, Wire

JSON = "application/json"
HTML = "text/html; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"
SHELL = '<!doctype html>\n<html lang="en"><head><title>CharHub</title></head><body></body></html>\n'


def both(*edits: Edit) -> Edit:
    """One edit after the other."""

    def edit(asked: Asked, reply: Reply) -> Reply | Wire:
        for one in edits:
            edited = one(asked, reply)
            if not isinstance(edited, Reply):
                return edited
            reply = edited
        return reply

    return edit


def status(code: int) -> Edit:
    """The same body under another status."""
    return lambda _, reply: replace(reply, status=code)


def header(*pairs: tuple[str, str]) -> Edit:
    """The same with these headers instead of those of their names."""
    return lambda _, reply: reply.saying(*pairs)


def also(*pairs: tuple[str, str]) -> Edit:
    """The same with these headers beside those of their names."""
    return lambda _, reply: replace(reply, headers=(*reply.headers, *pairs))


def without(*names: str) -> Edit:
    """The same without these headers."""
    return lambda _, reply: reply.without(*names)


def is_(**fields: Any) -> Edit:
    """The same with other fields: is_chunked, version, announced ..."""
    return lambda _, reply: replace(reply, **fields)


def body(content: bytes | str, kind: str | None = None, code: int | None = None) -> Edit:
    """Another body, sent as it is."""
    raw = content.encode() if isinstance(content, str) else content

    def edit(_: Asked, reply: Reply) -> Reply:
        bare = reply.without("content-encoding", "location")
        typed = bare.saying(("Content-Type", kind)) if kind else bare
        return replace(typed, body=raw, status=code or reply.status)

    return edit


def html(content: str = SHELL, code: int = 200) -> Edit:
    """A page."""
    return body(content, HTML, code)


def text(content: str, code: int = 200) -> Edit:
    """Plain text."""
    return body(content, PLAIN, code)


def json(value: Any, code: int = 200, kind: str = JSON) -> Edit:
    """A JSON document; a string is sent as it is, for what no encoder writes."""
    raw = value if isinstance(value, str) else json_module.dumps(value)
    return body(raw, kind, code)


def decoded(change: Callable[[str], str]) -> Edit:
    """The text of the answer changed, whatever encoding it was sent in: none is used then."""

    def edit(_: Asked, reply: Reply) -> Reply:
        plain = reply.plain()
        return replace(plain, body=change(plain.body.decode()).encode())

    return edit


def undigested(asked: Asked, reply: Reply) -> Reply | Wire:
    """The page without the digests of its scripts."""
    return decoded(lambda html: re.sub(r' integrity="[^"]*"', "", html))(asked, reply)


def uncompressed(_: Asked, reply: Reply) -> Reply:
    """The same without its encoding."""
    return reply.plain()


def compressed(coding: str, encode: Callable[[bytes], bytes]) -> Edit:
    """The same in that encoding, for those who take it."""

    def edit(asked: Asked, reply: Reply) -> Reply:
        if not reply.body or coding not in asked.header("accept-encoding"):
            return reply
        plain = reply.plain()
        return plain.encoded(coding, encode(plain.body))

    return edit


def unless_there(then: Edit) -> Edit:
    """Only where nothing is."""
    return lambda asked, reply: then(asked, reply) if reply.status == 404 else reply


def instead(old: str, new: str) -> Edit:
    """The text of the answer with one text instead of another."""

    def change(content: str) -> str:
        assert old in content, f"{old!r} is not in the healthy answer"
        return content.replace(old, new)

    return decoded(change)


def document(change: Callable[[dict[str, Any]], Any]) -> Edit:
    """The JSON object of the answer, changed in place or replaced by what is returned."""

    def edit(content: str) -> str:
        value = json_module.loads(content)
        return json_module.dumps(change(value) or value)

    return decoded(edit)


def says(**fields: Any) -> Edit:
    """The JSON object of the answer with these fields; None takes one out."""
    return document(
        lambda value: {
            name: field for name, field in {**value, **fields}.items() if field is not None
        }
    )


def redirect(location: str, code: int = 302) -> Edit:
    """A redirect to there, and nothing else."""
    return lambda _asked, _reply: Reply(status=code, headers=(("Location", location),))


def replicas(*edits: Edit | None) -> Edit:
    """A balancer gives each request of a path to the next of several replicas, as nginx does.

    None is a healthy one.
    """
    return turns(*edits)


def turns(*edits: Edit | None) -> Edit:
    """Each request of a path meets the next edit; None leaves the answer healthy."""

    def edit(asked: Asked, reply: Reply) -> Reply | Wire:
        one = edits[asked.before % len(edits)]
        return one(asked, reply) if one else reply

    return edit


def when(condition: Callable[[Asked], bool], then: Edit) -> Edit:
    """Only to such requests."""
    return lambda asked, reply: then(asked, reply) if condition(asked) else reply


def plainly(change: Callable[[Asked], Edit]) -> Edit:
    """An edit that depends on the request."""
    return lambda asked, reply: change(asked)(asked, reply)


def wired(wire: Wire) -> Edit:
    """An answer below HTTP."""
    return lambda _asked, _reply: wire


def parameters(**fields: str | None) -> Edit:
    """The redirect with these parameters in its query; None takes one out."""

    def edit(_: Asked, reply: Reply) -> Reply:
        target = urlsplit(reply.header("location"))
        asked: Mapping[str, str | None] = {**dict(parse_qsl(target.query)), **fields}
        stated = {name: value for name, value in asked.items() if value is not None}
        query = urlencode(stated, quote_via=quote, safe="")
        return reply.saying(("Location", target._replace(query=query).geturl()))

    return edit


def location(change: Callable[[str], str]) -> Edit:
    """The redirect to an address that was changed."""
    return lambda _, reply: reply.saying(("Location", change(reply.header("location"))))
