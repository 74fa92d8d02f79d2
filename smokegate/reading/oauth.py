"""Reads the start of an authorization code flow.

RFC 6749 sections 3.1.2 and 4.1.1; RFC 9700 sections 2.1 and 4.1. Its state and code challenge
are read by `oauth_state`, its cookies by `oauth_cookie`, the way back by `oauth_callback`.
"""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from smokegate.contract import Oauth
from smokegate.probe.observation import Answer
from smokegate.reading.authorization import (
    asked,
    is_pushed,
    is_redirect,
    listed,
    not_a_redirect,
    split,
)
from smokegate.reading.glob import matches
from smokegate.reading.problem import Problem
from smokegate.redact import shown

_PLACEHOLDER = re.compile(
    r"(?i)|undefined|null|none|nan|your[_-].*|changeme|change[_-]me|x{3,}|todo|example"
    r"|\$\{.*\}?|\{\{.*|%\w+%|<.*>|client[_-]?id|\[object object\]"
)
_SECRET = ("client_secret", "password", "token", "access_token", "id_token", "refresh_token")
_CACHED = ("HIT", "STALE", "UPDATING", "REVALIDATED")


def redirect_problems(start: Answer, promise: Oauth) -> Iterator[Problem]:
    """Whether the start redirects, for this once, to the provider, and asks for a code."""
    if start.status in (301, 308):
        found = f"{start.status}, which browsers keep for ever, state and all"
        yield Problem(what="status", wanted="302 or 303", found=found)
        return
    if not is_redirect(start):
        yield not_a_redirect(start)
        return
    stated = start.headers.all("location")
    if len(stated) != 1:
        yield Problem(what="location", wanted="given once", found=f"{len(stated)} of them")
        return
    target = split(stated[0])
    if target is None or not _is_at(target, promise.authorize):
        found = shown(stated[0].partition("?")[0], 120) or "nothing"
        yield Problem(what="location", wanted=promise.authorize, found=found)
        return
    kind = asked(start).get("response_type", [])
    if kind != ["code"] and not is_pushed(start):
        yield Problem(what="response_type", wanted="code", found=listed(kind))


def client_id_problems(start: Answer, promise: Oauth) -> Iterator[Problem]:
    """Whether the client id is one, and not what an unset variable leaves."""
    if not is_redirect(start):
        yield not_a_redirect(start)
        return
    stated = asked(start).get("client_id", [])
    if len(stated) != 1 or _PLACEHOLDER.fullmatch(stated[0].strip()):
        yield Problem(what="client_id", wanted="a client id", found=listed(stated))
    elif promise.client_id and not re.fullmatch(promise.client_id, stated[0]):
        yield Problem(what="client_id", wanted=f"like {promise.client_id}", found=listed(stated))


def redirect_uri_problems(start: Answer, promise: Oauth, origin: str) -> Iterator[Problem]:
    """Whether the provider is told to come back to exactly our callback (RFC 9700 section 2.1)."""
    if not is_redirect(start):
        yield not_a_redirect(start)
        return
    wanted = origin.rstrip("/") + promise.callback
    stated = asked(start).get("redirect_uri", [])
    if stated == [wanted] or is_pushed(start):
        return
    target = split(stated[0]) if len(stated) == 1 else None
    yield Problem(
        what="redirect_uri",
        wanted=wanted,
        found=f"{listed(stated)}{_why(target, urlsplit(wanted)) if target else ''}",
    )


def scope_problems(start: Answer, promise: Oauth) -> Iterator[Problem]:
    """Whether every promised scope is asked for."""
    if not is_redirect(start):
        yield not_a_redirect(start)
        return
    stated = _scopes(start)
    missing = [scope for scope in promise.scopes if scope not in stated]
    if missing and not is_pushed(start):
        yield Problem(what="scope", wanted=f"with {' '.join(missing)}", found=listed(stated))


def excess_problems(start: Answer, promise: Oauth) -> Iterator[Problem]:
    """Whether no other scope is asked for than the contract allows."""
    allowed = (*promise.scopes, *(promise.scopes_allowed or ()))
    beyond = [scope for scope in _scopes(start) if scope not in allowed]
    if beyond:
        wanted = f"at most {' '.join(allowed) or 'none'}"
        yield Problem(what="scope", wanted=wanted, found=f"also {listed(beyond)}")


def caching_problems(start: Answer) -> Iterator[Problem]:
    """Whether somebody else's redirect, state and all, may be handed out from a cache."""
    if (age := start.headers.get("age")) not in (None, "0"):
        yield Problem(what="age header", wanted="absent", found=shown(str(age), 20))
    cached = (start.headers.get("cf-cache-status") or "").upper()
    if cached in _CACHED:
        yield Problem(what="cf-cache-status", wanted="DYNAMIC or BYPASS", found=cached)
    control = (start.headers.get("cache-control") or "").lower()
    is_open = "public" in control or re.search(r"(?:s-maxage|max-age)=[1-9]", control)
    if is_open and not re.search(r"no-store|no-cache|private", control):
        yield Problem(what="cache-control", wanted="no-store", found=shown(control, 60))


def secret_problems(start: Answer) -> Iterator[Problem]:
    """Whether the redirect carries what only the server may know."""
    for name in _SECRET:
        if name in asked(start):
            yield Problem(what="location", wanted=f"without {name}", found=f"{name}=[redacted]")


def forwarded_problems(start: Answer, forwarded: Answer) -> Iterator[Problem]:
    """Whether a client-sent X-Forwarded-Host decides where the provider sends the code."""
    usual, seen = (asked(one).get("redirect_uri", []) for one in (start, forwarded))
    if seen and seen != usual:
        wanted = f"{listed(usual)} whatever X-Forwarded-Host says"
        yield Problem(what="redirect_uri", wanted=wanted, found=listed(seen))


def _scopes(start: Answer) -> list[str]:
    return " ".join(asked(start).get("scope", [])).replace(",", " ").split()


def _is_at(target: SplitResult, pattern: str) -> bool:
    """Host and port to the letter; a look-alike, a user@ or a longer host is another place."""
    wanted = urlsplit(pattern)
    return (
        target.scheme == wanted.scheme
        and target.netloc.lower() == wanted.netloc.lower()
        and matches(target.path, wanted.path)
        and not target.fragment
    )


def _why(seen: SplitResult, wanted: SplitResult) -> str:
    if seen.scheme != wanted.scheme and seen.netloc == wanted.netloc:
        return f" (scheme {seen.scheme or 'none'}: is X-Forwarded-Proto lost on the way?)"
    if seen.netloc != wanted.netloc:
        return " (another host: is the public URL set for another environment?)"
    if seen.path != wanted.path:
        return " (another path)"
    return " (not the same string; providers compare every character)"
