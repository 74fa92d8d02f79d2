"""T: ways for the deployment not to be reached, or for somebody else to answer."""

from tests.faults.answers import (
    body,
    both,
    header,
    html,
    json,
    location,
    plainly,
    redirect,
    text,
    when,
    without,
)
from tests.faults.fault import (
    Port,
    Tls,
    Unserved,
    inconclusive,
    release,
    stating,
    transient,
    warning,
)
from tests.faults.places import ALL, API, BAD_GATEWAY, PAGE, SHORTCUT, WELCOME

HTTP_PORT = stating("[edge] ", "[edge]\nhttp_port = PLAIN_PORT ")
_HASTY = ("--deadline=0.6",)

FAULTS = (
    warning(
        "T10",
        "plain",
        "plain http serves the application too",
        {},
        "http_redirects_to_https",
        tls=Tls(),
        contract=HTTP_PORT,
    ),
    warning(
        "T11",
        "path",
        "the redirect to https loses the path",
        {ALL: when(lambda asked: asked.scheme == "http", redirect("https://127.0.0.1/", 301))},
        "http_redirects_to_https",
        tls=Tls(),
        contract=HTTP_PORT,
    ),
    warning(
        "T11",
        "host",
        "the redirect to https goes to another host",
        {
            ALL: when(
                lambda asked: asked.scheme == "http",
                plainly(lambda asked: redirect(f"https://www.charhub.example{asked.target}", 301)),
            )
        },
        "http_redirects_to_https",
        tls=Tls(),
        contract=HTTP_PORT,
    ),
    warning("T16", "http-1.1", "HTTP/2 is not offered", {}, "http2_is_offered", tls=Tls()),
    transient("T03", "refused", "nothing listens", {}, "page_answers[/]", port=Port.CLOSED),
    transient(
        "T04",
        "dropped",
        "packets are dropped",
        {},
        "page_answers[/]",
        port=Port.FULL,
        arguments=_HASTY,
    ),
    release(
        "T12", "loop", "the page redirects to itself", {PAGE: redirect("/", 301)}, "page_answers[/]"
    ),
    warning(
        "T13",
        "down-to-http",
        "an https address redirects down to http",
        {SHORTCUT: location(lambda url: url.replace("https:", "http:"))},
        "redirects_stay_on_https",
        tls=Tls(),
    ),
    warning(
        "T14",
        "no-hsts",
        "no Strict-Transport-Security over https",
        {ALL: without("strict-transport-security")},
        "hsts_is_sent",
        tls=Tls(),
    ),
    warning(
        "T14",
        "hsts-zero",
        "Strict-Transport-Security with max-age=0",
        {ALL: header(("Strict-Transport-Security", "max-age=0"))},
        "hsts_is_sent",
        tls=Tls(),
    ),
    transient(
        "T17",
        "tunnel",
        "the tunnel is not connected",
        {ALL: both(text("error code: 1033", 530), header(("Server", "cloudflare")))},
        "page_answers[/]",
    ),
    transient(
        "T18",
        "origin-unreachable",
        "the edge cannot reach the origin",
        {ALL: both(text("error code: 522", 522), header(("Server", "cloudflare")))},
        "page_answers[/]",
    ),
    transient(
        "T19",
        "bad-gateway",
        "the backend is not up behind nginx",
        {API: html(BAD_GATEWAY, 502)},
        "health_is_good",
    ),
    release(
        "T20",
        "old-address",
        "nginx keeps the address of a container that is gone",
        {API: html(BAD_GATEWAY.replace("502 Bad Gateway", "504 Gateway Time-out"), 504)},
        "health_is_good",
    ),
    release(
        "T21",
        "another-service",
        "the old address is another service's now",
        {API: json({"message": "You Know, for Search", "cluster_name": "logs"})},
        "component_is_ok[database]",
    ),
    inconclusive(
        "T22",
        "challenge",
        "a challenge instead of the application",
        {
            ALL: both(
                html("<!DOCTYPE html><title>Just a moment...</title>", 403),
                header(("cf-mitigated", "challenge")),
            )
        },
        "page_answers[/]",
    ),
    inconclusive(
        "T23",
        "rate-limited",
        "the suite is rate-limited",
        {ALL: both(text("error code: 1015", 429), header(("Retry-After", "30")))},
        "page_answers[/]",
    ),
    inconclusive(
        "T24",
        "blocked",
        "the suite is blocked",
        {ALL: text("error code: 1020", 403)},
        "page_answers[/]",
    ),
    release(
        "T25",
        "maintenance-503",
        "the maintenance page was left on, with 503",
        {
            ALL: both(
                html("<!doctype html><title>Maintenance</title><p>Back soon", 503),
                header(("Retry-After", "3600")),
            )
        },
        "page_answers[/]",
    ),
    release(
        "T25",
        "maintenance-200",
        "the maintenance page was left on, with 200",
        {ALL: html("<!doctype html><title>Maintenance</title><p>Back soon")},
        "page_is_the_application[/]",
    ),
    transient(
        "T26", "empty", "200 with nothing in it", {ALL: body(b"", code=200)}, "page_answers[/]"
    ),
    release(
        "T27",
        "leaves",
        "the page redirects to another site",
        {PAGE: redirect("https://parking.example/charhub")},
        "page_answers[/]",
    ),
    release(
        "T28",
        "default-site",
        "the web server's default site answers",
        {ALL: html(WELCOME)},
        "page_is_the_application[/]",
    ),
    release(
        "T28",
        "empty-404",
        "an edge that knows no such host answers",
        {ALL: body(b"", code=404)},
        "page_answers[/]",
    ),
)
UNSERVED = (
    Unserved(
        "T01",
        "the name does not resolve",
        "asks a name server, which is not on the loopback; the sentence is pinned in tests/probe",
    ),
    Unserved(
        "T02",
        "AAAA points nowhere",
        "the loopback has one address a name; a run uses whichever family answers",
    ),
    Unserved(
        "T15",
        "www answers differently",
        "the contract names one origin; a second run with --base-url=https://www... sees it",
    ),
)
