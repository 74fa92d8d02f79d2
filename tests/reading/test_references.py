"""What scripts, styles and manifests name is found where it is surely loaded, and nowhere else."""

import pytest

from smokegate.probe.observation import Answer
from smokegate.reading.asset import MOST, Asset, Kind, Mode
from smokegate.reading.references import first_of, references, registered_by
from tests.reading.answers import ORIGIN, answer, page

ENTRY = f"{ORIGIN}/assets/index-BChQUWSn.js"


def named(
    body: str, kind: Kind = Kind.SCRIPT, url: str = ENTRY, status: int = 200
) -> list[tuple[str, Kind]]:
    """What an asset with this body names; our own origin left out."""
    asset = Asset(url=url, kind=kind, page=f"{ORIGIN}/chat/7")
    found = references(asset, answer(body, url=url, status=status))
    return [(one.url.removeprefix(ORIGIN), one.kind) for one in found]


@pytest.mark.parametrize(
    "body, path",
    [
        ('import("./Login-Dq3kP0aB.js")', "/assets/Login-Dq3kP0aB.js"),
        ("import('./Login-Dq3kP0aB.js')", "/assets/Login-Dq3kP0aB.js"),
        ("import(`./Login-Dq3kP0aB.js`)", "/assets/Login-Dq3kP0aB.js"),
        ('import ( "./Login-Dq3kP0aB.js" )', "/assets/Login-Dq3kP0aB.js"),
        ('import "./Login-Dq3kP0aB.js"', "/assets/Login-Dq3kP0aB.js"),
        ('import( /* webpackChunkName: "x" */ "./Login-Dq3kP0aB.js")', "/assets/Login-Dq3kP0aB.js"),
        ('import("../js/Login.Dq3kP0aB.mjs")', "/js/Login.Dq3kP0aB.mjs"),
        ('import("/app/Login.3f2a91c0.chunk.js?v=1#x")', "/app/Login.3f2a91c0.chunk.js?v=1"),
        ('import"./vendor-D7pXk2_a.js";', "/assets/vendor-D7pXk2_a.js"),
        ('import{a as b}from"./vendor-D7pXk2_a.js";', "/assets/vendor-D7pXk2_a.js"),
        ('export*from "./vendor-D7pXk2_a.js"', "/assets/vendor-D7pXk2_a.js"),
        ('import("./chunk-ABCDEFGH.js")', "/assets/chunk-ABCDEFGH.js"),
        ('new URL("/assets/w-B2b3C4d5.js",import.meta.url)', "/assets/w-B2b3C4d5.js"),
        ("new URL( 'w-B2b3C4d5.js' , import.meta.url ).href", "/assets/w-B2b3C4d5.js"),
        ('new URL("w-B2b3C4d5.js",""+import.meta.url)', "/assets/w-B2b3C4d5.js"),
        (
            'const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["assets/L-Dq3kP0aB.js"])))'
            "=>i.map(i=>d[i]);",
            "/assets/L-Dq3kP0aB.js",
        ),
        (
            "function __vite__mapDeps(indexes) { if (!__vite__mapDeps.viteFileDeps) {"
            ' __vite__mapDeps.viteFileDeps = ["assets/L-Dq3kP0aB.js"] } }',
            "/assets/L-Dq3kP0aB.js",
        ),
        ('__vite__mapDeps=(d=(m.f=["./L-Dq3kP0aB.js"]))', "/assets/L-Dq3kP0aB.js"),
    ],
)
def test_chunks_that_are_loaded_are_found(body: str, path: str) -> None:
    """As Vite, Rollup, esbuild and webpack write them."""
    assert named(body) == [(path, Kind.SCRIPT)]


