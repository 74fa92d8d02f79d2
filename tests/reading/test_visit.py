"""What a browser saw is read so that what is broken is named, and what is not is left alone."""

from collections.abc import Iterable

import pytest

from smokegate.probe.visited import Blocked, Refused, Screen, Uncaught, Visited
from smokegate.reading.visit import (
    appearance_problems,
    is_shown,
    policy_problems,
    raw_keys,
    refused_visit,
    reload_problems,
    request_problems,
    rest_problems,
    translation_problems,
)
from tests.reading.answers import ORIGIN, answer, said
from tests.reading.visits import refused, shows, visit

STRIPE = "https://js.stripe.com/v3/"
READERS = (
    appearance_problems,
    request_problems,
    policy_problems,
    rest_problems,
    translation_problems,
    reload_problems,
)


def test_a_good_visit_has_no_problems() -> None:
    """Nothing is said of a page that shows itself."""
    assert [problem for reader in READERS for problem in reader(visit())] == []
    assert refused_visit(visit()) is None
    assert visit().where == "GET / in a browser"


@pytest.mark.parametrize(
    "lines, found",
    [
        pytest.param((), "nothing to see after 1 s", id="blank"),
        pytest.param(("...",), "only '...' after 1 s", id="dots"),
        pytest.param(("87 %",), "only '87 %' after 1 s", id="a-percentage"),
        pytest.param(("Loading CharHub...",), "only 'Loading CharHub...' after 1 s", id="loading"),
        pytest.param(("Please", "wait"), "only 'Please wait' after 1 s", id="two-lines"),
        pytest.param(("Bitte warten",), "only 'Bitte warten' after 1 s", id="german"),
        pytest.param(("読み込み中",), "only '読み込み中' after 1 s", id="japanese"),
    ],
)
def test_a_page_that_stays_empty_is_told(lines: tuple[str, ...], found: str) -> None:
    """With what stands in it instead of the application."""
    one = visit(screen=shows(*lines))
    assert said(appearance_problems(one)) == [
        f"#root should be filled by the application, got {found}"
    ]
    assert not is_shown(shows(*lines))


@pytest.mark.parametrize(
    "screen",
    [
        pytest.param(shows(has_more=True), id="a-picture"),
        pytest.param(shows("Loading", has_more=True), id="a-picture-and-a-word"),
        pytest.param(shows("OK"), id="a-word"),
        pytest.param(shows(f"Loading bays, {'and docks, ' * 5}near you"), id="a-sentence"),
        pytest.param(shows("Uploading is easy with us"), id="another-word"),
    ],
)  # fmt: skip
def test_whatever_shows_something_is_not_empty(screen: Screen) -> None:
    """However little it is."""
    assert said(appearance_problems(visit(screen=screen))) == []
    assert is_shown(screen)


@pytest.mark.parametrize(
    "one, told",
    [
        pytest.param(
            visit(screen=Screen()),
            "page should be filled by the application, got nothing to see after 1 s",
            id="no-mount-node",
        ),
        pytest.param(
            visit(screen=None),
            "page should be such that it can be used, got a script that has not ended after 1 s",
            id="stuck",
        ),
        pytest.param(
            visit(document=None, screen=None),
            "page should be opened, got nothing after 1 s",
            id="no-document",
        ),
        pytest.param(
            visit(fault="net::ERR_CONNECTION_RESET", document=None),
            "page should be opened, got net::ERR_CONNECTION_RESET",
            id="reset",
        ),
        pytest.param(
            visit(document=answer(status=500)), "status should be 200, got 500", id="broken-later"
        ),
    ],
)
def test_a_page_that_cannot_be_seen_is_told(one: Visited, told: str) -> None:
    """As what it is."""
    assert said(appearance_problems(one)) == [told]


@pytest.mark.parametrize("fields", [{"left_for": "sso.example"}, {"loads": ("/",) * 4}])
def test_a_page_that_is_gone_is_not_called_empty(fields: dict[str, object]) -> None:
    """Nobody knows what it would have shown."""
    assert said(appearance_problems(visit(screen=shows(), **fields))) == []


@pytest.mark.parametrize(
    "fault, status, told",
    [
        ("net::ERR_CERT_AUTHORITY_INVALID", 200,
         "the browser did not get there (net::ERR_CERT_AUTHORITY_INVALID)"),
        ("net::ERR_NAME_NOT_RESOLVED", 200,
         "the browser did not get there (net::ERR_NAME_NOT_RESOLVED)"),
        ("net::ERR_TOO_MANY_REDIRECTS", 200, None),
        (None, 403, "the suite is let in and a browser is answered 403"),
        (None, 429, "the suite is let in and a browser is answered 429"),
        (None, 500, None),
    ],
)  # fmt: skip
def test_a_browser_that_is_kept_out_says_nothing(
    fault: str | None, status: int, told: str | None
) -> None:
    """A wall against robots, or a runner that is cut off, is not the release's."""
    assert refused_visit(visit(fault=fault, document=answer(status=status))) == told


