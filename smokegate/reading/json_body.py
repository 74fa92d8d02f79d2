"""Reads JSON as strictly as a verdict needs it (RFC 8259 section 4: names should be unique)."""

import json
from collections import Counter
from typing import Any, NoReturn

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64


class MalformedError(ValueError):
    """The body is not JSON that can be relied on; the text says why."""


def parse(body: bytes) -> Any:
    """The value. Raises MalformedError on duplicate names, NaN, trailing data, depth and size."""
    if len(body) > MAX_BYTES:
        raise MalformedError(f"JSON of {len(body)} bytes is over the cap of {MAX_BYTES}")
    try:
        text = body.decode("utf-8-sig")
        value = json.loads(text, parse_constant=_refuse, object_pairs_hook=_unique)
    except UnicodeDecodeError as err:
        raise MalformedError(f"JSON that is not UTF-8 at byte {err.start}") from err
    except json.JSONDecodeError as err:
        raise MalformedError(f"not JSON ({err.msg.lower()} at character {err.pos})") from err
    except RecursionError as err:
        raise MalformedError("JSON that is nested too deeply") from err
    except MalformedError:
        raise
    except ValueError as err:  # a number of more digits than Python converts
        raise MalformedError("JSON with a number that is too long") from err
    if _is_deep(value):
        raise MalformedError("JSON that is nested too deeply")
    return value


def as_utf8(body: bytes) -> bytes:
    """The body itself, or one in which the bytes that are not UTF-8 are marked."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace").encode()
    return body


def _refuse(constant: str) -> NoReturn:
    raise MalformedError(f"JSON with {constant}, which JSON does not have")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        number = Counter(names)
        twice = next(name for name in names if number[name] > 1)
        raise MalformedError(f"JSON that says {twice[:40]!r} twice")
    return found


def _is_deep(value: Any) -> bool:
    """Whether readers that follow the nesting could run out of stack."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return any(isinstance(one, dict | list) for one in level)
