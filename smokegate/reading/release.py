"""Which release an answer says it comes from."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from smokegate.contract import ReleaseIdentity
from smokegate.probe.observation import Answer
from smokegate.reading.json_body import MalformedError, as_utf8, parse
from smokegate.reading.page import meta_content
from smokegate.reading.problem import Problem
from smokegate.redact import shown
from smokegate.release_id import is_same_release

_API_VERSION = re.compile(r"v?\d{1,3}")


def seen_release(
    identity: ReleaseIdentity, health: Answer | None, page: Answer | None
) -> str | None:
    """The release that the deployment states in the place that the contract names, or None.

    A bare number such as "v1" is the version of an API, the same in every release: not one.
    """
    if identity.header:
        stated = _first_header(identity.header, health, page)
    elif identity.meta:
        return page_release(page, identity.meta) if page else None
    else:
        stated = _from_json(identity.json or "", health) if health else None
    return _release(stated)


def page_release(page: Answer, meta: str) -> str | None:
    """The release that the page states in the meta tag of this name, or None."""
    return _release(meta_content(page, meta))


def page_problems(page: Answer, meta: str, release: str) -> Iterator[Problem]:
    """Whether the page is of another release than the one that answers."""
    stated = page_release(page, meta)
    if stated is None or not is_same_release(release, stated):
        yield Problem(what=f"meta {shown(meta, 60)}", wanted=release, found=stated or "none")


def _release(stated: str | None) -> str | None:
    stated = shown(stated or "", 100)
    return None if not stated or _API_VERSION.fullmatch(stated) else stated


def _first_header(name: str, *answers: Answer | None) -> str | None:
    return next((value for a in answers if a and (value := a.headers.get(name))), None)


def _from_json(path: str, answer: Answer) -> str | None:
    try:
        value: Any = parse(as_utf8(answer.body))  # health is read so too
    except MalformedError:
        return None
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else None
