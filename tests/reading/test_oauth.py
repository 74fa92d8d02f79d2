"""A login leads to the provider and back to us; each way to break it is told, and no secret is."""

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlencode

import msgspec
import pytest

from smokegate.contract import Oauth
from smokegate.probe.observation import Answer
from smokegate.reading import oauth, oauth_cookie, oauth_state
from smokegate.reading.problem import Problem
from tests.reading.answers import ORIGIN, answer, said
from tests.reading.logins import (
    AUTHORIZE,
    CALLBACK,
    CHALLENGE,
    CLIENT_ID,
    GOOD,
    PROMISE,
    PUSHED,
    START,
    STATE,
    again,
    pushed,
    start,
)


def verdicts(one: Answer, promise: Oauth = PROMISE) -> list[str]:
    """All that the checks of one start would say."""
    readers: tuple[Callable[[], Iterable[Problem]], ...] = (
        lambda: oauth.redirect_problems(one, promise),
        lambda: oauth.client_id_problems(one, promise),
        lambda: oauth.redirect_uri_problems(one, promise, ORIGIN),
        lambda: oauth.scope_problems(one, promise),
        lambda: oauth_state.state_problems(one, again()),
        lambda: oauth_state.strength_problems(one),
        lambda: oauth_state.pkce_problems(one, again(), promise),
        lambda: oauth.caching_problems(one),
        lambda: oauth_cookie.cookie_problems(one),
        lambda: oauth.secret_problems(one),
        lambda: oauth.forwarded_problems(one, again()),
    )
    return [told for reader in readers for told in said(reader())]


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(start(), id="charhub"),
        pytest.param(start(status=303), id="303"),
        pytest.param(start(status=307), id="307"),
        pytest.param(start(at="HTTPS://Accounts.Google.COM/o/oauth2/v2/auth"), id="capitals"),
        pytest.param(start(scope="openid email profile"), id="more-scopes"),
        pytest.param(start(scope="profile,email"), id="scopes-with-commas"),
        pytest.param(start(scope="profile  email "), id="scopes-with-spaces"),
        pytest.param(start(prompt="", access_type="offline"), id="more-parameters"),
        pytest.param(start(code_challenge=CHALLENGE, code_challenge_method="S256"), id="pkce"),
        pytest.param(start(headers=[("Cache-Control", "no-store")]), id="no-store"),
        pytest.param(start(headers=[("Cache-Control", "private, max-age=600")]), id="private"),
        pytest.param(start(headers=[("Cache-Control", "max-age=0")]), id="max-age-0"),
        pytest.param(start(headers=[("Age", "0")]), id="age-0"),
        pytest.param(start(headers=[("CF-Cache-Status", "DYNAMIC")]), id="dynamic"),
        pytest.param(
            start(headers=[("Set-Cookie", "state=x; Path=/; Secure; HttpOnly; SameSite=Lax")]),
            id="cookie",
        ),
    ],
)
def test_good_start_gives_no_problem(one: Answer) -> None:
    """In every form that healthy applications use."""
    assert verdicts(one) == []


NOTHING_ASKED = [
    "response_type should be code, got nothing",
    f"redirect_uri should be {CALLBACK}, got nothing",
    "scope should be with profile email, got nothing",
]
TWO_PUSHED = f"{AUTHORIZE}?request_uri={PUSHED}a&request_uri={PUSHED}b"


@pytest.mark.parametrize(
    "one, told",
    [
        pytest.param(pushed(f"{PUSHED}abc"), [], id="pushed"),
        pytest.param(pushed("https://charhub.app/request.jwt"), NOTHING_ASKED, id="by-url"),
        pytest.param(pushed(""), NOTHING_ASKED, id="empty"),
        pytest.param(start(location=TWO_PUSHED), NOTHING_ASKED, id="two"),
    ],
)
def test_only_what_was_pushed_may_be_left_out(one: Answer, told: list[str]) -> None:
    """By exactly one reference, of the kind that the provider gives out."""
    problems = (
        *oauth.redirect_problems(one, PROMISE),
        *oauth.redirect_uri_problems(one, PROMISE, ORIGIN),
        *oauth.scope_problems(one, PROMISE),
    )
    assert said(problems) == told


