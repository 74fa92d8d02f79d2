"""What a page loads, and whether each of it is what it claims to be."""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urldefrag, urljoin, urlsplit

from smokegate.probe.observation import Answer, Observation, Silence
from smokegate.reading.page import looks_like_html
from smokegate.reading.problem import Problem
from smokegate.redact import shown

MOST = 300


class Kind(StrEnum):
    """What the page wants the asset for; what more depends on stands first."""

    SCRIPT = "script"
    STYLE = "style"
    IMAGE = "image"
    FONT = "font"
    OTHER = "other"
    PICTURE = "picture"
    MEDIA = "media file"
    TRACK = "text track"
    SPRITE = "sprite"
    EMBEDDED = "embedded file"
    ICON = "icon"
    MANIFEST = "manifest"
    WORKER = "service worker"
    PRECACHED = "precached file"
    MAP = "source map"


_MEDIA = (Kind.PICTURE, Kind.MEDIA, Kind.TRACK, Kind.SPRITE, Kind.EMBEDDED)


class Mode(StrEnum):
    """How browsers ask another origin (Fetch, request mode and credentials mode)."""

    NO_CORS = "no-cors"
    CORS = "cors"
    CREDENTIALED = "cors with credentials"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One thing that a page loads.

    page: the URL of the page, whose origin is never another one. integrity: its SRI metadata,
    empty if it has none. is_run: a script that the page runs, not one that it only fetches ahead.
    nonce: for its Content-Security-Policy. named_by: the URL of the script, style or manifest
    that names it, empty if the page itself does. mode: how it is asked of another origin.
    """

    url: str
    kind: Kind
    page: str = ""
    integrity: str = ""
    is_run: bool = False
    nonce: str = ""
    named_by: str = ""
    mode: Mode = Mode.NO_CORS

    @property
    def is_streamed(self) -> bool:
        """Whether it may be long, so that only its beginning is asked for."""
        return self.kind in (Kind.MEDIA, Kind.EMBEDDED)

    @property
    def is_media(self) -> bool:
        """Whether it is one of several choices, or begins when people want it to."""
        return self.kind in _MEDIA

    def is_content(self, origin: str) -> bool:
        """Whether it is media, or an image elsewhere: an avatar, say, that its owner can delete."""
        return self.is_media or (self.kind is Kind.IMAGE and self.is_foreign_to(origin))

    def is_needed(self, origin: str) -> bool:
        """Whether the page is broken without it: neither content, nor an icon, nor a manifest."""
        return not self.is_content(origin) and self.kind not in (Kind.ICON, Kind.MANIFEST)

    @property
    def is_code(self) -> bool:
        """Whether the application cannot do without it: a script or a style."""
        return self.kind in (Kind.SCRIPT, Kind.STYLE)

    def is_foreign_to(self, origin: str) -> bool:
        """Whether it lies on another origin, whose outages are not the release's."""
        return origin_of(self.url) not in (origin_of(origin), origin_of(self.page))

    def shown_in(self, origin: str) -> str:
        """The path for one's own asset, the whole URL without its query for another origin's."""
        target = urlsplit(self.url)
        path = target.path or "/"
        if self.is_foreign_to(origin):
            return shown(f"{target.scheme}://{target.netloc}{path}")
        by = urlsplit(self.named_by).path if self.named_by else ""
        return shown(f"{by} -> {path}" if by else path)


# https://mimesniff.spec.whatwg.org/#javascript-mime-type, those that servers still send
_JAVASCRIPT = re.compile(
    r"(?:text|application)/(?:javascript|x-javascript|ecmascript|x-ecmascript)|text/jscript"
)
# browsers look at the bytes of these; stores and servers that do not know them say so
_PIXELS = re.compile(r"(?:image/[\w.+-]+|(?:application|binary)/octet-stream)?")
_TYPES = {
    Kind.SCRIPT: _JAVASCRIPT,
    Kind.STYLE: re.compile(r"text/css"),
    **dict.fromkeys((Kind.IMAGE, Kind.ICON, Kind.PICTURE), _PIXELS),
    Kind.MEDIA: re.compile(
        r"(?:(?:video|audio|image)/[\w.+-]+|binary/octet-stream|text/plain|application/(?:mp4|ogg"
        r"|octet-stream|x-mpegurl|vnd\.apple\.mpegurl|dash\+xml|vnd\.ms-sstr\+xml))?"
    ),
    Kind.SPRITE: re.compile(r"image/svg\+xml|(?:text|application)/(?:xhtml\+)?xml"),
    Kind.WORKER: _JAVASCRIPT,
    Kind.MANIFEST: re.compile(
        r"(?:application/(?:(?:manifest\+)?json|octet-stream)|text/(?:json|plain|cache-manifest))?"
    ),
}
_DRAWN = (Kind.IMAGE, Kind.ICON, Kind.PICTURE, Kind.SPRITE)
_ANYTHING = (Kind.OTHER, Kind.EMBEDDED)
_SVG = re.compile(
    rb"(?is)(?:\xef\xbb\xbf)?(?>\s++|<\?(?>.*?\?>)|<!--(?>.*?-->)"
    rb"|<!doctype\s++svg[^>\[]*+(?:\[[^\]]*+\]\s*+)?>)*+<(?:\w+:)?svg[\s>/]",
)
# an empty file that says so in its name: how MD5, SHA-1, SHA-256, xxHash64 (webpack 5) and
# MD4 (webpack 4) of nothing begin, and all of esbuild's, which Angular's default style has
_EMPTY = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:d41d8cd98f00|da39a3ee5e6b|e3b0c44298fc|ef46db3751d8|31d6cfe0d16a)"
    r"[0-9a-f]*+|5INURTSO)(?![A-Za-z0-9])"
)
_ALGORITHMS = ("sha256", "sha384", "sha512")
_STANDARD = str.maketrans("-_", "+/")  # browsers take base64url for base64


