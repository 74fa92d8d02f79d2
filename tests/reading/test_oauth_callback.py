"""The way back: a made-up state is refused, our own is known, nobody is sent elsewhere."""

import pytest

from smokegate.probe.observation import Answer
from smokegate.reading.oauth_callback import callback_problems, memory_problems, return_problems
from tests.reading.answers import ORIGIN, answer, said
from tests.reading.logins import CALLBACK, start


def callback(status: int, body: str = "", location: str | None = None) -> Answer:
    """What the callback answers to a state that was never given out."""
    headers = [] if location is None else [("Location", location)]
    return answer(body, status=status, headers=headers, url=CALLBACK)


@pytest.mark.parametrize(
    "one",
    [
        callback(400, '{"success":false,"error":{"code":"INVALID_STATE"}}'),
        callback(401),
        callback(403, "<h1>Forbidden</h1>"),
        callback(422),
        callback(429),
        callback(302, location="/login?error=state"),
        callback(302, location=f"{ORIGIN}/auth/callback?auth=error"),
        callback(303, location="https://CharHub.app/login"),
        callback(302, location="login"),
        callback(302, location="//charhub.app/login"),
    ],
)
def test_callback_that_refuses_is_no_problem(one: Answer) -> None:
    """With a code of its own, or back on our own pages."""
    assert said(callback_problems(one, ORIGIN)) == []


THERE = "callback should be there (such as 400), got"
REFUSAL = "callback should be a refusal such as 400, got"
HOME = "callback should be a refusal on our own origin, got"


@pytest.mark.parametrize(
    "one, told",
    [
        (callback(404), f"{THERE} 404"),
        (callback(405), f"{THERE} 405"),
        (callback(410), f"{THERE} 410"),
        (callback(500, "oops"), f"{REFUSAL} 500 oops"),
        (callback(502), f"{REFUSAL} 502"),
        (callback(200, "ok"), f"{REFUSAL} 200 with an answer for a made-up state"),
        (callback(204), f"{REFUSAL} 204 with an answer for a made-up state"),
        (
            callback(200, "<!doctype html>"),
            f"{REFUSAL} 200 with a page (SPA fallback) for a made-up state",
        ),
        (callback(302, location="https://evil.example/?code=x"), f"{HOME} https://evil.example/"),
        (callback(302, location="//evil.example/"), f"{HOME} //evil.example/"),
        (callback(302, location="/\\evil.example/"), f"{HOME} /\\evil.example/"),
        (callback(302, location="\\\\evil.example/"), f"{HOME} \\\\evil.example/"),
        (callback(302, location="https://charhub.app.evil.example/"), None),
        (callback(302, location="https://charhub.app@evil.example/"), None),
        (callback(302, location="https://dev.charhub.app/"), None),
        (callback(302, location="https://charhub.app:8443/"), None),
        (callback(302, location="http://[::1"), f"{HOME} http://[::1"),
    ],
)
def test_callback_that_is_broken_is_told(one: Answer, told: str | None) -> None:
    """Gone, crashing, fooled, or leading away."""
    (found,) = said(callback_problems(one, ORIGIN))
    assert found == told if told else found.startswith(f"{HOME} https://")


@pytest.mark.parametrize(
    "status, begun, told",
    [
        pytest.param(404, start(response_mode="form_post"), [], id="404-posted"),
        pytest.param(405, start(response_mode="form_post"), [], id="405-posted"),
        pytest.param(410, start(response_mode="form_post"), [f"{THERE} 410"], id="410-posted"),
        pytest.param(502, start(response_mode="form_post"), [f"{REFUSAL} 502"], id="502-posted"),
        pytest.param(404, start(), [f"{THERE} 404"], id="404"),
        pytest.param(405, start(response_mode="query"), [f"{THERE} 405"], id="405-by-query"),
    ],
)
def test_callback_that_takes_a_form_need_not_know_get(
    status: int, begun: Answer, told: list[str]
) -> None:
    """Sign in with Apple posts; 404 and 405 to GET say nothing then."""
    assert said(callback_problems(callback(status), ORIGIN, begun)) == told


# -- our own state ---------------------------------------------------------------------------

INVALID = '{"success":false,"error":{"code":"INVALID_STATE","message":"Invalid state parameter"}}'
AUTH = '{"success":false,"error":{"code":"AUTH_INVALID","message":"Authentication failed"}}'
REFUSED = callback(400, INVALID)


