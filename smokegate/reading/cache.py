"""Reads what caches may keep of an answer, and what they did keep (RFC 9111)."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from smokegate.probe.observation import Answer
from smokegate.reading.asset import Asset, Kind
from smokegate.reading.elements import assets
from smokegate.reading.page import looks_like_html
from smokegate.reading.problem import Problem
from smokegate.redact import shown

YEAR_S = 31_536_000
MOST_ERROR_S = 3600  # edges keep errors by themselves: Cloudflare 180 s, GitHub Pages 600 s
_KEPT = ("HIT", "STALE", "UPDATING")
# set by edges and balancers themselves, also on what they keep
_EDGE_COOKIE = re.compile(
    r"(?:__?cf|cf_|AWSALB|AWSELB|ak_bmsc|bm_|_abck|visid_incap|incap_ses|nlbi_|ARRAffinity)"
)
_HASH = re.compile(r"[.~/-](?:([0-9a-f]{8,64})|([A-Za-z0-9_-]{8}))(?=\.)")
_SETTINGS = re.compile(r"/(?:app-?|runtime-?)?(?:config|env)(?:-?config)?\.js", re.IGNORECASE)


def age_s(answer: Answer) -> int:
    """How many seconds a cache has kept it; 0 if none has."""
    stated = (answer.headers.all("age") or ("",))[0].strip()
    return int(stated) if re.fullmatch(r"[0-9]{1,9}", stated) else 0


def kept(answer: Answer) -> str | None:
    """By which words the answer says that a cache handed it out, or None."""
    status = (answer.headers.get("cf-cache-status") or "").strip().upper()
    found = [f"cf-cache-status {status}"] if status in _KEPT else []
    if (answer.headers.get("x-cache") or "").strip().upper().startswith("HIT"):
        found.append("x-cache HIT")
    if age := age_s(answer):
        found.append(f"age {age}")
    return ", ".join(found) or None


def has_hash(url: str) -> bool:
    """Whether the file's name carries a hash of its content, as Vite and webpack write it."""
    return any(
        re.search(r"[0-9]", hexadecimal) if hexadecimal else re.search(r"[0-9A-Z_-]", other)
        for hexadecimal, other in _HASH.findall(urlsplit(url).path)
    )


def stale_problems(page: Answer, anew: Answer | None) -> Iterator[Problem]:
    """Whether a cache hands out a page of another release than the origin has.

    anew: the page asked for past all caches, None where nothing kept it.
    """
    how = kept(page)
    if how is None or anew is None or (page.status, anew.status) != (200, 200):
        return
    old, new = _code(page), _code(anew)
    if new and old != new:
        yield Problem(
            what="page",
            wanted=f"the one that the origin has, which loads {_some(new - old)}",
            found=f"one that loads {_some(old - new)} ({how}): purge the edge, "
            "going back would not help",
        )


def freshness_problems(page: Answer) -> Iterator[Problem]:
    """Whether browsers and edges ask for the page again each time."""
    if how := kept(page):
        yield Problem(what="page", wanted="asked of the origin each time", found=how)
    if (most := _max_age_s(page)) and not _is_asked_again(page):
        yield Problem(what="cache-control", wanted="no-cache or max-age=0", found=f"max-age={most}")


def statement_problems(page: Answer) -> Iterator[Problem]:
    """Whether the page says how long it may be kept; else caches guess."""
    if page.headers.get("cache-control") is None and page.headers.get("expires") is None:
        yield Problem(what="cache-control", wanted="no-cache or max-age=0", found="none")


def handed_out_problems(answer: Answer) -> Iterator[Problem]:
    """Whether an answer that has to be of now came out of a cache."""
    if how := kept(answer):
        yield Problem(what="answer", wanted="the deployment's own", found=f"a cache's ({how})")


