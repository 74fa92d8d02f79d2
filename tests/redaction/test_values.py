"""What stood in a secret place once should be secret everywhere, in each form."""

import base64
import json
import time
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smokegate.redact import learn, redacted, shown
from smokegate.seen_secrets import SeenSecrets, remembered

R = "[redacted]"
VALUE = "Zq8+c0/okie=Value"
URL = "https://charhub.app/api/v1/health"


@pytest.mark.parametrize(
    "fields, url",
    [
        pytest.param([("set-cookie", f"sid={VALUE}; Path=/")], URL, id="set-cookie"),
        pytest.param([("Set-Cookie", f'sid="{VALUE}"')], URL, id="quoted-cookie"),
        pytest.param([("set-cookie", f"sid={quote(VALUE, safe='')}")], URL, id="encoded-cookie"),
        pytest.param([("cookie", f"a=1; sid={VALUE}")], URL, id="cookie-of-ours"),
        pytest.param([("authorization", f"Bearer {VALUE}")], URL, id="authorization"),
        pytest.param([("x-api-key", VALUE)], URL, id="api-key"),
        pytest.param([("location", f"https://i/a?state={quote(VALUE)}&b=1")], URL, id="location"),
        pytest.param([], f"{URL}?access_token={quote_plus(VALUE)}", id="url-of-ours"),
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        pytest.param(VALUE, id="raw"),
        pytest.param(quote(VALUE, safe=""), id="url"),
        pytest.param(quote(VALUE, safe="").replace("%2B", "%2b"), id="url-mixed-case"),
        pytest.param(json.dumps(VALUE).replace("/", r"\/")[1:-1], id="json"),
    ],
)
def test_a_value_seen_in_a_secret_place_is_secret(
    fields: list[tuple[str, str]], url: str, form: str
) -> None:
    """Whoever repeats it, with no word of what it is."""
    with remembered():
        learn(url, fields)
        assert VALUE not in redacted(f"seen {form} here")
        if "%2b" not in form:
            assert redacted(f"seen {form} here") == f"seen {R} here"


@pytest.mark.parametrize("before", ["", "a", "ab", "user:"])
@pytest.mark.parametrize("after", ["", "x", "\n"])
def test_base64_hides_nothing(before: str, after: str) -> None:
    """Wherever the value begins, what is left of it is a character at most."""
    packed = base64.b64encode(f"{before}{VALUE}{after}".encode()).decode()
    with remembered():
        learn(URL, [("set-cookie", f"sid={VALUE}")])
        left = redacted(packed)
    assert R in left
    assert len(left.replace(R, "")) <= len(packed) - len(base64.b64encode(VALUE.encode())) + 6


@pytest.mark.parametrize("cut", range(8, len(VALUE)))
def test_a_value_that_is_cut_short_is_secret(cut: int) -> None:
    """The end of what was kept is no way out."""
    with remembered():
        learn(URL, [("set-cookie", f"sid={VALUE}")])
        assert redacted(f"seen {VALUE[:cut]}") == f"seen {R}"


@pytest.mark.parametrize(
    "fields, text",
    [
        pytest.param([("set-cookie", "lang=en")], "open the door", id="short"),
        pytest.param([("set-cookie", "at=/api/v1/health")], "GET /api/v1/health", id="path"),
        pytest.param([("location", "/x?state=authenticated")], "is authenticated", id="word"),
        pytest.param([("content-type", "application/json")], "application/json", id="harmless"),
        pytest.param([("set-cookie", "a=redacted")], f"it is {R}", id="our-own-word"),
        pytest.param([("www-authenticate", "Basic realm")], "Basic realm", id="challenge"),
    ],
)
def test_ordinary_words_stay(fields: list[tuple[str, str]], text: str) -> None:
    """A report that hides what everybody knows tells nothing."""
    with remembered():
        learn(URL, fields)
        assert redacted(text) == text


def test_nothing_is_kept_outside_of_a_run() -> None:
    """One run's secrets are not another's."""
    with remembered():
        learn(URL, [("set-cookie", f"sid={VALUE}")])
    learn(URL, [("set-cookie", f"sid={VALUE}")])
    assert redacted(VALUE) == VALUE


