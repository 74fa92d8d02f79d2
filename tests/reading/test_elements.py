"""What a page is looked at with, and how a browser asks for all that it loads."""

import pytest

from smokegate.probe.observation import Answer
from smokegate.reading.asset import MOST, Asset, Kind, Mode, arrival_problems, disguise_problems
from smokegate.reading.elements import assets
from tests.reading.answers import ORIGIN, Pairs, answer, page, said, silence

PICTURE, MEDIA, TRACK = Kind.PICTURE, Kind.MEDIA, Kind.TRACK
SPRITE, EMBEDDED = Kind.SPRITE, Kind.EMBEDDED
CDN = "https://cdn.example"
UPGRADE = [("Content-Security-Policy", "upgrade-insecure-requests")]


def found(body: str) -> list[tuple[str, Kind]]:
    """What a page with this body loads; our own origin left out."""
    return [(one.url.removeprefix(ORIGIN), one.kind) for one in assets(page(body))]


@pytest.mark.parametrize(
    "tag, wanted",
    [
        ('<img srcset="/a.png">', [("/a.png", PICTURE)]),
        ('<img srcset="/a.png 1x, /b.png 2x">', [("/a.png", PICTURE), ("/b.png", PICTURE)]),
        (
            '<img srcset=" /a.png 320w,/b.png 640w,\n/c.png 960w, ">',
            [("/a.png", PICTURE), ("/c.png", PICTURE)],
        ),
        ('<img srcset="/a,1.png, /b.png">', [("/a,1.png", PICTURE), ("/b.png", PICTURE)]),
        ('<img srcset="/a.png x(1,2) 3w, /b.png">', [("/a.png", PICTURE), ("/b.png", PICTURE)]),
        ('<img srcset="data:image/png;base64,AAAA 1x, /b.png 2x">', [("/b.png", PICTURE)]),
        (
            '<img src="/a.png" srcset="/a.png 1x, /b.png 2x">',
            [("/a.png", Kind.IMAGE), ("/b.png", PICTURE)],
        ),
        (
            '<picture><source srcset="/a.avif"><img src="/a.png"></picture>',
            [("/a.png", Kind.IMAGE), ("/a.avif", PICTURE)],
        ),
        ('<video src="/a.mp4" poster="/a.jpg">', [("/a.mp4", MEDIA), ("/a.jpg", PICTURE)]),
        (
            '<video><source src="/a.webm"><source src="/a.mp4"><track src="/a.vtt"></video>',
            [("/a.webm", MEDIA), ("/a.mp4", MEDIA), ("/a.vtt", TRACK)],
        ),
        ('<audio src="/a.mp3">', [("/a.mp3", MEDIA)]),
        ('<object data="/a.pdf"></object><embed src="/b.pdf">',
         [("/a.pdf", EMBEDDED), ("/b.pdf", EMBEDDED)]),
        ('<svg><use href="/s.svg#a"/><use href="/s.svg#b"/></svg>', [("/s.svg", SPRITE)]),
        ('<svg><use xlink:href="/s.svg#a"/></svg>', [("/s.svg", SPRITE)]),
    ],
)  # fmt: skip
def test_what_is_looked_at_is_found(tag: str, wanted: list[tuple[str, Kind]]) -> None:
    """Of several choices the first and the last; one URL is asked for once."""
    assert found(tag) == wanted


@pytest.mark.parametrize(
    "tag",
    [
        '<img srcset="">',
        '<img srcset=" , ">',
        '<img srcset="data:image/png;base64,AAAA">',
        '<source srcset="/a.png">',
        '<source src="/a.mp4">',
        "<video></video>",
        '<video src="blob:https://charhub.app/1">',
        '<svg><use href="#a"/></svg>',
        '<svg><use href="/#a"/></svg>',
        '<object data=""></object>',
        "<object></object>",
        '<body><noscript><video src="/a.mp4"></video></noscript>',
        '<template><img srcset="/a.png"></template>',
    ],
)
def test_what_no_browser_fetches_is_not_asked_for(tag: str) -> None:
    """Neither what stands in the page itself, nor what belongs to nothing."""
    assert found(tag) == []


def test_pictures_never_crowd_out_a_script() -> None:
    """However many there are, and however far down the script stands."""
    body = "".join(f'<img srcset="/{n}.png">' for n in range(MOST * 2))
    loaded = assets(page(f'{body}<script src="/a.js"></script>'))
    assert (loaded[0].url, len(loaded)) == (f"{ORIGIN}/a.js", MOST + 1)


def test_only_some_films_are_asked_for() -> None:
    """Each takes a connection of its own."""
    films = "".join(f'<video src="/{n}.mp4" poster="/{n}.png"></video>' for n in range(40))
    kinds = [one.kind for one in assets(page(films))]
    assert (kinds.count(MEDIA), kinds.count(PICTURE)) == (16, 40)


