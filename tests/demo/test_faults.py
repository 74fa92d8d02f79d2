"""Each release should break what it says, and nothing else."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha384
from pathlib import Path

import pytest

import smokegate.demo
from smokegate.demo.releases import RELEASES
from tests.demo.changes import (
    Change,
    both,
    health,
    json_body,
    like,
    no_route,
    says,
    sends_back_to,
    sends_to,
    silent,
    status,
    text_body,
    typed,
)
from tests.demo.seen import Seen, look

HEALTH, READY, NO_ROUTE = "/api/v1/health", "/api/v1/ready", "/api/v1/nope"
PAGE, ROUTE = "/", "/login"
ENTRY, VENDOR = "/assets/index-BChQUWSn.js", "/assets/vendor-D7pXk2_a.js"
STYLE, LOGO = "/assets/index-BEBR_ldC.css", "/assets/logo-DmW3s-9q.svg"
MANIFEST, NO_ASSET = "/assets/manifest-C4tQm0xZ.webmanifest", "/assets/gone.js"
GOOGLE, GOOGLE_BACK = "/api/v1/oauth/google", "/api/v1/oauth/google/callback"
FACEBOOK, FACEBOOK_BACK = "/api/v1/oauth/facebook", "/api/v1/oauth/facebook/callback"
AUTH_GOOGLE, AUTH_FACEBOOK, FAVICON = "/auth/google", "/auth/facebook", "/favicon.ico"
URLS = (
    HEALTH, READY, NO_ROUTE, PAGE, ROUTE, ENTRY, VENDOR, STYLE, LOGO, MANIFEST, NO_ASSET,
    GOOGLE, GOOGLE_BACK, FACEBOOK, FACEBOOK_BACK, AUTH_GOOGLE, AUTH_FACEBOOK, FAVICON,
)  # fmt: skip

PUBLIC = Path(smokegate.demo.__file__).parent / "public"
SCRIPT = (PUBLIC / "assets" / "index-BChQUWSn.js").read_text(encoding="utf-8")
REDIS = {"status": "error", "error": "connect ECONNREFUSED 10.0.3.7:6379"}
DATABASE = {"status": "error", "error": "P1001: can't reach database server at postgres:5432"}
LLM = {"status": "error", "error": "401 invalid x-api-key"}


def digest(script: str) -> str:
    """The digest of a script, as the page states it."""
    return b64encode(sha384(script.encode()).digest()).decode()


def pages(change: Change) -> Mapping[str, Change]:
    """The same change of the page, wherever it is answered."""
    return {PAGE: change, ROUTE: change}


def unstated(good: Mapping[str, Seen], url: str) -> Seen:
    """The page without the release."""
    return says('    <meta name="release" content="<commit>" />\n', "")(good, url)


def bare(good: Mapping[str, Seen], url: str) -> Seen:
    """The page without anything to run or to see."""
    module = f'src="{ENTRY}" integrity="sha384-{digest(SCRIPT)}"></script>\n'
    splash = f'<img class="splash" src="{LOGO}" alt="" width="96" height="96" />\n'
    return both(
        says(f'    <script type="module" crossorigin {module}', ""),
        says(f'    <link rel="modulepreload" crossorigin href="{VENDOR}">\n', ""),
        says(f"    {splash}", ""),
    )(good, url)


def welcome(_good: Mapping[str, Seen], _url: str) -> Seen:
    """The page of a web server that was told about no site."""
    headers = {"content-type": "text/html", "vary": "Accept-Encoding", "content-encoding": "br"}
    return Seen(status=200, headers=headers, body=(PUBLIC / "nginx.html").read_text())


HUNG_UP = silent("RemoteProtocolError: Server disconnected without sending a response.")
CUT = silent(
    "RemoteProtocolError: peer closed connection without sending complete message body "
    "(received <n> bytes, expected <n>)"
)
TIMED_OUT = silent("ReadTimeout: timed out")
BREAKS: Mapping[str, Mapping[str, Change]] = {
    "good": {},
    "redis-down": {HEALTH: health(503, "unhealthy", redis=REDIS)},
    "health-says-down": {HEALTH: health(200, "DOWN", database={**DATABASE, "status": "down"})},
    "healthy-503": {HEALTH: health(503, "healthy", database=DATABASE)},
    "health-html": {HEALTH: like(PAGE)},
    "component-missing": {HEALTH: health(200, "healthy", "r2")},
    "stale-health": {HEALTH: says("<now>", "<2 h ago>")},
    "nameless": {HEALTH: says('"release":"<commit>",', ""), **pages(unstated)},
    "not-ready": {READY: both(status(503), says("ready", "starting"))},
    "wrong-site": pages(welcome),
    "no-mount": pages(says('id="root"', 'id="app"')),
    "blank-page": pages(bare),
    "no-marker": pages(says("<title>CharHub<", "<title>Vite + React + TS<")),
    "missing-script": {ENTRY: like(PAGE)},
    "missing-style": {STYLE: text_body(404, "404 Not Found\n")},
    "wrong-type": {ENTRY: typed("text/plain; charset=utf-8")},
    "empty-script": {ENTRY: says(SCRIPT, ""), **pages(says(digest(SCRIPT), digest("")))},
    "cut-script": {ENTRY: CUT},
    "wrong-integrity": {ENTRY: says(SCRIPT, f"{SCRIPT}\n/* built by ci */\n")},
    "dead-logo": {LOGO: text_body(500, "500 Internal Server Error\n")},
    "oauth-missing": {GOOGLE: json_body(500, error='Unknown authentication strategy "google"')},
    "oauth-permanent": {GOOGLE: status(301)},
    "oauth-localhost": {GOOGLE: sends_back_to("http://localhost:3000")},
    "oauth-undefined-client": {
        GOOGLE: sends_to("123456789012-a1b2c3d4e5f6.apps.googleusercontent.com", "undefined")
    },
    "oauth-constant-state": {GOOGLE: sends_to("<fresh>", "<constant>")},
    "oauth-no-state": {GOOGLE: sends_to("state=<fresh>&", "")},
    "oauth-wrong-provider": {GOOGLE: sends_to("accounts.google.com", "accounts.goog1e.example")},
    "oauth-wrong-scope": {GOOGLE: sends_to("profile%20email", "openid")},
    "oauth-token-flow": {GOOGLE: sends_to("type=code", "type=token")},
    "oauth-leaks-secret": {
        GOOGLE: sends_to("usercontent.com", "usercontent.com&client_secret=GOCSPX-for-the-demo")
    },
    "callback-crash": {
        GOOGLE_BACK: json_body(500, error="Cannot read properties of undefined (reading 'verify')")
    },
    "callback-page": {GOOGLE_BACK: like(PAGE)},
    "hanging-health": {HEALTH: TIMED_OUT},
    "dripping-page": pages(silent("ReadTimeout: still dripping")),
    "dead": dict.fromkeys(URLS, HUNG_UP),
    "llm-down": {HEALTH: health(503, "degraded", llm=LLM)},
    "slow": {HEALTH: TIMED_OUT, **pages(TIMED_OUT)},
    "no-facebook": dict.fromkeys((FACEBOOK, FACEBOOK_BACK, AUTH_FACEBOOK), no_route),
    "no-ready": {READY: no_route},
    "no-shortcuts": dict.fromkeys((AUTH_GOOGLE, AUTH_FACEBOOK), no_route),
}


@pytest.fixture(scope="module")
def kept(demo_url: str, live_file: Path) -> Mapping[str, Seen]:
    """What the good release answers everywhere."""
    live_file.write_text("good")
    return look(demo_url, URLS, RELEASES["good"].commit)


def test_every_release_is_known_by_what_it_breaks() -> None:
    """No release is without a law."""
    assert set(BREAKS) == set(RELEASES)


@pytest.mark.parametrize("name", BREAKS)
def test_it_breaks_this_and_nothing_else(
    name: str, demo_url: str, kept: Mapping[str, Seen], deploy: Callable[[str], None]
) -> None:
    """At each URL a release answers as the good one does, but for what it breaks."""
    deploy(name)
    seen = look(demo_url, URLS, RELEASES[name].commit)
    broken = {url: change(kept, url) for url, change in BREAKS[name].items()}
    assert seen == {**kept, **broken}
