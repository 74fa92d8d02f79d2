"""Reads an answer against a promise about one path."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from smokegate.contract import Route
from smokegate.probe.observation import Answer
from smokegate.reading.glob import matches
from smokegate.reading.health import Health, Status
from smokegate.reading.problem import Problem
from smokegate.redact import shown

_STARTING = re.compile(rb"(?i)\b(?:starting up|please wait)\b")


def route_problems(answer: Answer, promise: Route) -> Iterator[Problem]:
    """What is wrong with the answer of this route."""
    if answer.status not in promise.statuses:
        wanted = " or ".join(map(str, promise.statuses))
        yield Problem(what="status", wanted=wanted, found=str(answer.status))
        return
    wanted_type = (promise.content_type or "").partition(";")[0].strip().lower()
    if wanted_type and answer.media_type != wanted_type:
        found = shown(answer.media_type, 60) or "none"
        yield Problem(what="content type", wanted=wanted_type, found=found)
    if promise.location:
        yield from _location_problems(answer, promise.location)
    text = answer.body.decode("utf-8", "replace")
    for marker in promise.contains:
        if marker not in text:
            yield Problem(
                what="body", wanted=f"with {marker!r}", found=shown(answer.body, 80) or "empty"
            )


def readiness_problems(answer: Answer, health: Health) -> Iterator[Problem]:
    """What is wrong with a readiness answer: its code first, then what it says."""
    if health.code is Status.FAIL:
        yield Problem(
            what="status",
            wanted=health.wanted_status,
            found=f"{answer.status} {shown(answer.body, 80)}",
        )
    elif health.problem:
        yield Problem(what="readiness", wanted="a plain answer", found=health.problem)
    elif health.overall is Status.FAIL:
        yield Problem(what="readiness", wanted="ready", found=health.word or "a failing part")
    elif _STARTING.search(answer.body[:1000]):
        yield Problem(what="readiness", wanted="ready", found=shown(answer.body, 80))


def _location_problems(answer: Answer, pattern: str) -> Iterator[Problem]:
    stated = answer.headers.get("location")
    if stated is None:
        yield Problem(what="location", wanted=pattern, found="none")
        return
    try:
        target = urlsplit(urljoin(answer.ask.url, stated))
    except ValueError:
        yield Problem(what="location", wanted=pattern, found=f"{shown(stated)} (not a URL)")
        return
    seen = (
        target.path
        if pattern.startswith("/")
        else f"{target.scheme}://{target.netloc}{target.path}"
    )
    own = urlsplit(answer.ask.url).hostname
    if not matches(seen, pattern) or (pattern.startswith("/") and target.hostname != own):
        yield Problem(what="location", wanted=pattern, found=shown(stated))
