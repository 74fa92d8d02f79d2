"""What was seen should be named so that a person and a reader find it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from smokegate.probe.observation import Answer, Ask, Headers, Kind, Silence

ANSWER = Answer(
    ask=Ask(url="https://h/api/health"),
    trace_id="0af7651916cd43dd8448eb211c80319c",
    at=datetime(2026, 1, 2, tzinfo=UTC),
    total_s=0.042,
    status=503,
    http_version="HTTP/1.1",
    headers=Headers(),
    body=b"S3",
    wire_bytes=2,
    first_byte_s=0.04,
)
SILENCE = Silence(
    ask=ANSWER.ask,
    trace_id=ANSWER.trace_id,
    at=ANSWER.at,
    total_s=10.0,
    kind=Kind.TIMEOUT,
    detail="timed out after 10 s, 3 bytes in (deadline)",
)


@pytest.mark.parametrize(
    "ask, line",
    [
        pytest.param(Ask(url="https://h"), "GET /", id="root"),
        pytest.param(Ask(url="https://ann:S3@h/a?state=S3#f"), "GET /a?...", id="no-secrets"),
        pytest.param(Ask(url="https://h/a", method="HEAD"), "HEAD /a", id="method"),
        pytest.param(Ask(url="https://h/\x1b[1m\u202ex"), "GET /\\x202ex", id="hostile"),
        pytest.param(Ask(url="https://h/" + "a" * 300), f"GET /{'a' * 196}...", id="long"),
    ],
)
def test_a_request_is_named_by_method_and_path(ask: Ask, line: str) -> None:
    """A line says what was asked, and is harmless to print."""
    assert ask.line == line


def test_headers_are_found_in_any_case() -> None:
    """Names have no case, repeated values are kept in order and joined where one is wanted."""
    headers = Headers([("Via", "a"), ("X-A", "1"), ("VIA", "b"), ("x-empty", "")])
    assert headers.pairs == (("via", "a"), ("x-a", "1"), ("via", "b"), ("x-empty", ""))
    assert headers.all("via") == ("a", "b")
    assert headers.all("absent") == ()
    assert headers.get("vIA") == "a, b"
    assert headers.get("x-empty") == ""
    assert headers.get("absent") is None


def test_a_representation_holds_no_values() -> None:
    """A debugger or a traceback shows neither header values nor the body."""
    seen = replace(ANSWER, headers=Headers([("Set-Cookie", "sid=S3")]))
    assert repr(seen.headers) == "Headers(['set-cookie'])"
    assert "S3" not in repr(seen)


@pytest.mark.parametrize(
    "pairs, media_type",
    [
        pytest.param([], "", id="none"),
        pytest.param([("content-type", "text/html")], "text/html", id="plain"),
        pytest.param([("Content-Type", " Text/HTML ; charset=x")], "text/html", id="parameters"),
    ],
)
def test_a_media_type_has_no_parameters(pairs: list[tuple[str, str]], media_type: str) -> None:
    """The media type is what readers compare."""
    assert replace(ANSWER, headers=Headers(pairs)).media_type == media_type


def test_an_observation_says_where_it_was_seen() -> None:
    """A failure begins with the request and what came of it."""
    assert ANSWER.where == "GET /api/health -> 503 in 0.04 s"
    assert SILENCE.where == (
        "GET /api/health -> silence: timed out after 10 s, 3 bytes in (deadline)"
    )
    assert replace(SILENCE, status=200).where == (
        "GET /api/health -> 200, then silence: timed out after 10 s, 3 bytes in (deadline)"
    )
