"""A health answer is read for what it says, whatever its words; unknown is never ok."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from smokegate.contract import Health as Promise
from smokegate.probe.observation import Answer
from smokegate.reading.health import (
    Health,
    Status,
    component_problem,
    freshness_problems,
    overall_problems,
    read,
)
from tests.reading.answers import NOW, ORIGIN, answer, json_answer, said

OK, WARN, FAIL, UNKNOWN = Status.OK, Status.WARN, Status.FAIL, Status.UNKNOWN
NOBODY = frozenset[str]()
WHERE = "GET /api/v1/health"


def problems(given: Answer, tolerated: frozenset[str] = NOBODY) -> list[str]:
    """What test_health_is_good would say."""
    health = read(given)
    return [health.problem] if health.problem else said(overall_problems(health, tolerated))


def charhub(status: int = 200, word: str = "healthy", **checks: str) -> Answer:
    """The planned answer of CharHub (contracts.md 2.1, row 25)."""
    found = {"database": "ok", "redis": "ok", "r2": "ok", "llm": "ok"} | checks
    body = {
        "status": word,
        "timestamp": "2026-02-13T12:00:00.000Z",
        "checks": {name: {"status": said} for name, said in found.items()},
    }
    return json_answer(body, status=status)


SPRING = {
    "status": "UP",
    "components": {
        "broker": {"status": "UP", "components": {"us1": {"status": "UP", "details": {"v": "1"}}}},
        "db": {"status": "UP", "details": {"database": "H2", "validationQuery": "isValid()"}},
        "diskSpace": {"status": "UP", "details": {"total": 5, "free": 3, "exists": True}},
    },
}
DRAFT_06 = {
    "status": "pass",
    "version": "1",
    "releaseId": "1.2.2",
    "checks": {
        "cassandra:responseTime": [
            {"componentType": "datastore", "observedValue": 250, "status": "pass"}
        ],
        "cpu:utilization": [{"node": 1, "status": "pass"}, {"node": 2, "status": "warn"}],
    },
}
DIRECTUS = {
    "status": "warn",
    "releaseId": "11.0.0",
    "serviceId": "x",
    "checks": {
        "pg:responseTime": [{"status": "ok", "observedValue": 2.1, "threshold": 150}],
        "pg:connectionsUsed": [{"status": "warn"}],
        "storage:local:responseTime": [{"status": "ok"}],
    },
}
TERMINUS = {
    "status": "ok",
    "info": {"database": {"status": "up"}},
    "error": {},
    "details": {"database": {"status": "up"}},
}
TERMINUS_DOWN = {
    "status": "error",
    "info": {"database": {"status": "up"}},
    "error": {"redis": {"status": "down", "message": "Could not connect"}},
    "details": {
        "database": {"status": "up"},
        "redis": {"status": "down", "message": "Could not connect"},
    },
}
GO = {"status": "up", "details": {"database": {"status": "up", "timestamp": "2021-07-01T08:05Z"}}}
GO_DOWN = {
    "status": "down",
    "details": {
        "database": {"status": "up"},
        "search": {"status": "down", "error": "this makes the check fail"},
    },
}
AIRFLOW = {
    "metadatabase": {"status": "healthy"},
    "scheduler": {"status": "healthy", "latest_scheduler_heartbeat": "2026-02-13T12:00:00Z"},
    "triggerer": {"status": None, "latest_triggerer_heartbeat": None},
}
MICROPROFILE = {
    "status": "UP",
    "checks": [{"name": "first", "status": "UP", "data": {"key": "value"}}],
}
XABARIL = {
    "status": "Degraded",
    "totalDuration": "00:00:00.01",
    "entries": {"npgsql": {"data": {}, "duration": "00:00:00.004", "status": "Healthy"}},
}
CHARHUB_NOW = {"status": "ok", "version": "v1", "timestamp": "2026-02-13T12:00:00Z", "uptime": 24.8}


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy in which one thing is different."""
    copy: dict[str, Any] = json.loads(json.dumps(document))
    node: Any = copy
    *steps, last = path.split("/")
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node[step]
    node[last] = value
    return copy


