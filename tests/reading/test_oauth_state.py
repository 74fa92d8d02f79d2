"""Each login has a state and a code challenge of its own, which nobody can guess or use."""

from base64 import urlsafe_b64encode

import pytest

from smokegate.contract import Oauth
from smokegate.probe.observation import Answer
from smokegate.reading import oauth_state
from tests.reading.answers import NOW, answer, said
from tests.reading.logins import (
    AUTHORIZE,
    CHALLENGE,
    OTHER_CHALLENGE,
    OTHER_STATE,
    PROMISE,
    PUSHED,
    START,
    STATE,
    WITH_PKCE,
    again,
    pushed,
    start,
)


@pytest.mark.parametrize(
    "first, second, told",
    [
        pytest.param(
            start(),
            again(state=STATE),
            "state should be fresh in each start, got the same 32 characters in two starts",
            id="constant",
        ),
        pytest.param(
            start(state=None), again(), "state should be present once, got 0 of them", id="missing"
        ),
        pytest.param(
            start(state=""), again(), "state should be present once, got empty", id="empty"
        ),
        pytest.param(
            start(location=f"{AUTHORIZE}?state=a&state=b"),
            again(),
            "state should be present once, got 2 of them",
            id="two",
        ),
        pytest.param(
            start(),
            again(state=None),
            "state should be present once, got 0 of them",
            id="missing-in-the-second",
        ),
        pytest.param(
            start(),
            answer("oops", status=500, url=START),
            "status of a second start should be 302 or 303, got 500 oops",
            id="second-start-breaks",
        ),
        pytest.param(
            pushed(f"{PUSHED}abc"),
            pushed(f"{PUSHED}abc"),
            "request_uri should be fresh in each start, got the same in two starts",
            id="constant-and-pushed",
        ),
        pytest.param(
            pushed(f"{PUSHED}abc"),
            again(state=None),
            "state should be present once, got 0 of them",
            id="pushed-once",
        ),
        pytest.param(
            pushed("https://charhub.app/request.jwt"),
            again(),
            "state should be present once, got 0 of them",
            id="not-pushed",
        ),
    ],
)
def test_state_that_protects_nobody_is_told(first: Answer, second: Answer, told: str) -> None:
    """Each start has one of its own; two starts are needed to see it."""
    assert said(oauth_state.state_problems(first, second)) == [told]


def test_pushed_request_shows_nothing_that_could_be_wrong() -> None:
    """Neither its state nor its challenge and nonce can be seen; what stands for it is fresh."""
    one, other = pushed(f"{PUSHED}abc"), pushed(f"{PUSHED}def")
    assert said(oauth_state.state_problems(one, other)) == []
    assert said(oauth_state.strength_problems(one)) == []
    assert said(oauth_state.pkce_problems(one, other, WITH_PKCE)) == []
    assert said(oauth_state.nonce_problems(one, other)) == []


@pytest.mark.parametrize(
    "state, bits",
    [
        ("12345678", 27),
        ("1" * 38, 126),
        ("0123456789abcdef", 64),
        ("0123456789ABCDEF0123456789ABCDE", 124),
        ("abcdefghijklmnopqrstuvwx", 124),
        ("AbCdEfGhIjKlMnOpQrStU", 126),
        ("", 0),
    ],
)
def test_short_state_is_told_without_showing_it(state: str, bits: int) -> None:
    """Length times the bits of its alphabet."""
    assert said(oauth_state.strength_problems(start(state=state))) == [
        f"state should be at least 128 bits, got {len(state)} characters, some {bits} bits"
    ]


@pytest.mark.parametrize(
    "state", ["1" * 39, STATE, STATE.upper(), "abcdefghijklmnopqrstuvwxy", "AbCdEfGhIjKlMnOpQrStUv"]
)
def test_long_state_is_no_problem(state: str) -> None:
    """128 bits in any alphabet."""
    assert said(oauth_state.strength_problems(start(state=state))) == []


