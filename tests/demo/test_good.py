"""The good release should keep every promise."""

import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha384
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from smokegate.demo.releases import RELEASES

COMMIT = RELEASES["good"].commit
ENTRY = "/assets/index-BChQUWSn.js"
ASSETS = {
    ENTRY: "text/javascript; charset=utf-8",
    "/assets/vendor-D7pXk2_a.js": "text/javascript; charset=utf-8",
    "/assets/index-BEBR_ldC.css": "text/css; charset=utf-8",
    "/assets/logo-DmW3s-9q.svg": "image/svg+xml",
    "/assets/manifest-C4tQm0xZ.webmanifest": "application/manifest+json",
}


def test_health_is_ok_and_fresh(good: httpx.Client) -> None:
    """Health names the release and every component, and was looked at just now."""
    answer = good.get("/api/v1/health")
    body = answer.json()
    age = datetime.now(UTC) - datetime.fromisoformat(body.pop("timestamp"))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.headers["content-type"] == "application/json"
    assert timedelta(seconds=-1) < age < timedelta(seconds=5)
    assert body == {
        "status": "healthy",
        "release": COMMIT,
        "checks": {
            "database": {"status": "ok", "latency_ms": 2.1},
            "redis": {"status": "ok", "latency_ms": 0.4},
            "r2": {"status": "ok", "latency_ms": 18.7},
            "llm": {"status": "ok", "latency_ms": 96.3},
        },
    }


def test_it_is_ready(good: httpx.Client) -> None:
    """Readiness says ready."""
    answer = good.get("/api/v1/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


@pytest.mark.parametrize("path", ["/", "/login", "/characters/fenn?tab=2"])
def test_the_page_is_everywhere(good: httpx.Client, path: str) -> None:
    """Each path of the frontend is the page, which names the release and no other host."""
    answer = good.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.text.startswith("<!doctype html>")
    assert "<title>CharHub</title>" in answer.text
    assert f'<meta name="release" content="{COMMIT}" />' in answer.text
    assert '<div id="root"></div>' in answer.text
    assert "//" not in answer.text


def test_the_page_loads_what_there_is(good: httpx.Client) -> None:
    """Each file that the page refers to exists, and the entry script matches its digest."""
    html = good.get("/").text
    digest = b64encode(sha384(good.get(ENTRY).content).digest()).decode()
    assert set(re.findall(r'(?:src|href)="([^"]+)"', html)) == {*ASSETS, "/favicon.ico"}
    assert f'src="{ENTRY}" integrity="sha384-{digest}"' in html


@pytest.mark.parametrize("path", ASSETS)
@pytest.mark.parametrize(
    "offer, coding",
    [
        pytest.param("identity", None, id="identity"),
        pytest.param("gzip", "gzip", id="gzip"),
        pytest.param("br", "br", id="br"),
        pytest.param("gzip, deflate, br, zstd", "br", id="all"),
        pytest.param("gzip;q=1.0, br;q=0.2", "gzip", id="weighted"),
        pytest.param("br;q=0, gzip;q=0", None, id="ruled-out"),
        pytest.param("*", "br", id="anything"),
        pytest.param("zstd", None, id="unknown"),
        pytest.param("gzip;q=lots", None, id="malformed"),
        pytest.param("", None, id="empty"),
    ],
)
def test_assets_are_sent_as_asked(
    good: httpx.Client, path: str, offer: str, coding: str | None
) -> None:
    """A built file has its type, may be kept for ever, and comes in an encoding on offer."""
    plain = good.get(path, headers={"Accept-Encoding": "identity"})
    answer = good.get(path, headers={"Accept-Encoding": offer})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == ASSETS[path]
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers.get("content-encoding") == coding
    assert answer.content == plain.content
    assert len(answer.content) > 200


@pytest.mark.parametrize(
    "path, status, content_type, body",
    [
        pytest.param(
            "/assets/index-DEADBEEF.js", 404, "text/plain; charset=utf-8", "404 Not Found\n",
            id="missing-asset",
        ),
        pytest.param("/favicon.ico", 204, None, "", id="favicon"),
        pytest.param(
            "/api/v1/nope", 404, "application/json",
            '{"error":"Route not found","path":"/api/v1/nope"}',
            id="unknown-route",
        ),
    ],
)  # fmt: skip
def test_other_paths(
    good: httpx.Client, path: str, status: int, content_type: str | None, body: str
) -> None:
    """What does not exist is said not to, and not in HTML."""
    answer = good.get(path)
    assert (answer.status_code, answer.text) == (status, body)
    assert answer.headers.get("content-type") == content_type


@pytest.mark.parametrize("path", ["/", "/api/v1/health", "/nope", "/api/v1/nope", ENTRY])
def test_every_answer_states_the_release(good: httpx.Client, path: str) -> None:
    """A header says which release answered."""
    assert good.get(path).headers["x-release"] == COMMIT


@pytest.mark.parametrize("path", ["/", "/api/v1/health", ENTRY])
def test_head_is_get_without_a_body(good: httpx.Client, path: str) -> None:
    """HEAD has the headers of GET; writing is not allowed."""
    head, get = good.head(path), good.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]
    assert good.post(path).status_code == 405