# -- the redirect ----------------------------------------------------------------------------

WANTED = "https://accounts.google.com/o/oauth2/*"


@pytest.mark.parametrize(
    "one, told",
    [
        *(
            pytest.param(
                start(status=status),
                "status should be 302 or 303, "
                f"got {status}, which browsers keep for ever, state and all",
                id=f"permanent-{status}",
            )
            for status in (301, 308)
        ),
        pytest.param(
            answer("<!doctype html><title>CharHub</title>", url=START),
            "status should be 302 or 303, got 200 <!doctype html><title>CharHub</title>",
            id="spa-answers",
        ),
        pytest.param(
            answer('{"error":"Unknown authentication strategy"}', status=500, url=START),
            'status should be 302 or 303, got 500 {"error":"Unknown authentication strategy"}',
            id="not-configured",
        ),
        pytest.param(
            answer(status=404, url=START), "status should be 302 or 303, got 404", id="gone"
        ),
        pytest.param(
            answer(status=304, url=START), "status should be 302 or 303, got 304", id="304"
        ),
        pytest.param(
            answer(status=302, url=START), "location should be given once, got 0 of them", id="none"
        ),
        pytest.param(
            start(headers=[("location", "https://evil.example/")]),
            "location should be given once, got 2 of them",
            id="two-locations",
        ),
        *(
            pytest.param(
                start(location=f"{target}?response_type=code&state={STATE}"),
                f"location should be {WANTED}, got {shown}",
                id=f"location-{name}",
            )
            for name, target, shown in (
                ("relative", "/o/oauth2/v2/auth", "/o/oauth2/v2/auth"),
                ("any-protocol", "//accounts.google.com/o/oauth2/", None),
                ("http", "http://accounts.google.com/o/oauth2/v2/auth", None),
                ("look-alike", "https://accounts.g00gle.com/o/oauth2/v2/auth", None),
                ("cyrillic", "https://accounts.go\u043egle.com/o/oauth2/v2/auth", None),
                ("longer-host", "https://accounts.google.com.evil.example/o/oauth2/v2", None),
                ("longer-word", "https://evilaccounts.google.com/o/oauth2/v2/auth", None),
                (
                    "userinfo",
                    "https://accounts.google.com@evil.example/o/oauth2/v2/auth",
                    "https://[redacted]@evil.example/o/oauth2/v2/auth",
                ),
                (
                    "user-of-the-right-host",
                    "https://x@accounts.google.com/o/oauth2/v2/auth",
                    "https://[redacted]@accounts.google.com/o/oauth2/v2/auth",
                ),
                ("backslash", "https://evil.example\\@accounts.google.com/o/oauth2/", False),
                ("port", "https://accounts.google.com:8443/o/oauth2/v2/auth", None),
                ("another-path", "https://accounts.google.com/signin/oauth", None),
                ("path-in-capitals", "https://accounts.google.com/O/OAuth2/auth", None),
                ("own-site", f"{ORIGIN}/login", None),
                ("script", "javascript:alert(1)//accounts.google.com/o/oauth2/", None),
                ("bracket", "https://[::1/o/oauth2/v2/auth", None),
                ("bad-port", "https://accounts.google.com:x/o/oauth2/v2/auth", False),
                ("empty", "", "nothing"),
            )
            if shown is not False
            for shown in [shown or target]
        ),
        pytest.param(
            start(location=f"{AUTHORIZE}?{urlencode(GOOD)}#x"),
            f"location should be {WANTED}, got {AUTHORIZE}",
            id="fragment",
        ),
        pytest.param(
            start(response_type=None), "response_type should be code, got nothing", id="no-type"
        ),
        pytest.param(
            start(response_type="token"), "response_type should be code, got token", id="implicit"
        ),
        pytest.param(
            start(response_type="code token"),
            "response_type should be code, got code token",
            id="hybrid",
        ),
        pytest.param(
            start(response_type=""),
            "response_type should be code, got an empty value",
            id="empty-type",
        ),
        pytest.param(
            start(location=f"{AUTHORIZE}?response_type=code&response_type=token"),
            "response_type should be code, got code token",
            id="two-types",
        ),
        pytest.param(
            start(location=f"{AUTHORIZE}?{'&'.join(['x=1'] * 101)}&response_type=code"),
            "response_type should be code, got nothing",
            id="flood-of-parameters",
        ),
    ],
)
def test_redirect_elsewhere_is_told(one: Answer, told: str) -> None:
    """Once, for this time only, to the provider's very host, for a code."""
    assert said(oauth.redirect_problems(one, PROMISE)) == [told]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example\\@accounts.google.com/o/oauth2/v2/auth",
        "https://accounts.google.com\\.evil.example/o/oauth2/v2/auth",
        "https://accounts.google.com:x/o/oauth2/v2/auth",
        "https://accounts.google.com:99999/o/oauth2/v2/auth",
    ],
)
def test_url_that_is_read_in_two_ways_is_another_place(target: str) -> None:
    """Whatever a browser makes of it."""
    (told,) = said(oauth.redirect_problems(start(location=target), PROMISE))
    assert told.startswith(f"location should be {WANTED}, got https://")