@pytest.mark.parametrize(
    "way_back, made_up",
    [
        pytest.param(callback(302, location="/login?error=access_denied"), REFUSED, id="known"),
        pytest.param(callback(401, AUTH), REFUSED, id="refused-otherwise"),
        pytest.param(callback(400, AUTH), REFUSED, id="another-code"),
        pytest.param(callback(400, AUTH), callback(400, AUTH), id="alike-without-state"),
        pytest.param(
            callback(302, location="/login?error=access_denied&state=x1"),
            callback(302, location="/login?error=access_denied&state=x2"),
            id="echoed-state",
        ),
        pytest.param(callback(401, "Unauthorized"), callback(401, "Unauthorized"), id="passport"),
        pytest.param(callback(429), callback(429), id="too-many"),
        pytest.param(callback(400, INVALID), callback(302, location="/login"), id="only-ours"),
        pytest.param(
            callback(200, "<title>United States of code</title>"),
            callback(200, "<title>United States of code</title>"),
            id="another-state",
        ),
        *(
            pytest.param(callback(200, text), callback(200, text), id=name)
            for name, text in (
                ("csrf-meta", '<meta name="csrf-token" content="invalid-looking">'),
                ("csrf-field", '<input name="csrf_token" value="x"><p class="error"></p>'),
                ("csrf-script", 'headers["X-CSRF-TOKEN"] = token; // error pages too'),
                ("csrf-param", '<p class="error"><meta name="csrf-param" content="x">'),
            )
        ),
    ],
)
def test_callback_that_knows_its_state_or_says_nothing_of_it(
    way_back: Answer, made_up: Answer
) -> None:
    """Only the very complaint that a made-up state gets shows that ours is lost."""
    assert said(memory_problems(way_back, made_up)) == []


@pytest.mark.parametrize(
    "one, told",
    [
        (REFUSED, "400 INVALID_STATE"),
        (callback(401, "state mismatch"), "401 state mismatch"),
        (callback(403, "Unable to verify authorization request state."), None),
        (callback(400, "State cookie was missing."), "400 State cookie was missing"),
        (callback(400, "The OAuth state is invalid"), "400 state is invalid"),
        (callback(400, "state parameter does not match"), None),
        (callback(403, '{"error":"CSRF verification failed. Request aborted."}'), None),
        (callback(302, location="/login?error=invalid_state"), "302 invalid_state"),
        (callback(302, location="/login?error=Missing%20state"), "302 Missing state"),
        (callback(500, "invalid state in request 4711"), "500 invalid state"),
        (callback(403, "CSRF verification failed."), "403 CSRF verification failed"),
        (callback(419, "CSRF token mismatch."), "419 CSRF token mismatch"),
        (callback(403, "The CSRF token is missing."), "403 CSRF token is missing"),
        (callback(403, "ForbiddenError: invalid csrf token"), "403 invalid csrf token"),
        (callback(403, '{"code":"EBADCSRFTOKEN"}'), "403 EBADCSRFTOKEN"),
        (callback(403, '{"code":"InvalidCsrfToken"}'), "403 InvalidCsrfToken"),
        (callback(403, '{"csrf": "missing"}'), '403 csrf": "missing'),
        (callback(403, "Forbidden (CSRF cookie not set.)"), "403 CSRF cookie not set"),
        (callback(302, location="/auth/failure?message=csrf_detected"), "302 csrf_detected"),
        (callback(302, location="/login?error=csrf"), "302 error=csrf"),
        (callback(400, "CSRF Warning! State not equal"), "400 CSRF Warning"),
    ],
)
def test_callback_that_forgot_its_state_is_told(one: Answer, told: str | None) -> None:
    """It says of our state what it says of one that was made up, in the words of its library."""
    (found,) = said(memory_problems(one, one))
    wanted = "state should be known to the callback that gave it out, got"
    assert found.startswith(f"{wanted} {told or one.status}")
    assert found.endswith(" (memory of another replica, or of a process that restarted)")


def test_what_differs_each_time_does_not_hide_a_lost_state() -> None:
    """Request ids and times are not compared."""
    one, other = (
        callback(400, f'{{"error":"invalid_state","request":"{n}f","at":"2026-02-13T12:00:0{n}Z"}}')
        for n in (1, 2)
    )
    assert said(memory_problems(one, other)) == [
        "state should be known to the callback that gave it out, got 400 invalid_state "
        "(memory of another replica, or of a process that restarted)"
    ]


@pytest.mark.parametrize(
    "begun, way_back, told",
    [
        (start(), callback(302, location="/login"), []),
        (start(), None, []),
        (answer(status=400, url=CALLBACK), None, []),
        (
            start(location="https://smokegate.invalid/"),
            None,
            ["start should be on our own origin, got a redirect to smokegate.invalid"],
        ),
        (
            start(),
            callback(302, location="/\\smokegate.invalid/?error=access_denied"),
            ["callback should be on our own origin, got a redirect to smokegate.invalid"],
        ),
    ],
)
def test_open_redirect_is_told(begun: Answer, way_back: Answer | None, told: list[str]) -> None:
    """By way of the start, or of the callback that remembers where to go."""
    assert said(return_problems(begun, way_back, "smokegate.invalid")) == told