@pytest.mark.parametrize(
    "body, overall, components",
    [
        pytest.param(
            DRAFT_06, OK, {"cassandra:responseTime": OK, "cpu:utilization": WARN}, id="draft-06"
        ),
        pytest.param({"status": "pass", "releaseId": "1.9.7"}, OK, {}, id="etherpad"),
        pytest.param(
            {
                "status": "pass",
                "description": "Gitea",
                "checks": {"cache:ping": [{"status": "pass"}]},
            },
            OK,
            {"cache:ping": OK},
            id="gitea",
        ),
        pytest.param({"status": "ok"}, OK, {}, id="directus-anonymous"),
        pytest.param(
            DIRECTUS,
            WARN,
            {"pg:responseTime": OK, "pg:connectionsUsed": WARN, "storage:local:responseTime": OK},
            id="directus-admin",
        ),
        pytest.param(
            SPRING, OK, {"broker": OK, "broker/us1": OK, "db": OK, "diskSpace": OK}, id="spring"
        ),
        pytest.param({"status": "UP"}, OK, {}, id="spring-never-shows-details"),
        pytest.param(
            {"status": "UP", "db": {"status": "UP"}, "diskSpace": {"status": "UP"}},
            OK,
            {"db": OK, "diskSpace": OK},
            id="spring-1",
        ),
        pytest.param(MICROPROFILE, OK, {"first": OK}, id="microprofile"),
        pytest.param({"status": "UP", "checks": []}, OK, {}, id="microprofile-live"),
        pytest.param(XABARIL, WARN, {"npgsql": OK}, id="aspnet-ui"),
        pytest.param({}, UNKNOWN, {}, id="empty-report"),
        pytest.param(TERMINUS, OK, {"database": OK}, id="terminus"),
        pytest.param(GO, OK, {"database": OK}, id="go"),
        pytest.param(
            AIRFLOW,
            UNKNOWN,
            {"metadatabase": OK, "scheduler": OK, "triggerer": UNKNOWN},
            id="airflow-without-triggerer",
        ),
        pytest.param(
            {"postgres": {"status": "up"}, "ably": {"status": "up"}},
            OK,
            {"postgres": OK, "ably": OK},
            id="component-map",
        ),
        pytest.param(CHARHUB_NOW, OK, {}, id="charhub-now"),
        pytest.param(
            {"status": "ok", "checks": {"database": "ok", "redis": True}},
            OK,
            {"database": OK, "redis": OK},
            id="plain-words",
        ),
        pytest.param({"success": True, "healthy": True, "stats": {}}, OK, {}, id="queue"),
        pytest.param(True, OK, {}, id="true"),
        pytest.param("pong", OK, {}, id="json-text"),
    ],
)
def test_good_families_give_no_problem(
    body: Any, overall: Status, components: dict[str, Status]
) -> None:
    """Each family of contracts.md 2.1, as it answers when it is well."""
    given = json_answer(body)
    health = read(given)
    assert health.overall is overall
    assert {name: one.status for name, one in health.components.items()} == components
    assert problems(given) == []


