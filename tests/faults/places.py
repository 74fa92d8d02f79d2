"""Where the deployment answers what, and bodies that several faults answer with."""

from smokegate.demo.frontend import ENTRY as _ENTRY
from smokegate.demo.frontend import LOGO as _LOGO
from smokegate.demo.frontend import MANIFEST as _MANIFEST
from smokegate.demo.frontend import STYLE as _STYLE
from smokegate.demo.frontend import VENDOR as _VENDOR
from smokegate.demo.good import FAVICON, HEALTH, PAGE, READY
from smokegate.demo.oauth import callback_path, shortcut_path, start_path

ENTRY, LOGO, MANIFEST, STYLE, VENDOR = (
    one.path for one in (_ENTRY, _LOGO, _MANIFEST, _STYLE, _VENDOR)
)
START, BACK, SHORTCUT = start_path("google"), callback_path("google"), shortcut_path("google")
FACEBOOK = start_path("facebook")
NO_ROUTE = "/api/v1/no-such-route"
ALL, API, ASSETS = "*", "/api/*", "/assets/*"

BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.27.0</center>\r\n"
    "</body>\r\n</html>\r\n"
)
WELCOME = (
    "<!DOCTYPE html><html><head><title>Welcome to nginx!</title></head><body>Hello</body></html>"
)
WAIT = "n8n is starting up. Please wait"
TRACE = "Traceback (most recent call last):\n  File \"app.py\", line 7, in view\nKeyError: 'user'\n"

__all__ = [
    "ALL", "API", "ASSETS", "BACK", "BAD_GATEWAY", "ENTRY", "FACEBOOK", "FAVICON", "HEALTH", "LOGO",
    "MANIFEST", "NO_ROUTE", "PAGE", "READY", "SHORTCUT", "START", "STYLE", "TRACE", "VENDOR",
    "WAIT", "WELCOME",
]  # fmt: skip
