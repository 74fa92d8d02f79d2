"""R: ways not to be ready, and data that is not what it was."""

from tests.faults.answers import both, document, json, replicas, says, status, text, turns
from tests.faults.fault import (
    Unserved,
    configuration,
    promising,
    release,
    stating,
    transient,
    warning,
)
from tests.faults.places import HEALTH, READY, WAIT

_PLANS = "/api/v1/plans"
_PROBE = f"""
[[routes]]
path = "{_PLANS}"
status = 200
content_type = "application/json"
contains = ['"id"']
"""
_QUEUES = """
[[routes]]
path = "/queues/health"
status = 200
contains = ['"healthy":true']
severity = "minor"
"""
_SCHEDULER = stating('database = "critical"', 'database = "critical"\nscheduler = "critical"')
_SOCKET = '[[realtime]]\npath = "/api/v1/ws/?EIO=4&transport=polling"\nkind = "socket.io"\n'
_MISSING = {"error": "P2021: the table `public.Plan` does not exist in the current database"}

FAULTS = (
    configuration(
        "R01",
        "not-provided",
        "readiness is not provided",
        {READY: json({"error": "Route not found"}, 404)},
        "deployment_is_ready",
    ),
    release(
        "R02",
        "never",
        "never ready",
        {READY: json({"status": "starting"}, 503)},
        "deployment_is_ready",
    ),
    release(
        "R03",
        "unhealthy",
        "ready but unhealthy",
        {HEALTH: both(says(status="unhealthy"), status(503))},
        "health_is_good",
    ),
    release(
        "R04", "starting", "ready with a start-up text", {READY: text(WAIT)}, "deployment_is_ready"
    ),
    release(
        "R04",
        "not-ready-200",
        "200 that says not ready",
        {READY: json({"ready": False, "status": "not_ready"})},
        "deployment_is_ready",
    ),
    transient(
        "R05",
        "one-replica",
        "ready on two replicas of three",
        {READY: replicas(None, json({"status": "starting"}, 503), None)},
        "every_replica_answers[ready]",
        samples=40,
    ),
    release(
        "R06",
        "never-stable",
        "never ready twice in a row",
        {READY: turns(json({"status": "starting"}, 503), None), HEALTH: turns(None, status(503))},
        "deployment_is_ready",
        arguments=("--settle=1",),
    ),
    release(
        "R07",
        "migration",
        "a migration was not applied",
        {_PLANS: json(_MISSING, 500)},
        "route_answers_as_promised[/api/v1/plans]",
        contract=promising(_PROBE),
    ),
    release(
        "R08",
        "rolled-back",
        "the database is newer than the code",
        {_PLANS: json({"error": "P2022: the column `Plan.price` does not exist"}, 500)},
        "route_answers_as_promised[/api/v1/plans]",
        contract=promising(_PROBE),
    ),
    release(
        "R09",
        "empty",
        "the database is empty",
        {_PLANS: json({"data": [], "total": 0})},
        "route_answers_as_promised[/api/v1/plans]",
        contract=promising(_PROBE),
    ),
    release(
        "R10",
        "no-seed",
        "the seed is missing",
        {_PLANS: json([])},
        "route_answers_as_promised[/api/v1/plans]",
        contract=promising(_PROBE),
    ),
    warning(
        "R12",
        "queue",
        "the queue is dead",
        {"/queues/health": json({"healthy": False}, 503)},
        "route_answers_as_promised[/queues/health]",
        contract=promising(_QUEUES),
    ),
    release(
        "R13",
        "scheduler",
        "a component in the background is dead, with 200 (Airflow)",
        {HEALTH: document(lambda it: it["checks"].update(scheduler={"status": "unhealthy"}))},
        "component_is_ok[scheduler]",
        contract=_SCHEDULER,
    ),
    release(
        "R14",
        "socket",
        "the websocket endpoint is dead",
        {"/api/v1/ws/": json({"error": "Route not found"}, 404)},
        "channel_opens",
        contract=promising(_SOCKET),
    ),
    release(
        "R15",
        "environment",
        "another environment's records",
        {_PLANS: json([{"slug": "staging-plan"}])},
        "route_answers_as_promised[/api/v1/plans]",
        contract=promising(_PROBE),
    ),
)
UNSERVED = (
    Unserved(
        "R11",
        "the write path is read-only",
        "the suite only reads: nothing is written to a live deployment",
    ),
)
