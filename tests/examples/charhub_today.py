"""CharHub as it is deployed today: nginx before a single-page application and an API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from types import MappingProxyType
from urllib.parse import parse_qs, quote

from tests.loopback import Reply, Request, json_reply

ENTRY, STYLE = "/assets/index-BChQUWSn.js", "/assets/index-BEBR_ldC.css"
CHUNK = "/assets/browser-ponyfill-Bk4T1s9Q.js"
INDEX = f"""<!doctype html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <link rel="icon" type="image/x-icon" href="/favicon.ico" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0" />
    <title>CharHub</title>
    <script type="module" crossorigin src="{ENTRY}"></script>
    <link rel="stylesheet" crossorigin href="{STYLE}">
  </head>
  <body>
    <div id="root"></div>
  </body>
</html>
"""
BLANK = "<!doctype html><html><head><title>CharHub</title></head><body></body></html>"
SCRIPT = (
    'const s=new Set(["localhost","127.0.0.1"]),r=document.getElementById("root");'
    f'import("{CHUNK[len("/assets") :].replace("/", "./")}").then(()=>{{r.textContent="CharHub"}});'
)
NGINX = MappingProxyType({"Server": "nginx", "ETag": '"692d0e11-262"', "Accept-Ranges": "bytes"})
HELMET = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'self';upgrade-insecure-requests",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "no-referrer",
        "Vary": "Origin",
        "Access-Control-Allow-Credentials": "true",
    }
)
BAD_GATEWAY = Reply(
    status=502,
    body=b"<html><head><title>502 Bad Gateway</title></head><body>"
    b"<center><h1>502 Bad Gateway</h1></center><hr><center>nginx/1.27.3</center></body></html>",
)
FORBIDDEN = Reply(status=403, body=b"<html><head><title>403 Forbidden</title></head></html>")
INVALID_STATE = ("INVALID_STATE", "Invalid state parameter", 400)
AUTH_INVALID = ("AUTH_INVALID", "Authentication failed", 401)


@dataclass(slots=True)
class Today:
    """The deployment. missing: assets that are 404. has_google: whether it knows the strategy."""

    page: str = INDEX
    is_backend_up: bool = True
    health: Reply | None = None
    has_google: bool = True
    missing: frozenset[str] = frozenset()
    is_database_up: bool = True
    _states: set[str] = field(default_factory=set)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __call__(self, request: Request) -> Reply:
        """What nginx answers, or what it is given by the frontend or the backend."""
        path = request.path
        if path == "/favicon.ico":
            return Reply(status=204, kind=None)
        if path in ("/auth/google", "/auth/facebook"):
            return _moved(f"{request.origin}/api/v1/oauth/{path.removeprefix('/auth/')}")
        if path.startswith(("/api/", "/health")):
            reply = self._backend(request) if self.is_backend_up else BAD_GATEWAY
            return _with(reply, HELMET if self.is_backend_up else NGINX)
        return _with(self._frontend(request), NGINX)

    def _frontend(self, request: Request) -> Reply:
        assets: Mapping[str, tuple[str, str]] = {
            ENTRY: ("application/javascript", SCRIPT),
            CHUNK: ("application/javascript", "export default 1;"),
            STYLE: ("text/css", "body{margin:0}"),
        }
        if request.path in self.missing:
            return Reply(status=404, body=b"<h1>404 Not Found</h1>")
        if request.path in assets:
            kind, text = assets[request.path]
            return Reply(kind=kind, body=text.encode())
        if request.path == "/assets":
            return _moved(f"{request.origin}/assets/")
        if request.path == "/assets/":
            return FORBIDDEN
        return Reply(body=self.page.encode())  # every other path, a chunk that is missing too

    def _backend(self, request: Request) -> Reply:
        match request.path:
            case "/api/v1/health" | "/health":
                return self.health or _health()
            case "/api/v1/queues/health":
                return json_reply({"success": True, "healthy": True, "message": "", "stats": {}})
            case "/api/v1/plans" if self.is_database_up:
                return json_reply({"success": True, "data": [{"id": "free"}]})
            case "/api/v1/plans":
                return _error("INTERNAL", "Internal server error", 500)
            case "/api/v1/oauth/google" if not self.has_google:
                return json_reply({"error": 'Unknown authentication strategy "google"'}, 500)
            case "/api/v1/oauth/google":
                return self._start(request, "https://accounts.google.com/o/oauth2/v2/auth", GOOGLE)
            case "/api/v1/oauth/facebook":
                return self._start(request, "https://www.facebook.com/v3.2/dialog/oauth", FACEBOOK)
            case "/api/v1/oauth/google/callback" | "/api/v1/oauth/facebook/callback":
                state = parse_qs(request.query).get("state", [""])[0]
                return _error(*(AUTH_INVALID if state in self._states else INVALID_STATE))
            case path:
                return json_reply({"error": "Route not found", "path": path}, 404)

    def _start(self, request: Request, authorize: str, client: tuple[str, str]) -> Reply:
        state = f"{next(self._numbers) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}"
        self._states.add(state)
        callback = quote(f"{request.origin}{request.path}/callback", safe="")
        scope, client_id = client
        location = (
            f"{authorize}?response_type=code&redirect_uri={callback}&scope={scope}"
            f"&state={state}&client_id={client_id}"
        )
        return Reply(status=302, kind=None, headers={"Location": location})


GOOGLE = ("profile%20email", "123456789012-abcdefghijklmnop.apps.googleusercontent.com")
FACEBOOK = ("email", "123456789012345")


def _health() -> Reply:
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json_reply({"status": "ok", "version": "v1", "timestamp": now, "uptime": 12345.6})


def _error(code: str, message: str, status: int) -> Reply:
    return json_reply({"success": False, "error": {"code": code, "message": message}}, status)


def _moved(location: str) -> Reply:
    body = b"<html><head><title>301 Moved Permanently</title></head></html>"
    return Reply(status=301, body=body, headers={"Location": location})


def _with(reply: Reply, headers: Mapping[str, str]) -> Reply:
    return Reply(
        status=reply.status,
        kind=reply.kind,
        body=reply.body,
        headers={**headers, **reply.headers},
    )
