"""Reads what a build should have taken out of a page, or put into it."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from smokegate.probe.observation import Answer
from smokegate.reading.nesting import parsed
from smokegate.reading.page import html_text, is_script, title
from smokegate.reading.problem import Problem
from smokegate.redact import shown

_DEV_PATHS = re.compile(
    r"/@vite/client$|/@react-refresh$|/@vite-plugin-\w|/@id/|/@fs/"
    r"|/webpack-dev-server(?:\.js)?(?:/|$)|/__webpack_hmr\b|/webpack/hot/"
    r"|/_next/static/development/|/_next/static/chunks/react-refresh\.js$"
    r"|\.(?:tsx|ts|jsx|vue|svelte)$"
)
_DEV_IMPORT = re.compile(r"(?:\bfrom|\bimport)\s*\(?\s*[\"'](/@(?:vite/client|react-refresh))\b")
_UNFILLED = re.compile(
    r"%(?:PUBLIC_URL|BASE_URL|MODE|(?:VITE|REACT_APP|NEXT_PUBLIC|VUE_APP|NUXT|PUBLIC|APP)_\w{1,60})%"
    r"|\{\{[^{}]{0,100}\}\}|\$\{[^{}]{0,100}\}|<%[=-]?[^%]{0,100}%>"
    r"|__(?:ENV|[A-Z][A-Z0-9]*_(?:[A-Z0-9_]*[A-Z0-9]))__"
)
# frameworks that fill the page in the browser: their templates are to be there
_FILLED_LATER = "[ng-app], [data-ng-app], [v-cloak], [x-data], [data-bind], [data-reactive]"
_ATTRIBUTES = {"script": ("src",), "link": ("href",), "meta": ("content",), "base": ("href",)}


def dev_server_problems(answer: Answer) -> Iterator[Problem]:
    """What only the server of a developer puts into a page."""
    tree = parsed(html_text(answer))
    for node in tree.css("script"):
        if is_script(node) and (found := _developed(node)):
            yield Problem(what="script", wanted="one of a production build", found=shown(found, 80))


def template_problems(answer: Answer) -> Iterator[Problem]:
    """Which places of the head were left for somebody to fill in.

    Text is not looked at: it may well explain templates, and scripts may still fill it.
    """
    tree = parsed(html_text(answer))
    if tree.css_first(_FILLED_LATER) is not None:
        return
    for what, text in _places(answer, tree):
        if found := _UNFILLED.search(text):
            yield Problem(what=what, wanted="filled in", found=shown(found[0], 80))


def _developed(node: LexborNode) -> str | None:
    stated = (node.attributes.get("src") or "").strip()
    if stated:
        try:
            path = urlsplit(stated).path
        except ValueError:
            return None
        return stated if _DEV_PATHS.search(path) else None
    imported = _DEV_IMPORT.search(node.text())
    return imported[1] if imported else None


def _places(answer: Answer, tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    yield "title", title(answer)
    for tag, names in _ATTRIBUTES.items():
        for node in tree.css(tag):
            for name in names:
                yield f"{name} of {tag}", node.attributes.get(name) or ""
