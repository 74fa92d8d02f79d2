"""The promises of bench/charhub_like.toml as plain asserts, one test for each check of `smoke`."""

import base64
import hashlib
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bench.plain.conftest import Asset, Site

_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
_AUTHORIZE = {
    "google": "https://accounts.google.com/o/oauth2/",
    "facebook": "https://www.facebook.com/",
}
_SCOPES = {"google": {"profile", "email"}, "facebook": {"email"}}
providers = pytest.mark.parametrize("provider", ["google", "facebook"])


def test_page_answers(page: httpx.Response) -> None:
    """The page is 200, HTML, and not empty."""
    assert page.status_code == 200
    assert _media_type(page) == "text/html"
    assert page.text.lstrip().lower().startswith("<!doctype html")


def test_page_is_the_application(page: httpx.Response) -> None:
    """The page says CharHub."""
    assert "CharHub" in page.text


def test_page_is_not_blank(page: httpx.Response, assets: list[Asset]) -> None:
    """The page has a node to mount in and a script that loads."""
    assert 'id="root"' in page.text
    assert any(one.path.endswith(".js") and one.answer.status_code == 200 for one in assets)


def test_every_asset_arrives(assets: list[Asset]) -> None:
    """Every script, style and image is 200 and not empty."""
    for one in assets:
        if not one.is_decoration:
            assert one.answer.status_code == 200, one.path
            assert one.answer.content, one.path


def test_every_asset_is_genuine(assets: list[Asset]) -> None:
    """Every script, style and image is one, by type and by bytes."""
    for one in assets:
        if not one.is_decoration:
            assert _media_type(one.answer) == _TYPES[f".{one.path.rpartition('.')[2]}"], one.path
            assert not one.answer.text.lower().startswith("<!doctype html"), one.path


def test_every_asset_keeps_its_integrity(assets: list[Asset]) -> None:
    """Every asset with an integrity attribute has those bytes."""
    for one in assets:
        if one.integrity:
            digest = base64.b64encode(hashlib.sha384(one.answer.content).digest()).decode()
            assert one.integrity == f"sha384-{digest}", one.path


def test_icons_and_manifest_load(assets: list[Asset]) -> None:
    """Icons and the manifest load too."""
    for one in assets:
        if one.is_decoration:
            assert one.answer.status_code in (200, 204), one.path


def test_health_is_good(health: httpx.Response) -> None:
    """Health is 200 and says so."""
    assert health.status_code == 200
    assert health.json()["status"] == "healthy"


@pytest.mark.parametrize("name", ["database", "redis", "r2", "llm"])
def test_component_is_ok(health: httpx.Response, name: str) -> None:
    """Each component is ok."""
    assert health.json()["checks"][name]["status"] == "ok"


def test_health_is_fresh(health: httpx.Response) -> None:
    """Health was found out now."""
    age = datetime.now(UTC) - datetime.fromisoformat(health.json()["timestamp"])
    assert abs(age.total_seconds()) <= 60


@pytest.mark.parametrize("path", ["/", "/api/v1/ready", "/api/v1/health"])
def test_first_byte_is_within_budget(site: Site, path: str) -> None:
    """The answer comes within the budget."""
    answer = site.get(path, encoding="" if path == "/" else "identity")
    assert answer.elapsed.total_seconds() <= 2


def test_deployment_is_ready(site: Site) -> None:
    """Readiness is 200 and says so."""
    ready = site.get("/api/v1/ready")
    assert ready.status_code == 200
    assert ready.json()["status"] == "ready"


def test_release_is_stated(health: httpx.Response) -> None:
    """The deployment says which release it is."""
    assert health.json()["release"]


@providers
def test_start_redirects_to_the_provider(site: Site, provider: str) -> None:
    """A login begins with a redirect to the provider that asks for a code."""
    start = _start(site, provider)
    assert start.status_code in (302, 303)
    assert start.headers["location"].startswith(_AUTHORIZE[provider])
    assert _query(start)["response_type"] == ["code"]


@providers
def test_client_id_is_one(site: Site, provider: str) -> None:
    """The provider is given a client id."""
    [client_id] = _query(_start(site, provider))["client_id"]
    assert client_id not in ("", "undefined", "null", "None")