@pytest.mark.parametrize(
    "body, status, told",
    [
        pytest.param(
            changed(DRAFT_06, "status", "fail"),
            503,
            ["status should be 2xx, got 503"],
            id="draft-06",
        ),
        pytest.param(
            {"status": "fail", "checks": {"cache:ping": [{"status": "fail"}]}},
            424,
            ["status should be 2xx, got 424, cache:ping is fail"],
            id="gitea",
        ),
        pytest.param(
            changed(DIRECTUS, "status", "error"),
            503,
            ["status should be 2xx, got 503"],
            id="directus",
        ),
        pytest.param(
            changed(SPRING, "status", "OUT_OF_SERVICE"),
            503,
            ["status should be 2xx, got 503"],
            id="spring",
        ),
        pytest.param(
            {"status": "DOWN"},
            200,
            ["health should be ok, got 200 but it says DOWN"],
            id="spring-1.1",
        ),
        pytest.param(
            {"status": "UNKNOWN"},
            200,
            ["health should be a known word such as ok (see words), got UNKNOWN"],
            id="spring-unknown",
        ),
        pytest.param(
            {"status": "DOWN", "checks": []},
            503,
            ["status should be 2xx, got 503"],
            id="microprofile-not-started",
        ),
        pytest.param(
            TERMINUS_DOWN,
            503,
            ["status should be 2xx, got 503, redis is down (Could not connect)"],
            id="terminus",
        ),
        pytest.param(
            {"status": "shutting_down", "details": {"database": {"status": "up"}}},
            200,
            ["health should be ok, got 200 but it says shutting_down"],
            id="terminus-shutting-down",
        ),
        pytest.param(
            GO_DOWN,
            503,
            ["status should be 2xx, got 503, search is down (this makes the check fail)"],
            id="go",
        ),
        pytest.param(
            changed(AIRFLOW, "scheduler/status", "unhealthy"),
            200,
            ["health should be ok, got 200 but the component scheduler says unhealthy"],
            id="airflow",
        ),
        pytest.param(
            {"postgres": {"status": "down"}, "ably": {"status": "up"}},
            200,
            ["health should be ok, got 200 but the component postgres says down"],
            id="component-map",
        ),
        pytest.param(
            {"success": False, "error": {"code": "NO_DB"}},
            200,
            ["health should be ok, got 200 but it says false (NO_DB)"],
            id="charhub-error",
        ),
        pytest.param({}, 503, ["status should be 2xx, got 503"], id="empty-503"),
        pytest.param(False, 200, ["health should be ok, got 200 but it says false"], id="false"),
        pytest.param(
            [1, 2],
            200,
            ["health should be a known word such as ok (see words), got [1, 2]"],
            id="bare-list",
        ),
        pytest.param(
            None,
            200,
            ["health should be a known word such as ok (see words), got null"],
            id="null",
        ),
    ],
)
def test_failing_families_are_told(body: Any, status: int, told: list[str]) -> None:
    """The same families when something is wrong: by code, by word, or by both."""
    assert problems(json_answer(body, status=status)) == told


@pytest.mark.parametrize(
    "body, name, told",
    [
        pytest.param(
            changed(DRAFT_06, "checks/cpu:utilization/1/status", "fail"),
            "cpu:utilization",
            "cpu:utilization is fail",
            id="the-worst-measurement-counts",
        ),
        pytest.param(
            {"status": "pass", "checks": {"x": [{"status": "pass"}, {"node": 2}]}},
            "x",
            "x is without a status",
            id="a-measurement-without-status",
        ),
        pytest.param(
            changed(SPRING, "components/broker/components/us1/status", "DOWN"),
            "broker/us1",
            "broker/us1 is DOWN",
            id="nested",
        ),
        pytest.param(
            {"status": "DOWN", "checks": [{"name": "db pool", "status": "DOWN"}]},
            "db pool",
            "db pool is DOWN",
            id="free-text-name",
        ),
        pytest.param(
            TERMINUS_DOWN, "redis", "redis is down (Could not connect)", id="terminus-message"
        ),
        pytest.param(
            GO_DOWN, "search", "search is down (this makes the check fail)", id="go-error"
        ),
        pytest.param(AIRFLOW, "triggerer", "triggerer is null", id="null"),
        pytest.param(
            {"checks": {"redis": "skipped"}}, "redis", "redis is skipped", id="skipped-is-not-ok"
        ),
        pytest.param({"checks": {"redis": "fine"}}, "redis", "redis is fine", id="unlisted-word"),
        pytest.param({"checks": {"redis": None}}, "redis", "redis is null", id="plain-null"),
        pytest.param({"checks": {"redis": False}}, "redis", "redis is false", id="plain-false"),
        pytest.param({"checks": {"redis": {}}}, "redis", "redis is without a status", id="empty"),
        pytest.param(
            {"checks": {"redis": {"status": 200}}},
            "redis",
            "redis is without a status",
            id="number-is-no-word",
        ),
        pytest.param(
            {"status": "ok", "checks": {"database": "ok", "r2": "ok"}},
            "redis",
            "no check named 'redis', found database, r2",
            id="missing",
        ),
        pytest.param(CHARHUB_NOW, "redis", "no check named 'redis', found none", id="no-checks"),
        pytest.param(
            {"checks": {"Redis": "ok"}}, "redis", "no check named 'redis', found Redis", id="case"
        ),
        pytest.param(
            {"checks": {"redis": []}}, "redis", "no check named 'redis', found none", id="no-parts"
        ),
    ],
)
def test_component_that_is_not_ok_is_told(body: Any, name: str, told: str) -> None:
    """Unknown, null, missing, renamed: none of it is ok."""
    health = read(json_answer(body))
    assert component_problem(health, name) == f"{WHERE} -> 200 in 0.04 s: {told}"