@pytest.mark.parametrize("version", ["v3.2", "v23.0"])
def test_star_stands_for_the_version(version: str) -> None:
    """Facebook has the version of its API in the path."""
    promise = Oauth(
        provider="facebook",
        path="/x",
        authorize="https://www.facebook.com/*/dialog/oauth",
        callback="/y",
    )
    there = start(at=f"https://www.facebook.com/{version}/dialog/oauth")
    assert said(oauth.redirect_problems(there, promise)) == []
    longer = start(at=f"https://www.facebook.com/{version}/dialog/oauth/x")
    assert len(said(oauth.redirect_problems(longer, promise))) == 1


def test_only_the_star_is_special() -> None:
    """Brackets of a pattern are brackets."""
    promise = Oauth(provider="x", path="/x", authorize="https://id.example/[a]/auth", callback="/y")
    assert said(oauth.redirect_problems(start(at="https://id.example/[a]/auth"), promise)) == []
    assert len(said(oauth.redirect_problems(start(at="https://id.example/a/auth"), promise))) == 1


# -- client id -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "client_id, found",
    [
        (None, "nothing"),
        ("", "an empty value"),
        (" ", "an empty value"),
        *(
            (value, value)
            for value in (
                "undefined",
                "null",
                "None",
                "NaN",
                "your_google_client_id_here",
                "YOUR-CLIENT-ID",
                "changeme",
                "change_me",
                "xxx",
                "XXXXXXXX",
                "TODO",
                "example",
                "${GOOGLE_CLIENT_ID}",
                "{{ client_id }}",
                "%GOOGLE_CLIENT_ID%",
                "<client-id>",
                "client_id",
                "[object Object]",
            )
        ),
    ],
)
def test_what_an_unset_variable_leaves_is_no_client_id(client_id: str | None, found: str) -> None:
    """The provider would answer with an error page, and nobody could log in."""
    one = start(client_id=client_id)
    assert said(oauth.client_id_problems(one, PROMISE)) == [
        f"client_id should be a client id, got {found}"
    ]


def test_two_client_ids_are_none() -> None:
    """Providers take one or the other."""
    one = start(location=f"{AUTHORIZE}?client_id=a&client_id=b")
    assert said(oauth.client_id_problems(one, PROMISE)) == [
        "client_id should be a client id, got a b"
    ]


@pytest.mark.parametrize("client_id", [CLIENT_ID, "nullable-app", "1", "clientid42", "exampleapp"])
def test_client_ids_that_only_contain_such_a_word(client_id: str) -> None:
    """The whole value is compared."""
    assert said(oauth.client_id_problems(start(client_id=client_id), PROMISE)) == []


def test_client_id_of_another_environment_is_told() -> None:
    """The contract's pattern is held against all of it."""
    pattern = r"\d+-[a-z0-9]+\.apps\.googleusercontent\.com"
    promise = Oauth(
        provider="google", path="/x", authorize=WANTED, callback="/y", client_id=pattern
    )
    assert said(oauth.client_id_problems(start(), promise)) == []
    one = start(client_id=f"{CLIENT_ID}.evil.example")
    assert said(oauth.client_id_problems(one, promise)) == [
        f"client_id should be like {pattern}, got {CLIENT_ID}.evil.example"
    ]


