"""The body, in both formats: what stands in it, and that our own reader judges it right."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from smokegate.contract import Health as Promise
from smokegate.contract_fields import Severity
from smokegate.health import Check, Checkup, Finding, Format, Report, Result, fail, ok, warn
from smokegate.health.document import body, encoded, ready_body
from smokegate.probe.observation import Answer
from smokegate.reading import health as reading
from smokegate.reading.health import leak_problems, overall_problems
from tests.health.looking import check
from tests.reading.answers import answer

AT = datetime(2026, 2, 13, 12, 0, 0, 250_000, tzinfo=UTC)
FORMATS = pytest.mark.parametrize("form", list(Format), ids=["json", "health-json"])
CONTRACT = Promise(
    path="/health",
    max_age_s=60,
    components={"database": Severity.CRITICAL, "redis": Severity.CRITICAL, "llm": Severity.MINOR},
)
TOLERATED = frozenset({"llm"})


def _report(**findings: Finding) -> Report:
    checks = (check(name, is_critical=name != "llm") for name in findings)
    results = (
        _result(one, finding) for one, finding in zip(checks, findings.values(), strict=True)
    )
    return Report(at=AT, release="3f2a91c", results=tuple(results))


def _result(one: Check, finding: Finding) -> Result:
    return Result(check=one, finding=finding, latency_ms=2.1, at=AT)


def _answer(report: Report, form: Format) -> Answer:
    written = encoded(body(report, form))
    return answer(written, status=report.http_status, kind=form.value)


def test_the_shape_of_the_plan() -> None:
    """What a smoke test of any make can read."""
    assert body(_report(database=ok(), llm=warn("rate limited"))) == {
        "status": "degraded",
        "timestamp": "2026-02-13T12:00:00.250Z",
        "release": "3f2a91c",
        "checks": {
            "database": {
                "status": "ok",
                "latency_ms": 2.1,
                "critical": True,
                "checked_at": "2026-02-13T12:00:00.250Z",
            },
            "llm": {
                "status": "warn",
                "latency_ms": 2.1,
                "critical": False,
                "checked_at": "2026-02-13T12:00:00.250Z",
                "detail": "rate limited",
            },
        },
    }


def test_the_shape_of_health_json() -> None:
    """The draft's words, and `timestamp` and `release` for contracts that read the other shape."""
    assert body(_report(database=fail("refused")), Format.HEALTH_JSON) == {
        "status": "fail",
        "timestamp": "2026-02-13T12:00:00.250Z",
        "release": "3f2a91c",
        "releaseId": "3f2a91c",
        "checks": {
            "database:responseTime": [
                {
                    "componentType": "component",
                    "observedValue": 2.1,
                    "observedUnit": "ms",
                    "status": "fail",
                    "critical": True,
                    "time": "2026-02-13T12:00:00.250Z",
                    "output": "refused",
                }
            ]
        },
    }


def test_readiness_has_words_of_its_own() -> None:
    """Ready or not; the rest is the same."""
    assert ready_body(_report(database=ok()))["status"] == "ready"
    assert ready_body(_report(database=warn("x")))["status"] == "ready"
    assert ready_body(_report(database=fail("x")))["status"] == "not_ready"


def test_a_release_that_is_not_known_is_left_out() -> None:
    """Null would be a release to somebody."""
    report = Report(at=AT, release=None, results=(_result(check("x"), ok()),))
    for form in Format:
        assert "release" not in json.dumps(body(report, form))


@FORMATS
@pytest.mark.parametrize(
    "findings, overall, problems",
    [
        pytest.param({}, "ok", [], id="well"),
        pytest.param({"llm": fail("answers 503")}, "warn", [], id="minor-fails"),
        pytest.param({"llm": warn("rate limited")}, "warn", [], id="minor-warns"),
        pytest.param({"redis": warn("memory is 97 % full")}, "warn", [], id="critical-warns"),
        pytest.param(
            {"redis": fail("refused")},
            "fail",
            ["status should be 2xx, got 503, redis{} is fail (refused)"],
            id="critical-fails",
        ),
        pytest.param(
            {"redis": fail("refused"), "llm": fail("timed out after 2 s")},
            "fail",
            [
                "status should be 2xx, got 503, llm{0} is fail (timed out after 2 s), "
                "redis{0} is fail (refused)"
            ],
            id="both-fail",
        ),
    ],
)
def test_our_own_reader_judges_it_right(
    findings: dict[str, Finding], overall: str, problems: list[str], form: Format
) -> None:
    """Word, code and components agree, and each component is found by its name."""
    report = _report(**({"database": ok(), "redis": ok(), "llm": ok()} | findings))
    answered = _answer(report, form)
    health = reading.read(answered, CONTRACT)
    part = ":responseTime" if form is Format.HEALTH_JSON else ""
    assert health.format == ("health+json" if part else "charhub")
    assert health.overall.value == overall
    assert [str(one) for one in overall_problems(health, TOLERATED)] == [
        problem.format(part) for problem in problems
    ]
    for name in ("database", "redis", "llm"):
        finding = findings.get(name, ok())
        seen = health.component(name)
        assert seen is not None
        assert seen.status.value == finding.status.value
        assert seen.detail == finding.detail
        assert seen.latency_ms == 2.1
    assert health.stated_at == "2026-02-13T12:00:00.250Z"
    assert list(health.notes) == []
    assert list(leak_problems(answered)) == []


@FORMATS
def test_a_body_is_json_with_whatever_words(form: Format) -> None:
    """Any name and any detail comes out as it is meant, on one line."""
    told = 'größer: "4" \\ \u2028 \ud800'
    report = asyncio.run(Checkup([check('a "name"', fail(told))]).report())
    written = encoded(body(report, form))
    document: dict[str, Any] = json.loads(written)
    (name,) = document["checks"]
    assert name.startswith('a "name"')
    assert b"\n" not in written