@pytest.mark.parametrize(
    "site, authorize, scope, client_id",
    [
        (
            "google",
            "https://accounts.google.com/o/oauth2/v2/auth",
            "profile%20email",
            "123456789012-a1b2c3d4e5f6.apps.googleusercontent.com",
        ),
        ("facebook", "https://www.facebook.com/v3.2/dialog/oauth", "email", "482915037264819"),
    ],
)
def test_sign_in_starts(
    good: httpx.Client, site: str, authorize: str, scope: str, client_id: str
) -> None:
    """Sign-in leads to the provider and back to where people came from, whatever they forge."""
    forged = {"Host": "charhub.app", "X-Forwarded-Host": "evil.example"}
    answer = good.get(f"/api/v1/oauth/{site}", headers=forged)
    back = f"http%3A%2F%2Fcharhub.app%2Fapi%2Fv1%2Foauth%2F{site}%2Fcallback"
    assert (answer.status_code, answer.headers["content-length"]) == (302, "0")
    assert answer.headers["cache-control"] == "no-store"
    assert re.fullmatch(
        re.escape(f"{authorize}?response_type=code&redirect_uri={back}&scope={scope}&state=")
        + r"[0-9a-f]{32}"
        + re.escape(f"&client_id={client_id}"),
        answer.headers["location"],
    )


@pytest.mark.parametrize("site", ["google", "facebook"])
def test_each_sign_in_has_its_own_state(good: httpx.Client, site: str) -> None:
    """No two sign-ins have the same state."""
    assert len({_state(good, site) for _ in range(20)}) == 20


@pytest.mark.parametrize("site", ["google", "facebook"])
def test_a_callback_is_believed_once(good: httpx.Client, site: str) -> None:
    """A state that was handed out is good for one callback of its provider; others are refused."""
    path = f"/api/v1/oauth/{site}/callback"
    invalid = {
        "success": False,
        "error": {"code": "INVALID_STATE", "message": "Invalid state parameter"},
    }
    denied = {"error": "access_denied", "state": _state(good, site)}
    bogus = {"code": "bogus", "state": _state(good, site)}

    for params in ({}, {"code": "bogus"}, {"code": "bogus", "state": "0" * 32}):
        answer = good.get(path, params=params)
        assert (answer.status_code, answer.json()) == (400, invalid)

    answer = good.get(path, params=denied)
    assert (answer.status_code, answer.content) == (302, b"")
    assert answer.headers["location"] == "/login?error=access_denied"
    assert good.get(path, params=denied).json() == invalid

    answer = good.get(path, params=bogus)
    assert answer.status_code == 401
    assert answer.json() == {
        "success": False,
        "error": {"code": "AUTH_INVALID", "message": "Authentication failed"},
    }


def test_a_state_belongs_to_its_provider(good: httpx.Client) -> None:
    """A state that was handed out for one provider is not good for another."""
    params = {"code": "bogus", "state": _state(good, "google")}
    assert good.get("/api/v1/oauth/facebook/callback", params=params).status_code == 400
    assert good.get("/api/v1/oauth/google/callback", params=params).status_code == 401


@pytest.mark.parametrize("site", ["google", "facebook"])
def test_shortcuts_lead_to_sign_in(good: httpx.Client, site: str, demo_url: str) -> None:
    """The short address has moved for good to the start of sign-in, on the same origin."""
    answer = good.get(f"/auth/{site}")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"{demo_url}/api/v1/oauth/{site}"


def _state(client: httpx.Client, site: str) -> str:
    location = client.get(f"/api/v1/oauth/{site}").headers["location"]
    return parse_qs(urlsplit(location).query)["state"][0]
