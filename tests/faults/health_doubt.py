"""H: ways for health not to be believed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.faults.answers import (
    both,
    decoded,
    header,
    html,
    is_,
    json,
    plainly,
    redirect,
    says,
    status,
    text,
    turns,
    when,
)
from tests.faults.exchange import Asked, Reply
from tests.faults.fault import (
    Unserved,
    configuration,
    release,
    transient,
    warning,
)
from tests.faults.health import COMPONENTS, checks
from tests.faults.places import HEALTH, PAGE


def _noted(_: Asked, reply: Reply) -> Reply:
    noted = reply.body.replace(b'"checks":', b'"note":"at\xe9 j\xe1","checks":')
    return replace(reply, body=noted)


def _stamp(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds")


FAULTS = (
    release(
        "H13",
        "frozen",
        "the timestamp was taken at start-up, an hour ago",
        {HEALTH: says(timestamp=_stamp(-1))},
        "health_is_fresh",
    ),
    release(
        "H14",
        "stale",
        "the timestamp is a day old",
        {HEALTH: says(timestamp=_stamp(-24))},
        "health_is_fresh",
    ),
    release(
        "H14",
        "future",
        "the timestamp is from the future",
        {HEALTH: says(timestamp=_stamp(24))},
        "health_is_fresh",
    ),
    warning(
        "H15",
        "no-zone",
        "the timestamp has no zone",
        {HEALTH: says(timestamp="2026-02-13T12:00:00")},
        "health_is_well_written",
    ),
    warning(
        "H15",
        "unparsable",
        "the timestamp is none",
        {HEALTH: says(timestamp="just now")},
        "health_is_well_written",
    ),
    release(
        "H18",
        "age",
        "health comes out of a cache (Age)",
        {HEALTH: header(("Age", "31"))},
        "health_is_fresh",
    ),
    release(
        "H18",
        "hit",
        "health comes out of a cache (cf-cache-status)",
        {HEALTH: header(("cf-cache-status", "HIT"))},
        "health_is_fresh",
    ),
    release(
        "H19",
        "stored",
        "stored results are old (Spatie)",
        {
            HEALTH: json(
                {
                    "finishedAt": 1700000000,
                    "checkResults": [{"name": name, "status": "ok"} for name in COMPONENTS],
                }
            )
        },
        "health_is_fresh",
    ),
    transient(
        "H20",
        "flapping",
        "every third answer is 503",
        {HEALTH: turns(None, None, both(says(status="unhealthy"), status(503)))},
        "every_replica_answers[health]",
        samples=40,
    ),
    configuration(
        "H21",
        "login",
        "health needs a login",
        {HEALTH: json({"error": "unauthorized"}, 401)},
        "health_is_good",
    ),
    configuration(
        "H21",
        "login-page",
        "health redirects to a login page",
        {HEALTH: redirect("/login?next=/api/v1/health")},
        "health_is_good",
    ),
    warning(
        "H22",
        "leak",
        "health shows the password of the database",
        {
            HEALTH: checks(
                database={"status": "ok", "url": "postgres://charhub:hunter2hunter2@db/charhub"}
            )
        },
        "health_tells_no_secrets",
    ),
    release(
        "H24",
        "twice",
        "the status stands there twice, and the second one is ok",
        {
            HEALTH: decoded(
                lambda it: it.replace('"status":"healthy"', '"status":"error","status":"ok"')
            )
        },
        "health_is_good",
    ),
    release(
        "H25",
        "nan",
        "NaN in it",
        {HEALTH: decoded(lambda it: it.replace("2.1", "NaN"))},
        "health_is_good",
    ),
    release(
        "H25",
        "huge",
        "a number of 5,000 digits in it",
        {HEALTH: decoded(lambda it: it.replace("2.1", "9" * 5000))},
        "health_is_good",
    ),
    warning(
        "H26",
        "latin-1",
        "not UTF-8",
        {HEALTH: _noted},
        "health_is_well_written",
    ),
    release(
        "H27",
        "another",
        "the health of another application",
        {
            HEALTH: json(
                {"status": "ok", "service": "billing", "checks": {"ledger": {"status": "ok"}}}
            )
        },
        "component_is_ok[database]",
    ),
    release(
        "H29",
        "gitea",
        "424 with fail in it (Gitea)",
        {HEALTH: json({"status": "fail", "checks": {"database:ping": [{"status": "fail"}]}}, 424)},
        "health_is_good",
    ),
    transient(
        "H30",
        "starting",
        "200 with a start-up text (n8n)",
        {HEALTH: text("n8n is starting up. Please wait")},
        "health_is_good",
    ),
    configuration(
        "H31",
        "html",
        "only HTML is offered (django-health-check)",
        {
            HEALTH: html(
                "<!DOCTYPE html><html><body><h1>System status</h1>"
                "<table><tr><td>Database</td><td>working</td></tr></table></body></html>"
            )
        },
        "health_is_good",
    ),
    release(
        "H32",
        "none",
        "no components at all",
        {HEALTH: says(checks=None)},
        "component_is_ok[database]",
    ),
    release(
        "H32",
        "empty",
        "an empty list of components",
        {HEALTH: says(checks=[])},
        "component_is_ok[database]",
    ),
    warning(
        "H23",
        "slow",
        "health is slow though it is ok",
        {HEALTH: is_(delay_s=0.7)},
        "first_byte_is_within_budget[/api/v1/health]",
    ),
    warning(
        "H28",
        "head",
        "HEAD is 500 where GET is 200",
        {PAGE: when(lambda asked: asked.method == "HEAD", status(500))},
        "head_does_not_crash",
    ),
    release(
        "H16",
        "restarts",
        "uptime falls between two looks",
        {HEALTH: plainly(lambda asked: says(uptime=500.25 if asked.before < 9 else 0.001))},
        "processes_stay_up",
        samples=40,
    ),
)
UNSERVED: tuple[Unserved, ...] = ()