@pytest.mark.parametrize("start", ["import(", "import(/* c */", "import", "from"])
@pytest.mark.timeout(20)  # minutes, where each space is tried as the last one
def test_many_spaces_name_nothing(start: str) -> None:
    """They are gone over once."""
    assert named(start + " " * 300_000 + "x") == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        'import("./math.js")',
        'import("./my-component.js")',
        'import("./components.js")',
        'import("react-a1B2c3D4.js")',
        'import("https://cdn.example/x-a1B2c3D4.js")',
        'import("//cdn.example/x-a1B2c3D4.js")',
        "import(`./pages/${name}-a1B2c3D4.js`)",
        "import('./' + name + '-a1B2c3D4.js')",
        '"import(\\"./x-a1B2c3D4.js\\")"',
        'myimport("./x-a1B2c3D4.js")',
        'a.import("./x-a1B2c3D4.js")',
        'Array.from("./x-a1B2c3D4.js")',
        'import("./notes-a1B2c3D4.txt")',
        'import("./x-a1B2c3D4")',
        'new URL("/api/v1",import.meta.url)',
        'new URL("./x-a1B2c3D4.js",location.href)',
        '["assets/Login-Dq3kP0aB.js"]',
        '__vite__mapDeps=["other/Login-Dq3kP0aB.js"]',
        "__vite__mapDeps(" + "[" * 100_000,
        "import(" * 100_000,
        'import("' + "a" * 100_000,
        'import("http://[/x-a1B2c3D4.js")',
    ],
)
def test_what_may_be_an_example_is_not_asked_for(body: str) -> None:
    """A name that nobody loads would accuse a good release."""
    assert named(body) == []


def test_base_path_of_a_list_is_that_of_the_script() -> None:
    """Vite's lists are relative to the base path, which only the script's address tells."""
    body = '__vite__mapDeps=(d=(m.f=["assets/L-Dq3kP0aB.js","assets/L-C9x8Yz12.css"]))'
    assert named(body, url=f"{ORIGIN}/app/v2/assets/index-BChQUWSn.js") == [
        ("/app/v2/assets/L-Dq3kP0aB.js", Kind.SCRIPT),
        ("/app/v2/assets/L-C9x8Yz12.css", Kind.STYLE),
    ]


def test_source_map_is_that_of_a_script_that_is_run() -> None:
    """Its address without the query."""
    asset = Asset(url=f"{ENTRY}?v=1", kind=Kind.SCRIPT, page=f"{ORIGIN}/", is_run=True)
    found = list(references(asset, answer("x", url=asset.url)))
    assert [(one.url, one.kind, one.named_by) for one in found] == [
        (f"{ENTRY}.map", Kind.MAP, asset.url)
    ]


@pytest.mark.parametrize(
    "body, found",
    [
        ("a{background:url(x.png)}", [("/assets/x.png", Kind.IMAGE)]),
        ('a{background:URL( "../x.png?v=1" )}', [("/x.png?v=1", Kind.IMAGE)]),
        ("@font-face{src:url('f.eot?#iefix')}", [("/assets/f.eot", Kind.FONT)]),
        ("@font-face{src:url(/f.woff2)format('woff2')}", [("/f.woff2", Kind.FONT)]),
        ('@import "more.css" screen;', [("/assets/more.css", Kind.STYLE)]),
        ("@import'more.css'", [("/assets/more.css", Kind.STYLE)]),
        ("@import url(more.css)", [("/assets/more.css", Kind.STYLE)]),
        ("a{cursor:url(c.cur)}", [("/assets/c.cur", Kind.OTHER)]),
        ("/* url(x.png) */", []),
        ("/* url(x.png)", []),
        ("a{mask:url(#m)}", []),
        ("a{src:url(data:image/png;base64,AAAA)}", []),
        ("a{src:url()}", []),
        ("a{src:url('')}", []),
        ("a{src:url(https://fonts.example/x.png)}", []),
        ("@import 'https://fonts.example/x.css'", []),
        ("@namespace url(http://www.w3.org/2000/svg);", []),
        ("a{src:var(--curl)}", []),
        ("url(" * 100_000, []),
        ("/*" * 100_000, []),
    ],
)
def test_what_styles_name(body: str, found: list[tuple[str, Kind]]) -> None:
    """Files of one's own origin; comments, fragments and data are none."""
    assert named(body, Kind.STYLE, f"{ORIGIN}/assets/a.css") == found


def test_one_font_of_each_other_origin_is_named() -> None:
    """It shares all of them with the page, or none; a browser asks for its permission."""
    fonts = "".join(f"url(https://{host}.example/{n}.woff2)," for host in "abcdef" for n in (1, 2))
    fonts += "url(http://in-clear.example/f.woff2),"  # which no browser loads
    asset = Asset(url=f"{ORIGIN}/assets/a.css", kind=Kind.STYLE, page=f"{ORIGIN}/")
    found = references(asset, answer(f"@font-face{{src:{fonts}url(own.woff2)}}", url=asset.url))
    assert [(one.url, one.mode) for one in found] == [
        (f"{ORIGIN}/assets/own.woff2", Mode.NO_CORS),
        *((f"https://{host}.example/2.woff2", Mode.CORS) for host in "abcd"),
    ]


