"""Pages that only a browser can judge: broken ones with what should be said, and healthy ones."""

from collections.abc import Mapping

from tests.frontend.site import JS, Reply, Site

ELSEWHERE = "http://127.0.0.1:1"  # tcpmux, where nothing listens: another origin's outage
_FILL = "document.querySelector('#root').innerHTML = "
_SHOWN = f"{_FILL}'<h1>CharHub</h1><p>Characters worth talking to</p>';"


def page(script: str = "", *, root: str = "", head: str = "", **headers: str) -> Reply:
    """A page with a mount node, and this script in it."""
    return Reply(
        body=f'<!doctype html><title>CharHub</title>{head}<div id="root">{root}</div>'
        f"<script>{script}</script>",
        headers=tuple((name.replace("_", "-"), value) for name, value in headers.items()),
    )


def scripted(script: str, **more: Reply) -> Site:
    """A page whose script is a file, with other files by their names (a dot is written __)."""
    html = '<!doctype html><div id="root"></div><script type="module" src="app.js"></script>'
    files = {name.replace("__", "."): one for name, one in more.items()}
    return {"": Reply(body=html), "app.js": Reply(body=script, kind=JS), **files}


def _lines(*texts: str) -> Reply:
    return page(root="".join(f"<p>{text}</p>" for text in texts))


_POLICY = "script-src 'none'"
_ERROR = "scripts should be without uncaught errors, got "
_UNDEFINED = "Cannot read properties of undefined"
_EMPTY = "#root should be filled by the application, got "

