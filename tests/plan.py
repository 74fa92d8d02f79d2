"""CharHub exactly as its deployment plan shows it, and nothing else.

The plan: health with four checks, a page that says CharHub, a redirect to Google. It names no
release, no readiness and no assets.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from types import MappingProxyType
from urllib.parse import quote

from tests.loopback import Reply, Request, json_reply

HEALTH, GOOGLE = "/api/v1/health", "/api/v1/oauth/google"
PLAIN_PAGE = "<!doctype html><html><head><title>CharHub</title></head><body>CharHub</body></html>"
BARE_PAGE = "<h1>CharHub</h1>"
TITLE_ONLY = "<!doctype html><title>CharHub</title><p>Talk to characters"
VITE_PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <title>CharHub</title>
    <script type="module" crossorigin src="/assets/index-BChQUWSn.js"></script>
    <link rel="stylesheet" crossorigin href="/assets/index-BEBR_ldC.css">
  </head>
  <body>
    <div id="root"></div>
  </body>
</html>
"""
ASSETS: Mapping[str, Reply] = MappingProxyType(
    {
        "/assets/index-BChQUWSn.js": Reply(
            kind="application/javascript",
            body=b'document.getElementById("root").textContent="CharHub";',
        ),
        "/assets/index-BEBR_ldC.css": Reply(kind="text/css", body=b"body{margin:0}"),
    }
)
NOT_FOUND = Reply(status=404, kind="text/plain", body=b"Not Found")


@dataclass(slots=True)
class Planned:
    """The planned deployment.

    release: stated in health, which the plan does not do. others: further paths.
    """

    page: str = PLAIN_PAGE
    location: Callable[[Request, str], str] | None = None
    redis: str = "ok"
    release: str | None = None
    not_found: Reply = NOT_FOUND
    others: Mapping[str, Reply] = field(default_factory=dict)
    _states: "count[int]" = field(default_factory=lambda: count(1))

    def __call__(self, request: Request) -> Reply:
        """The answer to one request."""
        match request.path:
            case "/":
                return Reply(kind="text/html", body=self.page.encode())
            case "/api/v1/health":
                return self._health()
            case "/api/v1/oauth/google":
                write = self.location or passport
                state = f"{next(self._states) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}"
                return Reply(status=302, kind=None, headers={"Location": write(request, state)})
            case path:
                return self.others.get(path, self.not_found)

    def _health(self) -> Reply:
        statuses = {"database": "ok", "redis": self.redis, "r2": "ok", "llm": "ok"}
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        stated = {} if self.release is None else {"release": self.release}
        return json_reply(
            {
                **stated,
                "status": "healthy",
                "timestamp": now,
                "checks": {name: {"status": status} for name, status in statuses.items()},
            },
            status=200 if set(statuses.values()) == {"ok"} else 503,
        )


def passport(request: Request, state: str) -> str:
    """The redirect as passport-google-oauth20 writes it."""
    callback = quote(f"{request.origin}{GOOGLE}/callback", safe="")
    return (
        "https://accounts.google.com/o/oauth2/v2/auth?response_type=code"
        f"&redirect_uri={callback}&scope=profile%20email&state={state}"
        "&client_id=123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com"
    )
