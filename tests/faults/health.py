"""H: ways for health to be wrong, or not to be believed."""

from typing import Any

from tests.faults.answers import (
    both,
    document,
    html,
    json,
    says,
    status,
)
from tests.faults.exchange import Edit
from tests.faults.fault import (
    Unserved,
    promising,
    release,
    transient,
    warning,
)
from tests.faults.places import HEALTH

_DOWN = {"status": "down", "error": "ECONNREFUSED"}
COMPONENTS = {
    "database": {"status": "ok"},
    "redis": {"status": "ok"},
    "r2": {"status": "ok"},
    "llm": {"status": "ok"},
}


def checks(**changed: object) -> Edit:
    """Health with these components changed; None takes one out."""

    def change(value: dict[str, Any]) -> None:
        merged = {**value["checks"], **changed}
        value["checks"] = {name: one for name, one in merged.items() if one is not None}

    return document(change)


_PROBE = '[[routes]]\npath = "/api/v1/plans"\nstatus = 200\n'

FAULTS = (
    release(
        "H01",
        "gone",
        "the endpoint is gone",
        {HEALTH: json({"error": "Route not found"}, 404)},
        "health_is_good",
    ),
    release("H02", "spa", "the frontend answers in its place", {HEALTH: html()}, "health_is_good"),
    release(
        "H03",
        "not-json",
        "declared as JSON and is none",
        {HEALTH: json("{status: ok}")},
        "health_is_good",
    ),
    release(
        "H04", "array", "JSON of the wrong kind: an array", {HEALTH: json([])}, "health_is_good"
    ),
    release(
        "H04",
        "empty-text",
        "an empty JSON string, as Consul answers without a leader",
        {HEALTH: json('""')},
        "health_is_good",
    ),
    release(
        "H04",
        "no-word",
        "JSON without a status or a component",
        {HEALTH: json({"uptime": 7})},
        "component_is_ok[database]",
    ),
    release(
        "H05", "down", "200 but the body says DOWN", {HEALTH: says(status="DOWN")}, "health_is_good"
    ),
    release(
        "H05",
        "unhealthy",
        "200 but the body says unhealthy, which contains healthy",
        {HEALTH: says(status="unhealthy")},
        "health_is_good",
    ),
    release(
        "H05",
        "not-ok",
        "200 but the body says not ok, which contains ok",
        {HEALTH: says(status="not ok")},
        "health_is_good",
    ),
    release(
        "H05",
        "failing",
        "200 but the body says failing (Spatie)",
        {HEALTH: says(status="failing")},
        "health_is_good",
    ),
    release(
        "H06",
        "healthy-503",
        "503 but the body says healthy",
        {HEALTH: status(503)},
        "health_is_good",
    ),
    transient(
        "H07",
        "redis",
        "a critical component failed, honestly",
        {HEALTH: both(checks(redis=_DOWN), says(status="unhealthy"), status(503))},
        "health_is_good",
    ),
    transient(
        "H07",
        "redis-200",
        "a critical component failed, and health says ok all the same",
        {HEALTH: checks(redis=_DOWN)},
        "component_is_ok[redis]",
    ),
    transient(
        "H07",
        "redis-in-failures",
        "503 that names the component only in a list of failures",
        {HEALTH: both(says(status="error", checks=None, failures=["redis: refused"]), status(503))},
        "component_is_ok[redis]",
    ),
    release(
        "H08",
        "missing",
        "a critical component is not looked at",
        {HEALTH: checks(r2=None)},
        "component_is_ok[r2]",
    ),
    release(
        "H09",
        "null",
        "a critical component is null",
        {HEALTH: checks(database={"status": None})},
        "component_is_ok[database]",
    ),
    release(
        "H09",
        "skipped",
        "a critical component is skipped",
        {HEALTH: checks(database={"status": "skipped"})},
        "component_is_ok[database]",
    ),
    release(
        "H09",
        "odd-word",
        "a critical component is said to be something that nobody knows",
        {HEALTH: checks(database={"status": "meh"})},
        "component_is_ok[database]",
    ),
    warning(
        "H10",
        "llm",
        "a third party failed, and health is 503 because of it",
        {HEALTH: both(checks(llm=_DOWN), says(status="unhealthy"), status(503))},
        "component_is_ok[llm]",
    ),
    warning(
        "H11",
        "degraded",
        "health says degraded",
        {HEALTH: says(status="degraded")},
        "health_is_not_degraded",
    ),
    warning(
        "H11",
        "beside",
        "a bad word beside a status that says ok",
        {HEALTH: says(search="disconnected")},
        "health_is_not_degraded",
    ),
    release(
        "H12",
        "static",
        "health is static while the database is dead",
        {"/api/v1/plans": json({"error": "P1001"}, 500)},
        "route_answers_as_promised[/api/v1/plans]",
        contract=promising(_PROBE),
    ),
)
UNSERVED = (
    Unserved(
        "H17",
        "the old process is still answering",
        "needs the time of the deploy; --release says it better",
    ),
)