@pytest.mark.parametrize(
    "tag, mode",
    [
        ('<script src="/x"></script>', Mode.NO_CORS),
        ('<script src="/x" crossorigin></script>', Mode.CORS),
        ('<script src="/x" crossorigin="anonymous"></script>', Mode.CORS),
        ('<script src="/x" crossorigin="nonsense"></script>', Mode.CORS),
        ('<script src="/x" crossorigin="Use-Credentials"></script>', Mode.CREDENTIALED),
        ('<script type="module" src="/x"></script>', Mode.CORS),
        (
            '<script type="module" src="/x" crossorigin="use-credentials"></script>',
            Mode.CREDENTIALED,
        ),
        ('<link rel="modulepreload" href="/x">', Mode.CORS),
        ('<link rel="preload" as="font" href="/x">', Mode.CORS),
        ('<link rel="preload" as="script" crossorigin href="/x">', Mode.NO_CORS),
        ('<link rel="stylesheet" href="/x">', Mode.NO_CORS),
        ('<link rel="stylesheet" crossorigin href="/x">', Mode.CORS),
        ('<link rel="manifest" href="/x">', Mode.CORS),
        ('<img src="/x">', Mode.NO_CORS),
        ('<img crossorigin src="/x">', Mode.CORS),
        ('<video crossorigin><source src="/x"></video>', Mode.CORS),
        ('<video><track src="/x"></video>', Mode.NO_CORS),
        ('<link rel="preload" as="script" href="/x"><script type="module" src="/x"></script>',
         Mode.CORS),
    ],
)  # fmt: skip
def test_browsers_ask_for_some_things_by_permission_only(tag: str, mode: Mode) -> None:
    """Modules and fonts always, the rest where `crossorigin` says so."""
    assert [one.mode for one in assets(page(tag))] == [mode]


@pytest.mark.parametrize(
    "url, headers, asked",
    [
        pytest.param(f"{ORIGIN}/", UPGRADE, f"{CDN}/a.js", id="https"),
        pytest.param(f"{ORIGIN}/", [], "http://cdn.example:80/a.js", id="no-policy"),
        pytest.param(
            "http://charhub.app/", UPGRADE, "http://cdn.example:80/a.js", id="page-of-http"
        ),
    ],
)
def test_what_is_upgraded_is_asked_for_over_https(url: str, headers: Pairs, asked: str) -> None:
    """As a browser does, so that what answers over http alone is missing."""
    one = answer('<script src="http://cdn.example:80/a.js"></script>', headers=headers, url=url)
    assert [asset.url for asset in assets(one)] == [asked]


# -- how it arrives, and what it is ----------------------------------------------------------

FILM = Asset(url=f"{ORIGIN}/a.mp4", kind=MEDIA)
LENGTH = [("Content-Length", "900000000")]


@pytest.mark.parametrize(
    "asset, seen, told",
    [
        pytest.param(FILM, answer("....ftyp", status=206), [], id="a-part"),
        pytest.param(FILM, answer("....ftyp", headers=LENGTH), [], id="the-beginning"),
        pytest.param(
            FILM, answer(status=404), ["/a.mp4 should be 200, got 404"], id="film-gone"
        ),
        pytest.param(
            FILM, answer("", status=206), ["/a.mp4 should be not empty, got 206 with 0 bytes"],
            id="film-empty",
        ),
        pytest.param(
            FILM, silence(), ["/a.mp4 should be 200, got silence: timed out after 10.0 s"],
            id="film-silent",
        ),
        pytest.param(
            Asset(url=f"{ORIGIN}/a.png", kind=PICTURE), answer("x", status=206),
            ["/a.png should be 200, got 206"], id="no-part-was-asked-for",
        ),
        pytest.param(
            Asset(url=f"{CDN}/a.mp4", kind=MEDIA), answer(status=403), [], id="foreign-403"
        ),
    ],
)  # fmt: skip
def test_how_media_arrive(asset: Asset, seen: Answer, told: list[str]) -> None:
    """Of a film nobody waits for the end, so that its length says nothing."""
    assert said(arrival_problems(asset, seen, ORIGIN)) == told


@pytest.mark.parametrize(
    "kind, body, content_type, told",
    [
        (PICTURE, "x", "image/avif", []),
        (PICTURE, "x", "application/octet-stream", []),
        (PICTURE, "<svg/>", "image/svg+xml", []),
        (PICTURE, "x", "text/css", ["/a should be of a picture's content type, got text/css"]),
        (PICTURE, "<html>", "image/png",
         ["/a should be a picture, got HTML in disguise: <html>"]),
        (MEDIA, "x", "video/mp4", []),
        (MEDIA, "x", "audio/mpeg", []),
        (MEDIA, "#EXTM3U", "application/vnd.apple.mpegurl", []),
        (MEDIA, "x", None, []),
        (MEDIA, "x", "application/json",
         ["/a should be of a media file's content type, got application/json"]),
        (MEDIA, "<html>", "video/mp4",
         ["/a should be a media file, got HTML in disguise: <html>"]),
        (TRACK, "WEBVTT", "text/plain", []),
        (TRACK, "<html>", "text/vtt", ["/a should be a text track, got HTML in disguise: <html>"]),
        (SPRITE, "<svg><symbol/></svg>", "image/svg+xml", []),
        (SPRITE, "<svg/>", "text/plain",
         ["/a should be of a sprite's content type, got text/plain"]),
        (SPRITE, "<html>", "text/html", ["/a should be a sprite, got HTML in disguise: <html>"]),
        (EMBEDDED, "<html>", "text/html", []),
        (EMBEDDED, "%PDF-1.7", "application/pdf", []),
    ],
)  # fmt: skip
def test_what_media_are(kind: Kind, body: str, content_type: str | None, told: list[str]) -> None:
    """By their bytes and their type, as far as browsers look; anything may be embedded."""
    asset = Asset(url=f"{ORIGIN}/a", kind=kind)
    assert said(disguise_problems(asset, answer(body, kind=content_type), ORIGIN)) == told


def test_a_part_of_a_film_is_looked_at_too() -> None:
    """A server that knows ranges may hand out a part of its page."""
    seen = answer("<html>", status=206, kind="text/html")
    assert said(disguise_problems(FILM, seen, ORIGIN)) == [
        "/a.mp4 should be a media file, got HTML in disguise: <html>"
    ]