@providers
def test_redirect_uri_is_our_callback(site: Site, provider: str, base_url: str) -> None:
    """The provider is told to come back to our callback."""
    callback = f"{base_url}/api/v1/oauth/{provider}/callback"
    assert _query(_start(site, provider))["redirect_uri"] == [callback]


@providers
def test_scopes_are_asked_for(site: Site, provider: str) -> None:
    """Every scope is asked for."""
    [scope] = _query(_start(site, provider))["scope"]
    assert set(scope.split()) >= _SCOPES[provider]


@providers
def test_state_is_fresh(site: Site, provider: str) -> None:
    """Each login carries a state of its own."""
    start, again = _start(site, provider), _start(site, provider, sample=1)
    assert _query(start)["state"] != _query(again)["state"]


@providers
def test_state_is_hard_to_guess(site: Site, provider: str) -> None:
    """A state is at least 128 bits long."""
    [state] = _query(_start(site, provider))["state"]
    assert len(state) * 4 >= 128


@providers
def test_pkce_protects_the_code(site: Site, provider: str) -> None:
    """A code challenge, where there is one, is of method S256."""
    query = _query(_start(site, provider))
    assert "code_challenge" not in query or query["code_challenge_method"] == ["S256"]


@providers
def test_redirect_is_not_cached(site: Site, provider: str) -> None:
    """Nobody is handed the state of somebody else."""
    assert "no-store" in _start(site, provider).headers["cache-control"]


@providers
def test_cookies_survive_the_round_trip(site: Site, provider: str) -> None:
    """No cookie of the start is kept from the callback."""
    for cookie in _start(site, provider).headers.get_list("set-cookie"):
        assert "samesite=strict" not in cookie.lower()


@providers
def test_redirect_carries_no_secret(site: Site, provider: str) -> None:
    """What only the server may know does not stand in the URL."""
    assert "client_secret" not in _query(_start(site, provider))


@providers
def test_forwarded_host_is_not_believed(site: Site, provider: str) -> None:
    """A client cannot name the host that the code is sent to."""
    forwarded = site.get(f"/api/v1/oauth/{provider}", host="smokegate.invalid")
    assert _query(forwarded)["redirect_uri"] == _query(_start(site, provider))["redirect_uri"]


@providers
def test_callback_refuses_a_made_up_state(site: Site, provider: str) -> None:
    """The callback is there, and refuses a state that was never given out."""
    answer = site.get(f"/api/v1/oauth/{provider}/callback?state=made-up&code=made-up")
    assert answer.status_code in (400, 401, 403)


@pytest.mark.parametrize(
    "path, status, media_type, marker",
    [
        ("/api/v1/no-such-route", 404, "application/json", ""),
        ("/auth/google", 301, "", ""),
        ("/auth/facebook", 301, "", ""),
        ("/favicon.ico", 204, "", ""),
        ("/robots.txt", 200, "text/plain", "User-agent: *"),
        ("/sitemap.xml", 200, "application/xml", "<urlset"),
        ("/login", 200, "text/html", "CharHub"),
        ("/terms", 200, "text/html", "CharHub"),
        ("/privacy", 200, "text/html", "CharHub"),
        ("/characters", 200, "text/html", "CharHub"),
        ("/api/v1/characters", 200, "application/json", "items"),
        ("/api/v1/tags", 200, "application/json", "items"),
        ("/api/v1/config", 200, "application/json", "items"),
        ("/api/v1/session", 401, "application/json", "error"),
    ],
)
def test_route_answers_as_promised(
    site: Site, path: str, status: int, media_type: str, marker: str
) -> None:
    """A route has the promised status, type, target and text."""
    answer = site.get(path)
    assert answer.status_code == status
    assert _media_type(answer) == media_type
    assert marker in answer.text
    if status == 301:
        assert urlsplit(answer.headers["location"]).path == path.replace("/auth/", "/api/v1/oauth/")


def _start(site: Site, provider: str, sample: int = 0) -> httpx.Response:
    return site.get(f"/api/v1/oauth/{provider}", sample=sample)


def _query(answer: httpx.Response) -> dict[str, list[str]]:
    return parse_qs(urlsplit(answer.headers["location"]).query)


def _media_type(answer: httpx.Response) -> str:
    return str(answer.headers.get("content-type", "")).partition(";")[0]
