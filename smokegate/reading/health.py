"""Reads a health answer into one model, whatever its words for good and bad.

Words are compared whole: "unhealthy" contains "healthy" and is not it. Unknown is never ok.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from smokegate.probe.observation import Answer
from smokegate.probe.redact import shown
from smokegate.reading.json_body import MalformedError, parse
from smokegate.reading.problem import Problem


class Status(StrEnum):
    """What a health answer says of one thing."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"


_WORDS = {
    Status.OK: "ok pass passed up healthy green true success working alive ready available online "
    "connected operational running serving pong ping good gitlab_ok",
    Status.WARN: "warn warning degraded yellow partial",
    Status.FAIL: "fail failed failing error down unhealthy red false critical crashed "
    "out_of_service unavailable offline disconnected shutting_down not_ready starting sealed",
}
_STATUS_OF = {word: status for status, words in _WORDS.items() for word in words.split()}
_OVERALL = ("status", "state", "health", "healthy", "ok", "success")
_COMPONENTS = ("checks", "components", "entries", "details", "dependencies", "services")
_DETAIL = ("message", "error", "detail", "output", "description", "reason", "exception")
_LATENCY = ("latency_ms", "latencyMs", "latency", "responseTime", "response_time", "duration_ms")
_TIME = ("timestamp", "time", "checked_at", "checkedAt", "finishedAt")
_DEEPEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentHealth:
    """What the answer says of one thing that the deployment depends on."""

    name: str
    status: Status
    word: str
    detail: str | None = None
    latency_ms: float | None = None

    def __str__(self) -> str:
        """The word that was used, and the detail if there is one; fit to be shown."""
        return f"{self.word} ({self.detail})" if self.detail else self.word


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A health answer, normalised.

    where: how a failure message begins. overall: the stated word, else the worst component.
    problem: why nothing could be read, or None. document: the JSON object, if it was one.
    """

    where: str
    http_status: int
    overall: Status
    word: str = ""
    components: Mapping[str, ComponentHealth] = field(default_factory=dict)
    stated_at: str | None = None
    document: Mapping[str, Any] = field(default_factory=dict)
    problem: str | None = None

    @property
    def names(self) -> str:
        """The names of the components, for a message."""
        return shown(", ".join(sorted(self.components))) or "none"


def read(answer: Answer) -> Health:
    """The answer as a Health; what cannot be read is one with a problem, never an exception."""
    body = answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if answer.status in (301, 302, 303, 307, 308):
        return _unreadable(answer, f"redirects to {shown(answer.headers.get('location') or '')}")
    if answer.status in (401, 403):
        return _unreadable(answer, "needs a login")
    if answer.status in (404, 405, 410):
        return _unreadable(answer, "is not provided")
    if body.startswith(b"<"):
        return _unreadable(
            answer,
            f"HTML where health was expected (SPA fallback, login, proxy page): {shown(body, 60)}",
        )
    if body[:1] in (b"{", b"[", b'"') or answer.media_type.endswith("json"):
        try:
            return _from_json(answer, parse(body) if body else {})
        except MalformedError as err:
            return _unreadable(answer, str(err))
    return _from_text(answer, body)


def overall_problems(health: Health, tolerated: frozenset[str]) -> Iterator[Problem]:
    """What is wrong with the answer as a whole: its code, its word, and their agreement.

    tolerated: components below critical. An answer that is bad only because of them is good: a
    third party's outage is not the release's, and going back would not mend it.
    """
    failing = {c.name for c in health.components.values() if c.status is Status.FAIL}
    if failing and failing <= tolerated and health.http_status in (200, 503):
        return
    if not 200 <= health.http_status < 300:
        said = f" though the body says {health.word}" if health.overall is Status.OK else ""
        named = "".join(f", {name} is {health.components[name]}" for name in sorted(failing))
        found = f"{health.http_status}{said}{shown(named)}"
        yield Problem(what="status", wanted="2xx", found=found)
    elif health.overall is Status.FAIL:
        said = health.word or shown(", ".join(sorted(failing - tolerated)))
        yield Problem(what="health", wanted="ok", found=f"{health.http_status} but it says {said}")
    elif health.overall is Status.UNKNOWN and health.word:
        yield Problem(what="health", wanted="a known word such as ok", found=health.word)


def freshness_problems(answer: Answer, health: Health, max_age_s: float) -> Iterator[Problem]:
    """Whether the answer was made just now: a cached one says nothing about the release.

    The clock is the deployment's own `Date` header where it sent one, so that a runner whose
    clock is wrong accuses nobody.
    """
    if (age := answer.headers.get("age")) not in (None, "0"):
        yield Problem(what="age header", wanted="absent", found=f"{shown(str(age), 20)} (cached)")
    cached = (answer.headers.get("cf-cache-status") or "").upper()
    if cached in ("HIT", "STALE", "UPDATING", "REVALIDATED"):
        yield Problem(what="cf-cache-status", wanted="DYNAMIC", found=cached)
    if health.stated_at is None:
        yield Problem(what="timestamp", wanted="in the body", found="none")
        return
    stated = _time(health.stated_at)
    if stated is None:
        found = shown(health.stated_at, 40)
        yield Problem(what="timestamp", wanted="a time with its zone (RFC 3339)", found=found)
        return
    off_s = abs((_now(answer) - stated).total_seconds())
    if off_s > max_age_s:
        found = f"{shown(health.stated_at, 40)}, {off_s:.0f} s away from now"
        yield Problem(what="timestamp", wanted=f"within {max_age_s:g} s of now", found=found)


def component_problem(health: Health, name: str) -> str | None:
    """Why this component is not ok, in one sentence, or None."""
    if health.problem:
        return f"{health.where}: {health.problem}"
    seen = health.components.get(name)
    if seen is None:
        return f"{health.where}: no check named {name!r}, found {health.names}"
    if seen.status in (Status.OK, Status.WARN):
        return None
    return f"{health.where}: {name} is {seen}"


def _unreadable(answer: Answer, problem: str) -> Health:
    return Health(
        where=answer.where, http_status=answer.status, overall=Status.UNKNOWN, problem=problem
    )


def _from_text(answer: Answer, body: bytes) -> Health:
    word = shown(body, 60)
    status = _status(word) if word else Status.OK if answer.status in (200, 204) else Status.UNKNOWN
    return Health(where=answer.where, http_status=answer.status, overall=status, word=word)


def _from_json(answer: Answer, value: Any) -> Health:
    if not isinstance(value, dict):
        word = shown(str(value), 60)
        return Health(
            where=answer.where, http_status=answer.status, overall=_status(value), word=word
        )
    components = {c.name: c for c in _components(value)}
    stated = next((value[key] for key in _OVERALL if _is_word(value.get(key))), None)
    overall = _status(stated) if stated is not None else _worst(components)
    return Health(
        where=answer.where,
        http_status=answer.status,
        overall=overall,
        word="" if stated is None else shown(str(stated), 60),
        components=MappingProxyType(components),
        stated_at=next((str(value[key]) for key in _TIME if _is_time(value.get(key))), None),
        document=MappingProxyType(value),
    )


def _components(value: dict[str, Any]) -> Iterator[ComponentHealth]:
    for key in _COMPONENTS:
        if isinstance(value.get(key), dict | list) and value[key]:
            yield from _named(value[key], "", 0)
            return
    yield from _named({k: v for k, v in value.items() if isinstance(v, dict)}, "", 0)


def _named(group: Any, prefix: str, depth: int) -> Iterator[ComponentHealth]:
    """Components of a mapping, or of a list of records that carry their name."""
    if isinstance(group, list):
        group = {
            str(item["name"]): item for item in group if isinstance(item, dict) and "name" in item
        }
    if depth > _DEEPEST:
        return
    for key, item in group.items():
        name = f"{prefix}{key}"
        if isinstance(item, list):  # health+json: several measurements, the worst one counts
            parts = [_one(name, part) for part in item if isinstance(part, dict)]
            if parts:
                yield max(parts, key=lambda part: list(Status).index(part.status))
            continue
        yield _one(name, item)
        inner = item.get("components") if isinstance(item, dict) else None
        if isinstance(inner, dict):
            yield from _named(inner, f"{name}/", depth + 1)


def _one(name: str, item: Any) -> ComponentHealth:
    if not isinstance(item, dict):
        return ComponentHealth(name=name, status=_status(item), word=shown(str(item), 60))
    stated = next((item[key] for key in _OVERALL if _is_word(item.get(key))), None)
    detail = next((item[key] for key in _DETAIL if isinstance(item.get(key), str)), None)
    took = next((ms for key in _LATENCY if (ms := _number(item.get(key))) is not None), None)
    return ComponentHealth(
        name=name,
        status=_status(stated),
        word=shown(str(stated), 60) if stated is not None else "without a status",
        detail=shown(detail, 120) if detail else None,
        latency_ms=took,
    )


def _status(word: Any) -> Status:
    key = str(word).strip().casefold().replace(" ", "_").replace("-", "_")
    return _STATUS_OF.get(key, Status.UNKNOWN)


def _worst(components: Mapping[str, ComponentHealth]) -> Status:
    found = {component.status for component in components.values()}
    order = (Status.FAIL, Status.UNKNOWN, Status.WARN, Status.OK)
    return next((status for status in order if status in found), Status.UNKNOWN)


def _is_word(value: Any) -> bool:
    return isinstance(value, str | bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: Any) -> float | None:
    try:
        return float(value) if _is_number(value) else None
    except OverflowError:
        return None


def _is_time(value: Any) -> bool:
    return isinstance(value, str) or _is_number(value)


def _time(text: str) -> datetime | None:
    try:
        number = float(text)
    except ValueError:
        try:
            stated = datetime.fromisoformat(text)
        except ValueError:
            return None
        return stated if stated.tzinfo else None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
            seconds=number / 1000 if number > 1e11 else number
        )
    except (OverflowError, ValueError):
        return None


def _now(answer: Answer) -> datetime:
    dates = answer.headers.all("date")
    try:
        stated = parsedate_to_datetime(dates[0])
    except (IndexError, ValueError, TypeError, OverflowError):
        return answer.at
    return stated if stated.tzinfo else stated.replace(tzinfo=UTC)  # "-0000" is UTC too
