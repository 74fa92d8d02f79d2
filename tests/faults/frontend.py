"""F: ways for the page not to show the application."""

from tests.faults.answers import (
    body,
    decoded,
    header,
    html,
    instead,
    is_,
    json,
    text,
    undigested,
)
from tests.faults.exchange import Edit
from tests.faults.fault import Tls, Unserved, release, stating, transient
from tests.faults.places import ENTRY, PAGE

_HEAD = "</head>"
_SCRIPT = f'src="{ENTRY}"'
_DEEP = stating('mount = "#root"', 'mount = "#root"\ndeep_links = ["/character/1"]')


def in_head(line: str) -> Edit:
    """The page with this line in its head."""
    return instead(_HEAD, f"{line}\n  {_HEAD}")


def bundle(line: str) -> dict[str, Edit]:
    """The entry script with this in it, and the page without the digest of the other one."""
    return {ENTRY: decoded(lambda js: f"{js}\n{line}\n"), PAGE: undigested}


FAULTS = (
    transient(
        "F01",
        "500",
        "the page is 500",
        {PAGE: text("Internal Server Error", 500)},
        "page_answers[/]",
    ),
    transient("F01", "404", "the page is 404", {PAGE: text("Not Found", 404)}, "page_answers[/]"),
    release(
        "F02", "json", "the page is JSON", {PAGE: json({"name": "CharHub API"})}, "page_answers[/]"
    ),
    release(
        "F02",
        "download",
        "the page is HTML that browsers download",
        {PAGE: header(("Content-Type", "application/octet-stream"))},
        "page_answers[/]",
    ),
    release(
        "F03",
        "marker",
        "the page does not say CharHub",
        {PAGE: instead("CharHub", "Vite + React + TS")},
        "page_is_the_application[/]",
    ),
    release(
        "F04",
        "another",
        "another application's page",
        {PAGE: html('<!doctype html><title>Grafana</title><div id="root">Welcome</div>')},
        "page_is_the_application[/]",
    ),
    release(
        "F05",
        "dev-server",
        "the development server in production",
        {PAGE: in_head('<script type="module" src="/@vite/client"></script>')},
        "page_is_a_production_build",
    ),
    release(
        "F05",
        "dev-entry",
        "the page runs sources of a development server",
        {
            PAGE: instead(_SCRIPT, 'src="/src/main.tsx"'),
            "/src/main.tsx": body("import React from 'react'\n", "text/javascript"),
        },
        "page_is_a_production_build",
    ),
    release(
        "F06",
        "no-mount",
        "nowhere to mount",
        {PAGE: instead('id="root"', 'id="app"')},
        "page_is_not_blank[/]",
    ),
    release(
        "F07",
        "no-script",
        "no script at all",
        {
            PAGE: decoded(
                lambda it: "".join(
                    line
                    for line in it.splitlines(True)
                    if "<script" not in line and "<img" not in line
                )
            )
        },
        "page_is_not_blank[/]",
    ),
    release(
        "F08",
        "base",
        "built for another base path",
        {PAGE: decoded(lambda it: it.replace("/assets/", "/app/assets/")), "/app/*": html()},
        "every_asset_is_genuine[/]",
    ),
    release(
        "F09",
        "relative",
        "relative addresses, which deep links break",
        {
            "/character/1": decoded(lambda it: it.replace('"/assets/', '"./assets/')),
            "/character/assets/*": html(),
        },
        "deep_link_loads_its_assets",
        contract=_DEEP,
    ),
    release("F10", "cut", "the page is cut short", {PAGE: is_(announced=5000)}, "page_answers[/]"),
    release(
        "F10",
        "no-end",
        "the page ends in the middle, and its length says so too",
        {PAGE: decoded(lambda it: it[: it.index("</head>")])},
        "page_is_not_blank",
    ),
    release(
        "F11",
        "vite",
        "a template that nobody filled (%VITE_...%)",
        {PAGE: instead("<title>CharHub", "<title>CharHub %VITE_APP_TITLE%")},
        "templates_are_filled_in",
    ),
    release(
        "F11",
        "public-url",
        "a template that nobody filled (%PUBLIC_URL%)",
        {PAGE: in_head('<script src="%PUBLIC_URL%/env.js"></script>')},
        "every_asset_is_genuine",
    ),
    release(
        "F11",
        "braces",
        "a template that nobody filled ({{ ... }})",
        {PAGE: instead("<title>CharHub", "<title>CharHub {{ title }}")},
        "templates_are_filled_in",
    ),
    release(
        "F17",
        "mixed",
        "a frame over http on an https page",
        {PAGE: instead("</body>", '<iframe src="http://charhub.example/news"></iframe></body>')},
        "page_loads_nothing_in_clear",
        tls=Tls(),
    ),
    release(
        "F18",
        "csp",
        "the policy of the page forbids its own script",
        {PAGE: header(("Content-Security-Policy", "default-src 'self'; script-src 'none'"))},
        "policy_allows_what_is_needed",
    ),
)
UNSERVED = (
    Unserved(
        "F12",
        "the index of the release before",
        "needs the assets of the release before; --release says it better",
    ),
)
