"""Reads what stands between the deployment and its users: redirects, headers, poisoned copies."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from smokegate.probe.observation import Answer, Observation
from smokegate.reading.asset import Asset
from smokegate.reading.cache import kept
from smokegate.reading.nesting import parsed
from smokegate.reading.page import html_text, looks_like_html, meta_content
from smokegate.reading.problem import Problem
from smokegate.redact import shown

HALF_A_YEAR_S = 15_552_000
_FOR_GOOD = (301, 308)
_FOR_NOW = (302, 303, 307)
_INJECTED = re.compile(r"/cdn-cgi/[\w/.-]{0,80}?(?:rocket-loader|email-decode)[\w.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """One file that a cache may have handed out, asked for again and past all caches."""

    asset: Asset
    first: Observation
    again: Observation
    anew: Observation


def redirect_problems(answer: Answer, target: str) -> Iterator[Problem]:
    """Whether plain http leads to exactly the same URL over https, at once."""
    if answer.status not in (*_FOR_GOOD, *_FOR_NOW):
        yield Problem(what="status", wanted="301 or 308", found=str(answer.status))
        return
    if (found := _location(answer)) != target:
        yield Problem(what="location", wanted=shown(target), found=shown(found or "none"))


def permanence_problems(answer: Answer) -> Iterator[Problem]:
    """Whether browsers may remember that plain http leads to https."""
    if answer.status in _FOR_NOW:
        yield Problem(what="status", wanted="301 or 308", found=str(answer.status))


def downgrade_problems(answers: Iterable[Answer]) -> Iterator[Problem]:
    """Which redirects lead from https to plain http on the same host."""
    for answer in answers:
        found = _location(answer) or ""
        target, asked = _parts(found), urlsplit(answer.ask.url)
        is_plain = target[0] == "http" and target[1] == asked.hostname
        if 300 <= answer.status < 400 and asked.scheme == "https" and is_plain:
            yield Problem(what=f"{answer.ask.line} location", wanted="https", found=shown(found))


def hsts_problems(answer: Answer) -> Iterator[Problem]:
    """Whether browsers are told to use https alone for half a year or more (RFC 6797)."""
    stated = answer.headers.all("strict-transport-security")
    wanted = f"max-age={HALF_A_YEAR_S} or more"
    if not stated:
        yield Problem(what="strict-transport-security", wanted=wanted, found="none")
        return
    age = re.search(r'(?:^|;)\s*max-age\s*=\s*"?([0-9]{1,12})"?\s*(?:;|$)', stated[0], re.I)
    if age is None or int(age[1]) < HALF_A_YEAR_S:
        yield Problem(what="strict-transport-security", wanted=wanted, found=shown(stated[0], 80))


def header_problems(page: Answer) -> Iterator[Problem]:
    """Which headers that protect whoever opens the page are missing."""
    headers = page.headers
    if (headers.get("x-content-type-options") or "").strip().lower() != "nosniff":
        found = shown(headers.get("x-content-type-options") or "none", 40)
        yield Problem(what="x-content-type-options", wanted="nosniff", found=found)
    has_policy = headers.get("content-security-policy") or _has_meta_policy(page)
    if not has_policy and not headers.get("x-frame-options"):
        what = "content-security-policy or x-frame-options"
        yield Problem(what=what, wanted="there", found="neither")
    if not headers.get("referrer-policy") and meta_content(page, "referrer") is None:
        yield Problem(what="referrer-policy", wanted="there", found="none")


def injection_problems(page: Answer) -> Iterator[Problem]:
    """Whether the edge has put scripts of its own into the page."""
    if found := _INJECTED.search(html_text(page)):
        yield Problem(what="page", wanted="as it was built", found=f"the edge's {shown(found[0])}")


def is_suspect(seen: Observation) -> bool:
    """Whether this is no file where one should be, as an edge keeps it for that URL."""
    if not isinstance(seen, Answer):
        return False
    return seen.status in (404, 410) or (seen.status == 200 and looks_like_html(seen.body))


def poison_problems(copies: Iterable[Copies]) -> Iterator[Problem]:
    """Which files the origin has, while under their exact URL an edge keeps something else."""
    for one in copies:
        found = _kept_instead(one)
        if found and isinstance(one.anew, Answer) and one.anew.status == 200:
            yield Problem(
                what=shown(urlsplit(one.asset.url).path),
                wanted=f"the {one.asset.kind} that the same URL gives with a new query",
                found=f"{found} that the edge keeps: purge the edge, going back would not help",
            )


def _kept_instead(one: Copies) -> str | None:
    """What an edge keeps instead of the file that the origin has, or None."""
    if is_suspect(one.anew) or not isinstance(one.first, Answer):
        return None  # the origin has no better one
    if not isinstance(one.again, Answer):
        return None
    if is_suspect(one.first) and is_suspect(one.again):
        return "HTML" if one.again.status == 200 else str(one.again.status)
    first, again = one.first.body, one.again.body
    is_other = isinstance(one.anew, Answer) and first == again != one.anew.body
    return f"{len(first)} other bytes" if kept(one.first) and is_other else None


def _location(answer: Answer) -> str | None:
    stated = answer.headers.get("location")
    try:
        return urljoin(answer.ask.url, stated) if stated is not None else None
    except ValueError:
        return stated


def _parts(url: str) -> tuple[str, str | None]:
    try:
        target = urlsplit(url)
    except ValueError:
        return "", None
    return target.scheme, target.hostname


def _has_meta_policy(page: Answer) -> bool:
    nodes = parsed(html_text(page)).css("meta[http-equiv]")
    stated = ((node.attributes.get("http-equiv") or "").lower() for node in nodes)
    return "content-security-policy" in stated