def test_a_page_that_waits_for_another_host_says_nothing() -> None:
    """It is blank, but nothing of its own is broken; where something is, that is told."""
    missing = refused(STRIPE, None, "script", "net::ERR_NAME_NOT_RESOLVED")
    told = "there is nothing to see, and a script of js.stripe.com did not come"
    mistake = Uncaught(message="TypeError: x is not a function", sources=(f"{ORIGIN}/a.js",))
    assert refused_visit(visit(screen=shows(), refused=(missing,))) == told
    assert refused_visit(visit(refused=(missing,))) is None
    assert refused_visit(visit(screen=shows(), refused=(missing,), uncaught=(mistake,))) is None
    broken = (missing, refused("/a.js", 404, "script"))
    assert refused_visit(visit(screen=shows(), refused=broken)) is None


def test_a_challenge_says_nothing() -> None:
    """Whatever its status."""
    one = visit(document=answer(headers=[("cf-mitigated", "challenge")]))
    assert refused_visit(one) == (
        "the edge asks the runner to prove that it is a browser (cf-mitigated)"
    )


@pytest.mark.parametrize(
    "one, told",
    [
        (refused("/a.js", 404, "script"), ["script /a.js should be loaded, got 404"]),
        (refused("/a.css", 503, "stylesheet"), ["style /a.css should be loaded, got 503"]),
        (refused("/a.woff2", None, "font", "net::ERR_EMPTY_RESPONSE"),
         ["font /a.woff2 should be loaded, got net::ERR_EMPTY_RESPONSE"]),
        (refused("/api/me?token=x", 500), ["call of /api/me should be answered, got 500"]),
        (refused("/api/me", None, "xhr", "net::ERR_CONNECTION_RESET"),
         ["call of /api/me should be answered, got net::ERR_CONNECTION_RESET"]),
        (refused("/api/me", 401), []),
        (refused("/api/models", 503), []),
        (refused("/health?full", 500), []),
        (refused("/api/refresh", 400), []),
        (refused("/api/flags", 404), []),
        (refused("/cdn-cgi/rum", 500), []),
        (refused("https://js.stripe.com/v3/", None, "script", "net::ERR_NAME_NOT_RESOLVED"), []),
        (refused("https://api.charhub.example/v1", 500), []),
    ],
)  # fmt: skip
def test_requests_of_the_deployment_are_read(one: Refused, told: list[str]) -> None:
    """Its own files should load and its calls not break; a refusal is an answer."""
    assert said(request_problems(visit(refused=(one, one)))) == told


@pytest.mark.parametrize(
    "directive, what, is_failing, shown",
    [
        ("script-src-elem", f"{ORIGIN}/a.js", True, f"{ORIGIN}/a.js"),
        ("style-src-elem", f"{ORIGIN}/a.css?v=1", True, f"{ORIGIN}/a.css"),
        ("connect-src", f"{ORIGIN}/api", True, f"{ORIGIN}/api"),
        ("img-src", f"{ORIGIN}/a.png", False, f"{ORIGIN}/a.png"),
        ("script-src-elem", STRIPE, False, STRIPE),
        ("script-src-elem", "inline", False, "inline"),
        ("script-src", "eval", False, "eval"),
        ("font-src", "data", False, "data"),
    ],
)
def test_what_a_policy_blocks_is_told(
    directive: str, what: str, is_failing: bool, shown: str
) -> None:
    """The deployment's own code fails, the rest is warned of."""
    one = visit(blocked=(Blocked(directive=directive, what=what),) * 2)
    told = [f"{shown} should be allowed by {directive}, got blocked by the browser"]
    assert said(policy_problems(one)) == (told if is_failing else [])
    assert said(rest_problems(one)) == ([] if is_failing else told)


@pytest.mark.parametrize(
    "lines, keys",
    [
        (("home.title", "home.text", "nav.sign_in"), 3),
        (("home.title", "home.text", "nav.signIn", "errors.form.e-mail", "CharHub"), 4),
        (("common:nav.login", "{{ $t('home.title') }}"), 1),
        (("{{ 'home.title' | translate }}",), 1),
        (("home.title", "home.text"), 0),
        (("home.title", "home.text", "nav.sign_in", "a", "b", "c", "d"), 0),
        (("main.js", "index.html", "style.css"), 0),
        (("charhub.app", "docs.charhub.app", "github.com"), 0),
        (("v1.2.3", "1.8.0", "e.g."), 0),
        (("Read home.title", "and home.text", "and nav.login"), 0),
        (("{{ user }}", "{{ count }}"), 0),
        ((), 0),
    ],
)
def test_raw_keys_are_told_from_other_texts(lines: tuple[str, ...], keys: int) -> None:
    """Several of them, most of what there is, and neither files nor hosts nor sentences."""
    assert len(raw_keys(shows(*lines))) == keys


def test_raw_keys_are_listed() -> None:
    """Some of them, and how many more there are."""
    one = visit(screen=shows("a.one", "a.two", "a.three", "a.four", "a.five"))
    assert said(translation_problems(one)) == [
        "text should be translated, got a.one, a.two, a.three and 2 more"
    ]


@pytest.mark.parametrize(
    "loads, told",
    [
        (("/",) * 4, ["page should be one that stays, got / loaded more than 3 times in 1.20 s"]),
        (("/", "/login") * 4,
         ["page should be one that stays, got / loaded more than 3 times in 1.20 s"]),
        (("/",) * 3, []),
        (("/", "/login", "/"), []),
    ],
)  # fmt: skip
def test_a_loop_is_told(loads: Iterable[str], told: list[str]) -> None:
    """A login, or a worker that renews itself, is none."""
    assert said(reload_problems(visit(loads=tuple(loads)))) == told