# -- redirect_uri ----------------------------------------------------------------------------

LOST = " (scheme http: is X-Forwarded-Proto lost on the way?)"
HOST = " (another host: is the public URL set for another environment?)"
PATH = " (another path)"
CHARACTER = " (not the same string; providers compare every character)"


@pytest.mark.parametrize(
    "stated, found",
    [
        (None, "nothing"),
        ("", f"an empty value{HOST}"),
        ("http://charhub.app/api/v1/oauth/google/callback", LOST),
        ("http://localhost:3000/api/v1/oauth/google/callback", HOST),
        ("http://localhost/api/v1/oauth/google/callback", HOST),
        ("https://dev.charhub.app/api/v1/oauth/google/callback", HOST),
        ("https://www.charhub.app/api/v1/oauth/google/callback", HOST),
        ("https://charhub.app:8443/api/v1/oauth/google/callback", HOST),
        ("https://charhub.app:443/api/v1/oauth/google/callback", HOST),
        ("https://charhub.app.evil.example/api/v1/oauth/google/callback", HOST),
        ("https://backend:3000/api/v1/oauth/google/callback", HOST),
        ("https://10.0.0.7/api/v1/oauth/google/callback", HOST),
        ("https://CharHub.app/api/v1/oauth/google/callback", HOST),
        ("https://charhub.app/api/v1/oauth/google/callback/", PATH),
        ("https://charhub.app//api/v1/oauth/google/callback", PATH),
        ("https://charhub.app/api/v1/api/v1/oauth/google/callback", PATH),
        ("https://charhub.app/api/v1/oauth/facebook/callback", PATH),
        ("https://charhub.app/api/v1/oauth/google/callback#x", CHARACTER),
        ("https://charhub.app/api/v1/oauth/google/callback?x=1", CHARACTER),
        ("/api/v1/oauth/google/callback", HOST),
        ("https://[::1/api/v1/oauth/google/callback", ""),
        ("undefined/api/v1/oauth/google/callback", HOST),
    ],
)
def test_redirect_uri_that_is_not_our_callback_is_told(stated: str | None, found: str) -> None:
    """Providers compare every character (RFC 9700 section 2.1); the likely cause is named."""
    whole = f"{stated}{found}" if stated else found
    assert said(oauth.redirect_uri_problems(start(redirect_uri=stated), PROMISE, ORIGIN)) == [
        f"redirect_uri should be {CALLBACK}, got {whole}"
    ]


def test_two_redirect_uris_are_told() -> None:
    """Providers take one or the other."""
    one = start(location=f"{AUTHORIZE}?redirect_uri={CALLBACK}&redirect_uri=https://evil.example/")
    assert said(oauth.redirect_uri_problems(one, PROMISE, ORIGIN)) == [
        f"redirect_uri should be {CALLBACK}, got {CALLBACK} https://evil.example/"
    ]


# -- scope -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scope, told",
    [
        (None, "scope should be with profile email, got nothing"),
        ("", "scope should be with profile email, got nothing"),
        ("profile", "scope should be with email, got profile"),
        ("profile emails", "scope should be with email, got profile emails"),
        ("Profile email", "scope should be with profile, got Profile email"),
    ],
)
def test_missing_scope_is_told(scope: str | None, told: str) -> None:
    """Scopes are compared whole and in case (RFC 6749 section 3.3)."""
    assert said(oauth.scope_problems(start(scope=scope), PROMISE)) == [told]


DRIVE = "https://www.googleapis.com/auth/drive"


@pytest.mark.parametrize(
    "scope, allowed, told",
    [
        ("profile email", (), []),
        ("profile,email openid", ("openid",), []),
        ("profile", (), []),
        (None, (), []),
        (
            f"profile email {DRIVE}",
            ("openid",),
            [f"scope should be at most profile email openid, got also {DRIVE}"],
        ),
        ("profile email Openid", (), ["scope should be at most profile email, got also Openid"]),
    ],
)
def test_scope_that_nobody_allowed_is_told(
    scope: str | None, allowed: tuple[str, ...], told: list[str]
) -> None:
    """Those that must be there may be there, and those that the contract adds."""
    promise = msgspec.structs.replace(PROMISE, scopes_allowed=allowed)
    assert said(oauth.excess_problems(start(scope=scope), promise)) == told


