"""E: answers that are not what their headers say, or not what is due."""

from tests.faults import wire
from tests.faults.answers import (
    body,
    both,
    decoded,
    header,
    html,
    is_,
    json,
    text,
    uncompressed,
    wired,
)
from tests.faults.fault import Unserved, promising, release, transient, warning
from tests.faults.places import ENTRY, HEALTH, NO_ROUTE, PAGE, TRACE

_JSON = b'{"status":"healthy"}'
_PROBE = '[[routes]]\npath = "/api/v1/plans"\nstatus = 200\ncontains = [\'"id"\']\n'
_PLANS = "/api/v1/plans"

FAULTS = (
    transient(
        "E01",
        "short",
        "fewer bytes than announced",
        {HEALTH: is_(announced=4000)},
        "health_is_good",
    ),
    release(
        "E02",
        "two-lengths",
        "two lengths that differ",
        {
            HEALTH: wired(
                wire.raw(
                    wire.ok(
                        "Content-Type: application/json", "Content-Length: 20", "Content-Length: 7"
                    ),
                    _JSON,
                )
            )
        },
        "health_is_good",
    ),
    release(
        "E02",
        "length-and-chunks",
        "a length and chunks at once",
        {
            HEALTH: wired(
                wire.raw(
                    wire.ok(
                        "Content-Type: application/json",
                        "Content-Length: 3",
                        "Transfer-Encoding: chunked",
                    ),
                    b"14\r\n",
                    _JSON,
                    b"\r\n0\r\n\r\n",
                )
            )
        },
        "component_is_ok[database]",
    ),
    release(
        "E03",
        "plain-gzip",
        "declared as gzip, sent plain",
        {PAGE: both(uncompressed, header(("Content-Encoding", "gzip")))},
        "page_answers[/]",
    ),
    warning(
        "E04",
        "json-as-html",
        "JSON that is declared as HTML",
        {NO_ROUTE: header(("Content-Type", "text/html"))},
        "route_answers_as_promised[/api/v1/no-such-route]",
    ),
    release(
        "E05",
        "error-object",
        "200 with an error in it",
        {_PLANS: json({"success": False, "error": "P1001"})},
        "route_answers_as_promised[/api/v1/plans]",
        contract=promising(_PROBE),
    ),
    release(
        "E05",
        "health-error",
        "200 with an error for health",
        {HEALTH: json({"success": False, "error": "database"})},
        "health_is_good",
    ),
    release(
        "E06", "trace", "a stack trace for health", {HEALTH: text(TRACE, 500)}, "health_is_good"
    ),
    release(
        "E06",
        "trace-200",
        "a stack trace for the page, with 200",
        {PAGE: html(f"<!doctype html><title>KeyError</title><pre>{TRACE}</pre>")},
        "page_is_the_application[/]",
    ),
    release(
        "E07",
        "trailing",
        "two JSON documents in one answer",
        {HEALTH: decoded(lambda it: it + '{"status":"ok"}')},
        "health_is_good",
    ),
    release(
        "E07",
        "footer",
        "a proxy's footer behind the JSON",
        {HEALTH: decoded(lambda it: it + "\n<!-- served by edge-3 -->")},
        "health_is_good",
    ),
    release(
        "E09",
        "drift",
        "a key that is promised is not there",
        {_PLANS: json({"items": []})},
        "route_answers_as_promised[/api/v1/plans]",
        contract=promising(_PROBE),
    ),
    release(
        "E10", "204-page", "204 where a page is due", {PAGE: body(b"", code=204)}, "page_answers[/]"
    ),
    release(
        "E10",
        "204-health",
        "204 where components are due",
        {HEALTH: body(b"", code=204)},
        "component_is_ok[database]",
    ),
    release(
        "E10",
        "304-script",
        "304 though nothing was conditional",
        {ENTRY: body(b"", code=304)},
        "page_is_not_blank[/]",
    ),
    release(
        "E11",
        "nosniff",
        "nosniff, and a script that is text/plain",
        {ENTRY: header(("Content-Type", "text/plain"), ("X-Content-Type-Options", "nosniff"))},
        "every_asset_is_genuine[/]",
    ),
)
UNSERVED = (
    Unserved(
        "E08", "the wrong language", "the contract does not name a language; contains says it"
    ),
    Unserved(
        "E12",
        "a foreign Origin gives 500",
        "no Origin is sent: it would make a cross-site visitor of the suite",
    ),
)
