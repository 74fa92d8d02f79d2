"""A and F: what the page shows and plays, what other origins share, what comes in clear."""

from tests.faults.answers import (
    body,
    both,
    decoded,
    header,
    html,
    instead,
    plainly,
    text,
)
from tests.faults.exchange import Asked, Edit, Reply, Wire
from tests.faults.fault import Tls, Unserved, healthy, release, warning
from tests.faults.frontend import bundle, in_head
from tests.faults.places import ALL, ENTRY, PAGE, STYLE

_RUNTIME = (
    'r.u=e=>"assets/"+({27:"login"}[e]||e)+"."+{27:"aa11bb22",532:"c0ffee12"}[e]+".chunk.js",'
    'r.p="/",r.f.j=(t,n)=>{var o=r.o(e,t)?e[t]:void 0;if(0!==o)if(o)n.push(o[2]);else if(532!=t){'
    "var a=new Promise(((n,r)=>o=e[t]=[n,r]))}}"
)
_FILM = '<video src="/media/tour.mp4" poster="/media/tour.webp"></video>'
_PICTURE = (
    '<img src="/assets/logo-DmW3s-9q.svg" srcset="/media/ada.webp 1x, /media/ada@2x.webp 2x">'
)
_WEBP = body(b"RIFF\x0c\x00\x00\x00WEBPVP8L\x00\x00\x00\x00", "image/webp", 200)
_MP4 = body(b"\x00\x00\x00\x18ftypmp42" + bytes(9_000_000), "video/mp4", 200)
_JS = body("export const login = 1;", "text/javascript", 200)


def _shown(element: str) -> Edit:
    return instead("</body>", f"{element}</body>")


def _elsewhere(change: str) -> Edit:
    """An edit in which ELSEWHERE is the same server as another origin."""
    return plainly(
        lambda asked: decoded(lambda it: it + change.replace("ELSEWHERE", _other(asked)))
    )


def _entry_elsewhere(asked: Asked, reply: Reply) -> Reply | Wire:
    return instead(f'src="{ENTRY}"', f'src="{_other(asked)}{ENTRY}"')(asked, reply)


def _other(asked: Asked) -> str:
    """The same server as another origin."""
    return asked.origin.replace("127.0.0.1", "localhost")


def _asked_by(*names: str) -> Edit:
    """An answer to those alone who send these headers; else 400."""

    def edit(asked: Asked, reply: Reply) -> Reply | Wire:
        is_good = all(asked.header(name) for name in names)
        return reply if is_good else text("400 Bad Request", 400)(asked, reply)

    return edit


FAULTS = (
    release(
        "A13",
        "no-cors",
        "a module of another origin without CORS",
        {PAGE: _entry_elsewhere},
        "code_of_other_origins_is_shared",
    ),
    release(
        "A13",
        "another",
        "a module of another origin that is shared with somebody else",
        {
            PAGE: _entry_elsewhere,
            ENTRY: header(("Access-Control-Allow-Origin", "https://charhub.example")),
        },
        "code_of_other_origins_is_shared",
    ),
    warning(
        "A13",
        "font",
        "a font of another origin without CORS",
        {
            STYLE: _elsewhere("\n@font-face { src: url(ELSEWHERE/inter.woff2); }\n"),
            "/inter.woff2": body(b"wOF2", "font/woff2", 200),
        },
        "the_rest_of_other_origins_is_shared",
    ),
    release(
        "A06",
        "webpack",
        "a chunk of webpack's table is 404",
        bundle(_RUNTIME),
        "every_chunk_loads",
    ),
    warning(
        "A01",
        "srcset",
        "one of the choices of a picture is 404",
        {PAGE: _shown(_PICTURE), "/media/ada.webp": _WEBP, "/media/ada@2x.webp": text("404", 404)},
        "pictures_and_media_load",
    ),
    warning(
        "A01",
        "film",
        "a film is 404",
        {
            PAGE: _shown(_FILM),
            "/media/tour.webp": _WEBP,
            "/media/tour.mp4": text("404 Not Found", 404),
        },
        "pictures_and_media_load",
    ),
    warning(
        "A02",
        "sprite",
        "a sprite is the page",
        {PAGE: _shown('<svg><use href="/icons.svg#a"/></svg>'), "/icons.svg": html()},
        "pictures_and_media_load",
    ),
    release(
        "F17",
        "imported",
        "a style imports another one over http on an https page",
        {STYLE: decoded(lambda it: f'@import "http://charhub.example/more.css";\n{it}')},
        "page_loads_nothing_in_clear",
        tls=Tls(),
    ),
    warning(
        "F17",
        "font",
        "a style names a font over http on an https page",
        {STYLE: decoded(lambda it: it + "@font-face{src:url(http://charhub.example/f.woff2)}")},
        "styles_load_no_font_in_clear",
        tls=Tls(),
    ),
)
UNSERVED: tuple[Unserved, ...] = ()
ODDITIES = (
    healthy(
        "shared",
        "a module of another origin that is shared with the page alone",
        {
            PAGE: _entry_elsewhere,
            ENTRY: both(
                _asked_by("origin"),
                lambda asked, reply: reply.saying(
                    ("Access-Control-Allow-Origin", asked.header("origin")), ("Vary", "Origin")
                ),
            ),
        },
        "every_replica_answers[script]",
    ),
    healthy(
        "plain-elsewhere",
        "a script of another origin that needs no permission",
        {
            PAGE: plainly(lambda asked: in_head(f'<script src="{_other(asked)}/a.js"></script>')),
            "/a.js": _JS,
        },
    ),
    healthy(
        "film",
        "a film of 9 MB whose server knows no ranges",
        {PAGE: _shown(_FILM), "/media/tour.webp": _WEBP, "/media/tour.mp4": _MP4},
    ),
    healthy(
        "webpack",
        "chunks of webpack's table, one of which has styles alone",
        {**bundle(_RUNTIME), "/assets/login.aa11bb22.chunk.js": _JS},
    ),
    healthy(
        "upgraded",
        "a policy that wants https, on one's own machine",
        {ALL: header(("Content-Security-Policy", "upgrade-insecure-requests"))},
    ),
)