# -- PKCE ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "promise, first, second, told",
    [
        pytest.param(PROMISE, start(), again(), [], id="not-promised"),
        pytest.param(
            WITH_PKCE,
            start(code_challenge=CHALLENGE, code_challenge_method="S256"),
            again(code_challenge=OTHER_CHALLENGE),
            [],
            id="promised",
        ),
        pytest.param(
            WITH_PKCE,
            start(),
            again(),
            ["code_challenge should be present, got none"],
            id="promised-and-missing",
        ),
        pytest.param(
            PROMISE,
            start(code_challenge=CHALLENGE),
            again(code_challenge=OTHER_CHALLENGE),
            ["code_challenge_method should be S256, got plain"],
            id="no-method-is-plain",
        ),
        pytest.param(
            PROMISE,
            start(code_challenge=CHALLENGE, code_challenge_method="plain"),
            again(code_challenge=OTHER_CHALLENGE),
            ["code_challenge_method should be S256, got plain"],
            id="plain",
        ),
        pytest.param(
            PROMISE,
            start(code_challenge=CHALLENGE[:-1], code_challenge_method="S256"),
            again(code_challenge=OTHER_CHALLENGE),
            ["code_challenge should be 43 characters of base64url, got 42 characters"],
            id="short",
        ),
        pytest.param(
            PROMISE,
            start(code_challenge=f"{CHALLENGE}=", code_challenge_method="S256"),
            again(code_challenge=OTHER_CHALLENGE),
            ["code_challenge should be 43 characters of base64url, got 44 characters"],
            id="padded",
        ),
        pytest.param(
            PROMISE,
            start(code_challenge=CHALLENGE, code_challenge_method="S256"),
            again(code_challenge=CHALLENGE),
            ["code_challenge should be fresh in each start, got the same in two starts"],
            id="constant",
        ),
    ],
)
def test_code_challenge(promise: Oauth, first: Answer, second: Answer, told: list[str]) -> None:
    """Where there is one, or should be: S256, whole, fresh; never shown."""
    assert said(oauth_state.pkce_problems(first, second, promise)) == told


# -- what it is made of ----------------------------------------------------------------------

NOW_S = int(NOW.timestamp())


def coded(text: str) -> str:
    """The text in base64url without padding."""
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def token(claims: str) -> str:
    """A JSON Web Token with these claims."""
    return ".".join([coded('{"alg":"HS256"}'), coded(claims), "sig"])


@pytest.mark.parametrize(
    "first, second, told",
    [
        (STATE, OTHER_STATE, None),
        (coded("a nonce of many characters"), coded("another of many characters"), None),
        (str(NOW_S), str(NOW_S), "a timestamp"),
        (f"{NOW_S}123", f"{NOW_S}124", "a timestamp"),
        (f"{NOW_S}.123456", f"{NOW_S}.123457", "a timestamp"),
        (coded(f"{NOW_S}000"), coded(f"{NOW_S}001"), "a timestamp"),
        (str(NOW_S - 90_000), OTHER_STATE, None),
        ("1041", "1042", "a counter"),
        ("000000000000000000000000000003e9", "000000000000000000000000000003ea", "a counter"),
        (coded("1041"), coded("1043"), "a counter"),
        (STATE, STATE, None),  # constant: told by another reader
        (STATE, "", None),
        ("", "", None),
    ],
)
def test_state_that_can_be_guessed_is_told(first: str, second: str, told: str | None) -> None:
    """One that is made of the clock or counted up, also under base64."""
    found = said(oauth_state.guess_problems(start(state=first), again(state=second)))
    assert found == ([f"state should be made by chance, got {told}"] if told else [])


@pytest.mark.parametrize(
    "state, told",
    [
        (STATE, None),
        (coded("nothing to see here"), None),
        (token('{"iss":"https://charhub.app","n":"x"}'), None),
        ("https://evil.example/after?x=1", "https://evil.example/after"),
        ("https%3A%2F%2Fevil.example%2Fafter", "https://evil.example/after"),
        (coded("https://evil.example/after"), "https://evil.example/after"),
        (coded('{"r":"https:\\/\\/evil.example","n":1}'), r"https:\/\/evil.example"),
        (
            token('{"returnTo":"https://evil.example"}'),
            "https://evil.example",
        ),
        ("", None),
    ],
)
def test_state_that_names_a_place_is_told(state: str, told: str | None) -> None:
    """As it is, in base64url, in a JSON Web Token; who issued the token is no place to go."""
    found = said(oauth_state.opacity_problems(start(state=state)))
    assert found == ([f"state should be opaque, got one that decodes to {told}"] if told else [])


@pytest.mark.parametrize(
    "first, second, told",
    [
        ("abc", "def", []),
        (None, "def", ["nonce should be present once, got 0 of them"]),
        ("", "", ["nonce should be present once, got empty"]),
        ("abc", "abc", ["nonce should be fresh in each start, got the same in two starts"]),
    ],
)
def test_nonce(first: str | None, second: str, told: list[str]) -> None:
    """Where the contract wants one: there, and fresh."""
    assert said(oauth_state.nonce_problems(start(nonce=first), again(nonce=second))) == told
