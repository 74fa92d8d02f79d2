"""Pages that are broken in one way each, and the sentence that says so."""

from tests.frontend.healthy import script
from tests.frontend.site import CSS, FALLBACK, HTML, JS, NOT_FOUND, Reply, Site

ENTRY = "assets/index-BChQUWSn.js"
MAPS = (
    'const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["assets/Login-Dq3kP0aB.js"])))=>'
    "i.map(i=>d[i]);"
)
FOREVER = (("cache-control", "public, max-age=31536000, immutable"),)
SPA = Reply(body="<!doctype html><title>App</title>")


def page(*, head: str = "", body: str = '<div id="root"></div>', **more: str) -> Reply:
    """The page of a small application, its script at a relative address."""
    html = (
        f"<!doctype html><html><head><title>App</title>{head}"
        f'<script type="module" src="./{ENTRY}"></script></head><body>{body}</body></html>'
    )
    return Reply(body=html, headers=tuple((k.replace("_", "-"), v) for k, v in more.items()))


def app(entry: str = "x()", **page_of: str) -> dict[str, Reply]:
    """A small application with this script."""
    return {"": page(**page_of), ENTRY: script(entry)}


# name -> site, then each check that does not pass, and its outcome and sentence
Expected = dict[str, tuple[str, str]]
BROKEN: dict[str, tuple[Site, Expected]] = {
    "chunk-gone": (
        app('import("./Login-Dq3kP0aB.js")'),
        {
            "test_every_chunk_loads": (
                "failure",
                f"/chunk-gone/{ENTRY} -> /chunk-gone/assets/Login-Dq3kP0aB.js should be 200, "
                "got 404",
            )
        },
    ),
    "chunk-in-disguise": (
        {**app(MAPS), FALLBACK: SPA},
        {
            "test_every_chunk_loads": (
                "failure",
                f"/chunk-in-disguise/{ENTRY} -> /chunk-in-disguise/assets/Login-Dq3kP0aB.js "
                "should be a script, got HTML in disguise: <!doctype html><title>App</title>",
            ),
            "test_missing_script_is_missing": (
                "skipped",
                "missing script should be 404, got 200 with HTML (an SPA fallback)",
            ),
        },
    ),
    "table-gone": (
        app(
            'r.u=e=>"assets/"+e+"."+{27:"aa11bb22"}[e]+".chunk.js",r.p="/table-gone/",'
            "r.f.j=(t,n)=>{var a=new Promise(n)}"
        ),
        {
            "test_every_chunk_loads": (
                "failure",
                f"/table-gone/{ENTRY} -> /table-gone/assets/27.aa11bb22.chunk.js "
                "should be 200, got 404",
            )
        },
    ),
    "picture-gone": (
        app(body='<img srcset="a.png"><video src="a.mp4"></video>text'),
        {
            "test_pictures_and_media_load": (
                "skipped",
                "/picture-gone/a.png should be 200, got 404; "
                "/picture-gone/a.mp4 should be 200, got 404",
            )
        },
    ),
    "avatar-gone": (
        app(body='<img src="{other}/avatar-gone/a.png?d=404">text'),
        {
            "test_pictures_and_media_load": (
                "skipped",
                "/avatar-gone/a.png should be 200, got 404",
            )
        },
    ),
    "image-gone": (
        app(body='<img src="a.png">text'),
        {"test_every_asset_arrives": ("failure", "/image-gone/a.png should be 200, got 404")},
    ),
    "not-shared": (
        {
            **app(head='<link rel="modulepreload" href="{other}/not-shared/m.js">'),
            "m.js": script(),
        },
        {
            "test_code_of_other_origins_is_shared": (
                "failure",
                "got no access-control-allow-origin (a browser refuses it)",
            )
        },
    ),
    "font-not-shared": (
        {
            **app(head='<link rel="stylesheet" href="a.css">'),
            "a.css": Reply(kind=CSS, body="a{src:url({other}/font-not-shared/f.woff2)}"),
            "f.woff2": Reply(kind="font/woff2", body="wOF2"),
        },
        {
            "test_the_rest_of_other_origins_is_shared": (
                "skipped",
                "got no access-control-allow-origin (a browser refuses it)",
            )
        },
    ),
    "font-gone": (
        {
            **app(head='<link rel="stylesheet" href="a.css">'),
            "a.css": Reply(kind=CSS, body="a{src:url(f.woff2)}"),
        },
        {
            "test_what_assets_name_loads": (
                "skipped",
                "/font-gone/a.css -> /font-gone/f.woff2 should be 200, got 404",
            )
        },
    ),
    "icon-gone": (
        {
            **app(head='<link rel="manifest" href="m.json">'),
            "m.json": Reply(kind="application/json", body='{"icons":[{"src":"i.png"}]}'),
        },
        {
            "test_what_assets_name_loads": (
                "skipped",
                "/icon-gone/m.json -> /icon-gone/i.png should be 200, got 404",
            )
        },
    ),
    "missing-kept": (
        {**app(), FALLBACK: Reply(status=404, kind="text/plain", headers=FOREVER)},
        {
            "test_missing_script_is_not_kept": (
                "skipped",
                "missing script should be asked for again, got 404 with cache-control public, "
                "max-age=31536000, immutable",
            )
        },
    ),
    "relative": (
        {
            **app(),
            "login": page(),
            "users/7": page(),
            f"users/{ENTRY}": SPA,
            "gone": NOT_FOUND,
        },
        {},
    ),
    "dev-server": (
        {
            "": Reply(
                body='<title>App</title><div id="root">x</div><script type="module" '
                'src="./@vite/client"></script>'
            ),
            "@vite/client": script(),
        },
        {
            "test_page_is_a_production_build": (
                "failure",
                "script should be one of a production build, got ./@vite/client",
            )
        },
    ),
    "unfilled": (
        app(head='<meta name="api" content="%VITE_API_URL%">'),
        {
            "test_templates_are_filled_in": (
                "failure",
                "content of meta should be filled in, got %VITE_API_URL%",
            )
        },
    ),
    "soft-error": (
        {"": Reply(body="<title>500 Internal Server Error</title><h1>Internal Server Error</h1>")},
        {
            "test_page_is_no_error": (
                "failure",
                "page should be the application, got 500 Internal Server Error",
            )
        },
    ),
    "cut": (
        {"": Reply(body='<title>App</title><p>text</p><script src="./ass')},
        {
            "test_page_is_whole": (
                "failure",
                "page should be whole, got 47 bytes that end inside a tag: "
                '><p>text</p><script src="./ass',
            )
        },
    ),
    "policy": (
        app(content_security_policy="default-src 'self'; script-src 'nonce-abc'"),
        {
            "test_policy_allows_what_is_needed": (
                "failure",
                "allowed by script-src, got 'nonce-...' (a browser blocks it)",
            )
        },
    ),
    "policy-inline": (
        app(
            body="<p>x</p><script>start()</script>",
            content_security_policy="script-src 'self'",
        ),
        {
            "test_policy_allows_the_rest": (
                "skipped",
                "script in the page (start()) should be allowed by script-src, got 'self' "
                "(a browser blocks it)",
            )
        },
    ),
    "undefined": (
        app('fetch("undefined/api/v1/me")'),
        {
            "test_no_address_is_undefined": (
                "failure",
                f'/undefined/{ENTRY} should be with whole addresses, got "undefined/api/v1/me',
            )
        },
    ),
    "localhost": (
        app('a="http://localhost:3002/api"'),
        {
            "test_no_other_environment_is_called": (
                "failure",
                f"/localhost/{ENTRY} should be without a developer's address, "
                "got http://localhost:3002/api",
            )
        },
    ),
    "staging": (
        app('a="https://api.staging.example/v1"'),
        {
            "test_no_other_environment_is_called": (
                "failure",
                f"/staging/{ENTRY} should be of this environment, got api.staging.example",
            )
        },
    ),
    "secret": (
        app('k="sk_live_' + 'a1B2c3D4e5F6g7H8i9J0"'),
        {
            "test_no_secret_is_published": (
                "failure",
                f"/secret/{ENTRY} should be without secrets, got a Stripe secret key",
            )
        },
    ),
    "test-key": (
        app('k="pk_test_' + 'a1B2c3D4e5F6g7H8i9J0"'),
        {
            "test_payment_keys_are_of_production": (
                "skipped",
                f"/test-key/{ENTRY} should be with keys of production, got a Stripe test key",
            )
        },
    ),
    "map": (
        {
            **app(),
            f"{ENTRY}.map": Reply(
                kind="application/json", body='{"version":3,"sources":[],"mappings":"AAAA"}'
            ),
        },
        {
            "test_source_is_not_public": (
                "skipped",
                f"/map/{ENTRY} -> /map/{ENTRY}.map should be kept from the public, "
                "got a source map",
            )
        },
    ),
    "worker": (
        {
            **app('navigator.serviceWorker.register("/worker/sw.js")'),
            "sw.js": Reply(
                kind=JS,
                headers=FOREVER,
                body='precacheAndRoute([{url:"assets/old-Aa1Bb2Cc.js",revision:null}])',
            ),
        },
        {
            "test_service_worker_can_be_renewed": (
                "failure",
                "/worker/sw.js -> /worker/assets/old-Aa1Bb2Cc.js should be 200, got 404",
            )
        },
    ),
    "unminified": (
        app("function x() {\n    return 1;\n}\n" * 300),
        {
            "test_code_is_minified": (
                "skipped",
                f"/unminified/{ENTRY} should be minified, got 32% space in lines of 10 bytes",
            )
        },
    ),
    "charset": (
        {"": Reply(body="<title>Caf\N{REPLACEMENT CHARACTER}</title><p>x</p>", kind=HTML)},
        {
            "test_title_is_readable": (
                "skipped",
                "title should be in the charset it is sent as, got Caf\N{REPLACEMENT CHARACTER}",
            )
        },
    ),
    "deep": (
        {"": Reply(body=f"<title>App</title><p>{'<div>' * 100_000}</p>")},
        {
            "test_page_answers": (
                "failure",
                "body should be a page that can be read, got elements more than 5000 deep",
            )
        },
    ),
}
