"""A route answers as the contract says, and readiness means it."""

import pytest

from smokegate.contract import Route
from smokegate.probe.observation import Answer
from smokegate.reading.health import read
from smokegate.reading.route import readiness_problems, route_problems
from tests.reading.answers import ORIGIN, answer, json_answer, said

SHORT_CUT = Route(path="/auth/google", status=301, location="/api/v1/oauth/google")
NOWHERE = Route(path="/nope", status=404, content_type="application/json", contains=("not found",))


def moved(location: str, status: int = 301) -> Answer:
    """A redirect from a short cut."""
    return answer(status=status, headers=[("Location", location)], url=f"{ORIGIN}/auth/google")


@pytest.mark.parametrize(
    "promise, given",
    [
        (Route(path="/x"), answer()),
        (Route(path="/x", status=(200, 204)), answer(status=204)),
        (NOWHERE, answer('{"error":"Route not found"}', status=404, kind="application/json")),
        (
            NOWHERE,
            answer("not found", status=404, kind="Application/JSON; charset=utf-8"),
        ),
        (Route(path="/x", content_type="Text/HTML; charset=utf-8"), answer(kind="text/html")),
        (Route(path="/x", contains=("ação",)), answer("ação")),
        (SHORT_CUT, moved("/api/v1/oauth/google")),
        (SHORT_CUT, moved("https://charhub.app/api/v1/oauth/google")),
        (SHORT_CUT, moved("http://charhub.app/api/v1/oauth/google")),
        (SHORT_CUT, moved("http://charhub.app:8080/api/v1/oauth/google?x=1")),
        (SHORT_CUT, moved("../api/v1/oauth/google")),
        (Route(path="/x", status=302, location="/*/google"), moved("/api/v1/oauth/google", 302)),
        (
            Route(path="/x", status=302, location="https://id.example/*"),
            moved("https://id.example/a/b?c=d", 302),
        ),
        (Route(path="/x", status=302, location="/[a]"), moved("/[a]", 302)),
    ],
)
def test_kept_promises_give_no_problem(promise: Route, given: Answer) -> None:
    """Status, type, target and text, each in the forms that mean the same."""
    assert said(route_problems(given, promise)) == []


TARGET = "location should be /api/v1/oauth/google, got"


@pytest.mark.parametrize(
    "promise, given, told",
    [
        (Route(path="/x"), answer(status=500), ["status should be 200, got 500"]),
        (
            Route(path="/x", status=(200, 204)),
            answer(status=404),
            ["status should be 200 or 204, got 404"],
        ),
        (NOWHERE, answer("<html>", kind="text/html"), ["status should be 404, got 200"]),
        (
            NOWHERE,
            answer("<html>", status=404, kind="text/html"),
            [
                "content type should be application/json, got text/html",
                "body should be with 'not found', got <html>",
            ],
        ),
        (
            NOWHERE,
            answer(status=404),
            [
                "content type should be application/json, got none",
                "body should be with 'not found', got empty",
            ],
        ),
        (
            Route(path="/x", contains=("a", "b")),
            answer("a\n\x1b[2J"),
            ["body should be with 'b', got a \\x1b[2J"],
        ),
        (
            Route(path="/x", contains=("x",)),
            answer("token=hunter2"),
            ["body should be with 'x', got token=[redacted]"],
        ),
        (SHORT_CUT, answer(status=301), [f"{TARGET} none"]),
        (SHORT_CUT, moved("/login?token=hunter2"), [f"{TARGET} /login?token=[redacted]"]),
        (SHORT_CUT, moved("/api/v1/oauth/google/"), [f"{TARGET} /api/v1/oauth/google/"]),
        (SHORT_CUT, moved("/API/v1/oauth/google"), [f"{TARGET} /API/v1/oauth/google"]),
        (
            SHORT_CUT,
            moved("https://evil.example/api/v1/oauth/google"),
            [f"{TARGET} https://evil.example/api/v1/oauth/google"],
        ),
        (
            SHORT_CUT,
            moved("//evil.example/api/v1/oauth/google"),
            [f"{TARGET} //evil.example/api/v1/oauth/google"],
        ),
        (SHORT_CUT, moved("https://[::1"), [f"{TARGET} https://[::1 (not a URL)"]),
        (
            Route(path="/x", status=302, location="https://id.example/*"),
            moved("http://id.example/a", 302),
            ["location should be https://id.example/*, got http://id.example/a"],
        ),
        (
            Route(path="/x", status=302, location="https://id.example/*"),
            moved("https://id.example.evil.example/a", 302),
            ["location should be https://id.example/*, got https://id.example.evil.example/a"],
        ),
        (
            Route(path="/x", status=302, location="/[a]"),
            moved("/a", 302),
            ["location should be /[a], got /a"],
        ),
        (
            Route(path="/x", status=302, location="/a"),
            answer(status=302, headers=[("Location", "/a"), ("Location", "/b")]),
            ["location should be /a, got /a, /b"],
        ),
    ],
)
def test_broken_promises_are_told(promise: Route, given: Answer, told: list[str]) -> None:
    """The status first; a wrong one makes the rest meaningless."""
    assert said(route_problems(given, promise)) == told


# -- readiness -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        json_answer({"status": "ready"}),
        json_answer({"status": "UP", "checks": []}),
        json_answer({"status": "degraded"}),
        json_answer({}),
        json_answer({"ready": True}),
        answer("ok"),
        answer("Ready to serve"),
        answer(),
        answer(status=204),
    ],
)
def test_ready_gives_no_problem(given: Answer) -> None:
    """A 2xx that says nothing to the contrary."""
    assert said(readiness_problems(given, read(given))) == []


@pytest.mark.parametrize(
    "given, told",
    [
        (answer("starting", status=503), "status should be 2xx, got 503 starting"),
        (answer(status=503), "status should be 2xx, got 503 "),
        (answer(status=404), "status should be 2xx, got 404 "),
        (answer(status=302, headers=[("Location", "/x")]), "status should be 2xx, got 302 "),
        (
            json_answer({"status": "DOWN"}),
            "readiness should be ready, got DOWN",
        ),
        (
            json_answer({"database": {"status": "down"}}),
            "readiness should be ready, got a failing part",
        ),
        (answer("starting"), "readiness should be ready, got starting"),
        (
            answer("n8n is starting up. Please wait"),
            "readiness should be ready, got n8n is starting up. Please wait",
        ),
        (
            answer("<!doctype html>"),
            "readiness should be a plain answer, got HTML where health was expected "
            "(SPA fallback, login, proxy page): <!doctype html>",
        ),
        (
            answer('{"status":"down","status":"up"}'),
            "readiness should be a plain answer, got JSON that says 'status' twice",
        ),
    ],
)
def test_not_ready_is_told(given: Answer, told: str) -> None:
    """Its code first, then what it says."""
    assert [line.strip() for line in said(readiness_problems(given, read(given)))] == [told.strip()]
