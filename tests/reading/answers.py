"""Answers as the probe hands them out, made by hand."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from smokegate.probe.observation import Answer, Ask, Headers, Kind, Silence
from smokegate.reading.problem import Problem

ORIGIN = "https://charhub.app"
NOW = datetime(2026, 2, 13, 12, 0, tzinfo=UTC)

Pairs = Iterable[tuple[str, str]]


def answer(
    body: bytes | str = b"",
    *,
    status: int = 200,
    headers: Pairs = (),
    kind: str | None = None,
    url: str = f"{ORIGIN}/",
    at: datetime = NOW,
) -> Answer:
    """A whole response. kind: its content type."""
    raw = body.encode() if isinstance(body, str) else body
    pairs = [*([("Content-Type", kind)] if kind is not None else []), *headers]
    return Answer(
        ask=Ask(url=url),
        trace_id="0" * 32,
        at=at,
        total_s=0.04,
        status=status,
        http_version="HTTP/1.1",
        headers=Headers(pairs),
        body=raw,
        wire_bytes=len(raw),
        first_byte_s=0.03,
    )


def json_answer(value: Any, *, status: int = 200, headers: Pairs = ()) -> Answer:
    """A health answer with this value as its body."""
    return answer(
        json.dumps(value),
        status=status,
        headers=headers,
        kind="application/json; charset=utf-8",
        url=f"{ORIGIN}/api/v1/health",
    )


def page(body: bytes | str, *, url: str = f"{ORIGIN}/", kind: str = "text/html") -> Answer:
    """A page that was answered with 200."""
    return answer(body, url=url, kind=kind)


def silence(detail: str = "timed out after 10.0 s") -> Silence:
    """No answer at all."""
    return Silence(
        ask=Ask(url=f"{ORIGIN}/"),
        trace_id="0" * 32,
        at=NOW,
        total_s=10.0,
        kind=Kind.TIMEOUT,
        detail=detail,
    )


def said(problems: Iterable[Problem]) -> list[str]:
    """The problems as a person reads them."""
    return [str(problem) for problem in problems]
