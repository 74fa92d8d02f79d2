"""A report as a JSON body: in the shape of the plan, or as health+json."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from smokegate.health.check import Status
from smokegate.health.result import Report, Result


class Format(StrEnum):
    """A shape of the body, by its media type."""

    JSON = "application/json"
    HEALTH_JSON = "application/health+json"


_WORDS: Final = {Status.OK: "healthy", Status.WARN: "degraded", Status.FAIL: "unhealthy"}
_DRAFT_WORDS: Final = {Status.OK: "pass", Status.WARN: "warn", Status.FAIL: "fail"}


def body(report: Report, form: Format = Format.JSON) -> dict[str, Any]:
    """The report as what json.dumps takes.

    health+json (draft-inadarei-api-health-check) has `timestamp` and `release` beside its own
    `releaseId`, so that one contract reads both.
    """
    if form is Format.JSON:
        return _head(report, _WORDS[report.status]) | {
            "checks": {one.check.name: _check(one) for one in report.results}
        }
    release = {} if report.release is None else {"releaseId": report.release}
    return _head(report, _DRAFT_WORDS[report.status]) | {
        **release,
        "checks": {f"{one.check.name}:responseTime": [_measured(one)] for one in report.results},
    }


def ready_body(report: Report) -> dict[str, Any]:
    """What readiness says: the same, in its own two words."""
    word = "not_ready" if report.status is Status.FAIL else "ready"
    return body(report) | {"status": word}


def encoded(document: dict[str, Any]) -> bytes:
    """The bytes of the body."""
    return json.dumps(document, separators=(",", ":")).encode()


def _head(report: Report, word: str) -> dict[str, Any]:
    release = {} if report.release is None else {"release": report.release}
    return {"status": word, "timestamp": _time(report.at), **release}


def _check(one: Result) -> dict[str, Any]:
    detail = {} if one.finding.detail is None else {"detail": one.finding.detail}
    return {
        "status": one.status.value,
        "latency_ms": one.latency_ms,
        "critical": one.check.is_critical,
        "checked_at": _time(one.at),
        **detail,
    }


def _measured(one: Result) -> dict[str, Any]:
    output = {} if one.finding.detail is None else {"output": one.finding.detail}
    return {
        "componentType": one.check.kind.value,
        "observedValue": one.latency_ms,
        "observedUnit": "ms",
        "status": _DRAFT_WORDS[one.status],
        "critical": one.check.is_critical,
        "time": _time(one.at),
        **output,
    }


def _time(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