def may_run(asset: Asset, seen: Observation, origin: str) -> bool:
    """Whether a browser may get a script out of this.

    What another origin keeps silent about is not known; what it refuses or has lost is no script.
    """
    if not asset.is_run:
        return False
    if isinstance(seen, Silence):
        return asset.is_foreign_to(origin)
    return (seen.status == 200 and bool(seen.body)) or _is_followed(asset, seen)


def arrival_problems(asset: Asset, seen: Observation, origin: str) -> Iterator[Problem]:
    """What is wrong with how the asset arrived: silence, status, length, nothing in it.

    Another origin's silence or refusal accuses nobody; what it says is not there, is not there.
    """
    what = asset.shown_in(origin)
    is_foreign = asset.is_foreign_to(origin)
    if isinstance(seen, Silence):
        if not is_foreign:
            yield Problem(what=what, wanted="200", found=f"silence: {seen.detail}")
        return
    if (asset.kind is Kind.ICON and seen.status == 204) or _is_followed(asset, seen):
        return
    is_partial = asset.is_streamed and seen.status in (200, 206)
    if seen.status != 200 and not is_partial:
        if not is_foreign or seen.status in (404, 410):
            yield Problem(what=what, wanted="200", found=str(seen.status))
        return
    stated = seen.headers.get("content-length")
    is_stated = not is_partial and re.fullmatch(r"[0-9]{1,18}", stated or "")
    if stated and is_stated and int(stated) != seen.wire_bytes:
        yield Problem(what=what, wanted=f"{stated} bytes long", found=f"{seen.wire_bytes} bytes")
    if not seen.body and not _EMPTY.search(asset.url):
        yield Problem(what=what, wanted="not empty", found=f"{seen.status} with 0 bytes")


def disguise_problems(asset: Asset, seen: Observation, origin: str) -> Iterator[Problem]:
    """Whether the bytes and the type are those of something else, as an SPA fallback answers.

    The body is looked at, whatever the type says: an edge can pin HTML under a script's URL
    with a script's content type.
    """
    if isinstance(seen, Silence) or not seen.body:
        return
    if seen.status != 200 and not (asset.is_streamed and seen.status == 206):
        return
    what = asset.shown_in(origin)
    is_svg = asset.kind in _DRAWN and _SVG.match(seen.body)
    if looks_like_html(seen.body) and not is_svg and asset.kind not in _ANYTHING:
        found = f"HTML in disguise: {shown(seen.body, 40)}"
        yield Problem(what=what, wanted=_a(asset.kind), found=found)
        return
    allowed = _TYPES.get(asset.kind)
    if allowed and not allowed.fullmatch(seen.media_type):
        found = shown(seen.media_type, 60) or "no content type"
        yield Problem(what=what, wanted=f"of {_a(asset.kind)}'s content type", found=found)


def integrity_problems(asset: Asset, seen: Observation, origin: str) -> Iterator[Problem]:
    """Whether the bytes match the `integrity` of the page (W3C Subresource Integrity 2)."""
    if isinstance(seen, Silence) or seen.status != 200:
        return
    stated = [part.partition("?")[0] for part in asset.integrity.split()]
    known = [part for part in stated if part.partition("-")[0] in _ALGORITHMS]
    if not known:
        return
    strongest = max(part.partition("-")[0] for part in known)
    digest = base64.b64encode(hashlib.new(strongest, seen.body).digest()).decode()
    wanted = [part for part in known if part.startswith(strongest)]
    stated_digests = [part.partition("-")[2].translate(_STANDARD) for part in wanted]
    if digest not in stated_digests:
        yield Problem(
            what=asset.shown_in(origin),
            wanted=f"of integrity {wanted[0][:24]}...",
            found=f"{strongest}-{digest[:17]}... (a browser refuses it)",
        )


def resolved(base: str, stated: str) -> str | None:
    """The absolute http(s) URL without fragment, or None for what is not loaded from a server."""
    try:
        url = urldefrag(urljoin(base, stated)).url
        target = urlsplit(url)
        _ = target.port
    except ValueError:
        return None
    return url if stated and target.scheme in ("http", "https") and target.hostname else None


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port, which tell one origin from another."""
    target = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(target.scheme)
    return target.scheme, target.hostname or "", target.port or usual


def _is_followed(asset: Asset, seen: Answer) -> bool:
    """Whether browsers go on to another address, as Rails' Active Storage has its files.

    Of code only to a file of the same ending, as from `latest.js`; a service worker never is.
    """
    to = resolved(asset.url, seen.headers.get("location") or "")
    if to is None or seen.status not in (301, 302, 303, 307, 308):
        return False
    is_strict = asset.is_code or asset.kind in (Kind.FONT, Kind.WORKER)
    is_alike = _ending(to) is not None and _ending(to) == _ending(asset.url)
    return not is_strict or (is_alike and asset.kind is not Kind.WORKER)


def _ending(url: str) -> str | None:
    """How the name of a file ends; a login that a script is sent to has no such end."""
    _, dot, ending = urlsplit(url).path.rpartition("/")[2].rpartition(".")
    return ending.lower() if dot else None


def _a(kind: Kind) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
