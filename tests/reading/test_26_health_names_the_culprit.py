"""What stands beside the word of a health answer counts as much as it says, and no more."""

from typing import Any

import pytest

from smokegate.contract import Health as Promise
from smokegate.reading.health import (
    Status,
    component_problem,
    degradation_problems,
    overall_problems,
    read,
)
from tests.reading.answers import answer, json_answer, said

OK, WARN, FAIL, UNKNOWN = Status.OK, Status.WARN, Status.FAIL, Status.UNKNOWN
NOBODY = frozenset[str]()


def failures(body: Any, status: int = 200, tolerated: frozenset[str] = NOBODY) -> list[str]:
    """What test_health_is_good says of it."""
    return said(overall_problems(read(json_answer(body, status=status)), tolerated))


def warnings(body: Any) -> list[str]:
    """What test_health_is_not_degraded says of it."""
    return said(degradation_problems(read(json_answer(body)), NOBODY))


@pytest.mark.parametrize(
    "sentence, status",
    [
        *(
            (text, OK)
            for text in ("Ok.", "healthy!", "PONG.", "LIVE", "I'm alive!", "Service ready.")
        ),
        *((text, OK) for text in ("Prometheus Server is Healthy.", "SERVER_IS_READY", "canvas ok")),
        *((text, OK) for text in ("imgproxy is running", "API running.", "Server available")),
        *((text, OK) for text in ("OK - 3 workers", "SERVER_IS_NOT_SHUTTING_DOWN")),
        ("WARN: inconsistent objects", WARN),
        *((text, FAIL) for text in ("ERROR: no database", "NOK - diskqueue", "PRE_INITIALIZING")),
        *(
            (text, FAIL)
            for text in ("SERVER_IS_NOT_READY", "Server not available", "redis is down")
        ),
        *((text, UNKNOWN) for text in ("nothing is ok", "no node is healthy", "api not ok", "ok?")),
        *((text, UNKNOWN) for text in ("database is down but redis is up", "only redis is up")),
        *((text, UNKNOWN) for text in ("OK - redis down", "ok: no database", "Ok, but slow")),
        *((text, UNKNOWN) for text in ("redis ok", "is ok", "...", "un ok", "is is ok")),
    ],
)
def test_a_sentence_means_what_its_word_means(sentence: str, status: Status) -> None:
    """If it is about one thing; a sentence of two, or with a no in it, means nothing here."""
    assert read(json_answer({"status": sentence})).overall is status


@pytest.mark.parametrize(
    "text, status",
    [
        ("Node a is started\nemqx is running", OK),
        ("Node a is started\nemqx is stopped", FAIL),
        ("Node a is started\nsomething else", UNKNOWN),
    ],
)
def test_of_several_lines_the_worst_counts(text: str, status: Status) -> None:
    """A good line hides no bad one."""
    assert read(answer(text, kind="text/plain")).overall is status


@pytest.mark.parametrize(
    "body, problem",
    [
        ("", 'health should be a known word such as ok (see words), got ""'),
        ("error:500", "health should be a known word such as ok (see words), got error:500"),
        ("2026", "health should be a known word such as ok (see words), got 2026"),
    ],
)
def test_a_bare_text_is_no_sign_of_life(body: str, problem: str) -> None:
    """But for an address, which is Consul's leader, and a time."""
    assert failures(body) == [problem]
    assert failures("10.0.0.2:8300") == failures("2026-02-13T12:00:00Z") == []


