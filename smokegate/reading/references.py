"""Finds what scripts, styles and manifests name in turn: chunks, fonts, icons, service workers.

A name in the text of a script may be an example that nobody loads. So a chunk counts only where
its name carries a hash, as bundlers write it, and everything only on the deployment's own origin.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from smokegate.probe.observation import Answer
from smokegate.reading.asset import MOST, Asset, Kind, Mode, origin_of, resolved
from smokegate.reading.chunk_table import chunk_urls
from smokegate.reading.json_body import MalformedError, parse

_QUOTED = r"\s*+(?P<quote>[\"'`])(?P<path>(?:(?!\$\{)[^\"'`\s\\]){1,300})(?P=quote)"
# Each begins with a plain word, which is found fast; what may not stand before it, comes after it.
_IMPORTED = (
    re.compile(
        rf"import(?<![\w$.]import)(?:\s*+\(\s*+(?:/\*[^*]{{0,200}}\*/)?|(?=\s*+[\"'])){_QUOTED}"
    ),
    re.compile(rf"from(?<![\w$.]from){_QUOTED}"),
)
_LOCATED = re.compile(rf"new(?<!\wnew)\s+URL\({_QUOTED}\s*,\s*(?:\"\"\s*\+\s*)?import\.meta\.url")
# __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["assets/Login-Dq3kP0aB.js"])))=>i.map(i=>d[i])
_VITE = re.compile(r"__vite__mapDeps.{0,80}?\[(?P<paths>(?:\"[^\"\\]*+\",?)*+)\]", re.DOTALL)
_PATH = re.compile(r"\"([^\"\\]{1,300})\"")
_HASHED = re.compile(r"[-._~/](?P<hash>[A-Za-z0-9_-]{6,64})(?:\.chunk|\.min|\.module)?\.\w{2,5}$")
_REGISTERED = (
    re.compile(rf"serviceWorker\s*\.\s*register\({_QUOTED}(?!\s*\+)"),
    re.compile(rf"new(?<!\wnew)\s+Workbox\({_QUOTED}(?!\s*\+)"),
)
_STYLE_COMMENT = re.compile(r"/\*(?:(?>.*?\*/)|.*)", re.DOTALL)
_STYLE_URL = re.compile(
    r"(?i)\burl\(\s*(?:\"(?P<double>[^\"\\\n]{1,500})\"|'(?P<single>[^'\\\n]{1,500})'"
    r"|(?P<bare>[^\s\"'()\\]{1,500}))\s*\)"
    r"|@import\s*(?:\"(?P<one>[^\"\\\n]{1,500})\"|'(?P<other>[^'\\\n]{1,500})')"
)
_PRECACHED = re.compile(r"\{[^{}]{1,600}\}")
_PRECACHED_URL = re.compile(r"[{,\s]\"?url\"?\s*:\s*\"([^\"\\]{1,300})\"")
_PRECACHED_REVISION = re.compile(r"[{,\s]\"?revision\"?\s*:")
_MOST_ORIGINS = 4
_KINDS = {
    **dict.fromkeys(("js", "mjs"), Kind.SCRIPT),
    "css": Kind.STYLE,
    **dict.fromkeys(("woff", "woff2", "ttf", "otf", "eot"), Kind.FONT),
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "ico"), Kind.IMAGE),
}


def references(asset: Asset, answer: Answer) -> Iterator[Asset]:
    """What the asset of a page names, on the page's own origin; none where it is not that asset."""
    if answer.status != 200 or asset.is_foreign_to(asset.page):
        return
    text = answer.body.decode("utf-8", "replace")
    match asset.kind:
        case Kind.SCRIPT:
            yield from _own(asset, _chunks(asset, text))
            yield from _own(asset, workers(text, asset.page))
            if asset.is_run:
                yield from _own(asset, [(_map(asset.url), Kind.MAP)])
        case Kind.STYLE:
            found = list(style_urls(asset.url, text))
            yield from _own(asset, found)
            yield from _fonts_elsewhere(asset, found)
        case Kind.MANIFEST:
            yield from _own(asset, _icons(asset, answer))
        case Kind.WORKER:
            yield from _own(asset, _precached(asset, text))
        case _:
            return


def registered_by(page: Answer, text: str) -> Iterator[Asset]:
    """The service workers that scripts in the page itself register."""
    own = Asset(url=page.ask.url, kind=Kind.OTHER, page=page.ask.url)
    yield from _own(own, workers(text, page.ask.url))


def first_of(found: Iterable[Asset], known: Iterable[Asset], most: int = MOST) -> list[Asset]:
    """Each URL once, without those known, what more depends on first, `most` with the known."""
    urls = {one.url for one in known}
    left = max(0, most - len(urls))
    new: dict[str, Asset] = {}
    for one in sorted(found, key=lambda one: list(Kind).index(one.kind)):
        if one.url not in urls:
            new.setdefault(one.url, one)
    return list(new.values())[:left]


