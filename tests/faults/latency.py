"""L: ways to be slow, or to be overloaded."""

from tests.faults import wire
from tests.faults.answers import both, header, html, is_, json, text
from tests.faults.fault import Unserved, release, transient, warning
from tests.faults.places import ALL, API, BAD_GATEWAY, PAGE

_SLOW = is_(delay_s=0.7)

FAULTS = (
    warning(
        "L01",
        "budget",
        "every answer is over the budget",
        {ALL: _SLOW},
        "first_byte_is_within_budget[/]",
    ),
    transient(
        "L06",
        "504",
        "the edge gives up waiting",
        {API: html(BAD_GATEWAY.replace("502 Bad Gateway", "504 Gateway Time-out"), 504)},
        "health_is_good",
    ),
    warning(
        "L07",
        "page",
        "health is quick, and the page is slow",
        {PAGE: _SLOW},
        "first_byte_is_within_budget[/]",
    ),
    release(
        "L08",
        "shedding",
        "overloaded by a handful of requests",
        {ALL: both(text("Service Unavailable", 503), header(("Retry-After", "5")))},
        "page_answers[/]",
    ),
    release(
        "L08",
        "429",
        "429 for a handful of requests",
        {API: both(json({"error": "Too Many Requests"}, 429), header(("Retry-After", "5")))},
        "health_is_good",
    ),
    warning(
        "L09",
        "reset",
        "a connection is cut when it is used again",
        {ALL: lambda asked, reply: wire.nothing if asked.turn else reply},
        "connection_can_be_used_again",
    ),
)
UNSERVED = (
    Unserved(
        "L02",
        "slower than the release before",
        "needs the figures of the release before; bench/ has its own",
    ),
    Unserved(
        "L03",
        "only the first answer is slow",
        "each address is asked once: the first answer is the one that is looked at",
    ),
    Unserved(
        "L04",
        "one answer in many is slow",
        "a tail needs hundreds of samples; a budget on one is a warning at most",
    ),
    Unserved(
        "L05", "one phase is slow", "all phases count as one: the budget is to the first byte"
    ),
    Unserved("L10", "slow on one address", "a run uses whichever address answers"),
)
