"""Reads what the page's Content-Security-Policy blocks of what the page loads (W3C CSP 3).

Only what a browser surely blocks is told: where a policy leaves a doubt, nothing is.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from smokegate.probe.observation import Answer
from smokegate.reading.asset import Asset, Kind
from smokegate.reading.nesting import parsed
from smokegate.reading.page import html_text, is_script
from smokegate.reading.problem import Problem
from smokegate.redact import shown

_FALLBACKS = {
    Kind.SCRIPT: ("script-src-elem", "script-src", "default-src"),
    Kind.STYLE: ("style-src-elem", "style-src", "default-src"),
    Kind.FONT: ("font-src", "default-src"),
    Kind.IMAGE: ("img-src", "default-src"),
    Kind.ICON: ("img-src", "default-src"),
    Kind.PICTURE: ("img-src", "default-src"),
    Kind.MEDIA: ("media-src", "default-src"),
    Kind.TRACK: ("media-src", "default-src"),
    Kind.EMBEDDED: ("object-src", "default-src"),
    Kind.MANIFEST: ("manifest-src", "default-src"),
}
_HASH = re.compile(r"'(sha256|sha384|sha512)-[\w+/=-]+'")
_HOST = re.compile(
    r"(?i)(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>\*|(?:\*\.)?[a-z0-9_.-]+|\[[0-9a-f:.]+\])"
    r"(?::(?P<port>\d{1,5}|\*))?(?P<path>/[^?#]*)?"
)
_SCHEME = re.compile(r"(?i)([a-z][a-z0-9+.-]*):")
_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}
# put into pages by edges, which know nothing of the policy; the page does without
_OF_AN_EDGE = re.compile(r"/cdn-cgi/|__CF\$cv\$params|cloudflareinsights")

Policy = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Loaded:
    """One thing to load.

    urls: the same thing on each origin that is the page's own. is_run: a script of the page itself,
    not one that is fetched ahead or that a script asks for.
    """

    urls: tuple[SplitResult, ...]
    self_origin: tuple[SplitResult, ...]
    nonce: str
    has_integrity: bool
    is_script: bool
    is_run: bool


def policies(page: Answer) -> list[Policy]:
    """Every policy that is enforced: of each header field, and of each meta of the head."""
    stated = [
        one for value in page.headers.all("content-security-policy") for one in value.split(",")
    ]
    for node in parsed(html_text(page)).css("head meta[http-equiv][content]"):
        name = (node.attributes.get("http-equiv") or "").strip().lower()
        if name == "content-security-policy":
            stated.append(node.attributes.get("content") or "")
    return [_policy(one) for one in stated if one.strip()]


def is_upgrading(page: Answer) -> bool:
    """Whether browsers ask over https for all that the page names over http."""
    name = "upgrade-insecure-requests"
    is_named = name.encode() in page.body.lower() or page.headers.get("content-security-policy")
    return bool(is_named) and any(name in policy for policy in policies(page))


def blocked_problems(page: Answer, found: Iterable[Asset], origin: str) -> Iterator[Problem]:
    """Which of these assets a browser refuses to load."""
    enforced = policies(page)
    for asset in found:
        for policy in enforced:
            name = next((name for name in _FALLBACKS.get(asset.kind, ()) if name in policy), None)
            if name and not _allows(policy[name], _loaded(asset, page, origin)):
                yield _problem(asset.url, asset.kind, name, policy[name])
                break
        else:
            if asset.is_run and any(_is_sandboxed(policy) for policy in enforced):
                yield _problem(asset.url, asset.kind, "sandbox", ())


def inline_problems(page: Answer) -> Iterator[Problem]:
    """Which scripts in the page itself a browser refuses to run; each directive once."""
    enforced, told = policies(page), set()
    for node in parsed(html_text(page)).css("script:not([src])") if enforced else ():
        text = node.text()
        if not is_script(node) or not text.strip() or _OF_AN_EDGE.search(text):
            continue
        for policy in enforced:
            name = next((name for name in _FALLBACKS[Kind.SCRIPT] if name in policy), None)
            nonce = (node.attributes.get("nonce") or "").strip()
            if name and name not in told and not _allows_inline(policy[name], text, nonce):
                told.add(name)
                yield Problem(
                    what=f"script in the page ({shown(text, 40)})",
                    wanted=f"allowed by {name}",
                    found=_sources(policy[name]),
                )


def _policy(text: str) -> Policy:
    found: dict[str, tuple[str, ...]] = {}
    for directive in text.split(";"):
        name, *sources = directive.split() or [""]
        if name:
            found.setdefault(name.lower(), tuple(sources))  # a second one is ignored
    return found


def _loaded(asset: Asset, page: Answer, origin: str) -> _Loaded:
    own = (urlsplit(page.ask.url), urlsplit(origin))
    url = urlsplit(asset.url)
    urls = [url]
    if not asset.is_foreign_to(origin):  # asked under one name, used under another
        urls += [url._replace(scheme=one.scheme, netloc=one.netloc) for one in own]
    return _Loaded(
        tuple(urls),
        own,
        asset.nonce,
        bool(asset.integrity),
        is_script=asset.kind is Kind.SCRIPT,
        is_run=asset.is_run,
    )


def _allows(sources: tuple[str, ...], loaded: _Loaded) -> bool:
    words = [source.lower() for source in sources]
    if loaded.nonce and f"'nonce-{loaded.nonce}'" in sources:
        return True
    if loaded.has_integrity and any(_HASH.fullmatch(source) for source in sources):
        return True
    if loaded.is_script and "'strict-dynamic'" in words:
        # then only nonces and hashes count, where there are any, and only for the page's own
        is_strict = any(word.startswith(("'nonce-", "'sha")) for word in words)
        return not (loaded.is_run and is_strict)
    return any(_matches(source, loaded) for source in sources)


def _allows_inline(sources: tuple[str, ...], text: str, nonce: str) -> bool:
    words = [source.lower() for source in sources]
    if nonce and f"'nonce-{nonce}'" in sources:
        return True
    hashes = [source for source in sources if _HASH.fullmatch(source)]
    is_strict = hashes or any(w.startswith("'nonce-") for w in words)
    if "'unsafe-inline'" in words and not is_strict and "'strict-dynamic'" not in words:
        return True
    return any(_is_hash_of(source, text) for source in hashes)


def _is_hash_of(source: str, text: str) -> bool:
    algorithm, _, stated = source.strip("'").partition("-")
    digest = base64.b64encode(hashlib.new(algorithm, text.encode()).digest()).decode()
    return stated.translate(str.maketrans("-_", "+/")).rstrip("=") == digest.rstrip("=")


def _matches(source: str, loaded: _Loaded) -> bool:
    word = source.lower()
    if word == "'self'":
        return any(_is_self(url, own) for url in loaded.urls for own in loaded.self_origin)
    if word == "*":
        return any(url.scheme in ("http", "https", "ws", "wss") for url in loaded.urls)
    if scheme := _SCHEME.fullmatch(source):
        return any(_is_scheme(scheme[1].lower(), url.scheme) for url in loaded.urls)
    host = _HOST.fullmatch(source)
    return host is not None and any(
        _is_host(host, url, own) for url in loaded.urls for own in loaded.self_origin
    )


def _is_self(url: SplitResult, own: SplitResult) -> bool:
    if url.hostname != own.hostname or not _is_scheme(own.scheme, url.scheme):
        return False
    ports = _port(url), _port(own)
    return ports[0] == ports[1] or set(ports) <= {80, 443}


def _is_scheme(stated: str, seen: str) -> bool:
    """Whether the scheme is the stated one, or its secure form."""
    return seen == stated or (stated, seen) in (("http", "https"), ("ws", "wss"))


def _is_host(source: re.Match[str], url: SplitResult, own: SplitResult) -> bool:
    if not _is_scheme((source["scheme"] or own.scheme).lower(), url.scheme):
        return False
    stated, host = source["host"].lower(), (url.hostname or "").lower()
    is_same = host.endswith(stated[1:]) if stated.startswith("*.") else stated in ("*", host)
    if not is_same and stated.strip("[]") != host:
        return False
    port = source["port"]
    usual = _port(url) in (80, 443)
    if (
        port != "*"
        and not (port and int(port) == _port(url))
        and not (usual and port in (None, "80", "443"))
    ):
        return False
    path = unquote(source["path"] or "")
    seen = unquote(url.path)
    return not path or path == "/" or seen == path or (path.endswith("/") and seen.startswith(path))


def _port(url: SplitResult) -> int | None:
    try:
        return url.port or _PORTS.get(url.scheme)
    except ValueError:
        return None


def _is_sandboxed(policy: Policy) -> bool:
    words = policy.get("sandbox")
    return words is not None and "allow-scripts" not in [word.lower() for word in words]


def _problem(url: str, kind: Kind, name: str, sources: tuple[str, ...]) -> Problem:
    target = urlsplit(url)
    what = shown(f"{kind} {target.scheme}://{target.netloc}{target.path}", 120)
    return Problem(what=what, wanted=f"allowed by {name}", found=_sources(sources))


def _sources(sources: tuple[str, ...]) -> str:
    hidden = (re.sub(r"'nonce-[^']*'", "'nonce-...'", source) for source in sources)
    return f"{shown(' '.join(hidden), 120) or 'no source at all'} (a browser blocks it)"
