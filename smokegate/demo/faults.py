"""What each release answers otherwise than the good one: path -> answer, and nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from smokegate.demo import frontend, oauth, wire
from smokegate.demo.asked import Answer
from smokegate.demo.frontend import ENTRY, LOGO, STYLE, page, replaced
from smokegate.demo.good import ANY, GOOD, HEALTH, PAGE, READY, not_found, sign_in
from smokegate.demo.health import all_but, failing, health, ready
from smokegate.demo.oauth import FACEBOOK, GOOGLE, shortcut_path

Overrides: TypeAlias = Mapping[str, Answer]

# Releases that say nowhere which one they are; this concerns every answer, so no single path.
NAMELESS: Final = frozenset({"nameless"})

_REFUSED: Final = "connect ECONNREFUSED 10.0.3.7:6379"
_NO_DATABASE: Final = "P1001: can't reach database server at postgres:5432"
_TWO_HOURS_S: Final = 7200
_START: Final = oauth.start_path("google")
_BACK: Final = oauth.callback_path("google")


def _google(**otherwise: Any) -> Answer:
    return oauth.start(replace(GOOGLE, **otherwise))


def _entry(**otherwise: Any) -> Answer:
    return frontend.file(replace(ENTRY, **otherwise))


FAULTS: Final[Mapping[str, Overrides]] = {
    "good": {},
    "nameless": {},
    # health
    "redis-down": {HEALTH: health(status=503, word="unhealthy", checks=failing("redis", _REFUSED))},
    "health-says-down": {
        HEALTH: health(word="DOWN", checks=failing("database", _NO_DATABASE, word="down"))
    },
    "healthy-503": {HEALTH: health(status=503, checks=failing("database", _NO_DATABASE))},
    "health-html": {HEALTH: page()},
    "component-missing": {HEALTH: health(checks=all_but("r2"))},
    "stale-health": {HEALTH: health(age_s=_TWO_HOURS_S)},
    "hanging-health": {HEALTH: wire.hang},
    "llm-down": {
        HEALTH: health(status=503, word="degraded", checks=failing("llm", "401 invalid x-api-key"))
    },
    # readiness
    "not-ready": {READY: ready(status=503, word="starting")},
    "no-ready": {READY: not_found},
    # the page
    "wrong-site": {PAGE: frontend.nginx_welcome},
    "no-mount": {PAGE: page(replaced('id="root"', 'id="app"'))},
    "blank-page": {PAGE: page(frontend.without("<script", "modulepreload", "<img"))},
    "no-marker": {PAGE: page(replaced("CharHub", "Vite + React + TS"))},
    "dripping-page": {PAGE: wire.drip(b"<!doctype html>\n", "text/html; charset=utf-8")},
    "slow": {path: wire.late(GOOD[path], by_s=0.7) for path in (HEALTH, PAGE)},
    # what the page loads
    "missing-script": {ENTRY.path: page()},
    "missing-style": {STYLE.path: frontend.missing},
    "wrong-type": {ENTRY.path: _entry(content_type="text/plain; charset=utf-8")},
    # a build that writes an empty file states the digest of an empty file
    "empty-script": {ENTRY.path: _entry(body=b""), PAGE: page(entry=b"")},
    "cut-script": {ENTRY.path: wire.cut(GOOD[ENTRY.path])},
    "wrong-integrity": {ENTRY.path: _entry(body=ENTRY.body + b"\n/* built by ci */\n")},
    "dead-logo": {LOGO.path: frontend.broken},
    # sign-in
    "oauth-missing": {_START: oauth.unknown_strategy(GOOGLE)},
    "oauth-permanent": {_START: _google(status=301)},
    "oauth-localhost": {_START: _google(origin="http://localhost:3000")},
    "oauth-undefined-client": {_START: _google(client_id="undefined")},
    "oauth-constant-state": {_START: _google(state=lambda: "0123456789abcdef" * 2)},
    "oauth-no-state": {_START: _google(state=lambda: None)},
    "oauth-wrong-provider": {
        _START: _google(authorize="https://accounts.goog1e.example/o/oauth2/v2/auth")
    },
    "oauth-wrong-scope": {_START: _google(scope="openid")},
    "oauth-token-flow": {_START: _google(response_type="token")},
    "oauth-leaks-secret": {_START: _google(extra=(("client_secret", "GOCSPX-for-the-demo"),))},
    "callback-crash": {
        _BACK: oauth.crash("Cannot read properties of undefined (reading 'verify')")
    },
    "callback-page": {_BACK: page()},
    "no-facebook": dict.fromkeys(sign_in(FACEBOOK), not_found),
    "no-shortcuts": dict.fromkeys(map(shortcut_path, ("google", "facebook")), not_found),
    # everything
    "dead": {ANY: wire.hang_up},
}