@pytest.mark.parametrize("word", ["ok", "UP", "warn", "Degraded", "yellow", " Healthy "])
def test_component_that_is_well_or_warned_of_is_no_problem(word: str) -> None:
    """A warning is a warning, not a failure."""
    health = read(json_answer({"checks": {"redis": {"status": word}}}))
    assert component_problem(health, "redis") is None


@pytest.mark.parametrize(
    "word, status",
    [
        *((word, OK) for word in ("ok", "OK", "pass", "UP", "Healthy", "green", "true", "pong")),
        *((word, OK) for word in ("PING", "GOOD", "success", "working", "GitLab OK", " ok\r\n")),
        *((word, WARN) for word in ("warn", "warning", "Degraded", "yellow", "partial")),
        *((word, FAIL) for word in ("fail", "DOWN", "unhealthy", "error", "red", "not ready")),
        *((word, FAIL) for word in ("Out-Of-Service", "OUT_OF_SERVICE", "shutting down")),
        *((word, UNKNOWN) for word in ("not ok", "okay", "ok?", "ok ok", "un healthy", "healthy?")),
        *((word, UNKNOWN) for word in ("unknown", "null", "none", "n/a", "disabled", "up\0")),
        *((word, UNKNOWN) for word in ("nothealthy", "okfail", "\uff2f\uff2b!", "GitLab not OK")),
    ],
)
def test_words_are_compared_whole(word: str, status: Status) -> None:
    """In "unhealthy" stands "healthy", and in "not ok" stands "ok"; neither is it."""
    assert read(answer(word, kind="text/plain")).overall is status
    assert read(json_answer({"status": word})).overall is status
    assert read(json_answer({"checks": {"x": word}})).components["x"].status is status


@pytest.mark.parametrize(
    "body", ["ok", "OK", "pong", "PING", "GOOD", "Healthy", "Degraded", "GitLab OK", "success", ""]
)
def test_plain_words_give_no_problem(body: str) -> None:
    """Text, or nothing at all, is how small applications say that they are well."""
    assert problems(answer(body, kind="text/plain")) == []


def test_empty_204_gives_no_problem() -> None:
    """No content is an answer too."""
    assert problems(answer(status=204)) == []


