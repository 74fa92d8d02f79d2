"""F: what is wrong with the scripts of the page, and with what else lies about."""

from tests.faults.answers import (
    html,
    instead,
    json,
    redirect,
    text,
)
from tests.faults.fault import Unserved, outside, promising, release, stating, warning
from tests.faults.frontend import bundle, in_head
from tests.faults.places import ENTRY, MANIFEST, PAGE

_ROUTE = '[[routes]]\npath = "/assets"\nseverity = "minor"\n'
_LOGIN = stating('mount = "#root"', 'mount = "#root"\ndeep_links = ["/login"]')

FAULTS = (
    release(
        "F20",
        "staging",
        "another environment's host is baked into the bundle",
        bundle('fetch("https://staging.charhub.example/api/v1/me");'),
        "no_other_environment",
        contract=stating(
            'mount = "#root"', 'mount = "#root"\nforeign = ["staging.charhub.example"]'
        ),
    ),
    release(
        "F19",
        "undefined",
        "undefined is baked into an address of the bundle",
        bundle('fetch("/undefined/api/v1/me");'),
        "no_address_is_undefined",
    ),
    release(
        "F20",
        "localhost",
        "localhost is baked into an address of the bundle",
        bundle('fetch("http://localhost:3002/api/v1/me");'),
        "no_other_environment_is_called",
    ),
    release(
        "F22",
        "deep-link",
        "a deep link is 404",
        {"/login": text("404 Not Found", 404)},
        "deep_link_answers",
        contract=_LOGIN,
    ),
    warning(
        "F23",
        "directory",
        "a route collides with a directory",
        {"/assets": redirect("/assets/", 301), "/assets/": text("403 Forbidden", 403)},
        "route_answers_as_promised[/assets]",
        contract=promising(_ROUTE),
    ),
    release(
        "F24",
        "worker-html",
        "the service worker is the page",
        {"/sw.js": html(), **bundle('navigator.serviceWorker.register("/sw.js");')},
        "service_worker_can_be_renewed",
    ),
    warning(
        "F25",
        "manifest-html",
        "the manifest is the page",
        {MANIFEST: html()},
        "icons_and_manifest_load[/]",
    ),
    warning(
        "F25",
        "manifest-404",
        "the manifest is 404",
        {MANIFEST: text("404 Not Found", 404)},
        "icons_and_manifest_load[/]",
    ),
    warning(
        "F26",
        "map",
        "source maps are public",
        {
            f"{ENTRY}.map": json({"version": 3, "sources": ["main.tsx"]}),
            **bundle(f"//# sourceMappingURL={ENTRY.rpartition('/')[2]}.map"),
        },
        "source_is_not_public",
    ),
    warning(
        "F27",
        "test-key",
        "a test key in production",
        bundle('const key = "pk_test_51H8xYzAbCdEfGhIjKlMnOp";'),
        "payment_keys_are_of_production",
    ),
    release(
        "F28",
        "secret",
        "a secret in the bundle",
        bundle('const key = "sk_live_51H8xYzAbCdEfGhIjKlMnOp";'),
        "no_secret_is_published",
    ),
    release(
        "F29",
        "env",
        "/.env is public",
        {"/.env": text("DATABASE_URL=postgres://charhub@db/charhub\nJWT_SECRET=x\n")},
        "secret_file_is_not_served",
    ),
    release(
        "F29",
        "git",
        "/.git/HEAD is public",
        {"/.git/HEAD": text("ref: refs/heads/main\n")},
        "secret_file_is_not_served",
    ),
    release(
        "F30",
        "soft",
        "200 with an error page",
        {
            PAGE: html(
                "<!doctype html><title>Error</title>"
                "<h2>Application error: a server-side exception has occurred</h2>"
            )
        },
        "page_is_no_error",
    ),
    release(
        "F30",
        "soft-branded",
        "200 with an error page of our own",
        {
            PAGE: instead(
                '<div id="root">',
                '<div id="root"><h2>Application error: a server-side exception has occurred</h2>',
            )
        },
        "page_is_no_error",
    ),
    release(
        "F32",
        "dead-script",
        "the page has its text, and its script is HTML",
        {PAGE: instead('<div id="root">', '<div id="root">Welcome to CharHub'), ENTRY: html()},
        "every_asset_is_genuine[/]",
    ),
    warning(
        "F33",
        "charset",
        "the charset is lost",
        {PAGE: instead("<title>CharHub", "<title>CharHub, personagens fictÃ\xadcios \ufffd")},
        "title_is_readable",
    ),
    outside(
        "F34",
        "third-party",
        "another origin's script does not answer",
        {PAGE: in_head('<script src="http://127.0.0.1:1/v3/stripe.js"></script>')},
        "every_asset_is_genuine[/]",
    ),
)
UNSERVED: tuple[Unserved, ...] = ()