def immutable_problems(seen: Iterable[tuple[Asset, Answer]]) -> Iterator[Problem]:
    """Which files with a hash in their name may not be kept for ever."""
    for asset, answer in seen:
        if answer.status != 200 or not has_hash(asset.url) or looks_like_html(answer.body):
            continue
        if (_max_age_s(answer) or 0) < YEAR_S or "immutable" not in _directives(answer):
            stated = shown(answer.headers.get("cache-control") or "none", 60)
            wanted = f"of cache-control max-age={YEAR_S}, immutable"
            yield Problem(what=shown(urlsplit(asset.url).path), wanted=wanted, found=stated)


def forever_problems(answers: Iterable[Answer]) -> Iterator[Problem]:
    """Which files may be kept for ever although the next release changes them under that name."""
    for answer in answers:
        path = urlsplit(answer.ask.url).path
        is_settings = _SETTINGS.fullmatch(path[path.rfind("/") :]) is not None
        is_page = looks_like_html(answer.body)  # under a script's name it is an SPA fallback
        if answer.status == 200 and is_page is not is_settings and _is_for_ever(answer):
            stated = shown(answer.headers.get("cache-control") or "", 60)
            yield Problem(what=shown(path), wanted="asked for again", found=stated)


def error_problems(answers: Iterable[Answer]) -> Iterator[Problem]:
    """Which errors are kept for longer than an edge keeps them by itself."""
    for answer in (one for one in answers if one.status >= 400):
        how = kept(answer)
        what = f"{answer.ask.line} -> {answer.status}"
        is_to_be_kept = (_max_age_s(answer) or 0) > MOST_ERROR_S and not _is_asked_again(answer)
        if age_s(answer) > MOST_ERROR_S or (how and answer.status >= 500):
            yield Problem(what=what, wanted="not kept by a cache", found=str(how))
        elif is_to_be_kept:
            stated = shown(answer.headers.get("cache-control") or "", 60)
            yield Problem(what=what, wanted="not to be kept", found=stated)


def cookie_problems(answers: Iterable[Answer]) -> Iterator[Problem]:
    """Which answers out of a cache give everybody the same cookie, such as a session."""
    for answer in answers:
        names = [value.partition("=")[0].strip() for value in answer.headers.all("set-cookie")]
        own = [name for name in names if not _EDGE_COOKIE.match(name)]
        if own and (how := kept(answer)):
            found = f"set-cookie {shown(own[0], 40)} with {how}"
            yield Problem(what=answer.ask.line, wanted="without cookies in a cache", found=found)


def vary_problems(answers: Iterable[Answer]) -> Iterator[Problem]:
    """Which encoded answers do not say that they depend on Accept-Encoding."""
    for answer in answers:
        coding = (answer.headers.get("content-encoding") or "").strip().lower()
        names = {name.strip() for name in (answer.headers.get("vary") or "").lower().split(",")}
        if coding not in ("", "identity") and not names & {"accept-encoding", "*"}:
            path, found = shown(urlsplit(answer.ask.url).path or "/"), answer.headers.get("vary")
            yield Problem(
                what=f"vary of {path}, which is {shown(coding, 40)},",
                wanted="Accept-Encoding",
                found=shown(found or "none", 60),
            )


def _directives(answer: Answer) -> dict[str, str]:
    stated = (answer.headers.get("cache-control") or "").lower().split(",")
    pairs = (one.partition("=") for one in stated)
    return {name.strip(): value.strip(' "') for name, _, value in pairs}


def _max_age_s(answer: Answer) -> int | None:
    stated = _directives(answer).get("max-age", "")
    return int(stated) if re.fullmatch(r"[0-9]{1,12}", stated) else None


def _is_asked_again(answer: Answer) -> bool:
    return not {"no-cache", "no-store"}.isdisjoint(_directives(answer))


def _is_for_ever(answer: Answer) -> bool:
    is_long = (_max_age_s(answer) or 0) >= YEAR_S or "immutable" in _directives(answer)
    return is_long and not _is_asked_again(answer)


def _code(page: Answer) -> set[str]:
    """The paths of the scripts and styles that the page loads."""
    loaded = (one for one in assets(page) if one.kind in (Kind.SCRIPT, Kind.STYLE))
    return {urlsplit(one.url).path for one in loaded}


def _some(paths: set[str]) -> str:
    return shown(min(paths, default="nothing else"))
