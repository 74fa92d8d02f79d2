"""Reads whether the cookies of the start of a login are there when the provider sends back.

RFC 6265 sections 5.1.3, 5.1.4 and 6.1; RFC 6265bis for SameSite and the name prefixes.
"""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from smokegate.probe.observation import Answer
from smokegate.reading.problem import Problem
from smokegate.redact import shown

_FLOW = re.compile(r"(?i)state|oauth|auth|csrf|xsrf|nonce|session|pkce|passport|connect\.sid")
_MOST = 50
_LONGEST = 4096
_MOST_BYTES = 8192  # of a Cookie header; what nginx and Apache take of one line


def cookie_problems(start: Answer) -> Iterator[Problem]:
    """Whether browsers keep the cookies of the start until the provider sends them back."""
    host = urlsplit(start.ask.url).hostname or ""
    for name, flags in _cookies(start):
        same_site = flags.get("samesite", "").lower()
        if same_site == "none" and "secure" not in flags:
            yield Problem(what=f"cookie {name}", wanted="Secure", found="SameSite=None without it")
        if same_site == "strict" and _is_of_the_flow(name):
            found = "SameSite=Strict, which the way back from the provider loses"
            yield Problem(what=f"cookie {name}", wanted="SameSite=Lax", found=found)
        domain = flags.get("domain", "").lstrip(".").lower()
        if domain and host != domain and not host.endswith(f".{domain}"):
            found = shown(domain, 60)
            yield Problem(what=f"cookie {name}", wanted=f"for {host}", found=f"Domain={found}")


def guard_problems(start: Answer) -> Iterator[Problem]:
    """Whether scripts and eavesdroppers are kept from the cookies that carry the login."""
    is_https = start.ask.url.startswith("https://")
    for name, flags in _cookies(start):
        if not _is_of_the_flow(name) or re.search(r"(?i)csrf|xsrf", name):
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
    kept: dict[str, str] = {}
    for line in start.headers.all("set-cookie")[:_MOST]:
        pair = line.partition(";")[0].strip()
        name, joint, value = pair.partition("=")
        flags = _flags(line)
        is_sent = _is_for(host, flags) and _is_under(path, flags.get("path") or own)
        kept.pop(name, None)
        if name and joint and value and is_sent and flags.get("max-age") != "0":
            kept[name] = pair
    sent = "; ".join(kept.values())
    is_sound = 0 < len(sent) <= _MOST_BYTES and re.fullmatch(r"[\x20-\x7e]+", sent)
    return sent if is_sound else None


def _is_of_the_flow(name: str) -> bool:
    """Whether the name says that the login needs it; an edge's own cookies are not the flow's."""
    return _FLOW.search(name) is not None


def _is_for(host: str, flags: dict[str, str]) -> bool:
    domain = flags.get("domain", "").lstrip(".").lower()
    return not domain or host == domain or host.endswith(f".{domain}")


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
