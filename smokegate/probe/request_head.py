"""What another origin is sent of a request, and what the browser is sent of its answer."""

import re
from typing import Final

from smokegate.probe.reach import CREDENTIALS, METHODS

MOST_BYTES: Final = 64 * 1024
END: Final = b"\r\n\r\n"
_LINE: Final = re.compile(rb"([A-Z]+) (/[\x21-\x7e]*) HTTP/1\.[01]")
_FIELD: Final = re.compile(rb"([!#$%&'*+.^_`|~\w-]+):[^\r\n\0]*")
_HOPS: Final = ("connection", "keep-alive", "proxy-connection", "te", "upgrade")
_LEFT_OUT: Final = frozenset((*_HOPS, *CREDENTIALS))
_NOT_TAKEN: Final = frozenset((*_HOPS, "set-cookie", "set-cookie2", "alt-svc"))


class RefusedError(Exception):
    """A request that another origin is not sent; the text says which."""


def passed_on(head: bytes) -> bytes:
    """The head of a request without credentials, for a connection of its own.

    Raises RefusedError if it is not a GET or HEAD without a body.
    """
    line, *lines = head.removesuffix(END).split(b"\r\n")
    asked = _LINE.fullmatch(line)
    names = _names(lines)
    if asked is None or names is None:
        raise RefusedError("what is not HTTP")
    method = asked[1].decode()
    if method not in METHODS:
        raise RefusedError(method)
    if "upgrade" in names:
        raise RefusedError("WebSocket")
    if "content-length" in names or "transfer-encoding" in names:
        raise RefusedError(f"{method} with a body")
    return _without(_LEFT_OUT, line, lines, names)


def taken_back(head: bytes) -> bytes:
    """The head of an answer, after which the connection ends. Raises RefusedError if it is none."""
    line, *lines = head.removesuffix(END).split(b"\r\n")
    names = _names(lines)
    if names is None:
        raise RefusedError("what is not HTTP")
    return _without(_NOT_TAKEN, line, lines, names)


def _names(lines: list[bytes]) -> list[str] | None:
    """The names of the fields in small letters, or None if one is not a field."""
    fields = [_FIELD.fullmatch(line) for line in lines]
    return None if None in fields else [it[1].decode("latin-1").lower() for it in fields if it]


def _without(left_out: frozenset[str], line: bytes, lines: list[bytes], names: list[str]) -> bytes:
    kept = [one for one, name in zip(lines, names, strict=True) if name not in left_out]
    return b"\r\n".join([line, *kept, b"connection: close"]) + END
