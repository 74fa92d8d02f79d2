"""Behind an edge that speaks TLS, the demo deployment should say that people came over https."""

import httpx
import pytest

OVER_HTTPS = {"X-Forwarded-Proto": "https"}


@pytest.mark.parametrize("path", ["/", "/api/v1/health", "/assets/none.js"])
def test_https_alone_is_asked_for(good: httpx.Client, path: str) -> None:
    """Browsers are told to use https alone, over https only."""
    assert "strict-transport-security" not in good.get(path).headers
    answer = good.get(path, headers=OVER_HTTPS)
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_people_come_back_over_https(good: httpx.Client) -> None:
    """Where people are sent stays on https."""
    headers = OVER_HTTPS | {"Host": "charhub.app"}
    start = good.get("/api/v1/oauth/google", headers=headers).headers["location"]
    assert "redirect_uri=https%3A%2F%2Fcharhub.app%2Fapi" in start
    shortcut = good.get("/auth/google", headers=headers).headers["location"]
    assert shortcut == "https://charhub.app/api/v1/oauth/google"


def test_the_page_protects_who_opens_it(good: httpx.Client) -> None:
    """Sniffing, framing and loose referrers are forbidden."""
    headers = good.get("/").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "frame-ancestors 'none'"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
