"""Whatever a deployment answers, a reader says what is wrong with it and never raises."""

import json
from collections.abc import Callable, Iterable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from smokegate.contract import Oauth, Page, Realtime, ReleaseIdentity, Route
from smokegate.contract_fields import RealtimeKind
from smokegate.probe.observation import Answer
from smokegate.reading import (
    asset,
    elements,
    health,
    oauth,
    oauth_callback,
    oauth_cookie,
    oauth_state,
    page,
    processes,
    protocol,
    realtime,
    release,
    replicas,
    route,
)
from smokegate.reading.problem import Problem
from tests.reading.answers import ORIGIN, answer, silence

hostile = settings(
    max_examples=300,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

NAMES = (
    "age",
    "cache-control",
    "cf-cache-status",
    "content-length",
    "content-type",
    "date",
    "location",
    "set-cookie",
    "x-release",
)
VALUES = (
    "text/html; charset=idna",
    "application/json",
    "https://accounts.google.com/o/oauth2/v2/auth?state=x&client_id=&code_challenge=y",
    "http://[::1",
    "//\\evil",
    "Fri, 13 Feb 2026 12:00:00 -0000",
    "Fri, 13 Feb 99999999999999999999 12:00:00 GMT",
    "s=x; Domain=; SameSite=Strict",
    "9" * 5000,
)


def _careless_json(value: object) -> bytes:
    """JSON with half surrogates and endless numbers in it."""
    return json.dumps(value).encode()


# httpx decodes header fields as ASCII, UTF-8 or Latin-1
texts = st.text(st.characters(codec="utf-8"), max_size=60)
headers = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES) | texts), max_size=5)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(["ok", "down", "2026-02-13T12:00:00", "\ud800", 10**400]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["status", "checks", "components", "details", "timestamp", "name", "release", "a"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
tags = st.lists(
    st.sampled_from(
        [
            "<base href='http://[::1'>",
            "<base href='data:,'>",
            "<script src=//[></script>",
            "<script integrity='sha256-' src=/a.js>",
            "<link rel='preload icon' href=?>",
            "<img src=\ud800>",
            "<meta name=release content>",
            "<title>",
            "<template>",
            "<svg>",
            "<!--",
            "-->",
            "\0",
        ]
    ),
    max_size=8,
)
bodies = st.one_of(
    st.binary(max_size=300),
    texts.map(str.encode),
    values.map(_careless_json),
    tags.map(lambda some: "".join(some).encode("utf-8", "surrogatepass")),
    st.sampled_from([b"[" * 100_000, b'{"a":' * 5000, b"9" * 5000, b"\xef\xbb\xbf", b"\xff\xfe<"]),
)
answers = st.builds(
    answer,
    bodies,
    status=st.sampled_from([200, 204, 206, 301, 302, 303, 304, 307, 308, 401, 404, 418, 500, 503])
    | st.integers(200, 599),
    headers=headers,
    url=st.sampled_from([f"{ORIGIN}/", f"{ORIGIN}/a/b?c=d", "http://127.0.0.1:8080/"]),
)

OAUTH = Oauth(
    provider="google",
    path="/o",
    authorize="https://accounts.google.com/o/oauth2/*",
    callback="/back",
    scopes=("email",),
    client_id=r"\d+-\w+",
    pkce=True,
)
PAGE = Page(path="/", contains=("CharHub",), mount="#root")
ROUTE = Route(
    path="/x", status=tuple(range(200, 600)), content_type="a/b", location="/*", contains=("x",)
)
ASSETS = [
    asset.Asset(url=url, kind=kind, integrity=integrity)
    for url in (f"{ORIGIN}/a", "https://cdn.example/a")
    for kind in asset.Kind
    for integrity in ("", "sha256-x sha384-y", "sha512-")
]


def of_health(one: Answer) -> Iterable[Problem]:
    """Every reader of a health answer."""
    seen = health.read(one)
    assert seen.problem is None or seen.overall is health.Status.UNKNOWN
    for name in ("a", "redis", *seen.components):
        told = health.component_problem(seen, name)
        assert told is None or told.startswith(one.where)
    assert seen.names
    yield from health.overall_problems(seen, frozenset({"a"}))
    yield from health.freshness_problems(one, seen, 60)
    yield from route.readiness_problems(one, seen)


def of_page(one: Answer) -> Iterable[Problem]:
    """Every reader of a page."""
    yield from page.page_problems(one)
    yield from page.marker_problems(one, PAGE)
    yield from page.blank_problems(one, PAGE, has_working_script=False)
    yield from page.blank_problems(one, Page(path="/"), has_working_script=True)
    for found in elements.assets(one):
        yield from asset.arrival_problems(found, silence(), ORIGIN)


def of_asset(one: Answer) -> Iterable[Problem]:
    """Every reader of an asset."""
    for wanted in ASSETS:
        yield from asset.arrival_problems(wanted, one, ORIGIN)
        yield from asset.disguise_problems(wanted, one, ORIGIN)
        yield from asset.integrity_problems(wanted, one, ORIGIN)


def of_oauth(one: Answer) -> Iterable[Problem]:
    """Every reader of a login."""
    yield from oauth.redirect_problems(one, OAUTH)
    yield from oauth.client_id_problems(one, OAUTH)
    yield from oauth.redirect_uri_problems(one, OAUTH, ORIGIN)
    yield from oauth.scope_problems(one, OAUTH)
    yield from oauth.excess_problems(one, OAUTH)
    yield from oauth_state.state_problems(one, one)
    yield from oauth_state.strength_problems(one)
    yield from oauth_state.guess_problems(one, answer(status=302))
    yield from oauth_state.opacity_problems(one)
    yield from oauth_state.nonce_problems(one, one)
    yield from oauth_state.pkce_problems(one, one, OAUTH)
    yield from oauth.caching_problems(one)
    yield from oauth_cookie.cookie_problems(one)
    yield from oauth_cookie.guard_problems(one)
    yield from oauth_cookie.flood_problems(one)
    yield from oauth.secret_problems(one)
    yield from oauth.forwarded_problems(one, answer(status=302))
    yield from oauth_callback.callback_problems(one, ORIGIN)
    yield from oauth_callback.memory_problems(one, one)
    yield from oauth_callback.return_problems(one, one, "charhub.app")


def of_samples(one: Answer) -> Iterable[Problem]:
    """Every reader of samples, and of a channel."""
    facts = [replicas.header_facts(one), replicas.authorization_facts(one), {}]
    yield from replicas.difference_problems(facts)
    signs = [processes.sign(one, health.read(one), None, is_dated=True)]
    yield from processes.clock_problems([*signs, processes.Sign(begun_s=0, ended_s=0)], 60)
    yield from processes.restart_problems(signs * 20)
    yield from protocol.head_problems(answer(), one)
    yield from protocol.reuse_problems(one)
    for kind in RealtimeKind:
        yield from realtime.realtime_problems(one, Realtime(path="/ws", kind=kind))


def of_route(one: Answer) -> Iterable[Problem]:
    """Every reader of another path, and of the release."""
    yield from route.route_problems(one, ROUTE)
    for identity in (
        ReleaseIdentity(json="release.a"),
        ReleaseIdentity(header="x-release"),
        ReleaseIdentity(meta="release"),
    ):
        stated = release.seen_release(identity, one, one)
        assert stated is None or stated.isprintable()
    yield from release.page_problems(one, "release", "abc")


@pytest.mark.parametrize("readers", [of_health, of_page, of_asset, of_oauth, of_samples, of_route])
@hostile
@given(one=answers)
@example(one=answer('{"checks": {"db": {"status": "ok", "latency": 1' + "0" * 400 + "}}}"))
@example(one=answer('{"timestamp": 1}', headers=[("date", "Fri, 13 Feb 2026 12:00:00 -0000")]))
@example(one=answer('{"checks": {"a\\n::error::": {"status": "down"}}}', status=500))
@example(one=answer("<p>", kind="text/html; charset=undefined"))
@example(one=answer("x", headers=[("content-length", "9" * 5000)]))
def test_nothing_raises(readers: Callable[[Answer], Iterable[Problem]], one: Answer) -> None:
    """A problem is one line that no terminal and no CI obeys, however mad the answer."""
    for problem in readers(one):
        told = str(problem)
        assert told.isprintable()
        assert len(told) < 1000
