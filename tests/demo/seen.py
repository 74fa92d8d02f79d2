"""What a client sees of a deployment, without what may differ between two good answers."""

import re
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

import httpx

DEADLINE_S: Final = 0.6
_HEADERS: Final = ("content-type", "cache-control", "location", "vary", "content-encoding")
_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
_NUMBER: Final = re.compile(r"\d+")
_STATE: Final = re.compile(r"(?<=state=)[0-9a-f]{32}(?=&|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An answer, or the kind of silence."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    silence: str | None = None


def look(base_url: str, paths: Iterable[str], commit: str) -> Mapping[str, Seen]:
    """Each path, on a fresh connection; the commit, times and fresh states are named as such."""
    fresh = httpx.Limits(max_keepalive_connections=0)
    with (
        httpx.Client(
            base_url=base_url, timeout=DEADLINE_S, limits=fresh, trust_env=False
        ) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        return dict(pool.map(lambda path: (path, _look(client, path, commit)), paths))


def _look(client: httpx.Client, path: str, commit: str) -> Seen:
    seen = _exchange(client, path)
    body = _STAMP.sub(_age, seen.body.replace(commit, "<commit>"))
    one = _STATE.search(seen.headers.get("location", ""))
    if not one:
        return replace(seen, body=body)
    other = _STATE.search(_exchange(client, path).headers["location"])
    named = "<constant>" if other and one[0] == other[0] else "<fresh>"
    location = _STATE.sub(named, seen.headers["location"])
    return replace(seen, body=body, headers={**seen.headers, "location": location})


def _exchange(client: httpx.Client, path: str) -> Seen:
    try:
        with client.stream("GET", path) as answer:
            body = _read(answer).decode()
            headers = {name: answer.headers[name] for name in _HEADERS if name in answer.headers}
            return Seen(status=answer.status_code, headers=headers, body=body)
    except httpx.TransportError as err:
        return Seen(silence=_NUMBER.sub("<n>", f"{type(err).__name__}: {err}"))


def _read(answer: httpx.Response) -> bytes:
    end = time.monotonic() + DEADLINE_S
    body = b""
    for part in answer.iter_bytes():
        body += part
        if time.monotonic() > end:
            raise httpx.ReadTimeout("still dripping")
    return body


def _age(stamp: re.Match[str]) -> str:
    age_s = (datetime.now(UTC) - datetime.fromisoformat(stamp[0])).total_seconds()
    return "<now>" if abs(age_s) < 30 else f"<{age_s / 3600:.0f} h ago>"