def test_a_flood_of_cookies_costs_no_memory() -> None:
    """A hostile deployment makes up more values than a run keeps."""
    seen = SeenSecrets()
    for number in range(6000):
        seen.add(f"cookie-number-{number:04}")
    assert seen.without("cookie-number-4999 cookie-number-5999") == f"{R} cookie-number-5999"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["x", "cookie-n", VALUE, "<input ", "<a>", '"state":"'])
def test_a_megabyte_costs_little(unit: str) -> None:
    """However many values are known, each character is looked at once."""
    text = (unit * (10**6 // len(unit) + 1))[: 10**6]
    with remembered():
        learn(URL, [("set-cookie", f"sid={VALUE}{n}") for n in range(500)])
        started = time.process_time()
        redacted(text)
        assert time.process_time() - started < 3


@given(st.text(st.characters(codec="utf-8"), min_size=8, max_size=30), st.text(), st.text())
@settings(deadline=None, max_examples=100)
def test_no_known_value_survives(value: str, before: str, after: str) -> None:
    """Whatever it is made of."""
    seen = SeenSecrets()
    seen.add(value)
    if value not in R and R not in value:
        assert value not in seen.without(f"{before}\n{value}\n{after}").replace(R, "\0")


@pytest.mark.parametrize(
    "text, kept",
    [
        pytest.param(
            '<input type="hidden" name="csrf_token" value="S3">',
            f'<input type="hidden" name="csrf_token" value={R}>',
            id="csrf",
        ),
        pytest.param(
            "<input value='S3' name='_xsrf'>", f"<input value={R} name='_xsrf'>", id="value-first"
        ),
        pytest.param(
            '<meta name="csrf-token" content="S3"/>',
            f'<meta name="csrf-token" content={R}/>',
            id="meta",
        ),
        pytest.param("<password>S3</password>", f"<password>{R}</password>", id="xml"),
        pytest.param(
            "<a:clientSecret x='1'>S3</a:clientSecret>",
            f"<a:clientSecret x='1'>{R}</a:clientSecret>",
            id="xml-namespace",
        ),
        pytest.param(
            "<password><![CDATA[S3]]></password>",
            f"<password><![CDATA[{R}]]></password>",
            id="cdata",
        ),
        pytest.param(
            '{"state": "Kd93aaQxT7mmPq2Z", "a": 1}', f'{{"state": {R}, "a": 1}}', id="state"
        ),
        pytest.param('{"code":"4/0AfJohXmCodeValue19"}', f'{{"code":{R}}}', id="code"),
        pytest.param('{"nonce":"abcdefgh"}', f'{{"nonce":{R}}}', id="nonce"),
        pytest.param(
            r"{\"code_verifier\":\"abcdefgh\"}", rf"{{\"code_verifier\":{R}}}", id="inside-json"
        ),
    ],
)
def test_a_secret_told_by_its_name_does_not_survive(text: str, kept: str) -> None:
    """Forms, XML, and what OAuth calls its values."""
    assert redacted(text) == kept
    assert redacted(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        '{"code": "ECONNREFUSED", "state": "degraded"}',
        '{"code": "ERR_HTTP2_STREAM_CANCEL_AFTER"}',
        '{"state": "waiting_for_database_1_of_2"}',
        '{"code": 500, "key": "components.database.primary"}',
        '<input type="password" name="password" value="">',
        '<meta name="viewport" content="width=device-width">',
        '<meta property="og:title" content="CharHub">',
    ],
)
def test_what_tells_the_fault_stays(text: str) -> None:
    """Error codes and states of components are what a person looks for."""
    assert redacted(text) == text


@pytest.mark.parametrize("at", range(190, 205))
def test_a_secret_at_the_cut_does_not_show(at: int) -> None:
    """A token told by its look is told before the text is cut."""
    key = "AKIAIOSFODNN7EXAMPLE"
    assert "AKIA" not in shown(f"{'x' * at} {key}")
    assert "AKIA" not in shown(f"{'x' * at} {key}".encode())
    assert "AKIA" not in shown(f"{' ' * 1600 * 4}{key}"[: 1600 + 4096 + 6])
