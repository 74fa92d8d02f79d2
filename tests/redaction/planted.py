"""A deployment that fails everywhere and lets its secrets out wherever it can."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

# each in one secret place, and echoed where nothing says that it is one
COOKIE = "s%3Ac00kie/Va+lue.Zq81"
STATE = "st4te-Kd93/aaQ+x7=="
NONCE = "n0nce-77ab31Qz"
CHALLENGE = "Ch4llenge-E9Melhoa2OwvFrEMTJgu"
HEADER_TOKEN = "hd7-t0ken-Value-55"
ASSET_TOKEN = "asset-t0k3n-118822"
BY_VALUE = (COOKIE, STATE, NONCE, CHALLENGE, HEADER_TOKEN, ASSET_TOKEN)
# told by their name or their look
JSON_PASSWORD = "json-pa55-Word"
XML_PASSWORD = "xml-pa55-Word"
DSN_PASSWORD = "dsn-pa55-Word"
CSRF = "csrf-f0rm-Value-31"
CSRF_META = "csrf-m3ta-Value-32"
OAUTH_CODE = "4/0AfJohXmCode-Value19"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N"
CLOUD_KEY = "AKIAIOSFODNN7EXAMPLE"
PRIVATE_KEY = "MIIEpAIBAAKCAQEAx2kq"
BY_LOOK = (
    *(JSON_PASSWORD, XML_PASSWORD, DSN_PASSWORD, CSRF, CSRF_META, OAUTH_CODE, JWT),
    *(CLOUD_KEY, PRIVATE_KEY),
)
FAR = 1970  # where an attachment of a body is about to be cut


def echoes(value: str) -> str:
    """The value as other programs write it: as it is, in a URL, in base64 beside something."""
    packed = [base64.b64encode(f"{before}{value}".encode()).decode() for before in ("", "a", "ab")]
    return " ".join([value, quote(value, safe=""), quote(value), *packed])


@contextmanager
def serving() -> Iterator[str]:
    """The deployment's URL while it runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        status, fields, body = _answer(path, f"{self.path}\n{self.headers}")
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        packed = body.encode()
        self.send_header("content-length", str(len(packed)))
        self.end_headers()
        self.wfile.write(packed)

    def log_message(self, *_: object) -> None:
        pass


def _answer(path: str, asked: str) -> tuple[int, tuple[tuple[str, str], ...], str]:
    cookie = ("set-cookie", f"sid={COOKIE}; Path=/; HttpOnly")
    if path == "/api/v1/health":
        return 503, (("content-type", "application/json"), cookie), _HEALTH
    if path == "/":
        return 200, (("content-type", "text/html"), cookie), _PAGE
    if path in ("/api/v1/oauth/google", "/api/v1/oauth/facebook"):
        target = f"https://evil.invalid/o/oauth2/auth?client_id=&state={quote(STATE, safe='')}"
        target += f"&nonce={NONCE}&code_challenge={CHALLENGE}&redirect_uri=http%3A%2F%2Fx%2Fcb"
        body = " ".join(map(echoes, (STATE, NONCE, CHALLENGE)))
        return 302, (("location", target), ("x-auth-token", HEADER_TOKEN)), body
    if path.endswith("/callback"):
        return 500, (("content-type", "text/plain"),), f"{echoes(STATE)}\n{asked}"
    asset = echoes(ASSET_TOKEN) if path.endswith(".js") else ""
    trace = f"{echoes(HEADER_TOKEN)} {asset} {_TRACE}"
    return 500, (("x-api-key", HEADER_TOKEN), ("x-trace", JWT)), trace


_DETAIL = f"redis://app:{DSN_PASSWORD}@cache:6379 says no to {echoes(COOKIE)}"
_COMPONENT = f'{{"status": "error", "detail": "{_DETAIL}", "password": "{JSON_PASSWORD}"}}'
_NAMES = ("database", "redis", "r2", "llm", f"a {echoes(COOKIE)}")
_HEALTH = (
    '{"status": "error", "timestamp": "never", "code": "' + OAUTH_CODE + '", "checks": {'
    + ", ".join(f'"{name}": {_COMPONENT}' for name in _NAMES) + "}}"
)  # fmt: skip
_PAGE = (
    f"<!doctype html><html><head><title>{COOKIE}</title>"
    f'<meta name="csrf-token" content="{CSRF_META}">'
    f'<script src="/assets/a.js?token={ASSET_TOKEN}"></script>'
    '<link rel="stylesheet" href="/assets/a.css?x=1"></head><body>'
    f'<form><input type="hidden" name="csrf_token" value="{CSRF}"></form>'
    f"{echoes(COOKIE)} "
).ljust(FAR) + f" key {CLOUD_KEY}, {COOKIE}, {JWT} {COOKIE}</body></html>"
_TRACE = (
    f"<error><password>{XML_PASSWORD}</password></error> postgresql://app:{DSN_PASSWORD}@db/app "
    f"Authorization: Bearer {JWT}\n-----BEGIN PRIVATE KEY-----\n{PRIVATE_KEY}\n"
)
