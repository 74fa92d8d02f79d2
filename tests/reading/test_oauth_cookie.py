"""The cookies of a login are there when the provider sends back, and are nobody else's."""

import pytest

from smokegate.reading.oauth_cookie import (
    cookie_header,
    cookie_problems,
    flood_problems,
    guard_problems,
)
from tests.reading.answers import ORIGIN, answer, said
from tests.reading.logins import start

PATH = "/api/v1/oauth/google/callback"


def cookies(*lines: str) -> list[tuple[str, str]]:
    """The header fields that set these cookies."""
    return [("Set-Cookie", line) for line in lines]


@pytest.mark.parametrize(
    "cookie",
    [
        "s=x",
        "s=x; Secure; HttpOnly; SameSite=Lax",
        "s=x; SameSite=None; Secure",
        "s=x; samesite=NONE; SECURE",
        "theme=x; SameSite=Strict",
        "cf_clearance=x; Secure; SameSite=Strict",
        "s=x; Domain=charhub.app",
        "s=x; Domain=.CharHub.app",
        "__Host-s=x; Path=/; Secure",
        "__cf_bm=x; path=/; expires=Fri, 13-Feb-26 12:30:00 GMT; domain=.charhub.app; HttpOnly;"
        " Secure; SameSite=None",
        "",
        ";;;=",
    ],
)
def test_cookies_that_survive(cookie: str) -> None:
    """Browsers keep them and send them with the callback."""
    assert said(cookie_problems(start(headers=[("Set-Cookie", cookie)]))) == []


@pytest.mark.parametrize(
    "cookie, told",
    [
        (
            "s=hunter2; SameSite=None",
            "cookie s should be Secure, got SameSite=None without it",
        ),
        (
            "state=hunter2; Secure; SameSite=Strict",
            "cookie state should be SameSite=Lax, "
            "got SameSite=Strict, which the way back from the provider loses",
        ),
        (
            "s=hunter2; Domain=dev.charhub.app",
            "cookie s should be for charhub.app, got Domain=dev.charhub.app",
        ),
        (
            "s=hunter2; Domain=hub.app",
            "cookie s should be for charhub.app, got Domain=hub.app",
        ),
        pytest.param(
            "__Secure-s=hunter2; Path=/",
            "cookie __Secure-s should be Secure, got a __Secure- name without it",
            id="secure-name",
        ),
        pytest.param(
            "__host-oauth_state=hunter2; Path=/",
            "cookie __host-oauth_state should be Secure, got a __Host- name without it",
            id="host-name-in-any-case",
        ),
        pytest.param(
            "__Host-oauth_state=hunter2; Secure; Path=/auth",
            "cookie __Host-oauth_state should be for Path=/ and no Domain, got Path=/auth",
            id="host-name-with-a-path",
        ),
        pytest.param(
            "__Host-oauth_state=hunter2; Secure; Domain=charhub.app",
            "cookie __Host-oauth_state should be for Path=/ and no Domain, "
            "got no Path and Domain=charhub.app",
            id="host-name-with-a-domain",
        ),
    ],
)
def test_cookies_that_browsers_lose_are_told(cookie: str, told: str) -> None:
    """By name; the value is not shown."""
    assert said(cookie_problems(start(headers=[("Set-Cookie", cookie)]))) == [told]


def test_every_cookie_is_looked_at() -> None:
    """Set-Cookie lines are not joined."""
    one = start(headers=cookies("a=x; SameSite=Lax", "b=x; SameSite=None"))
    assert said(cookie_problems(one)) == ["cookie b should be Secure, got SameSite=None without it"]


@pytest.mark.parametrize(
    "name",
    [
        "state",
        "oauth_state",
        "g_csrf",
        "__Host-nonce",
        "next-auth.pkce.code_verifier",
        "laravel_session",
        "connect.sid",
        "passport",
    ],
)
def test_cookie_of_the_flow_is_told_by_its_name(name: str) -> None:
    """Only those have to come back from another site."""
    one = start(headers=cookies(f"{name}=hunter2; Path=/; Secure; SameSite=Strict"))
    assert said(cookie_problems(one)) == [
        f"cookie {name} should be SameSite=Lax, "
        "got SameSite=Strict, which the way back from the provider loses"
    ]


STRICT_CSRF = (
    "cookie XSRF-TOKEN should be SameSite=Lax, "
    "got SameSite=Strict, which the way back from the provider loses"
)


