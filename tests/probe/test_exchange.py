"""A report should hold an exchange in full, so that a person can find it, and no secrets."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from smokegate.plugin.exchange import written
from smokegate.probe.observation import Answer, Ask, Headers, Kind, Observation, Silence, Tls

ANSWER = Answer(
    ask=Ask(
        url="https://h/cb?state=S3&code=S3&client_id=1",
        headers=(("accept", "*/*"), ("authorization", "Bearer S3")),
    ),
    trace_id="0af7651916cd43dd8448eb211c80319c",
    at=datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
    total_s=0.0426,
    status=200,
    http_version="HTTP/1.1",
    headers=Headers(
        [("Content-Type", "text/plain"), ("Set-Cookie", "sid=S3; Path=/"), ("X-Api-Key", "S3")]
    ),
    body=b'{"token": "S3"}\n\tok\r\n',
    wire_bytes=20,
    first_byte_s=0.04,
)
SILENCE = Silence(
    ask=ANSWER.ask,
    trace_id=ANSWER.trace_id,
    at=ANSWER.at,
    total_s=10.0004,
    kind=Kind.TIMEOUT,
    detail="timed out after 10 s, 3 bytes in (deadline)",
)
ASKED = """\
GET https://h/cb?state=[redacted]&code=[redacted]&client_id=1
accept: */*
authorization: [redacted]
trace id: 0af7651916cd43dd8448eb211c80319c
at: 2026-01-02T03:04:05.678+00:00, took {took} s

"""
ANSWERED = """\
HTTP/1.1 200, first byte after 0.040 s
content-type: text/plain
set-cookie: sid=[redacted]; Path=/
x-api-key: [redacted]
"""
TLS = Tls(version="TLSv1.3", cipher="AES", alpn="h2", subject="app", not_after=None)


@pytest.mark.parametrize(
    "seen, text",
    [
        pytest.param(
            ANSWER,
            ASKED.format(took="0.043") + ANSWERED + '\n{"token": [redacted]}\n\tok\ufffd\n',
            id="answer",
        ),
        pytest.param(
            replace(ANSWER, tls=TLS, body=b""),
            ASKED.format(took="0.043") + ANSWERED + "(TLSv1.3, AES, certificate of app)\n\n",
            id="answer-over-tls",
        ),
        pytest.param(
            SILENCE,
            ASKED.format(took="10.000")
            + "silence: timeout (timed out after 10 s, 3 bytes in (deadline))",
            id="silence",
        ),
        pytest.param(
            replace(SILENCE, kind=Kind.PROTOCOL, detail="got password=S3\n::error::x"),
            ASKED.format(took="10.000") + "silence: protocol (got password=[redacted] : :error::x)",
            id="hostile-silence",
        ),
    ],
)
def test_an_exchange_is_written_in_full(seen: Observation, text: str) -> None:
    """Request, trace id, times, then all of the answer or the kind of silence."""
    assert written(seen) == text


@pytest.mark.parametrize(
    "body, text",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0", "[10 bytes, not text]", id="binary"),
        pytest.param(b"a\x1b[1m\x07b", "a\ufffd[1m\ufffdb", id="control-characters"),
        pytest.param(b"caf\xe9 caf\xc3\xa9", "caf\ufffd café", id="not-utf-8"),
        pytest.param(b"x" * 2000, "x" * 2000, id="just-fits"),
        pytest.param(b"x" * 2003, "x" * 2000 + "\n[3 more bytes]", id="too-long"),
        pytest.param(
            b"x" * 1990 + b' "pwd":"S3S3S3S3"',
            "x" * 1990 + ' "pwd":[redacted]\n[7 more bytes]',
            id="secret-cut-by-the-limit",
        ),
        pytest.param(
            b"x" * 1985 + b" redis://:S3S3S3S3@h",
            "x" * 1985 + " redis://[redacted]\n[5 more bytes]",
            id="userinfo-cut-by-the-limit",
        ),
    ],
)
def test_a_body_is_written_as_far_as_it_is_text(body: bytes, text: str) -> None:
    """As much of the body as a person reads, with nothing that a terminal obeys."""
    assert written(replace(ANSWER, body=body)).partition("\n\n")[2].partition("\n\n")[2] == text
