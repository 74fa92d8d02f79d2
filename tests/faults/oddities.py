"""What healthy deployments do, and what must stay green."""

from smokegate.demo.frontend import ASSETS as FILES
from tests.faults.answers import (
    body,
    both,
    decoded,
    document,
    header,
    html,
    instead,
    json,
    location,
    parameters,
    plainly,
    redirect,
    says,
    status,
    text,
    turns,
    unless_there,
    without,
)
from tests.faults.fault import Tls, healthy
from tests.faults.health import checks
from tests.faults.places import (
    ALL,
    ASSETS,
    BACK,
    FACEBOOK,
    FAVICON,
    HEALTH,
    LOGO,
    NO_ROUTE,
    PAGE,
    READY,
    SHORTCUT,
    START,
)

_DOWN = {"status": "down", "error": "quota"}
ODDITIES = (
    healthy(
        "more-components",
        "components that the contract does not name",
        {HEALTH: checks(search={"status": "ok"}, queue={"status": "ok"})},
    ),
    healthy(
        "minor-down",
        "a third party is down, and health says so with 200",
        {HEALTH: checks(llm=_DOWN)},
        "component_is_ok[llm]",
    ),
    healthy(
        "minor-down-503",
        "a third party is down, and health is 503 because of it",
        {HEALTH: both(checks(llm=_DOWN), says(status="unhealthy"), status(503))},
        "component_is_ok[llm]",
    ),
    healthy(
        "two-ages",
        "of two replicas one has just started",
        {HEALTH: turns(says(uptime=500.25), says(uptime=0.25))},
    ),
    healthy(
        "share",
        "a share of time that is called uptime",
        {HEALTH: says(uptime=0.9998)},
    ),
    healthy(
        "health-json",
        "application/health+json",
        {HEALTH: header(("Content-Type", "application/health+json"))},
    ),
    healthy(
        "spring",
        "health in the words of Spring Boot",
        {
            HEALTH: document(
                lambda it: {
                    "status": "UP",
                    "timestamp": it["timestamp"],
                    "release": it["release"],
                    "components": {name: {"status": "UP", "details": {}} for name in it["checks"]},
                }
            )
        },
    ),
    healthy(
        "terminus",
        "health in the words of NestJS Terminus",
        {
            HEALTH: document(
                lambda it: {
                    "status": "ok",
                    "timestamp": it["timestamp"],
                    "release": it["release"],
                    "info": {name: {"status": "up"} for name in it["checks"]},
                    "error": {},
                    "details": {name: {"status": "up"} for name in it["checks"]},
                }
            )
        },
    ),
    healthy(
        "microprofile",
        "health in the words of MicroProfile",
        {
            HEALTH: document(
                lambda it: {
                    "status": "UP",
                    "timestamp": it["timestamp"],
                    "release": it["release"],
                    "checks": [{"name": name, "status": "UP"} for name in it["checks"]],
                }
            )
        },
    ),
    healthy(
        "aspnet-pascal",
        "health in the words and the spelling of .NET",
        {
            HEALTH: document(
                lambda it: {
                    "Status": "Healthy",
                    "timestamp": it["timestamp"],
                    "release": it["release"],
                    "Entries": {name: {"Status": "Healthy", "Tags": []} for name in it["checks"]},
                }
            )
        },
    ),
    healthy(
        "named-otherwise",
        "components named by a key of a library's own",
        {
            HEALTH: document(
                lambda it: {
                    "status": "success",
                    "timestamp": it["timestamp"],
                    "release": it["release"],
                    "results": [{"checker": name, "passed": True} for name in it["checks"]],
                }
            )
        },
    ),
    healthy(
        "favicon-200",
        "a favicon",
        {FAVICON: body(b"\x00\x00\x01\x00" + b"\0" * 60, "image/x-icon", 200)},
    ),
    healthy(
        "favicon-404",
        "no favicon",
        {FAVICON: text("404 Not Found", 404)},
        "route_answers_as_promised[/favicon.ico]",
    ),
    healthy(
        "no-ready",
        "no readiness endpoint",
        {READY: json({"error": "Route not found"}, 404)},
        "deployment_is_ready",
    ),
    healthy(
        "ready-405",
        "no readiness endpoint, said with 405",
        {READY: json({"error": "Method not allowed"}, 405)},
        "deployment_is_ready",
    ),
    healthy(
        "no-facebook",
        "no login with Facebook",
        {f"{FACEBOOK}*": json({"error": "Route not found"}, 404)},
        "start_redirects_to_the_provider[facebook]",
    ),
    healthy(
        "no-shortcuts",
        "no short cuts",
        {"/auth/*": json({"error": "Route not found"}, 404)},
        "route_answers_as_promised[/auth/google]",
    ),
    healthy(
        "http-shortcut",
        "a short cut that leads down to http",
        {SHORTCUT: location(lambda url: url.replace("https:", "http:"))},
        "redirects_stay_on_https",
        tls=Tls(),
    ),
    healthy(
        "empty-script",
        "an empty script that says so in its name",
        {
            PAGE: instead(
                "</head>", '<script src="/assets/mysite.d41d8cd98f00.js"></script></head>'
            ),
            "/assets/mysite.d41d8cd98f00.js": body(b"", "text/javascript", 200),
        },
    ),
    healthy(
        "absolute-assets",
        "assets by their whole address",
        {
            PAGE: plainly(
                lambda asked: decoded(
                    lambda it: it.replace('"/assets/', f'"{asked.origin}/assets/')
                )
            )
        },
    ),
    healthy(
        "base-href",
        "a base element",
        {
            PAGE: decoded(
                lambda it: it.replace("<head>", '<head><base href="/admin/">').replace(
                    '"/assets/', '"./assets/'
                )
            ),
            "/admin/*": text("404 Not Found", 404),
            **{f"/admin{one.path}": body(one.body, one.content_type, 200) for one in FILES},
        },
    ),
    healthy("303", "303 at the start of a login", {START: status(303)}),
    healthy(
        "pkce",
        "PKCE",
        {
            START: lambda asked, reply: parameters(
                code_challenge=f"{asked.connection:043d}", code_challenge_method="S256"
            )(asked, reply)
        },
    ),
    healthy("relative-shortcut", "a short cut by its path alone", {SHORTCUT: redirect(START, 301)}),
    healthy(
        "missing-html",
        "a missing asset is answered with the page",
        {ASSETS: unless_there(html())},
        "missing_script_is_missing",
    ),
    healthy(
        "no-mime-image",
        "an image as application/octet-stream",
        {LOGO: header(("Content-Type", "application/octet-stream"))},
    ),
    healthy(
        "more-scopes",
        "more scopes than promised",
        {START: parameters(scope="openid profile email")},
    ),
    healthy(
        "callback-401",
        "the callback refuses with 401",
        {BACK: json({"error": "unauthorized"}, 401)},
    ),
    healthy(
        "callback-home",
        "the callback sends people back to a page of ours",
        {BACK: redirect("/login?error=state")},
    ),
    healthy(
        "spa-routes",
        "an unknown route of the API is the page",
        {NO_ROUTE: html()},
        "route_answers_as_promised[/api/v1/no-such-route]",
    ),
    healthy(
        "static-page",
        "a page that loads nothing",
        {
            PAGE: html(
                '<!doctype html><html><body><div id="root"><h1>CharHub</h1></div></body></html>'
            )
        },
        "missing_script_is_missing",
    ),
    healthy("deploys-quietly", "no release header", {ALL: without("x-release")}),
)
