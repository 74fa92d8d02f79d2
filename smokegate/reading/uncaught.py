"""Reads the errors of a page that nothing caught: which of them a release is to blame for."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from smokegate.probe.visited import Uncaught, Visited
from smokegate.reading.problem import Problem
from smokegate.redact import shown

# no fault of the page: what browsers say by themselves, what a visitor without hands meets
_HARMLESS = re.compile(
    r"(?:Error: )?ResizeObserver loop|Script error\.?$|AbortError\b|NotAllowedError\b"
    r"|.*\bServiceWorker\b|.*\bWebGL\b|.*\bplay\(\) (?:request|failed)",
    re.IGNORECASE,
)
_BROKEN_OFF = re.compile(r"(?i)\b(?:aborted|cancell?ed)\b")
_ANONYMOUS = re.compile(
    r"(?i)\b(?:4\d\d|unauthori[sz]ed|unauthenticated|forbidden|credentials"
    r"|(?:logged|signed) (?:in|out)|(?:auth|session|token|login)\w*)\b"
)
_MISTAKE = re.compile(r"(?:Uncaught )?(?:Type|Reference|Syntax|Range)Error\b")
_NETWORK = re.compile(
    r"(?i)failed to (?:fetch|load)|network ?error|load failed|loading (?:chunk|css chunk)"
    r"|importing a module|timed? ?out"
)
_NOT_DEFINED = re.compile(r"(?:Uncaught )?ReferenceError: \S+ is not defined")
_COMMON = frozenset(("static", "assets", "script", "https", "error", "failed", "undefined"))
_LEAST = 4  # letters of a word that can tell one host from another


def uncaught_problems(visited: Visited) -> Iterator[Problem]:
    """Errors of the deployment's own code that nothing caught."""
    for one in visited.uncaught:
        if excuse(one, visited) is None:
            source = next((url for url in one.sources if visited.opening.is_own(url)), "")
            place = f" ({shown(urlsplit(source).path, 80)})" if source else ""
            found = f"{shown(one.message, 160)}{place}"
            yield Problem(what="scripts", wanted="without uncaught errors", found=found)


def excused(visited: Visited) -> Iterator[str]:
    """Notes on the errors that are no fault of the release."""
    for one in visited.uncaught:
        if (why := excuse(one, visited)) is not None:
            yield f"{visited.where}: uncaught {shown(one.message, 120)} ({why})"


def excuse(one: Uncaught, visited: Visited) -> str | None:
    """Why this error accuses nobody, or None."""
    if _HARMLESS.match(one.message.removeprefix("Uncaught ").strip()):
        return "harmless"
    if one.sources and not any(visited.opening.is_own(url) for url in one.sources):
        return "another origin's script"
    is_mistake = _MISTAKE.match(one.message) is not None
    if not is_mistake and _BROKEN_OFF.search(one.message):
        return "broken off by the page itself"
    if not is_mistake and _ANONYMOUS.search(one.message) and _is_anonymous(visited):
        return "a call was refused, as to anybody who is not signed in"
    if _NETWORK.search(one.message) and len(visited.loads) > 1 and not visited.refused:
        return "broken off when another document was loaded"
    return _of_a_sister(visited) or _of_another_host(one, visited)


def _is_anonymous(visited: Visited) -> bool:
    return any(
        visited.opening.is_own(one.url) and one.kind in ("fetch", "xhr") and one.status is not None
        and 400 <= one.status < 500
        for one in visited.refused
    )  # fmt: skip


def _of_a_sister(visited: Visited) -> str | None:
    """We kept the page from a host of its own site, such as its API, so it could not work."""
    sites = {_site(urlsplit(origin).netloc) for origin in visited.opening.own}
    told = (each for each in visited.kept_back if _site(each.partition(" ")[0]) in sites)
    return next((f"kept back: {shown(each, 120)}" for each in told), None)


def _site(host: str) -> str:
    """The last two labels of a host; of an address all of it."""
    name = host.rpartition(":")[0] if ":" in host else host
    labels = name.lower().split(".")
    return name if labels[-1].isdecimal() else ".".join(labels[-2:])


def _of_another_host(one: Uncaught, visited: Visited) -> str | None:
    """Another host's script, or call, did not come, and this error is about it."""
    foreign = [it for it in visited.refused if not visited.opening.is_own(it.url)]
    own = [it for it in visited.refused if visited.opening.is_own(it.url)]
    words = set() if _MISTAKE.match(one.message) else _words(one.message)
    for host in (urlsplit(it.url).netloc for it in foreign):
        if any(word in label or label in word for label in _words(host) for word in words):
            return f"{shown(host, 80)} did not answer"
    if foreign and not own and _NETWORK.search(one.message):
        return "another host did not answer"
    if any(it.kind == "script" for it in foreign) and _NOT_DEFINED.match(one.message):
        return "another host's script did not come"
    return None


def _words(text: str) -> set[str]:
    found = re.findall(rf"[a-z]{{{_LEAST},}}", text.lower())
    return set(found) - _COMMON
