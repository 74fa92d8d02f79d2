"""Reads what a page of https loads in clear, which browsers refuse (W3C Mixed Content)."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from smokegate.probe.observation import Answer
from smokegate.probe.redact import shown
from smokegate.reading.asset import resolved
from smokegate.reading.csp import policies
from smokegate.reading.nesting import parsed
from smokegate.reading.page import base_url, html_text, is_script
from smokegate.reading.problem import Problem

# images, sound and video are fetched over https instead; what is here is blocked
_BLOCKED = "script[src], link[rel][href], iframe[src], object[data], embed[src]"
_ATTRIBUTES = ("src", "href", "data")
_LINKS = frozenset({"stylesheet", "modulepreload", "manifest"})


def mixed_content_problems(page: Answer, origin: str) -> Iterator[Problem]:
    """Which scripts, styles and frames of the page are blocked because they come over http.

    origin: what people use; where the page itself is asked in clear, its own URLs are not meant.
    """
    if urlsplit(origin).scheme != "https" or any(
        "upgrade-insecure-requests" in policy for policy in policies(page)
    ):
        return
    tree = parsed(html_text(page))
    base = base_url(page, tree)
    own = urlsplit(page.ask.url)
    told = set()
    for node in tree.css(_BLOCKED):
        relations = set((node.attributes.get("rel") or "").lower().split())
        is_loaded = node.tag != "link" or not relations.isdisjoint(_LINKS)
        if not is_loaded or (node.tag == "script" and not is_script(node)):
            continue
        stated = next(
            (node.attributes.get(name) for name in _ATTRIBUTES if name in node.attributes), ""
        )
        url = resolved(base, (stated or "").strip())
        target = urlsplit(url or "")
        is_asked_so = (target.scheme, target.netloc) == (own.scheme, own.netloc)
        if url and target.scheme == "http" and not is_asked_so and not _is_local(target.hostname):
            where = shown(f"http://{target.netloc}{target.path}", 120)
            if where not in told:
                told.add(where)
                yield Problem(what=f"{node.tag} of the page", wanted="of https", found=where)


def _is_local(host: str | None) -> bool:
    """Whether it is the reader's own machine, which browsers trust without https."""
    return host is not None and (host in ("localhost", "127.0.0.1", "::1"))