@pytest.mark.parametrize(
    "given, told",
    [
        pytest.param(
            answer("Unhealthy", status=503), "status should be 2xx, got 503", id="unhealthy-503"
        ),
        pytest.param(
            answer("Unhealthy"),
            "health should be ok, got 200 but it says Unhealthy",
            id="unhealthy",
        ),
        pytest.param(
            answer("Not Healthy"),
            "health should be a known word such as ok (see words), got Not Healthy",
            id="not-healthy",
        ),
        pytest.param(
            answer("n8n is starting up. Please wait"),
            "health should be a known word such as ok (see words), "
            "got n8n is starting up. Please wait",
            id="starting",
        ),
        pytest.param(
            answer("ok", status=500),
            "status should be 2xx, got 500 though the body says ok",
            id="ok-500",
        ),
        pytest.param(answer(status=500), "status should be 2xx, got 500", id="empty-500"),
        pytest.param(answer(status=304), "status should be 2xx, got 304", id="304"),
        pytest.param(
            answer(b"\x1b[2J\r\n::error::x"),
            "health should be a known word such as ok (see words), got \\x1b[2J : :error::x",
            id="terminal-and-ci-commands",
        ),
        pytest.param(
            answer("password=hunter2"),
            "health should be a known word such as ok (see words), got password=[redacted]",
            id="secret",
        ),
    ],
)
def test_plain_words_that_are_not_good_are_told(given: Answer, told: str) -> None:
    """A code and a word that is not known to be good."""
    assert problems(given) == [told]


def test_503_that_says_healthy_is_a_contradiction() -> None:
    """CharHub's plan keeps the word in the 503; the code counts."""
    told = "status should be 2xx, got 503 though the body says healthy"
    assert problems(charhub(503)) == [told]
    assert problems(charhub(503, redis="error")) == [f"{told}, redis is error"]


def test_503_for_a_third_party_alone_is_no_failure() -> None:
    """Going back would not mend the language model's outage."""
    tolerated = frozenset({"llm", "mail"})
    assert problems(charhub(503, llm="error"), tolerated) == []
    assert problems(charhub(200, "unhealthy", llm="error"), tolerated) == []


@pytest.mark.parametrize(
    "word", ["timeout", "degraded", "rate_limited", "not_configured", "unknown"]
)
def test_503_for_a_third_party_that_is_anything_but_ok_is_no_failure(word: str) -> None:
    """The plan's "any check that is not ok is a 503" would go back for it."""
    assert problems(charhub(503, llm=word), frozenset({"llm"})) == []
    assert problems(charhub(200, "unhealthy", llm=word), frozenset({"llm"})) == []
    assert problems(charhub(503, llm=word), NOBODY) != []


@pytest.mark.parametrize(
    "given, named",
    [
        pytest.param(
            charhub(503, llm="error", redis="error"),
            ", llm is error, redis is error",
            id="another-one-fails-too",
        ),
        pytest.param(
            charhub(503, llm="error", s3="error"),
            ", llm is error, s3 is error",
            id="one-that-no-contract-names",
        ),
        pytest.param(charhub(503), "", id="nobody-fails"),
        pytest.param(
            charhub(503, llm="timeout", redis="degraded"),
            ", llm is timeout",
            id="another-one-warns",
        ),
        pytest.param(charhub(500, llm="timeout"), ", llm is timeout", id="a-crash-beside-it"),
        pytest.param(charhub(500, llm="error"), ", llm is error", id="a-crash"),
        pytest.param(charhub(502, llm="error"), ", llm is error", id="a-proxy"),
    ],
)
def test_tolerance_hides_nothing_else(given: Answer, named: str) -> None:
    """A tolerated failure excuses a 503 that is only about itself."""
    told = f"status should be 2xx, got {given.status} though the body says healthy{named}"
    assert problems(given, frozenset({"llm"})) == [told]


@pytest.mark.parametrize("status", [200, 503])
def test_names_from_the_body_cannot_break_the_line(status: int) -> None:
    """A component may be called anything, as long as it likes."""
    checks = {"a\n::error::x\x1b[2J" + "y" * 900: {"status": "down"}}
    (told,) = problems(json_answer({"checks": checks}, status=status))
    assert told.isprintable()
    assert len(told) < 300