def workers(text: str, page: str) -> Iterator[tuple[str, Kind]]:
    """The service workers that a script registers; resolved against the page (its API does)."""
    for found in (one for pattern in _REGISTERED for one in pattern.finditer(text)):
        if url := resolved(page, found["path"]):
            yield url, Kind.WORKER


def style_urls(base: str, text: str) -> Iterator[tuple[str, Kind]]:
    """What a style names, in comments nothing; resolved against its own URL."""
    for found in _STYLE_URL.finditer(_STYLE_COMMENT.sub(" ", text)):
        is_style = bool(found["one"] or found["other"])
        path = next(filter(None, found.groups()), "").strip()
        if path.startswith("#") or not (url := resolved(base, path)):
            continue
        yield url, Kind.STYLE if is_style else _kind(url) or Kind.OTHER


def _own(asset: Asset, found: Iterable[tuple[str, Kind]]) -> Iterator[Asset]:
    for url, kind in found:
        one = Asset(url=url, kind=kind, page=asset.page, named_by=asset.url)
        if not one.is_foreign_to(asset.page):
            yield one


def _fonts_elsewhere(asset: Asset, found: Iterable[tuple[str, Kind]]) -> Iterator[Asset]:
    """One font of each other origin: it shares all of them with the page, or none.

    Over http a page of https gets none of them.
    """
    if asset.page.startswith("https:"):
        found = [(url, kind) for url, kind in found if url.startswith("https:")]
    fonts = {origin_of(url): url for url, kind in found if kind is Kind.FONT}
    for url in list(fonts.values())[:_MOST_ORIGINS]:
        one = Asset(url=url, kind=Kind.FONT, page=asset.page, named_by=asset.url, mode=Mode.CORS)
        if one.is_foreign_to(asset.page):
            yield one


def _chunks(asset: Asset, text: str) -> Iterator[tuple[str, Kind]]:
    imported = (found for pattern in _IMPORTED for found in pattern.finditer(text))
    named = dict.fromkeys(found["path"] for found in imported)
    paths = [path for path in named if path.startswith(("./", "../", "/"))]  # others are packages
    paths += dict.fromkeys(found["path"] for found in _LOCATED.finditer(text))
    urls = [resolved(asset.url, path) for path in paths if _is_hashed(path)]
    urls += [_beside(asset.url, path) for path in dict.fromkeys(_vite_paths(text))]
    urls += [resolved(asset.url, url) for url in dict.fromkeys(chunk_urls(asset.url, text))]
    for url in urls:
        kind = _kind(url) if url and _is_hashed(url) else None
        if url and kind:
            yield url, kind


def _map(script: str) -> str:
    target = urlsplit(script)
    return target._replace(path=f"{target.path}.map", query="").geturl()


def _vite_paths(text: str) -> Iterator[str]:
    for deps in _VITE.finditer(text):
        yield from _PATH.findall(deps["paths"])


def _beside(script: str, path: str) -> str | None:
    """A path of Vite's list: relative to the base path, which the script's own URL tells."""
    if path.startswith(("/", "./", "../", "http")):
        return resolved(script, path)
    folder, joint, _ = path.partition("/")
    base, is_there, _ = script.rpartition(f"/{folder}/")
    return resolved(f"{base}/", path) if joint and is_there else None


def _icons(asset: Asset, answer: Answer) -> Iterator[tuple[str, Kind]]:
    try:
        manifest = parse(answer.body)
    except MalformedError:
        return
    icons = manifest.get("icons") if isinstance(manifest, dict) else None
    for icon in icons if isinstance(icons, list) else ():
        path = icon.get("src") if isinstance(icon, dict) else None
        if isinstance(path, str) and (url := resolved(asset.url, path.strip())):
            yield url, Kind.ICON


def _precached(asset: Asset, text: str) -> Iterator[tuple[str, Kind]]:
    """What Workbox puts into a worker: [{url:"assets/index-a1b2c3d4.js",revision:null}, ...]."""
    for entry in _PRECACHED.findall(text):
        path = _PRECACHED_URL.search(entry)
        if path and _PRECACHED_REVISION.search(entry) and (url := resolved(asset.url, path[1])):
            yield url, Kind.PRECACHED


def _kind(url: str) -> Kind | None:
    return _KINDS.get(urlsplit(url).path.rpartition(".")[2].lower())


def _is_hashed(url: str) -> bool:
    """Whether the name carries a hash: digits, or capitals that no word has."""
    found = _HASHED.search(re.split(r"[?#]", url, maxsplit=1)[0])
    if found is None:
        return False
    hash_ = found["hash"][-8:]
    return bool(re.search(r"\d", hash_)) or len(re.findall(r"[A-Z]", hash_)) > 1
