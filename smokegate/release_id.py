"""When two ids name one release; the one definition for whoever compares them."""

import re
from collections.abc import Iterable

_ABBREVIATED = re.compile(r"[0-9a-f]{7,40}")
_COMMIT = re.compile(r"(?=\d*[a-f]|.{40})[0-9a-f]+")  # a number of fewer digits is a build's


def is_same_release(one: str, other: str) -> bool:
    """Whether the ids are equal, or one is the first seven digits or more of the other's commit."""
    one, other = one.strip(), other.strip()
    short, long = sorted((one.lower(), other.lower()), key=len)
    if _ABBREVIATED.fullmatch(short) and _COMMIT.fullmatch(long):
        return long.startswith(short)
    return one == other


def is_among(release: str, others: Iterable[str]) -> bool:
    """Whether one of the ids names this release."""
    return any(is_same_release(release, other) for other in others)
