"""Reads the start of an authorization code flow, and its callback.

RFC 6749 sections 3.1.2, 4.1.1 and 10.12; RFC 7636 (PKCE); RFC 9700 sections 2.1 and 4.1.
"""

import math
import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qs, urlsplit

from smokegate.contract import Oauth
from smokegate.probe.observation import Answer
from smokegate.probe.redact import shown
from smokegate.reading.glob import matches
from smokegate.reading.page import looks_like_html
from smokegate.reading.problem import Problem

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
    if not _is_redirect(start):
        yield _not_a_redirect(start)
        return
    stated = start.headers.all("location")
    if len(stated) != 1:
        yield Problem(what="location", wanted="given once", found=f"{len(stated)} of them")
        return
    target = _split(stated[0])
    if target is None or not _is_at(target, promise.authorize):
        found = shown(stated[0].partition("?")[0], 120) or "nothing"
        yield Problem(what="location", wanted=promise.authorize, found=found)
        return
    kind = _asked(start).get("response_type", [])
    if kind != ["code"]:
        yield Problem(what="response_type", wanted="code", found=_listed(kind))


def client_id_problems(start: Answer, promise: Oauth) -> Iterator[Problem]:
    """Whether the client id is one, and not what an unset variable leaves."""
    if not _is_redirect(start):
        yield _not_a_redirect(start)
        return
    stated = _asked(start).get("client_id", [])
    if len(stated) != 1 or _PLACEHOLDER.fullmatch(stated[0].strip()):
        yield Problem(what="client_id", wanted="a client id", found=_listed(stated))
    elif promise.client_id and not re.fullmatch(promise.client_id, stated[0]):
        yield Problem(what="client_id", wanted=f"like {promise.client_id}", found=_listed(stated))


def redirect_uri_problems(start: Answer, promise: Oauth, origin: str) -> Iterator[Problem]:
    """Whether the provider is told to come back to exactly our callback (RFC 9700 section 2.1)."""
    if not _is_redirect(start):
        yield _not_a_redirect(start)
        return
    wanted = origin.rstrip("/") + promise.callback
    stated = _asked(start).get("redirect_uri", [])
    if stated == [wanted]:
        return
    target = _split(stated[0]) if len(stated) == 1 else None
    yield Problem(
        what="redirect_uri",
        wanted=wanted,
        found=f"{_listed(stated)}{_why(target, urlsplit(wanted)) if target else ''}",
    )


def scope_problems(start: Answer, promise: Oauth) -> Iterator[Problem]:
    """Whether every promised scope is asked for."""
    if not _is_redirect(start):
        yield _not_a_redirect(start)
        return
    stated = " ".join(_asked(start).get("scope", [])).replace(",", " ").split()
    missing = [scope for scope in promise.scopes if scope not in stated]
    if missing:
        yield Problem(what="scope", wanted=f"with {' '.join(missing)}", found=_listed(stated))


def state_problems(start: Answer, again: Answer) -> Iterator[Problem]:
    """Whether each start has a state of its own; without it anybody can log a victim in."""
    if not _is_redirect(start):
        yield _not_a_redirect(start)
        return
    if not _is_redirect(again):
        found = f"{again.status} {shown(again.body, 80)}".strip()
        yield Problem(what="status of a second start", wanted="302 or 303", found=found)
        return
    first, second = (_asked(one).get("state", []) for one in (start, again))
    for stated in (first, second):
        if len(stated) != 1 or not stated[0]:
            found = "empty" if stated == [""] else f"{len(stated)} of them"
            yield Problem(what="state", wanted="present once", found=found)
            return
    if first == second:
        found = f"the same {len(first[0])} characters in two starts"
        yield Problem(what="state", wanted="fresh in each start", found=found)


def strength_problems(start: Answer) -> Iterator[Problem]:
    """Whether the state is too long to guess: 128 bits (RFC 6749 section 10.10)."""
    for state in _asked(start).get("state", [])[:1]:
        bits = len(state) * math.log2(_alphabet(state))
        if bits < 128:
            found = f"{len(state)} characters, some {bits:.0f} bits"
            yield Problem(what="state", wanted="at least 128 bits", found=found)


