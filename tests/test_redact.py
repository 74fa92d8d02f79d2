"""What is kept or shown should hold no secret, stay readable, and be harmless to print."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smokegate.redact import learn_body, redacted, shown, shown_header
from smokegate.seen_secrets import remember, remembered

R = "[redacted]"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nx2kq\n-----END RSA PRIVATE KEY-----"


PIECES = [
    *("?", "&", "%26", "%3D", "=", ":", '"', "'", "\\", " ", "\n", "[", "]", "{", ".", "-", "@"),
    *("state", "token", "Cookie", "Bearer ", "S3S3S3S3", "eyJ", "://", "a:b", R, "&quot;"),
]


@pytest.mark.parametrize(
    "text, kept",
    [
        pytest.param(
            "https://h/cb?state=S3&code=S3&scope=email",
            f"https://h/cb?state={R}&code={R}&scope=email",
            id="query",
        ),
        pytest.param("state=S3&x=1", f"state={R}&x=1", id="query-alone"),
        pytest.param("#access_token=S3&expires_in=3", f"#access_token={R}&expires_in=3", id="hash"),
        pytest.param("/cb?code=4%2F0AS3-S3&x=1", f"/cb?code={R}&x=1", id="percent-in-the-value"),
        pytest.param("?a=1&amp;state=S3&amp;b=2", f"?a=1&amp;state={R}&amp;b=2", id="html-query"),
        pytest.param(
            r"?a=1\u0026state=S3\u0026b=2", rf"?a=1\u0026state={R}\u0026b=2", id="json-query"
        ),
        pytest.param(
            "/login?next=https%3A%2F%2Fh%2Fcb%3Fstate%3DS3%26code%3DS3%252FS3%26a%3D1&b=2",
            f"/login?next=https%3A%2F%2Fh%2Fcb%3Fstate%3D{R}%26code%3D{R}%26a%3D1&b=2",
            id="query-inside-a-url",
        ),
        pytest.param(
            "?a=%2Fx%3Fb%3D%252Fcb%253Ftoken%253DS3%2526c%253D1",
            f"?a=%2Fx%3Fb%3D%252Fcb%253Ftoken%253D{R}%2526c%253D1",
            id="query-inside-a-url-inside-a-url",
        ),
        pytest.param("https://ann:S3@h/x", f"https://{R}@h/x", id="userinfo"),
        pytest.param("redis://:S3@cache:6379/0", f"redis://{R}@cache:6379/0", id="redis"),
        pytest.param(
            "postgresql+asyncpg://app:S3@S3@db:5432/app",
            f"postgresql+asyncpg://{R}@db:5432/app",
            id="at-in-the-password",
        ),
        pytest.param(r"mysql:\/\/app:S3@db\/app", rf"mysql:\/\/{R}@db\/app", id="php-json-url"),
        pytest.param("mongodb://app:S3", f"mongodb://{R}@", id="userinfo-cut-short"),
        pytest.param(
            "Server=db;User Id=sa;Password=S3;Encrypt=yes",
            f"Server=db;User Id=sa;Password={R}",
            id="ado-net",
        ),
        pytest.param("host=db password='S3 S3' port=5", f"host=db password={R} port=5", id="libpq"),
        pytest.param(
            "AccountName=a;AccountKey=S3/S3==", f"AccountName=a;AccountKey={R}", id="azure-storage"
        ),
        pytest.param("AWS_SECRET_ACCESS_KEY=S3/S3", f"AWS_SECRET_ACCESS_KEY={R}", id="environment"),
        pytest.param(
            '{"user":"ann","password":"S3","n":1}',
            f'{{"user":"ann","password":{R},"n":1}}',
            id="json",
        ),
        pytest.param(r'{"password": "S3\"S3"}', f'{{"password": {R}}}', id="json-escaped-quote"),
        pytest.param('{"password": "S3 S3', f'{{"password": {R}', id="json-cut-short"),
        pytest.param(
            r'"{\"password\":\"S3 S3\",\"n\":1}"',
            rf'"{{\"password\":{R},\"n\":1}}"',
            id="json-inside-json",
        ),
        pytest.param(
            "{&quot;password&quot;:&quot;S3 S3&quot;,&quot;n&quot;:1}",
            f"{{&quot;password&quot;:{R},&quot;n&quot;:1}}",
            id="json-inside-html",
        ),
        pytest.param('{"tokens": ["S3", "S3"]}', f'{{"tokens": {R}}}', id="json-list"),
        pytest.param('{"password"=>"S3 S3"}', f'{{"password"=>{R}}}', id="ruby"),
        pytest.param("user[password]=S3&a=1", f"user[password]={R}&a=1", id="rails"),
        pytest.param("{'client_secret': 'S3 S3'}", f"{{'client_secret': {R}}}", id="python"),
        pytest.param("client_secret: S3", f"client_secret: {R}", id="yaml"),
        pytest.param("Authorization: Bearer S3S3S3S3", f"Authorization: {R}", id="header-line"),
        pytest.param(
            "Cookie: a=S3; sid=S3\r\nHost: h", f"Cookie: {R}\r\nHost: h", id="cookie-line"
        ),
        pytest.param("sent Bearer S3S3.S3S3-S3 on", f"sent Bearer {R} on", id="bearer"),
        pytest.param("curl -H 'basic YW5uOlMz' h", f"curl -H 'basic {R}' h", id="basic"),
        pytest.param(f"got {JWT}.", f"got {R}.", id="jwt"),
        pytest.param(f"got {JWT[:26]}", f"got {R}", id="jwt-cut-short"),
        pytest.param("laravel eyJpdiI6IlMzUzM9PSJ9==", f"laravel {R}", id="signed-cookie"),
        pytest.param("key AKIAIOSFODNN7EXAMPLE!", f"key {R}!", id="aws"),
        pytest.param("with sk_" + "live_4eC39HqLyjWDarjt", f"with {R}", id="stripe"),
        pytest.param("with whsec_4eC39HqLyjWDarjt", f"with {R}", id="stripe-webhook"),
        pytest.param("with sk-proj-4eC39HqLyjWDarjt", f"with {R}", id="openai"),
        pytest.param("with ghp_" + "a1B2" * 9, f"with {R}", id="github"),
        pytest.param("with github_pat_" + "a1B2" * 9, f"with {R}", id="github-fine-grained"),
        pytest.param("with glpat-" + "a1B2" * 5, f"with {R}", id="gitlab"),
        pytest.param("with xoxb-1234-5678-S3S3", f"with {R}", id="slack"),
        pytest.param("with GOCSPX-" + "a1B2" * 7, f"with {R}", id="google-client"),
        pytest.param("with AIza" + "a1B2" * 9, f"with {R}", id="google-api"),
        pytest.param(f"a {PEM} b", f"a {R} b", id="pem"),
        pytest.param(PEM[:60], R, id="pem-cut-short"),
        pytest.param(f"private_key={PEM}\nb=1", f"private_key={R}\nb=1", id="pem-by-name"),
    ],
)
def test_a_secret_does_not_survive(text: str, kept: str) -> None:
    """What can be told by its look or its name is replaced, and nothing around it."""
    assert redacted(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "GET /api/v1/health -> 503 in 0.04 s: redis is error (ECONNREFUSED)", id="503"
        ),
        pytest.param("client_id=123-abc.apps.googleusercontent.com", id="client-id"),
        pytest.param("?client_id=123-abc&scope=openid%20email&response_type=code", id="oauth"),
        pytest.param("status code 500", id="status-code"),
        pytest.param("error code: 1033", id="cloudflare"),
        pytest.param("exit code=1, state: degraded", id="exit-code"),
        pytest.param("release 3f2a91c8d5b6e7f0a1b2c3d4e5f60718293a4b5c", id="commit"),
        pytest.param("550e8400-e29b-41d4-a716-446655440000", id="uuid"),
        pytest.param("http://127.0.0.1:8080", id="port"),
        pytest.param("http://[::1]:8080", id="ipv6"),
        pytest.param("https://medium.com/@ann/post and ann@example.org", id="at"),
        pytest.param("password authentication failed for user app", id="postgres"),
        pytest.param("cookie sid should be Secure, got SameSite=None without it", id="cookie"),
        pytest.param('{"session": {"status": "error"}}', id="object-under-a-secret-name"),
        pytest.param(".btn:hover{color:#fff}@media(max-width:9px){a{margin:0}}", id="css"),
        pytest.param('<div id="root"></div><script src="/assets/i-4f3.js"></script>', id="html"),
        pytest.param('<input type="password" name="q" placeholder="Password">', id="form"),
        pytest.param("monkeyJumpsOverTheFence.now", id="ey-j-in-a-word"),
    ],
)
def test_harmless_text_stays_readable(text: str) -> None:
    """What a person needs to find the fault is not touched."""
    assert redacted(text) == text
    assert shown(text) == text


@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=12,
    ).map("".join)
)
@settings(deadline=None, max_examples=200)
def test_redaction_is_settled(text: str) -> None:
    """Redacting what is redacted changes nothing, so it may be done wherever text passes."""
    once = redacted(text)
    assert redacted(once) == once


@given(st.text())
@settings(deadline=None, max_examples=50)
def test_no_json_password_survives(password: str) -> None:
    """Whatever the characters of a password, as JSON it is gone."""
    text = json.dumps({"password": password, "status": "error"}, separators=(",", ":"))
    assert redacted(text) == f'{{"password":{R},"status":"error"}}'


@pytest.mark.parametrize(
    "unit",
    ["a", "?", "://", '"password":', "token", "a-", "eyJ-abcdefg-", "cookie: ", "%26token"],
)
@pytest.mark.timeout(10)
def test_a_hostile_megabyte_costs_little(unit: str) -> None:
    """No text makes the patterns look at the same characters again and again."""
    text = (unit * (10**6 // len(unit) + 1))[: 10**6]
    assert len(redacted(text)) <= 10 * len(text)


@pytest.mark.parametrize(
    "text, line",
    [
        pytest.param("a\x1b[31mred\x1b[0m", "ared", id="colours"),
        pytest.param("a\r\n::error::b", "a : :error::b", id="ci-command"),
        pytest.param("a ##[error]b", "a # #[error]b", id="ci-command-anywhere"),
        pytest.param("a ##vso[task.complete]b", "a # #vso[task.complete]b", id="azure"),
        pytest.param("## title [1]", "## title [1]", id="markdown"),
        pytest.param("a\rb\x0bc\x85d\u2028e", "a b c d e", id="line-ends"),
        pytest.param("a\x00\x07\x7fb", "a\\x00\\x07\\x7fb", id="control"),
        pytest.param("a\u202eb\u200bc", "a\\x202eb\\x200bc", id="bidi-and-invisible"),
        pytest.param("a\ud800b", "a\\xd800b", id="surrogate"),
        pytest.param("  a \t\n  b ", "a b", id="spaces"),
        pytest.param("naïve 日本 😀", "naïve 日本 😀", id="people's-letters"),
        pytest.param(b"caf\xc3\xa9 \xff", "café \N{REPLACEMENT CHARACTER}", id="bytes"),
        pytest.param(b'{"token":"S3"}', f'{{"token":{R}}}', id="bytes-redacted"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_shown_is_one_harmless_line(text: str | bytes, line: str) -> None:
    """Nothing in an answer moves the cursor, begins a line or commands the CI."""
    assert shown(text) == line


@given(st.text() | st.binary())
@settings(deadline=None, max_examples=50)
def test_shown_is_printable_and_short(text: str | bytes) -> None:
    """Whatever is shown is printable and no longer than its limit."""
    line = shown(text, 20)
    assert len(line) <= 20
    assert line.isprintable()


@pytest.mark.parametrize(
    "length, line",
    [
        pytest.param(10, "x" * 10, id="just-fits"),
        pytest.param(11, "x" * 7 + "...", id="too-long"),
        pytest.param(10**5, "x" * 7 + "...", id="far-too-long"),
    ],
)
def test_shown_keeps_its_limit(length: int, line: str) -> None:
    """What is too long ends in three dots, within the limit."""
    assert shown("x" * length, 10) == line
    assert shown(b"x" * length, 10) == line


@pytest.mark.parametrize(
    "name, value, line",
    [
        pytest.param(
            "Set-Cookie",
            "sid=S3; Path=/; Secure",
            f"set-cookie: sid={R}; Path=/; Secure",
            id="set-cookie",
        ),
        pytest.param("set-cookie", "sid=S3", f"set-cookie: sid={R}", id="bare-cookie"),
        pytest.param("set-cookie", "S3; Path=/", f"set-cookie: {R}; Path=/", id="nameless-cookie"),
        pytest.param("Cookie", "sid=S3; b=S3", f"Cookie: {R}", id="cookie"),
        pytest.param("Authorization", "Basic S3", f"Authorization: {R}", id="authorization"),
        pytest.param("proxy-authorization", "S3", f"proxy-authorization: {R}", id="proxy"),
        pytest.param("X-Api-Key", "S3", f"X-Api-Key: {R}", id="api-key"),
        pytest.param("x-amz-security-token", "S3", f"x-amz-security-token: {R}", id="aws"),
        pytest.param("www-authenticate", 'Basic realm="x"', f"www-authenticate: {R}", id="realm"),
        pytest.param(
            "location", "https://i/auth?client_id=1&state=S3",
            f"location: https://i/auth?client_id=1&state={R}", id="location",
        ),
        pytest.param("content-type", "text/html", "content-type: text/html", id="harmless"),
        pytest.param("x-a\x1b[1m", "b\r\n::error::c", "x-a: b : :error::c", id="hostile"),
        pytest.param("x-a", "b" * 3000, f"x-a: {'b' * 1997}...", id="long"),
    ],
)  # fmt: skip
def test_a_header_is_shown_without_its_secret(name: str, value: str, line: str) -> None:
    """A header keeps its name, and its value unless that is a secret."""
    assert shown_header(name, value) == line


@pytest.mark.parametrize(
    "text, expected",
    [
        pytest.param("['Zq9vXk27LmP...ab']", "['[redacted]...ab']", id="its-beginning"),
        pytest.param("x...27LmPt41Rw']", "x...[redacted]']", id="its-end"),
        pytest.param("Zq9vXk2...t41Rw", "[redacted]...[redacted]", id="both"),
        pytest.param("Zq9v...41Rw", "Zq9v...41Rw", id="too-little"),
        pytest.param("loading...please", "loading...please", id="nothing-of-it"),
    ],
)
def test_item_9_what_is_left_of_a_shortened_secret_is_taken_out(text: str, expected: str) -> None:
    """pytest leaves out the middle of long values, and their ends tell enough."""
    with remembered():
        remember(iter(["Zq9vXk27LmPt41Rw"]))
        assert redacted(text) == expected


@pytest.mark.parametrize(
    "body, is_known",
    [
        pytest.param('{"access_token": "bodyTok9988776655aa"}', True, id="token"),
        pytest.param('{"a": {"apiKey":"bodyTok9988776655aa"}}', True, id="inside"),
        pytest.param('{"title": "bodyTok9988776655aa"}', False, id="no-secret"),
        pytest.param('{"token_url": "https://id.example/token/9"}', False, id="address"),
        pytest.param('{"token_type": "Bearer_token"}', False, id="word"),
        pytest.param("{", False, id="no-json"),
    ],
)
def test_item_9_tokens_in_the_body_of_an_answer_are_known_by_value(
    body: str, *, is_known: bool
) -> None:
    """What a check makes of them, such as a failing comparison, does not tell them."""
    told = "assert 'bodyTok9988776655aa' == '' at https://id.example/token/9 of Bearer_token"
    with remembered():
        learn_body(body.encode())
        assert ("bodyTok9988776655aa" not in redacted(told)) is is_known
        assert "https://id.example/token/9" in redacted(told)
