"""A secret in a health answer is told by its place, and never shown."""

import json
from typing import Any

import pytest

from smokegate.reading.health import leak_problems
from tests.reading.answers import answer, json_answer, said

NODE = (
    "Error: no\n    at Object.<anonymous> (/app/dist/health.js:10:15)\n    at async x (/a.js:1:2)"
)


@pytest.mark.parametrize(
    "body, found",
    [
        pytest.param(
            {"checks": {"db": {"error": "postgres://app:hunter2@db.internal:5432/x refused"}}},
            "a connection string with a password at /checks/db/error",
            id="connection-string",
        ),
        pytest.param(
            {"redis": "redis://:hunter2@cache/0"},
            "a connection string with a password at /redis",
            id="connection-string-without-user",
        ),
        pytest.param({"dsn": "host=db user=app password=hunter2"}, "a password at /dsn", id="dsn"),
        pytest.param({"db": {"password": "hunter2"}}, "a value at /db/password", id="password"),
        pytest.param({"env": [{"API_KEY": "k-123456"}]}, "a value at /env/0/API_KEY", id="key"),
        pytest.param({"db_secret": "hunter2"}, "a value at /db_secret", id="secret"),
        pytest.param({"u": "x?api_key=abcdef0123"}, "an API key at /u", id="key-in-a-url"),
        pytest.param(
            {"k": "-----BEGIN RSA PRIVATE KEY-----\nMII"}, "a private key at /k", id="private-key"
        ),
        pytest.param({"stack": NODE}, "a stack trace at /stack", id="node"),
        pytest.param(
            {"e": "Traceback (most recent call last):\n File"}, "a stack trace at /e", id="python"
        ),
        pytest.param(
            {"e": "java.lang.X: no\n\tat com.x.Y.z(Y.java:12)"}, "a stack trace at /e", id="java"
        ),
        pytest.param(
            {"e": "X\n   at App.Health.Check(String a) in /src/Health.cs:line 12"},
            "a stack trace at /e",
            id="dotnet",
        ),
        pytest.param({"e": "x\n#0 /app/Db.php(12): f()"}, "a stack trace at /e", id="php"),
        pytest.param({"e": "panic\n\ngoroutine 1 [running]:"}, "a stack trace at /e", id="go"),
        pytest.param(
            {"a\n::error::": {"password": "hunter2"}},
            "a value at /a : :error::/password",
            id="a-name-that-would-break-the-line",
        ),
    ],
)
def test_a_secret_is_told_by_its_place(body: dict[str, Any], found: str) -> None:
    """Whatever it is, the message does not repeat it."""
    told = said(leak_problems(json_answer(body)))
    assert told == [f"body should be without secrets, got {found}"]
    assert "hunter2" not in told[0]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<pre>{NODE}</pre>", id="page"),
        pytest.param(NODE, id="text"),
        pytest.param('{"status":"ok"} ' + NODE, id="broken-json"),
        pytest.param('{"status": "ok", "x": NaN}\n' + NODE, id="json-we-refuse"),
    ],
)
def test_any_body_is_looked_through(body: str) -> None:
    """Also one that is no health answer."""
    assert said(leak_problems(answer(body))) == [
        "body should be without secrets, got a stack trace"
    ]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"checks": {"password-reset": {"status": "ok"}, "secret-manager": "up"}},
        {"checks": {"password": "ok", "api_key": "configured", "secret": True}},
        {"password": "********", "db_password": "[redacted]", "secret": "<hidden>", "pwd": ""},
        {"dsn": "postgres://app:***@db/x", "url": "postgres://app:[redacted]@db/x"},
        {"url": "https://example.com:8443/a@b", "at": "mailto:a@b.example"},
        {"error": 'password authentication failed for user "app"'},
        {"error": "no such key (at character 15)", "detail": "looked at redis (cache:6379)"},
        {"message": "password="},
        {"a": [1, None, True, 1.5]},
    ],
)
def test_what_is_no_secret_is_left_alone(body: dict[str, Any]) -> None:
    """A component may be called after a password, and an error may speak of one."""
    assert said(leak_problems(json_answer(body))) == []


def test_only_some_of_many_are_told() -> None:
    """A page of findings is read by nobody."""
    body = {f"p{n}": {"password": "hunter2"} for n in range(100)}
    assert len(said(leak_problems(json_answer(body)))) == 5


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b" " * 1_000_000, id="spaces"),
        pytest.param(b"\n" * 1_000_000, id="lines"),
        pytest.param(b"a" * 1_000_000, id="letters"),
        pytest.param(b"a://:" * 200_000, id="half-urls"),
        pytest.param(b"\n    at x (" * 100_000, id="half-traces"),
        pytest.param(json.dumps([{"password": ""}] * 60_000).encode(), id="names"),
    ],
)
def test_a_hostile_body_costs_little(body: bytes) -> None:
    """Each pattern is bounded; pytest-timeout watches."""
    assert said(leak_problems(answer(body))) == []
