"""Reads what a page of https loads in clear, which browsers refuse (W3C Mixed Content).

And what a page of http asks to have loaded over https, where nothing answers so
(W3C Upgrade Insecure Requests).
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from smokegate.probe.observation import Answer
from smokegate.reading.asset import Asset, Kind, resolved
from smokegate.reading.csp import is_upgrading
from smokegate.reading.nesting import parsed
from smokegate.reading.page import base_url, html_text, is_script
from smokegate.reading.problem import Problem
from smokegate.reading.references import style_urls
from smokegate.redact import shown

# images, sound and video are fetched over https instead; what is here is blocked
_BLOCKED = "script[src], link[rel][href], iframe[src], object[data], embed[src]"
_ATTRIBUTES = ("src", "href", "data")
_LINKS = frozenset({"stylesheet", "modulepreload", "manifest"})
_LOCAL = re.compile(r"(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|::1")


def mixed_content_problems(page: Answer, origin: str) -> Iterator[Problem]:
    """Which scripts, styles and frames of the page are blocked because they come over http.

    origin: what people use; where the page itself is asked in clear, its own URLs are not meant.
    """
    if urlsplit(origin).scheme != "https" or is_upgrading(page):
        return
    tree = parsed(html_text(page))
    base = base_url(page, tree)
    told = set()
    for node in tree.css(_BLOCKED):
        relations = set((node.attributes.get("rel") or "").lower().split())
        is_loaded = node.tag != "link" or not relations.isdisjoint(_LINKS)
        if not is_loaded or (node.tag == "script" and not is_script(node)):
            continue
        stated = next(
            (node.attributes.get(name) for name in _ATTRIBUTES if name in node.attributes), ""
        )
        where = _in_clear(resolved(base, (stated or "").strip()), page)
        if where and where not in told:
            told.add(where)
            yield Problem(what=f"{node.tag} of the page", wanted="of https", found=where)


def style_content_problems(
    page: Answer, styles: Iterable[Answer], origin: str, kind: Kind
) -> Iterator[Problem]:
    """Which styles or fonts, as kind says, are blocked because a style names them over http.

    styles: those that the page loads; those that stand in it are read too. Images are fetched
    over https instead. A policy of the page holds for its styles as well.
    """
    if urlsplit(origin).scheme != "https" or is_upgrading(page):
        return
    tree = parsed(html_text(page))
    base = base_url(page, tree)
    texts = [("the page", base, node.text()) for node in tree.css("style")]
    for one in styles:
        if one.status == 200:
            name = shown(urlsplit(one.ask.url).path, 120)
            texts.append((name, one.ask.url, one.body.decode("utf-8", "replace")))
    told = set()
    for what, url, text in texts:
        for named, of_kind in style_urls(url, text):
            where = _in_clear(named, page) if of_kind is kind else None
            if where and where not in told:
                told.add(where)
                yield Problem(what=f"{kind} of {what}", wanted="of https", found=where)


def upgrade_problems(page: Answer, found: Iterable[Asset], origin: str) -> Iterator[Problem]:
    """Which of these own assets are asked for over https at a port that speaks http.

    Where the port is the usual one, https may well answer at its own, and nothing is told. Nor
    where the host is the reader's own machine, of which browsers need no https.
    """
    own = urlsplit(origin)
    if own.scheme != "http" or own.port in (None, 80) or _is_local(own.hostname):
        return
    for asset in found if is_upgrading(page) else ():
        if asset.url.startswith("http:") and not asset.is_foreign_to(origin):
            yield Problem(
                what=f"{asset.kind} {asset.shown_in(origin)}",
                wanted="loaded over http as the page is",
                found=f"upgrade-insecure-requests (a browser asks port {own.port} for https)",
            )


def _in_clear(url: str | None, page: Answer) -> str | None:
    """The URL without its query, if a browser asks for it over http."""
    target, own = urlsplit(url or ""), urlsplit(page.ask.url)
    is_asked_so = (target.scheme, target.netloc) == (own.scheme, own.netloc)
    if target.scheme != "http" or is_asked_so or _is_local(target.hostname):
        return None
    return shown(f"http://{target.netloc}{target.path}", 120)


def _is_local(host: str | None) -> bool:
    """Whether it is the reader's own machine, which browsers trust without https."""
    return host is not None and _LOCAL.fullmatch(host) is not None
