"""F: what only a browser sees, and what healthy pages do in one."""

from smokegate.demo.frontend import ENTRY as FILE
from tests.faults.answers import body, both, decoded, json, text, undigested
from tests.faults.exchange import Edit
from tests.faults.fault import Fault, Unserved, healthy, release
from tests.faults.frontend import bundle, in_head
from tests.faults.places import ENTRY, PAGE

_NOWHERE = "http://127.0.0.1"  # with port 1: another origin, which does not answer
_HASTY = ("--deadline=1",)  # so long it is waited for something to appear
_ROOT = "document.querySelector('#root')"


def _instead(script: str) -> dict[str, Edit]:
    """The page with this for its entry script; as long, so that it looks like a build."""
    padded = f"{script}\n/*{'x' * len(FILE.body)}*/\n"
    return {ENTRY: body(padded, "text/javascript"), PAGE: undigested}


def _shows(html: str) -> dict[str, Edit]:
    return _instead(f"{_ROOT}.innerHTML = `{html}`;")


_KEYS = ("nav.dashboard", "nav.characters", "hero.title", "hero.text", "login.google")
FAULTS: tuple[Fault, ...] = (
    release(
        "F13",
        "blank",
        "the page stays blank",
        _instead("export {};"),
        "application_appears[/]",
        has_browser=True,
        arguments=_HASTY,
    ),
    release(
        "F13",
        "crash",
        "the page stays blank, because its script crashes",
        _instead("const settings = undefined; settings.api;"),
        "application_appears[/]",
        has_browser=True,
        arguments=_HASTY,
    ),
    release(
        "F14",
        "spinner",
        "a spinner for ever",
        _shows('<div class="spinner"><svg width="48" height="48"></svg></div>'),
        "application_appears[/]",
        has_browser=True,
        arguments=_HASTY,
    ),
    release(
        "F14",
        "loading",
        "Loading... for ever",
        _shows("<p>Loading...</p>"),
        "application_appears[/]",
        has_browser=True,
        arguments=_HASTY,
    ),
    release(
        "F15",
        "uncaught",
        "an uncaught exception",
        bundle("const user = undefined; user.name;"),
        "no_error_is_uncaught[/]",
        has_browser=True,
    ),
    release(
        "F15",
        "rejection",
        "a rejection that nothing handles",
        bundle('Promise.reject(new Error("no such plan"));'),
        "no_error_is_uncaught[/]",
        has_browser=True,
    ),
    release(
        "F16",
        "call",
        "a call of the application breaks",
        {**bundle('fetch("/api/v1/plans");'), "/api/v1/plans": json({"error": "P1001"}, 500)},
        "what_the_application_asks_for_comes[/]",
        has_browser=True,
    ),
    release(
        "F16",
        "script",
        "a script that the application adds is 404",
        bundle(
            'const it = document.createElement("script"); it.src = "/assets/" + "late.js";'
            "document.head.append(it);"
        ),
        "what_the_application_asks_for_comes[/]",
        has_browser=True,
    ),
    release(
        "F21",
        "keys",
        "raw translation keys on the screen",
        _shows("".join(f"<p>{key}</p>" for key in _KEYS)),
        "texts_are_translated[/]",
        has_browser=True,
        arguments=_HASTY,
    ),
    release(
        "F31",
        "reload",
        "the page loads itself again and again",
        bundle("location.reload();"),
        "page_stays[/]",
        has_browser=True,
    ),
)
ODDITIES: tuple[Fault, ...] = (
    healthy(
        "anonymous",
        "in a browser: who is not signed in meets a 401, and nothing handles it",
        {
            **bundle(
                'fetch("/api/v1/me").then((it) => { if (!it.ok) throw new Error(it.status); });'
            ),
            "/api/v1/me": json({"error": "unauthorized"}, 401),
        },
        "no_error_is_uncaught[/]",
        has_browser=True,
    ),
    healthy(
        "no-stripe",
        "in a browser: another host's script does not come, and nothing handles it",
        bundle(
            f'const it = document.createElement("script"); it.src = "{_NOWHERE}" + ":1/v3/";'
            'it.onerror = () => Promise.reject(new Error("Failed to load Stripe.js"));'
            "document.head.append(it);"
        ),
        "no_error_is_uncaught[/]",
        has_browser=True,
    ),
    healthy(
        "renews-itself",
        "in a browser: the page loads itself once more",
        bundle(
            "if (!sessionStorage.getItem('it'))"
            " { sessionStorage.setItem('it', '1'); location.reload(); }"
        ),
        has_browser=True,
    ),
    healthy(
        "worker",
        "in a browser: a service worker is registered, and a file fetched ahead is not there",
        {
            **bundle('navigator.serviceWorker.register("/sw.js");'),
            PAGE: both(undigested, in_head('<link rel="prefetch" href="/later.json">')),
            "/sw.js": both(
                body("self.addEventListener('fetch', () => {});", "text/javascript", 200),
                decoded(str),
            ),
            "/later.json": text("404 Not Found", 404),
        },
        has_browser=True,
    ),
)
UNSERVED: tuple[Unserved, ...] = ()