@pytest.mark.parametrize(
    "other, told",
    [
        pytest.param("oauth_state=hunter2; Path=/; Secure; SameSite=Lax", [], id="lax"),
        pytest.param("sid=hunter2", [STRICT_CSRF], id="of-no-flow"),
        pytest.param("oauth_state=; Max-Age=0", [STRICT_CSRF], id="deleted"),
        pytest.param(
            "oauth_state=hunter2; SameSite=Strict",
            [STRICT_CSRF, STRICT_CSRF.replace("XSRF-TOKEN", "oauth_state")],
            id="strict-too",
        ),
        pytest.param(
            "__Host-oauth_state=hunter2; Path=/",
            [
                STRICT_CSRF,
                "cookie __Host-oauth_state should be Secure, got a __Host- name without it",
            ],
            id="dropped",
        ),
    ],
)
def test_strict_cookie_against_forgery_may_stand_beside_one_that_survives(
    other: str, told: list[str]
) -> None:
    """It is for forms of our own, where another one carries the login."""
    one = start(headers=cookies("XSRF-TOKEN=hunter2; SameSite=Strict", other))
    assert said(cookie_problems(one)) == told


@pytest.mark.parametrize(
    "cookie, told",
    [
        pytest.param("oauth_state=hunter2; SameSite=None; Secure", None, id="none"),
        pytest.param("oauth_state=hunter2; Secure", None, id="not-stated"),
        pytest.param("theme=dark; SameSite=Lax", None, id="of-no-flow"),
        pytest.param(
            "oauth_state=hunter2; Secure; SameSite=Lax",
            "cookie oauth_state should be SameSite=None, "
            "got SameSite=Lax, which a form_post from the provider loses",
            id="lax",
        ),
        pytest.param(
            "oauth_state=hunter2; Secure; SameSite=strict",
            "cookie oauth_state should be SameSite=None, "
            "got SameSite=Strict, which a form_post from the provider loses",
            id="strict",
        ),
        pytest.param(
            "oauth_state=hunter2; SameSite=None",
            "cookie oauth_state should be Secure, got SameSite=None without it",
            id="none-without-secure",
        ),
    ],
)
def test_cookie_that_a_form_post_loses_is_told(cookie: str, told: str | None) -> None:
    """Browsers send neither Lax nor Strict ones with a POST from another site."""
    one = start(headers=cookies(cookie), response_mode="form_post")
    assert said(cookie_problems(one)) == ([told] if told else [])


def test_one_cookie_that_a_form_post_keeps_is_enough() -> None:
    """Others are for the pages of the application itself."""
    kept = "oauth_state=hunter2; Secure; SameSite=None"
    one = start(
        headers=cookies(kept, "next-auth.callback-url=x; SameSite=Lax"), response_mode="form_post"
    )
    assert said(cookie_problems(one)) == []


@pytest.mark.parametrize(
    "domain, told",
    [
        pytest.param("charhub.app", [], id="public"),
        pytest.param(
            "10.0.0.5",
            ["cookie state should be for charhub.app, got Domain=10.0.0.5"],
            id="asked",
        ),
    ],
)
def test_domain_is_judged_by_the_origin_that_people_use(domain: str, told: list[str]) -> None:
    """Not by the address that the run asks."""
    one = answer(url="https://10.0.0.5/login", headers=cookies(f"state=x; Domain={domain}"))
    assert said(cookie_problems(one, ORIGIN)) == told


@pytest.mark.parametrize(
    "cookie, told",
    [
        ("state=x; Secure; HttpOnly", None),
        ("theme=dark", None),
        ("XSRF-TOKEN=x; Secure", None),
        ("state=x; Secure", "cookie state should be guarded, got a cookie without HttpOnly"),
        ("state=x; HttpOnly", "cookie state should be guarded, got a cookie without Secure"),
        (
            "sessionid=x",
            "cookie sessionid should be guarded, got a cookie without HttpOnly and Secure",
        ),
    ],
)
def test_cookie_that_scripts_can_read_is_told(cookie: str, told: str | None) -> None:
    """Of the flow's own cookies; one against forgery has to be read by scripts."""
    assert said(guard_problems(start(headers=cookies(cookie)))) == ([told] if told else [])


