"""Finds what the elements of a page load, as a browser finds it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from smokegate.probe.observation import Answer
from smokegate.reading.asset import MOST, Asset, Kind, Mode, resolved
from smokegate.reading.csp import is_upgrading
from smokegate.reading.nesting import parsed
from smokegate.reading.page import base_url, html_text, is_script

_LINKS = {
    "stylesheet": Kind.STYLE,
    "modulepreload": Kind.SCRIPT,
    "icon": Kind.ICON,
    "apple-touch-icon": Kind.ICON,
    "manifest": Kind.MANIFEST,
}
_PRELOADS = {"script": Kind.SCRIPT, "style": Kind.STYLE, "image": Kind.IMAGE, "font": Kind.FONT}
_NEEDED = "script[src], link[href], img[src]"
_SEEN = (
    "img[srcset], picture > source[srcset], video, audio, video > source[src],"
    "audio > source[src], track[src], object[data], embed[src], use"
)
_URL = re.compile(r"[\s,]*+(?P<url>\S++)")
_DESCRIPTORS = re.compile(r"(?:\([^)]*+\)?|[^,(])*+")

_MOST_STREAMED = 16  # each on a connection of its own, which is closed in the middle

Stated = tuple[str, Kind]


def assets(page: Answer) -> tuple[Asset, ...]:
    """What the page loads, each once, in the order of the page; at most MOST + 1 of them.

    What it is looked at with comes last, so that it never crowds out a script.
    """
    tree = parsed(html_text(page))
    tree.strip_tags(["noscript", "template"])
    base = base_url(page, tree)
    is_upgraded = page.ask.url.startswith("https:") and is_upgrading(page)
    found: dict[str, Asset] = {}
    for node, (stated, kind) in _stated(tree):
        url = resolved(base, stated.strip())
        if url is None or (kind in (Kind.SPRITE, Kind.EMBEDDED) and url == page.ask.url):
            continue
        url = _upgraded(url) if is_upgraded else url
        known = found.get(url, Asset(url=url, kind=kind, page=page.ask.url))
        found[url] = replace(
            known,
            kind=min(known.kind, kind, key=list(Kind).index),  # what more depends on
            integrity=known.integrity or (node.attributes.get("integrity") or "").strip(),
            is_run=known.is_run or node.tag == "script",
            nonce=known.nonce or (node.attributes.get("nonce") or "").strip(),
            mode=max(known.mode, _mode(node, kind), key=list(Mode).index),
        )
        if len(found) > MOST:
            break
    return tuple(found.values())


def _stated(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, Stated]]:
    for node in tree.css(_NEEDED):
        kind = _kind(node)
        if kind is not None:
            yield node, (node.attributes.get("src") or node.attributes.get("href") or "", kind)
    streamed = 0
    for node in tree.css(_SEEN):
        for stated, kind in _seen(node):
            streamed += bool(stated) and kind in (Kind.MEDIA, Kind.EMBEDDED)
            if kind not in (Kind.MEDIA, Kind.EMBEDDED) or streamed <= _MOST_STREAMED:
                yield node, (stated, kind)


def _seen(node: LexborNode) -> Iterator[Stated]:
    """What an element shows or plays; of several choices the first and the last."""
    attributes = node.attributes
    match node.tag:
        case "img" | "source" if attributes.get("srcset"):
            choices = list(_candidates(attributes["srcset"] or ""))
            yield from ((choice, Kind.PICTURE) for choice in (*choices[:1], *choices[1:][-1:]))
        case "video" | "audio" | "source":
            yield attributes.get("src") or "", Kind.MEDIA
            yield attributes.get("poster") or "", Kind.PICTURE
        case "track":
            yield attributes.get("src") or "", Kind.TRACK
        case "object" | "embed":
            yield attributes.get("data") or attributes.get("src") or "", Kind.EMBEDDED
        case _:
            stated = attributes.get("href") or attributes.get("xlink:href") or ""
            yield "" if stated.lstrip().startswith("#") else stated, Kind.SPRITE


def _candidates(srcset: str) -> Iterator[str]:
    """The URLs of a srcset (HTML, parsing a srcset attribute)."""
    at = 0
    while found := _URL.match(srcset, at):
        at = found.end()
        if not found["url"].endswith(",") and (descriptors := _DESCRIPTORS.match(srcset, at)):
            at = descriptors.end()
        yield found["url"].rstrip(",")


def _kind(node: LexborNode) -> Kind | None:
    attributes = node.attributes
    if node.tag == "img":
        return Kind.IMAGE
    if node.tag == "script":
        return Kind.SCRIPT if is_script(node) else None
    for relation in (attributes.get("rel") or "").lower().split():
        if relation == "preload":
            wanted_as = (attributes.get("as") or "").lower()
            return _PRELOADS.get(wanted_as) if wanted_as else Kind.OTHER  # as=fetch is data
        if relation in _LINKS:
            return _LINKS[relation]
    return None


def _mode(node: LexborNode, kind: Kind) -> Mode:
    """How a browser asks for it; a hint that asks in another way than the use is only of no use."""
    attributes = node.attributes
    relations = (attributes.get("rel") or "").lower().split()
    if "preload" in relations and kind is not Kind.FONT:
        return Mode.NO_CORS
    holder = node.parent if node.tag in ("source", "track") and node.parent else node
    stated = holder.attributes.get("crossorigin", "none") or ""
    if stated.strip().lower() == "use-credentials":
        return Mode.CREDENTIALED
    is_module = (attributes.get("type") or "").strip().lower() == "module"
    is_shared = (node.tag == "script" and is_module) or "modulepreload" in relations
    if is_shared or kind in (Kind.FONT, Kind.MANIFEST):
        return Mode.CORS
    return Mode.CORS if "crossorigin" in holder.attributes else Mode.NO_CORS


def _upgraded(url: str) -> str:
    """The URL that is asked for in its place, where the policy of a page of https says so."""
    target = urlsplit(url)
    if target.scheme != "http":
        return url
    netloc = target.netloc.removesuffix(":80")
    return target._replace(scheme="https", netloc=netloc).geturl()