def pkce_problems(start: Answer, again: Answer, promise: Oauth) -> Iterator[Problem]:
    """Whether a PKCE challenge, where there is or should be one, protects the code."""
    asked = _asked(start)
    challenge = asked.get("code_challenge", [])
    if not challenge:
        if promise.pkce:
            yield Problem(what="code_challenge", wanted="present", found="none")
        return
    method = asked.get("code_challenge_method", ["plain"])
    if method != ["S256"]:
        yield Problem(what="code_challenge_method", wanted="S256", found=_listed(method))
    if not re.fullmatch(r"[\w-]{43}", challenge[0]):
        found = f"{len(challenge[0])} characters"
        yield Problem(what="code_challenge", wanted="43 characters of base64url", found=found)
    if challenge == _asked(again).get("code_challenge"):
        found = "the same in two starts"
        yield Problem(what="code_challenge", wanted="fresh in each start", found=found)


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


def cookie_problems(start: Answer) -> Iterator[Problem]:
    """Whether browsers keep the cookies of the start until the provider sends them back."""
    host = urlsplit(start.ask.url).hostname or ""
    for name, flags in _cookies(start):
        same_site = flags.get("samesite", "").lower()
        if same_site == "none" and "secure" not in flags:
            yield Problem(what=f"cookie {name}", wanted="Secure", found="SameSite=None without it")
        if same_site == "strict":
            found = "SameSite=Strict, which the way back from the provider loses"
            yield Problem(what=f"cookie {name}", wanted="SameSite=Lax", found=found)
        domain = flags.get("domain", "").lstrip(".").lower()
        if domain and host != domain and not host.endswith(f".{domain}"):
            found = shown(domain, 60)
            yield Problem(what=f"cookie {name}", wanted=f"for {host}", found=f"Domain={found}")


def secret_problems(start: Answer) -> Iterator[Problem]:
    """Whether the redirect carries what only the server may know."""
    for name in _SECRET:
        if name in _asked(start):
            yield Problem(what="location", wanted=f"without {name}", found=f"{name}=[redacted]")


def forwarded_problems(start: Answer, forwarded: Answer) -> Iterator[Problem]:
    """Whether a client-sent X-Forwarded-Host decides where the provider sends the code."""
    usual, seen = (_asked(one).get("redirect_uri", []) for one in (start, forwarded))
    if seen and seen != usual:
        wanted = f"{_listed(usual)} whatever X-Forwarded-Host says"
        yield Problem(what="redirect_uri", wanted=wanted, found=_listed(seen))


def callback_problems(callback: Answer, origin: str) -> Iterator[Problem]:
    """Whether the callback is there and refuses a state that it never gave out."""
    status = callback.status
    if status in (404, 405, 410):
        yield Problem(what="callback", wanted="there (such as 400)", found=str(status))
    elif status >= 500:
        found = f"{status} {shown(callback.body, 60)}".strip()
        yield Problem(what="callback", wanted="a refusal such as 400", found=found)
    elif status in (301, 302, 303, 307, 308):
        # to a browser, a backslash is a slash
        target = _split((callback.headers.get("location") or "").replace("\\", "/"))
        own = urlsplit(origin)
        if target is None or (target.netloc and target.netloc.lower() != own.netloc.lower()):
            found = shown((callback.headers.get("location") or "").partition("?")[0], 100)
            yield Problem(what="callback", wanted="a refusal on our own origin", found=found)
    elif status < 400:
        what = "a page (SPA fallback)" if looks_like_html(callback.body) else "an answer"
        found = f"{status} with {what} for a made-up state"
        yield Problem(what="callback", wanted="a refusal such as 400", found=found)


def _is_redirect(start: Answer) -> bool:
    return start.status in (301, 302, 303, 307, 308)


def _not_a_redirect(start: Answer) -> Problem:
    found = f"{start.status} {shown(start.body, 80)}".strip()
    return Problem(what="status", wanted="302 or 303", found=found)


def _asked(start: Answer) -> dict[str, list[str]]:
    target = _split((start.headers.all("location") or ("",))[0])
    if target is None:
        return {}
    try:
        return parse_qs(target.query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return {}


def _split(url: str) -> SplitResult | None:
    try:
        target = urlsplit(url.strip())
        _ = target.port
    except ValueError:
        return None
    return target


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


def _alphabet(state: str) -> int:
    for size, pattern in ((10, r"\d+"), (16, r"[\da-f]+|[\dA-F]+"), (36, r"[\da-z]+|[\dA-Z]+")):
        if re.fullmatch(pattern, state):
            return size
    return 64


def _cookies(start: Answer) -> Iterator[tuple[str, dict[str, str]]]:
    for line in start.headers.all("set-cookie"):
        first, *rest = line.split(";")
        pairs = (part.partition("=") for part in rest)
        yield (
            shown(first.partition("=")[0], 40),
            {name.strip().lower(): value.strip() for name, _, value in pairs},
        )


def _listed(values: list[str]) -> str:
    return shown(" ".join(values), 160) or ("nothing" if not values else "an empty value")