def test_over_plain_http_no_cookie_need_be_secure() -> None:
    """Browsers would not keep it."""
    one = answer(url="http://127.0.0.1:3000/login", headers=cookies("state=x; HttpOnly"))
    assert said(guard_problems(one)) == []


@pytest.mark.parametrize(
    "lines, told",
    [
        pytest.param([f"c{n}=x" for n in range(50)], [], id="fifty"),
        pytest.param(
            [f"c{n}=x" for n in range(51)],
            ["cookies should be at most 50, got 51 of them"],
            id="flood",
        ),
        pytest.param(
            ["a=" + "x" * 9000],
            ["cookies should be at most 8192 bytes, got 9002 bytes"],
            id="oversized",
        ),
        pytest.param(
            ["a=" + "x" * 5000],
            ["cookie should be at most 4096 bytes, got 5002 bytes, which browsers drop"],
            id="dropped",
        ),
        pytest.param(
            ["a=1; Path=/", "a=2; path=/; Secure"],
            ["cookie a should be set once, got 2 of them"],
            id="twice",
        ),
        pytest.param(["a=1; Path=/", "a=2; Path=/x"], [], id="two-paths"),
    ],
)
def test_cookies_that_do_not_fit_are_told(lines: list[str], told: list[str]) -> None:
    """Servers refuse the request that brings them back."""
    assert said(flood_problems(start(headers=cookies(*lines)))) == told


@pytest.mark.parametrize(
    "lines, sent",
    [
        pytest.param([], None, id="none"),
        pytest.param(["state=abc; Path=/; HttpOnly"], "state=abc", id="one"),
        pytest.param(["a=1; Path=/", "b=2; Path=/"], "a=1; b=2", id="two"),
        pytest.param(["a=1; Path=/", "a=2; Path=/"], "a=2", id="the-last-one-counts"),
        pytest.param(["a=1=2==; Path=/"], "a=1=2==", id="equal-signs"),
        pytest.param(["a=1"], "a=1", id="path-of-the-start"),
        pytest.param(["a=1; Path=/api/v1/oauth/google"], "a=1", id="path-above"),
        pytest.param(["a=1; Path=/api/v1/oauth/goo"], None, id="path-beside"),
        pytest.param(["a=1; Path=/admin"], None, id="path-elsewhere"),
        pytest.param(["a=1; Path=/; Domain=charhub.app"], "a=1", id="own-domain"),
        pytest.param(["a=1; Path=/; Domain=evil.example"], None, id="foreign-domain"),
        pytest.param(["a=1; Path=/; Max-Age=0"], None, id="deleted"),
        pytest.param(["a=1; Path=/", "a=; Path=/; Expires=1970"], None, id="set-and-deleted"),
        pytest.param(
            ["a=1; Path=/api", "a=; Path=/; Expires=1970"], "a=1", id="another-path-deleted"
        ),
        pytest.param(
            ["a=1; Path=/", "a=; Path=/; Domain=charhub.app"], "a=1", id="another-domain-deleted"
        ),
        pytest.param(["a=1; Path=/", "a=2; Path=/api"], "a=2; a=1", id="nearest-path-first"),
        pytest.param(["__Host-a=1; Path=/; Secure"], "__Host-a=1", id="host-name"),
        pytest.param(["__Host-a=1; Path=/"], None, id="host-name-without-secure"),
        pytest.param(["__host-a=1; Path=/api; Secure"], None, id="host-name-with-a-path"),
        pytest.param(["__Secure-a=1; Path=/"], None, id="secure-name-without-secure"),
        pytest.param(
            ["__Host-a=1; Path=/; Secure", "__Host-a=2; Path=/"], "__Host-a=1", id="dropped-again"
        ),
        pytest.param(["a=1; Path=/; SameSite=None"], "a=1", id="none-without-secure"),
        pytest.param(["a=; Path=/", ";;;=", "", "novalue"], None, id="nothing-in-them"),
        pytest.param(["a=1\r\nX: 2; Path=/"], None, id="control-characters"),
        pytest.param(["a=" + "x" * 9000 + "; Path=/"], None, id="oversized"),
    ],
)
def test_cookies_go_back_as_a_browser_sends_them(lines: list[str], sent: str | None) -> None:
    """To the same host, under their path, the last of each name, path and domain."""
    assert cookie_header(start(headers=cookies(*lines)), PATH) == sent