HTML = "HTML where health was expected (SPA fallback, login, proxy page)"


@pytest.mark.parametrize(
    "given, problem",
    [
        pytest.param(
            answer("<!doctype html><title>CharHub</title>", kind="text/html"),
            f"{HTML}: <!doctype html><title>CharHub</title>",
            id="spa-fallback",
        ),
        pytest.param(
            answer(b"\xef\xbb\xbf \n<html>", kind="application/json"),
            f"{HTML}: <html>",
            id="html-that-says-json",
        ),
        pytest.param(
            answer("<h1>502 Bad Gateway</h1>", status=502),
            f"{HTML}: <h1>502 Bad Gateway</h1>",
            id="proxy-page",
        ),
        *(
            pytest.param(
                answer(status=code, headers=[("Location", "/login?token=hunter2")]),
                "redirects to /login?token=[redacted]",
                id=f"redirect-{code}",
            )
            for code in (301, 302, 303, 307, 308)
        ),
        pytest.param(answer(status=302), "redirects to ", id="redirect-to-nowhere"),
        pytest.param(answer('{"status":"ok"}', status=401), "needs a login", id="401"),
        pytest.param(answer("ok", status=403), "needs a login", id="403"),
        *(
            pytest.param(answer("ok", status=code), "is not provided", id=f"gone-{code}")
            for code in (404, 405, 410)
        ),
        pytest.param(
            answer('{"status":"error","status":"ok"}'), "JSON that says 'status' twice", id="twice"
        ),
        pytest.param(
            answer('{"status":"ok","x":NaN}'), "JSON with NaN, which JSON does not have", id="nan"
        ),
        pytest.param(answer("[" * 100_000), "JSON that is nested too deeply", id="depth-100000"),
        pytest.param(
            answer('{"status":"ok"}x'), "not JSON (extra data at character 15)", id="proxy-footer"
        ),
        pytest.param(
            answer("ok", kind="application/health+json"),
            "not JSON (expecting value at character 0)",
            id="text-that-says-json",
        ),
    ],
)
def test_what_is_no_health_answer_proves_nothing_good(given: Answer, problem: str) -> None:
    """It is unknown, with the reason, and so is every component."""
    health = read(given)
    assert (health.overall, health.problem, dict(health.components)) == (UNKNOWN, problem, {})
    assert component_problem(health, "redis") == f"{given.where}: {problem}"


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(answer(b'\xef\xbb\xbf{"status":"ok"}'), id="byte-order-mark"),
        pytest.param(answer('{"status":"ok"}', kind="text/html"), id="json-that-says-html"),
        pytest.param(answer('{"status":"ok"}', kind="application/health+json"), id="health+json"),
        pytest.param(answer("true", kind="application/json"), id="scalar"),
        pytest.param(answer("", kind="application/json"), id="empty-json"),
        pytest.param(
            answer("ok", headers=[("Vary", "a"), ("Vary", "b"), ("Server", "a"), ("Server", "b")]),
            id="repeated-headers",
        ),
    ],
)
def test_oddities_give_no_problem(given: Answer) -> None:
    """The body is looked at before the content type."""
    assert problems(given) == []


def test_latency_and_detail_are_kept() -> None:
    """What is said about a component besides its word."""
    one = read(
        json_answer({"checks": {"db": {"status": "down", "latency_ms": 12, "error": "a\nb"}}})
    ).components["db"]
    assert (one.latency_ms, one.detail, str(one)) == (12.0, "a b", "down (a b)")


@pytest.mark.parametrize("latency", ["1" + "0" * 400, "true", '"12"', "null", "[]"])
def test_latency_that_is_none_is_left_out(latency: str) -> None:
    """A number that no float holds is not an error of ours."""
    body = '{"checks": {"db": {"status": "ok", "latency": %s}}}' % latency  # noqa: UP031
    assert read(answer(body)).components["db"].latency_ms is None


