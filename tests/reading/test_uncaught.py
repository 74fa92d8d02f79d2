"""An error that nothing catches is the release's, unless it is another's or harmless."""

from dataclasses import replace

import pytest

from smokegate.probe.visited import Refused, Uncaught
from smokegate.reading.uncaught import excused, uncaught_problems
from tests.reading.answers import ORIGIN, said
from tests.reading.visits import refused, visit

OWN = f"{ORIGIN}/assets/app.js"
STRIPE = "https://js.stripe.com/v3/"
NO_STRIPE = refused(STRIPE, None, "script", "net::ERR_NAME_NOT_RESOLVED")
NO_PIXEL = refused("https://pixel.example/1", None, "fetch", "net::ERR_NAME_NOT_RESOLVED")
REFUSED = refused("/api/me", 401)
BROKEN = refused("/api/me", 500)


@pytest.mark.parametrize(
    "message, others",
    [
        ("TypeError: x is not a function", ()),
        ("Error: no such plan", ()),
        ("TypeError: Cannot read properties of undefined (reading 'aborted')", ()),
        ("TypeError: x is not a function", (NO_STRIPE, REFUSED)),
        ("TypeError: Cannot read properties of undefined (reading 'token')", (REFUSED,)),
        ("ReferenceError: Stripe is not defined", ()),
        ("TypeError: Failed to fetch", ()),
        ("TypeError: Failed to fetch", (NO_PIXEL, BROKEN)),
        ("Error: Request failed with status code 401", ()),
        ("Error: Request failed with status code 500", (BROKEN,)),
        ("SyntaxError: Unexpected token '<'", ()),
    ],
)
def test_an_error_of_ours_is_told(message: str, others: tuple[Refused, ...]) -> None:
    """With the script that it came from."""
    error = Uncaught(message=message, sources=(STRIPE, OWN))
    one = visit(uncaught=(error,), refused=others)
    assert said(uncaught_problems(one)) == [
        f"scripts should be without uncaught errors, got {message} (/assets/app.js)"
    ]
    assert list(excused(one)) == []


ANONYMOUS = "a call was refused, as to anybody who is not signed in"


@pytest.mark.parametrize(
    "message, others, why",
    [
        ("ResizeObserver loop completed with undelivered notifications.", (), "harmless"),
        ("AbortError: signal is aborted without reason", (), "harmless"),
        ("NotAllowedError: play() failed because the user didn't interact", (), "harmless"),
        ("Error: Error creating WebGL context.", (), "harmless"),
        ("Script error.", (), "harmless"),
        ("CanceledError: canceled", (), "broken off by the page itself"),
        ("TypeError: Failed to register a ServiceWorker for scope", (), "harmless"),
        ("Error: Failed to load Stripe.js", (NO_STRIPE,), "js.stripe.com did not answer"),
        ("ReferenceError: Stripe is not defined", (NO_STRIPE,),
         "another host's script did not come"),
        ("TypeError: Failed to fetch", (NO_PIXEL,), "another host did not answer"),
        ("AxiosError: Request failed with status code 401", (REFUSED,), ANONYMOUS),
        ("Error: Unauthorized", (REFUSED,), ANONYMOUS),
        ("Error: no session", (REFUSED,), ANONYMOUS),
    ],
)  # fmt: skip
def test_an_error_that_is_no_fault_of_ours_is_noted(
    message: str, others: tuple[Refused, ...], why: str
) -> None:
    """It fails nothing, and the report says why."""
    one = visit(uncaught=(Uncaught(message=message, sources=(OWN,)),), refused=others)
    assert said(uncaught_problems(one)) == []
    assert list(excused(one)) == [f"GET / in a browser: uncaught {message} ({why})"]


def test_a_call_that_a_navigation_breaks_off_is_noted() -> None:
    """Who is sent to the login leaves calls behind."""
    error = Uncaught(message="TypeError: Failed to fetch", sources=(OWN,))
    one = visit(uncaught=(error,), loads=("/", "/login"))
    assert said(uncaught_problems(one)) == []
    assert list(excused(one)) == [
        "GET / in a browser: uncaught TypeError: Failed to fetch "
        "(broken off when another document was loaded)"
    ]


def test_an_error_of_another_hosts_script_is_noted() -> None:
    """Whatever it says."""
    one = visit(uncaught=(Uncaught(message="TypeError: x is not a function", sources=(STRIPE,)),))
    assert said(uncaught_problems(one)) == []
    assert list(excused(one)) == [
        "GET / in a browser: uncaught TypeError: x is not a function (another origin's script)"
    ]


def test_secrets_are_not_shown() -> None:
    """What an error says is a stranger's text."""
    message = "Error: GET /me?token=abcdefgh12345678 failed"
    one = visit(uncaught=(Uncaught(message=message, sources=(f"{OWN}?key=sk_live_abcdefgh",)),))
    assert said(uncaught_problems(one)) == [
        "scripts should be without uncaught errors, got "
        "Error: GET /me?token=[redacted] failed (/assets/app.js)"
    ]


@pytest.mark.parametrize(
    "kept_back, why",
    [
        pytest.param("api.charhub.app:443 POST of another origin", True, id="its-own-api"),
        pytest.param("sentry.example:443 POST of another origin", False, id="another-site"),
        pytest.param("charhub.app.example:443 POST of another origin", False, id="another-ending"),
    ],
)
def test_item_12_who_keeps_a_page_from_its_api_blames_it_for_nothing(
    kept_back: str, *, why: bool
) -> None:
    """A page that may not speak to another host of its own site fails by our doing."""
    error = Uncaught(message="TypeError: x is undefined", sources=(OWN,))
    one = visit(uncaught=(error,), kept_back=(kept_back,))
    assert bool(list(excused(one))) is why
    assert bool(list(uncaught_problems(one))) is not why


@pytest.mark.parametrize(
    "own, is_same", [("http://10.0.0.5:8080", False), ("http://10.0.0.6", True)]
)
def test_item_12_addresses_are_the_same_site_only_as_a_whole(own: str, *, is_same: bool) -> None:
    """Of two addresses with the same end nothing follows."""
    error = Uncaught(message="TypeError: x is undefined", sources=(f"{own}/app.js",))
    one = visit(uncaught=(error,), kept_back=("10.0.0.6:3000 a private address",))
    one = replace(one, opening=replace(one.opening, own=(own,)))
    assert bool(list(excused(one))) is is_same