@pytest.mark.parametrize(
    "body, warned",
    [
        ({"status": "ok", "database": "disconnected"}, ["database should be ok, got disconnected"]),
        ({"status": "ok", "failures": ["mail"]}, ["mail should be ok, got failing"]),
        ({"status": "ok", "errors": {"db": "x"}}, ["db should be ok, got failing (x)"]),
        ({"status": "ok", "db": {"connected": False}}, ["db should be ok, got false"]),
        (
            {"db": {"status": "ok"}, "model": {"status": "END"}},
            ["model should be a known word such as ok, got END"],
        ),
        (
            {"model": {"status": "END"}, "job": {"status": None}},
            [
                "job should be a known word such as ok, got null",
                "model should be a known word such as ok, got END",
            ],
        ),
        ({"db": {"status": "ok"}, "job": {"status": None}, "x": {"status": "skipped"}}, []),
        ({"status": "ok", "checks": {"model": {"status": "END"}}}, []),
        ({"status": "ok", "log_level": "error", "serverMode": "offline", "tls": "false"}, []),
        ({"status": "ok", "message": "down the road", "debug": False, "maintenance": False}, []),
        ({"db": {"status": "ok"}, "log": {"level": "error"}, "app": {"env": "offline"}}, []),
        ({"db": "ok", "cache": False, "tls": True}, ["cache should be ok, got false"]),
        ({"status": "ok", "errors": 0, "failures": {"db": 0}, "failed": []}, []),
        ({"version": "1.2.3", "name": "shop"}, ["health should be ok, got only name, version"]),
    ],
)
def test_what_is_unclear_is_a_warning(body: Any, warned: list[str]) -> None:
    """A bad word beside ok, a state that nobody knows, an answer that only says who it is."""
    assert failures(body) == []
    assert warnings(body) == warned


@pytest.mark.parametrize(
    "body, status, problem",
    [
        (
            {"status": "error", "errors": ["redis: timed out", "db"]},
            503,
            "status should be 2xx, got 503, db is failing, redis is failing (timed out)",
        ),
        (
            {"status": "error", "errors": ["redis: timed out", "cannot reach the database"]},
            503,
            "status should be 2xx, got 503 (redis: timed out; cannot reach the database)",
        ),
        (
            {"status": "error", "error": {"code": "P1001", "message": "no database"}},
            503,
            "status should be 2xx, got 503 (no database)",
        ),
        (
            {"status": "DOWN", "checks": [{"name": "db", "status": "DOWN"}]},
            200,
            "health should be ok, got 200 but it says DOWN, db is DOWN",
        ),
        (
            {"scheduler": {"status": "unhealthy"}, "database": {"status": "healthy"}},
            200,
            "health should be ok, got 200 but the component scheduler says unhealthy",
        ),
        (
            {"a": {"status": "down"}, "b": {"status": "down", "error": "x"}},
            200,
            "health should be ok, got 200 but the component a says down, "
            "the component b says down (x)",
        ),
        (
            {"checks": {"db": {"error": "refused"}, "mq": {"error": None}}},
            200,
            "health should be ok, got 200 but the component db says failing (refused)",
        ),
    ],
)
def test_a_failure_names_the_component(body: Any, status: int, problem: str) -> None:
    """Where it is named; otherwise what the answer says in its own words."""
    assert failures(body, status) == [problem]


def test_a_named_culprit_is_excused_only_where_every_one_is_named() -> None:
    """A third party's failure hides no sentence that nobody can read."""
    mail = frozenset({"mail"})
    assert failures({"status": "error", "failures": ["mail"]}, 503, mail) == []
    assert failures({"status": "error", "failures": ["mail", "no database"]}, 503, mail)
    assert failures({"status": "error", "failures": {"mail": "x", "db": "y"}}, 503, mail)


def test_null_with_an_error_is_not_excused() -> None:
    """`nullable` excuses what is not deployed, not what failed."""
    promise = Promise(path="/", nullable=("job",))
    health = read(json_answer({"job": {"status": None, "error": "crashed"}}), promise)
    assert component_problem(health, "job") == (
        "GET /api/v1/health -> 200 in 0.04 s: job is failing (crashed)"
    )


@pytest.mark.parametrize(
    "item", [{"STATUS": "UP"}, {"Status": "Healthy", "Name": "db"}, {"IsHealthy": True}]
)
def test_keys_are_read_in_any_spelling(item: dict[str, Any]) -> None:
    """As .NET writes them without a naming policy; names of components stay as they are."""
    health = read(json_answer({"Status": "Healthy", "Entries": {"Db": item, "Status": item}}))
    assert {name: one.status for name, one in health.components.items()} == {"Db": OK, "Status": OK}


@pytest.mark.parametrize(
    "key",
    ["name", "label", "component", "checkName", "alias", "checker", "key", "service", "id"],
)
def test_a_component_is_named_by_any_of_the_usual_keys(key: str) -> None:
    """An id is a name only where there is no other."""
    items = [{"id": "7f3a", key: "database", "status": "ok"}]
    assert list(read(json_answer({"status": "ok", "anything": items})).components) == ["database"]