def test_many_names_are_shown_quickly() -> None:
    """A hostile body of a megabyte costs no more than another; pytest-timeout watches."""
    health = read(json_answer({"checks": {f"a.b-{n}" * 20: "ok" for n in range(5000)}}))
    assert len(health.names) == 200


# -- freshness -------------------------------------------------------------------------------


def stamped(timestamp: Any, **headers: str) -> Answer:
    """A health answer that was made at this time, as it says."""
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return json_answer({"status": "ok", "timestamp": timestamp}, headers=pairs)


def freshness(given: Answer, max_age_s: float = 60) -> list[str]:
    """What test_health_is_fresh would say."""
    return said(freshness_problems(given, read(given), max_age_s))


SECONDS = int(NOW.timestamp())


@pytest.mark.parametrize(
    "timestamp",
    [
        pytest.param("2026-02-13T12:00:00Z", id="rfc-3339"),
        pytest.param("2026-02-13T12:00:00.123Z", id="javascript"),
        pytest.param("2026-02-13T12:00:00.123456+00:00", id="python"),
        pytest.param("2026-02-13T09:00:00-03:00", id="another-zone"),
        pytest.param("2026-02-13T12:00:00.123456789Z", id="go-nanoseconds"),
        pytest.param(SECONDS, id="epoch-seconds"),
        pytest.param(SECONDS + 0.5, id="epoch-with-fraction"),
        pytest.param(SECONDS * 1000, id="epoch-milliseconds"),
        pytest.param(str(SECONDS), id="epoch-as-text"),
        pytest.param("2026-02-13T11:59:01Z", id="59-s-ago"),
        pytest.param("2026-02-13T12:00:59Z", id="clock-59-s-ahead"),
    ],
)
def test_fresh_answers_give_no_problem(timestamp: Any) -> None:
    """Within the age that the contract allows, whatever the notation."""
    assert freshness(stamped(timestamp)) == []