def test_without_scopes_none_is_allowed_beside_those_that_are() -> None:
    """An empty list is a promise too."""
    promise = msgspec.structs.replace(PROMISE, scopes=(), scopes_allowed=())
    assert said(oauth.excess_problems(start(), promise)) == [
        "scope should be at most none, got also profile email"
    ]


# -- caching ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, value, told",
    [
        ("Age", "17", "age header should be absent, got 17"),
        *(
            (
                "CF-Cache-Status",
                status,
                f"cf-cache-status should be DYNAMIC or BYPASS, got {status.upper()}",
            )
            for status in ("HIT", "hit", "STALE", "UPDATING", "REVALIDATED")
        ),
        *(
            ("Cache-Control", control, f"cache-control should be no-store, got {control}")
            for control in ("public", "public, max-age=60", "max-age=1", "s-maxage=1200")
        ),
    ],
)
def test_cached_redirect_is_told(name: str, value: str, told: str) -> None:
    """Cloudflare keeps a 302 for 20 minutes where a rule makes the URL cacheable."""
    assert said(oauth.caching_problems(start(headers=[(name, value)]))) == [told]


# -- secrets and forwarded hosts -------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["client_secret", "password", "token", "access_token", "id_token", "refresh_token"]
)
def test_secret_in_the_url_is_told_without_showing_it(name: str) -> None:
    """What only the server may know."""
    assert said(oauth.secret_problems(start(**{name: "hunter2"}))) == [  # type: ignore[arg-type]
        f"location should be without {name}, got {name}=[redacted]"
    ]


def test_forwarded_host_that_is_believed_is_told() -> None:
    """A client could have the code sent to itself."""
    stolen = again(redirect_uri="https://smokegate.invalid/api/v1/oauth/google/callback")
    assert said(oauth.forwarded_problems(start(), again())) == []
    assert said(oauth.forwarded_problems(start(), stolen)) == [
        f"redirect_uri should be {CALLBACK} whatever X-Forwarded-Host says, "
        "got https://smokegate.invalid/api/v1/oauth/google/callback"
    ]


def test_forwarded_host_that_is_refused_is_no_problem() -> None:
    """An edge may answer 400 to it."""
    assert said(oauth.forwarded_problems(start(), answer(status=400, url=START))) == []


@pytest.mark.parametrize("status", [200, 301, 302, 404, 500])
def test_no_message_shows_a_secret(status: int) -> None:
    """Whatever is wrong, state, tokens and cookies are not in it."""
    secrets = {"state": "hunter2", "code_challenge": "hunter2", "client_secret": "hunter2"}
    bad = start(
        status=status,
        at="https://u:hunter2@evil.example/x",
        headers=[("Set-Cookie", "s=hunter2; SameSite=Strict"), ("Location", "/?token=hunter2")],
        body='{"access_token": "hunter2", "state": "x"} https://h/?state=hunter2',
        redirect_uri="https://u:hunter2@evil.example/?token=hunter2&state=hunter2",
        scope="",
        client_id=None,
        **secrets,
    )
    told = verdicts(bad)
    assert told
    assert not [line for line in told if re.search("hunter2", line)]


@pytest.mark.parametrize(
    "reader",
    [
        lambda one: oauth.client_id_problems(one, PROMISE),
        lambda one: oauth.redirect_uri_problems(one, PROMISE, ORIGIN),
        lambda one: oauth.scope_problems(one, PROMISE),
        lambda one: oauth_state.state_problems(one, again()),
    ],
    ids=["client-id", "redirect-uri", "scope", "state"],
)
def test_what_cannot_be_read_is_no_pass(reader: Callable[[Answer], Iterable[Problem]]) -> None:
    """A start that does not redirect keeps none of the promises about its URL."""
    one = answer("oops", status=500, url=START)
    assert said(reader(one)) == ["status should be 302 or 303, got 500 oops"]