BROKEN: Mapping[str, tuple[Site, list[str]]] = {
    "blank": ({"": page("1 + 1")}, [f"{_EMPTY}nothing to see after 3 s"]),
    "hidden": (
        {"": page(f"{_SHOWN} document.querySelector('#root').style.display = 'none'")},
        [f"{_EMPTY}nothing to see after 3 s"],
    ),
    "spinner": (
        {
            "": page(
                f"{_FILL}'<div class=\"loader\"><svg width=300 height=300></svg></div>'"
            )
        },
        [f"{_EMPTY}nothing to see after 3 s"],
    ),
    "loading": (
        {"": page(f"{_FILL}'<p>Loading CharHub...</p>'")},
        [f"{_EMPTY}only 'Loading CharHub...' after 3 s"],
    ),
    "mistake": (
        scripted(f"{_SHOWN} const user = undefined; user.id"),
        [f"{_ERROR}TypeError: {_UNDEFINED} (reading 'id') (/mistake/app.js)"],
    ),
    "rejection": (
        scripted(f"{_SHOWN} Promise.reject(new Error('no such plan'))"),
        [f"{_ERROR}Error: no such plan (/rejection/app.js)"],
    ),
    "thrown-text": (
        {"": page(f"{_SHOWN} throw 'a plain text'")},
        [f"{_ERROR}a plain text (/thrown-text/)"],
    ),
    "no-script": (
        scripted("<!doctype html>"),
        [
            f"{_EMPTY}nothing to see after 3 s",
            f"{_ERROR}SyntaxError: Unexpected token '<' (/no-script/app.js)",
        ],
    ),
    "missing-chunk": (
        scripted(f"{_SHOWN} import('./gone.js').catch(() => 0)"),
        ["script /missing-chunk/gone.js should be loaded, got 404"],
    ),
    "late-chunk": (
        scripted(f"{_SHOWN} setTimeout(() => import('./gone.js').catch(() => 0), 700)"),
        ["script /late-chunk/gone.js should be loaded, got 404"],
    ),
    "broken-call": (
        scripted(f"{_SHOWN} fetch('plans')", plans=Reply(status=500, body="P1001")),
        ["call of /broken-call/plans should be answered, got 500"],
    ),
    "policy": (
        {
            "": Reply(
                body='<!doctype html><div id="root">CharHub</div><script src="app.js"></script>',
                headers=(("content-security-policy", _POLICY),),
            ),
            "app.js": Reply(body="1", kind=JS),
        },
        ["ORIGIN/policy/app.js should be allowed by script-src-elem, got blocked by the browser"],
    ),
    "policy-call": (
        {
            "": page(
                f"{_SHOWN} fetch('me').catch(() => 0)",
                content_security_policy="connect-src 'none'",
            )
        },
        ["ORIGIN/policy-call/me should be allowed by connect-src, got blocked by the browser"],
    ),
    "keys": (
        {"": _lines("home.title", "home.subtitle", "nav.sign_in", "nav.help", "CharHub")},
        ["text should be translated, got home.title, home.subtitle, nav.sign_in and 1 more"],
    ),
    "calls": (
        {"": _lines("CharHub", "{{ $t('home.title') }}", "Welcome to all of our characters")},
        ["text should be translated, got {{ $t('home.title') }}"],
    ),
    "reload": (
        {"": page(f"{_SHOWN} location.reload()")},
        ["page should be one that stays, got /reload/ loaded more than 3 times in N s"],
    ),
    "ping": (
        {"": page(f"{_SHOWN} location.href = 'pong'"), "pong": page("location.href = './'")},
        ["page should be one that stays, got /ping/ loaded more than 3 times in N s"],
    ),
    "stuck": (
        {"": page(f"{_SHOWN} while (true) {{}}")},
        ["page should be such that it can be used, got a script that has not ended after 3 s"],
    ),
    "gone": (
        {"": page(f"{_SHOWN} location.href = 'away'"), "away": Reply(status=500, body="oops")},
        ["status should be 200, got 500"],
    ),
}  # fmt: skip
WARNED: Mapping[str, tuple[Site, list[str]]] = {
    "policy-inline": (
        {"": page("1", root="CharHub", content_security_policy="script-src 'self'")},
        ["inline should be allowed by script-src-elem, got blocked by the browser"],
    ),
    "policy-elsewhere": (
        {
            "": page(
                root="CharHub",
                head=f'<img src="{ELSEWHERE}/pixel.gif?user=7">',
                content_security_policy="img-src 'self'",
            )
        },
        [f"{ELSEWHERE}/pixel.gif should be allowed by img-src, got blocked by the browser"],
    ),
}
_WORKER = "navigator.serviceWorker.register('sw.js')"
_COMPONENT = """
customElements.define("char-hub", class extends HTMLElement {
  connectedCallback() { this.attachShadow({ mode: "MODE" }).innerHTML =
    "<style>p { color: red }</style><p>Characters worth talking to</p>"; }
});
document.querySelector("#root").innerHTML =
  "<char-hub style='display: block; height: 50px'></char-hub>";
"""
HEALTHY: Mapping[str, Site] = {
    "static": {"": page(root="CharHub")},
    "application": scripted(_SHOWN),
    "slow": {"": page(f"setTimeout(() => {{ {_SHOWN} }}, 1200)", root="Loading...")},
    "contents": {"": page(root="CharHub", head="<style>#root { display: contents }</style>")},
    "canvas": {"": page(root="<canvas width=400 height=300></canvas>")},
    "form": {"": page(root="<input type=search>")},
    "open-component": {"": page(_COMPONENT.replace("MODE", "open"))},
    "closed-component": {"": page(_COMPONENT.replace("MODE", "closed"))},
    "anonymous": scripted(
        f"{_SHOWN} fetch('me').then((it) => {{"
        " if (!it.ok) throw new Error('status ' + it.status) })",
        me=Reply(status=401, kind="application/json", body="{}"),
    ),
    "refused-call": scripted(f"{_SHOWN} fetch('plans')", plans=Reply(status=404)),
    "stripe": scripted(
        f"{_SHOWN} new Promise((_, no) => {{ const it = document.createElement('script');"
        f" it.src = '{ELSEWHERE}/v3/';"
        " it.onerror = () => no(new Error('Failed to load Stripe.js'));"
        " document.head.append(it) })"
    ),
    "global": {
        "": page(f"{_SHOWN} google.maps", head=f'<script src="{ELSEWHERE}/maps.js"></script>')
    },
    "elsewhere": {
        "": page(
            f"{_SHOWN} fetch('{ELSEWHERE}/beacon')",
            head=f'<link rel="stylesheet" href="{ELSEWHERE}/font.css">',
        )
    },
    "prefetch": {"": page(_SHOWN, head='<link rel="prefetch" href="gone.js" as="script">')},
    "picture": {"": page(f"{_SHOWN} navigator.sendBeacon('stats')", head='<img src="gone.png">')},
    "console": {"": page(f"{_SHOWN} console.error('deprecated'); console.warn('old')")},
    "observer": {"": page(f"{_SHOWN} throw new Error('ResizeObserver loop limit exceeded')")},
    "aborted": {
        "": page(
            f"{_SHOWN} const it = new AbortController(); fetch('me', {{ signal: it.signal }});"
            "it.abort()"
        )
    },
    "caught-later": {
        "": page(f"{_SHOWN} const it = Promise.reject(new Error('x'));"
                 "setTimeout(() => it.catch(() => 0), 200)")
    },
    "worker": {"": page(f"{_SHOWN} {_WORKER}"), "sw.js": Reply(body="self", kind=JS)},
    "login": {"": page("location.href = 'login'"), "login": page(_SHOWN)},
    "renewed": {
        "": page(f"{_SHOWN} if (!sessionStorage.it) {{ sessionStorage.it = 1; location.reload() }}")
    },
    "dialogs": {"": page(f"{_SHOWN} alert('Hello'); confirm('Sure?')")},
    "unload": {"": page(f"{_SHOWN} onbeforeunload = (it) => it.preventDefault()")},
    "windows": {"": page(f"{_SHOWN} setInterval(() => window.open('/static/'), 10)")},
    "routes": {
        "": page(f"{_SHOWN} for (let i = 0; i < 9; i++) history.pushState(0, '', '?' + i)")
    },
    "report-only": {
        "": page(_SHOWN, content_security_policy_report_only="script-src 'none'")
    },
    "reference": {
        "": _lines("numpy.array", "makes an array", "numpy.zeros", "makes zeros", "numpy.ones",
                   "makes ones", "Reference")
    },
    "files": {"": _lines("main.js", "index.html", "charhub.app", "readme.md")},
    "frame": {"": page(_SHOWN, root="", head=f'<iframe src="{ELSEWHERE}/video"></iframe>')},
    "away": {"": page(f"location.href = '{ELSEWHERE}/authorize'", root="Loading...")},
    "away-by-redirect": {
        "": page("location.href = 'login'", root="Loading..."),
        "login": Reply(status=302, headers=(("location", f"{ELSEWHERE}/authorize"),)),
    },
}  # fmt: skip