@pytest.mark.parametrize(
    "timestamp, found",
    [
        ("2026-02-13T11:58:59Z", "2026-02-13T11:58:59Z, 61 s away from now"),
        ("2026-02-13T12:01:01Z", "2026-02-13T12:01:01Z, 61 s away from now"),
        (SECONDS - 3600, f"{SECONDS - 3600}, 3600 s away from now"),
        ((SECONDS - 3600) * 1000, f"{SECONDS - 3600}000, 3600 s away from now"),
        (0, "0, 1770984000 s away from now"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00, 63906631200 s away from now"),
    ],
)
def test_stale_answers_are_told(timestamp: Any, found: str) -> None:
    """Too old, or from the future: a cached answer, or a frozen clock."""
    assert freshness(stamped(timestamp)) == [f"timestamp should be within 60 s of now, got {found}"]


@pytest.mark.parametrize(
    "timestamp", ["2026-02-13T12:00:00", "2026-02-13", "now", "nan", "inf", "1e999", -1e300, "²"]
)
def test_time_without_a_zone_or_a_meaning_accuses_nobody(timestamp: Any) -> None:
    """Nobody can say how old it is: it is noted where the contract promises a time."""
    given = stamped(timestamp)
    assert freshness(given) == []
    assert said(read(given, Promise(path="/", max_age_s=60)).notes) == [
        f"timestamp should be a time with its zone (RFC 3339), got {timestamp}"
    ]
    assert read(given).notes == ()


@pytest.mark.parametrize("timestamp", [None, True, [], {}, ""])
def test_no_time_at_all_is_told(timestamp: Any) -> None:
    """The contract promised one."""
    assert freshness(stamped(timestamp)) == ["timestamp should be in the body, got none"]


@pytest.mark.parametrize("name", ["timestamp", "time", "checked_at", "checkedAt", "finishedAt"])
def test_time_has_several_names(name: str) -> None:
    """Each family calls it something else."""
    assert freshness(json_answer({"status": "ok", name: "2026-02-13T12:00:00Z"})) == []


@pytest.mark.parametrize("off", [timedelta(days=-400), timedelta(hours=1), timedelta(days=4000)])
def test_runner_with_a_wrong_clock_accuses_nobody(off: timedelta) -> None:
    """The deployment's own Date header is the clock."""
    there = NOW + off
    date = there.strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert freshness(stamped(there.isoformat(), date=date)) == []


def test_date_header_tells_a_frozen_timestamp() -> None:
    """By the runner's clock it would be fresh."""
    date = "Fri, 13 Feb 2026 13:00:00 GMT"
    assert freshness(stamped(NOW.isoformat(), date=date)) == [
        "timestamp should be within 60 s of now, "
        "got 2026-02-13T12:00:00+00:00, 3600 s away from now"
    ]


@pytest.mark.parametrize(
    "date",
    [
        pytest.param("Fri, 13 Feb 2026 12:00:00 -0000", id="zone-unknown-is-utc"),
        pytest.param("Fri, 13 Feb 2026 09:00:00 -0300", id="another-zone"),
        pytest.param("", id="empty"),
        pytest.param("yesterday", id="not-a-date"),
        pytest.param("Fri, 13 Feb 99999999999999999999 12:00:00 GMT", id="year-of-20-digits"),
        pytest.param("Fri, 99 Feb 2026 12:00:00 GMT", id="day-99"),
    ],
)
def test_odd_date_headers_are_survived(date: str) -> None:
    """What is no date is as none: then the runner's clock counts."""
    assert freshness(stamped("2026-02-13T12:00:00Z", date=date)) == []


def test_first_of_two_date_headers_counts() -> None:
    """MLflow sends two."""
    dates = [("Date", "Fri, 13 Feb 2026 12:00:00 GMT"), ("Date", "Fri, 13 Feb 2026 12:00:01 GMT")]
    given = json_answer({"timestamp": "2026-02-13T12:00:00Z"}, headers=dates)
    assert freshness(given) == []


@pytest.mark.parametrize("name, value", [("Age", "0"), ("CF-Cache-Status", "DYNAMIC")])
@pytest.mark.parametrize("status", ["MISS", "BYPASS", "EXPIRED"])
def test_answers_that_no_cache_gave_are_fresh(name: str, value: str, status: str) -> None:
    """A cache that stood by is no problem."""
    given = stamped("2026-02-13T12:00:00Z", **{name: value, "X-Cache-Status": status})
    assert freshness(given) == []


@pytest.mark.parametrize(
    "headers, told",
    [
        pytest.param({"Age": "17"}, "age header should be absent, got 17 (cached)", id="age"),
        *(
            pytest.param(
                {"cf-cache-status": status},
                f"cf-cache-status should be DYNAMIC, got {status.upper()}",
                id=status,
            )
            for status in ("HIT", "hit", "STALE", "UPDATING", "REVALIDATED")
        ),
    ],
)
def test_answers_from_a_cache_are_told(headers: dict[str, str], told: str) -> None:
    """A cached answer says nothing about the release, however young it is."""
    assert freshness(stamped("2026-02-13T12:00:00Z", **headers)) == [told]


def test_health_of_an_unreadable_answer_has_no_time() -> None:
    """Freshness never lets an unreadable answer through."""
    given = answer("<html>", url=f"{ORIGIN}/api/v1/health")
    assert freshness(given) == ["timestamp should be in the body, got none"]


def test_health_is_shown_with_its_request() -> None:
    """How each failure message begins."""
    assert read(json_answer({}, status=503)).where == f"{WHERE} -> 503 in 0.04 s"


def test_names_of_nothing() -> None:
    """A message always has a word there."""
    health = Health(where="x", http_status=200, overall=OK)
    assert health.names == "none"
    assert datetime(2026, 2, 13, 12, tzinfo=UTC) == NOW