@pytest.mark.parametrize(
    "body, paths",
    [
        ('{"icons": [{"src": "i.png"}, {"src": "/j.png"}]}', ["/assets/i.png", "/j.png"]),
        ('{"icons": [{"src": "https://cdn.example/i.png"}, {"src": 1}, {}, 3]}', []),
        ('{"icons": {"src": "i.png"}}', []),
        ('{"name": "x"}', []),
        ("[]", []),
        ("not json", []),
    ],
)
def test_icons_of_a_manifest(body: str, paths: list[str]) -> None:
    """Resolved against the manifest; what is no icon names none."""
    found = named(body, Kind.MANIFEST, f"{ORIGIN}/assets/m.json")
    assert found == [(path, Kind.ICON) for path in paths]


@pytest.mark.parametrize(
    "body, paths",
    [
        ('navigator.serviceWorker.register("/sw.js")', ["/sw.js"]),
        ('n.serviceWorker.register("sw.js",{scope:"/"})', ["/chat/sw.js"]),
        ("navigator.serviceWorker\n  .register('./sw.js')", ["/chat/sw.js"]),
        ('new Workbox("/sw.js",{})', ["/sw.js"]),
        ('serviceWorker.register("/sw.js?v=" + v)', ["/sw.js?v="]),
        ("serviceWorker.register(`${base}/sw.js`)", []),
        ("serviceWorker.register(url)", []),
        ('serviceWorker.register("https://cdn.example/sw.js")', []),
        ('"serviceWorker" in navigator', []),
    ],
)
def test_service_workers_are_found_by_their_page(body: str, paths: list[str]) -> None:
    """A script registers them relative to the page, not to itself."""
    wanted = [] if body.endswith("+ v)") else paths
    assert [path for path, kind in named(body) if kind is Kind.WORKER] == wanted
    given = page("", url=f"{ORIGIN}/chat/7")
    assert [one.url.removeprefix(ORIGIN) for one in registered_by(given, body)] == wanted


@pytest.mark.parametrize(
    "body, paths",
    [
        (
            '[{url:"assets/a.js",revision:null},{"revision":"x","url":"i.html"}]',
            ["assets/a.js", "i.html"],
        ),
        ('[{ "url": "/a.js", "revision": "1" }]', ["a.js"]),
        ('[{url:"a.js"}]', []),
        ("[{revision:null}]", []),
        ('{url:"https://cdn.example/a.js",revision:null}', []),
        ("{" * 100_000, []),
    ],
)
def test_what_a_worker_fetches_ahead(body: str, paths: list[str]) -> None:
    """Workbox's list: an address and a revision."""
    found = named(body, Kind.WORKER, f"{ORIGIN}/sw.js")
    assert found == [(f"/{path}", Kind.PRECACHED) for path in paths]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(("x", Kind.SCRIPT, "https://cdn.example/i-a1B2c3D4.js", 200), id="foreign"),
        pytest.param(("x", Kind.SCRIPT, ENTRY, 404), id="not-there"),
        pytest.param(("x", Kind.IMAGE, ENTRY, 200), id="an-image"),
    ],
)
def test_what_names_nothing(given: tuple[str, Kind, str, int]) -> None:
    """Another origin's scripts, errors, and what is not code."""
    _, kind, url, status = given
    assert named('import("./Login-Dq3kP0aB.js")', kind, url, status) == []


def test_first_come_what_more_depends_on() -> None:
    """Where there is too much, chunks are asked for and pictures are not."""
    known = [Asset(url=f"{ORIGIN}/{n}", kind=Kind.IMAGE) for n in range(MOST - 2)]
    found = [
        Asset(url=f"{ORIGIN}/{name}", kind=kind)
        for name, kind in [("i", Kind.IMAGE), ("0", Kind.SCRIPT), ("s", Kind.SCRIPT)]
    ]
    twice = [*found, *found, Asset(url=f"{ORIGIN}/t", kind=Kind.STYLE)]
    assert [one.url for one in first_of(twice, known)] == [f"{ORIGIN}/s", f"{ORIGIN}/t"]
    assert first_of(twice, known, most=3) == []


def test_a_script_of_many_megabytes_costs_little() -> None:
    """pytest-timeout watches."""
    body: Answer = answer('import{a}from"./b.js";const url="x";' * 200_000, url=ENTRY)
    assert list(references(Asset(url=ENTRY, kind=Kind.SCRIPT, page=ENTRY), body)) == []
