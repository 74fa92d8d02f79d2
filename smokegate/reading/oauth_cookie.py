"""Reads whether the cookies of the start of a login are there when the provider sends back.

RFC 6265 sections 5.1.3, 5.1.4 and 6.1; RFC 6265bis for SameSite and the name prefixes.
"""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from smokegate.probe.observation import Answer
from smokegate.reading.authorization import is_posted_back
from smokegate.reading.problem import Problem
from smokegate.redact import shown

_FLOW = re.compile(r"(?i)state|oauth|auth|csrf|xsrf|nonce|session|pkce|passport|connect\.sid")
_PREFIXES = ("__Secure-", "__Host-")
_MOST = 50
_LONGEST = 4096
_MOST_BYTES = 8192  # of a Cookie header; what nginx and Apache take of one line


def cookie_problems(start: Answer, origin: str | None = None) -> Iterator[Problem]:
    """Whether browsers keep the cookies of the start until the provider sends them back.

    origin: the one that people use, where it is not the one that was asked.
    """
    host = urlsplit(origin or start.ask.url).hostname or ""
    is_posted = is_posted_back(start)
    cookies = tuple(_cookies(start))
    survivors = {
        name
        for name, flags in cookies
        if _is_of_the_flow(name)
        and _lost(flags, is_posted=is_posted) is None
        and not any(_unkept(name, flags, host))
        and flags.get("max-age") != "0"
    }
    for name, flags in cookies:
        if flags.get("samesite", "").lower() == "none" and "secure" not in flags:
            yield Problem(what=f"cookie {name}", wanted="Secure", found="SameSite=None without it")
        # beside one that carries the login: for forms of our own, or the session of a page
        is_spare = (_is_against_forgery(name) or is_posted) and survivors - {name}
        same_site = _lost(flags, is_posted=is_posted)
        if same_site and _is_of_the_flow(name) and not is_spare:
            wanted, loser = ("None", "a form_post") if is_posted else ("Lax", "the way back")
            found = f"SameSite={same_site}, which {loser} from the provider loses"
            yield Problem(what=f"cookie {name}", wanted=f"SameSite={wanted}", found=found)
        yield from _unkept(name, flags, host)


def guard_problems(start: Answer) -> Iterator[Problem]:
    """Whether scripts and eavesdroppers are kept from the cookies that carry the login."""
    is_https = start.ask.url.startswith("https://")
    for name, flags in _cookies(start):
        if not _is_of_the_flow(name) or _is_against_forgery(name):
            continue  # scripts must read those to send them back
        missing = [
            word
            for word, is_due in (("HttpOnly", True), ("Secure", is_https))
            if is_due and word.lower() not in flags
        ]
        if missing:
            found = f"a cookie without {' and '.join(missing)}"
            yield Problem(what=f"cookie {name}", wanted="guarded", found=found)


def flood_problems(start: Answer) -> Iterator[Problem]:
    """Whether the cookies of one start fit into the request that brings them back."""
    lines = start.headers.all("set-cookie")
    sizes = [len(line.partition(";")[0]) for line in lines]
    if len(lines) > _MOST:
        yield Problem(what="cookies", wanted=f"at most {_MOST}", found=f"{len(lines)} of them")
    if sum(sizes) > _MOST_BYTES:
        found = f"{sum(sizes)} bytes"
        yield Problem(what="cookies", wanted=f"at most {_MOST_BYTES} bytes", found=found)
    elif (longest := max(sizes, default=0)) > _LONGEST:
        found = f"{longest} bytes, which browsers drop"
        yield Problem(what="cookie", wanted=f"at most {_LONGEST} bytes", found=found)
    keys = Counter(
        (name, flags.get("path"), flags.get("domain")) for name, flags in _cookies(start)
    )
    for (name, *_), times in list(keys.items())[:_MOST]:
        if times > 1:
            yield Problem(what=f"cookie {name}", wanted="set once", found=f"{times} of them")
            return


def cookie_header(start: Answer, path: str) -> str | None:
    """The Cookie header that a browser sends to this path of the same host; None for none.

    It carries secrets: give it to a request, never to a report.
    """
    host = urlsplit(start.ask.url).hostname or ""
    own = urlsplit(start.ask.url).path.rpartition("/")[0] or "/"
    kept: dict[tuple[str, str, str], str] = {}
    for line in start.headers.all("set-cookie")[:_MOST]:
        pair = line.partition(";")[0].strip()
        name, joint, value = pair.partition("=")
        flags = _flags(line)
        if any(_unkept(name, flags, host)):
            continue
        stated = flags.get("path") or own
        key = name, stated, flags.get("domain", "").lstrip(".").lower()
        kept.pop(key, None)
        if name and joint and value and _is_under(path, stated) and flags.get("max-age") != "0":
            kept[key] = pair
    nearest_first = sorted(kept, key=lambda key: -len(key[1]))  # RFC 6265 section 5.4
    sent = "; ".join(kept[key] for key in nearest_first)
    is_sound = 0 < len(sent) <= _MOST_BYTES and re.fullmatch(r"[\x20-\x7e]+", sent)
    return sent if is_sound else None


def _is_of_the_flow(name: str) -> bool:
    """Whether the name says that the login needs it; an edge's own cookies are not the flow's."""
    return _FLOW.search(name) is not None


def _is_against_forgery(name: str) -> bool:
    return re.search(r"(?i)csrf|xsrf", name) is not None


def _lost(flags: dict[str, str], *, is_posted: bool) -> str | None:
    """The SameSite for which browsers do not send it when the provider sends people back."""
    stated = flags.get("samesite", "").capitalize()
    return stated if stated == "Strict" or (is_posted and stated == "Lax") else None


def _unkept(name: str, flags: dict[str, str], host: str) -> Iterator[Problem]:
    """Why browsers drop it as soon as it comes."""
    prefix = next((one for one in _PREFIXES if name.lower().startswith(one.lower())), None)
    if prefix and "secure" not in flags:
        found = f"a {prefix} name without it"
        yield Problem(what=f"cookie {name}", wanted="Secure", found=found)
    domain = flags.get("domain", "").lstrip(".").lower()
    path = flags.get("path", "")
    if prefix == "__Host-" and (path != "/" or domain):
        wrong = [f"Path={shown(path, 60)}" if path else "no Path"] if path != "/" else []
        wrong += [f"Domain={shown(domain, 60)}"] if domain else []
        found = " and ".join(wrong)
        yield Problem(what=f"cookie {name}", wanted="for Path=/ and no Domain", found=found)
    elif domain and host != domain and not host.endswith(f".{domain}"):
        found = f"Domain={shown(domain, 60)}"
        yield Problem(what=f"cookie {name}", wanted=f"for {host}", found=found)


def _is_under(path: str, stated: str) -> bool:
    if not stated.startswith("/"):
        return True
    return path == stated or path.startswith(stated.rstrip("/") + "/")


def _cookies(start: Answer) -> Iterator[tuple[str, dict[str, str]]]:
    for line in start.headers.all("set-cookie"):
        yield shown(line.partition(";")[0].partition("=")[0], 40), _flags(line)


def _flags(line: str) -> dict[str, str]:
    """The attributes of one Set-Cookie line."""
    pairs = (part.partition("=") for part in line.split(";")[1:])
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
