"""A: ways for what the page loads not to be what it needs."""

from tests.faults.answers import (
    body,
    decoded,
    header,
    html,
    is_,
    text,
    turns,
    undigested,
    unless_there,
    without,
)
from tests.faults.fault import Unserved, release, warning
from tests.faults.places import ENTRY, LOGO, PAGE, STYLE, VENDOR

FAULTS = (
    release(
        "A01",
        "script-404",
        "the entry script is 404",
        {ENTRY: text("404 Not Found", 404)},
        "every_asset_arrives[/]",
    ),
    release(
        "A01",
        "script-403",
        "the entry script is 403",
        {ENTRY: text("403 Forbidden", 403)},
        "every_asset_arrives[/]",
    ),
    release(
        "A01",
        "vendor-500",
        "a module that is loaded ahead is 500",
        {VENDOR: text("500", 500)},
        "every_asset_arrives[/]",
    ),
    release(
        "A01",
        "style-404",
        "the style sheet is 404",
        {STYLE: text("404 Not Found", 404)},
        "every_asset_arrives[/]",
    ),
    release(
        "A01",
        "image-404",
        "an image of the page is 404",
        {LOGO: text("404 Not Found", 404)},
        "every_asset_arrives[/]",
    ),
    release(
        "A02", "html", "the entry script is the page", {ENTRY: html()}, "every_asset_is_genuine[/]"
    ),
    release(
        "A02",
        "disguise",
        "the entry script is the page, with a script's type",
        {ENTRY: body("<!doctype html><title>CharHub</title>", "text/javascript")},
        "every_asset_is_genuine[/]",
    ),
    release(
        "A02", "style", "the style sheet is the page", {STYLE: html()}, "every_asset_is_genuine[/]"
    ),
    release(
        "A03",
        "plain",
        "the entry script is text/plain",
        {ENTRY: header(("Content-Type", "text/plain"))},
        "every_asset_is_genuine[/]",
    ),
    release(
        "A03",
        "style-plain",
        "the style sheet is text/plain",
        {STYLE: header(("Content-Type", "text/plain"), ("X-Content-Type-Options", "nosniff"))},
        "every_asset_is_genuine[/]",
    ),
    release(
        "A03",
        "none",
        "the entry script has no type",
        {ENTRY: without("content-type")},
        "every_asset_is_genuine[/]",
    ),
    release(
        "A04",
        "empty",
        "the entry script is empty",
        {ENTRY: body(b""), PAGE: undigested},
        "every_asset_arrives[/]",
    ),
    release(
        "A04",
        "cut",
        "the entry script is cut short",
        {ENTRY: is_(announced=100_000)},
        "every_asset_arrives[/]",
    ),
    release(
        "A05",
        "integrity",
        "the entry script is not the one of its digest",
        {ENTRY: decoded(lambda it: it + "\n// built by ci\n")},
        "every_asset_keeps_its_integrity[/]",
    ),
    release(
        "A06",
        "lazy",
        "a chunk that is imported later is 404",
        {
            ENTRY: decoded(
                lambda it: it + '\nconst page = () => import("./settings-DkW3s9qZ.js");\n'
            ),
            PAGE: undigested,
        },
        "every_chunk_loads",
    ),
    release(
        "A06",
        "lazy-html",
        "a chunk that is imported later is the page",
        {
            ENTRY: decoded(
                lambda it: it + '\nconst page = () => import("./settings-DkW3s9qZ.js");\n'
            ),
            "/assets/settings-DkW3s9qZ.js": html(),
            PAGE: undigested,
        },
        "every_chunk_loads",
    ),
    warning(
        "A07",
        "css-url",
        "a font that the style sheet names is 404",
        {
            STYLE: decoded(
                lambda it: (
                    it + "\n@font-face { font-family: x; src: url(./inter-DkW3s9qZ.woff2); }\n"
                )
            )
        },
        "what_assets_name_loads",
    ),
    warning(
        "A08",
        "missing-html",
        "a missing asset is answered with the page",
        {"/assets/*": unless_there(html())},
        "missing_script_is_missing",
    ),
    warning(
        "A09",
        "missing-immutable",
        "a missing asset may be kept for ever",
        {
            "/assets/*": unless_there(
                header(("Cache-Control", "public, max-age=31536000, immutable"))
            )
        },
        "missing_script_is_not_kept",
    ),
    warning(
        "A11",
        "not-minified",
        "the bundle is not minified",
        {
            ENTRY: decoded(
                lambda it: (
                    it + "\n" + "function f ( value ) {\n        return    value ;\n}\n" * 400
                )
            ),
            PAGE: undigested,
        },
        "code_is_minified",
    ),
    warning(
        "A12",
        "huge",
        "the bundle weighs 6 MB",
        {ENTRY: decoded(lambda it: it + "/*" + "x" * 6_000_000 + "*/"), PAGE: undigested},
        "page_is_not_too_heavy",
    ),
    release(
        "A15",
        "two-bodies",
        "the same address has two contents",
        {ENTRY: turns(None, decoded(lambda it: it + "\n// other\n")), PAGE: undigested},
        "every_replica_is_of_one_release[script]",
        samples=40,
    ),
)
UNSERVED = (
    Unserved(
        "A10", "the chunks of the build before are gone", "needs the addresses of the build before"
    ),
    Unserved("A14", "a validator that never changes", "needs the validator of the release before"),
)
