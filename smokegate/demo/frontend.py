"""The built frontend: the page and the files that it loads."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha384
from pathlib import Path
from string import Template
from typing import Final, TypeAlias

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp

from smokegate.demo.asked import Answer, Asked
from smokegate.demo.encoding import encoded

Edit: TypeAlias = Callable[[str], str]

_PUBLIC: Final = Path(__file__).parent / "public"
_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
_IMMUTABLE: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
_PAGE: Final = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
_HTML: Final = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One built file: its name carries a hash of its content, so it never changes."""

    path: str
    content_type: str
    body: bytes


def _asset(name: str) -> Asset:
    file = _PUBLIC / "assets" / name
    return Asset(path=f"/assets/{name}", content_type=_TYPES[file.suffix], body=file.read_bytes())


ENTRY: Final = _asset("index-BChQUWSn.js")
VENDOR: Final = _asset("vendor-D7pXk2_a.js")
STYLE: Final = _asset("index-BEBR_ldC.css")
LOGO: Final = _asset("logo-DmW3s-9q.svg")
MANIFEST: Final = _asset("manifest-C4tQm0xZ.webmanifest")
ASSETS: Final = (ENTRY, VENDOR, STYLE, LOGO, MANIFEST)

_INDEX: Final = Template((_PUBLIC / "index.html").read_text(encoding="utf-8"))
_WELCOME: Final = (_PUBLIC / "nginx.html").read_bytes()
_STATEMENT: Final = 'name="release"'


def page(*edits: Edit, entry: bytes = ENTRY.body) -> Answer:
    """The page of the application, after those edits, with the digest of that entry script."""
    digest = b64encode(sha384(entry).digest()).decode()

    def answer(asked: Asked) -> ASGIApp:
        html = _INDEX.substitute(release=asked.commit or "", integrity=f"sha384-{digest}")
        for edit in edits if asked.commit else (*edits, without(_STATEMENT)):
            html = edit(html)
        return encoded(asked, html.encode(), _HTML, _PAGE)

    return answer


def replaced(old: str, new: str) -> Edit:
    """The page with one text instead of another."""
    return lambda html: html.replace(old, new)


def without(*marks: str) -> Edit:
    """The page without the lines that carry any of the marks."""
    return lambda html: "".join(
        line for line in html.splitlines(keepends=True) if not any(mark in line for mark in marks)
    )


def file(asset: Asset) -> Answer:
    """A built file, which may be kept for ever."""
    return lambda asked: encoded(asked, asset.body, asset.content_type, _IMMUTABLE)


def missing(_: Asked) -> ASGIApp:
    """No such file; said in plain text, because a page in its place would be run as a script."""
    return PlainTextResponse("404 Not Found\n", 404)


def broken(_: Asked) -> ASGIApp:
    """A file whose server failed."""
    return PlainTextResponse("500 Internal Server Error\n", 500)


def nginx_welcome(asked: Asked) -> ASGIApp:
    """The page of a web server that was told about no site."""
    return encoded(asked, _WELCOME, "text/html", {})
