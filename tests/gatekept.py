"""A site on loopback before which a gatekeeper can be put, as the suite and the gate meet it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.reading.gatekeepers import Gatekeeper, Reply

RELEASE = "a" * 40
CONTRACT = """
app = "CharHub"
[release]
json = "release"
[health]
path = "/api/v1/health"
[[pages]]
path = "/"
contains = ["CharHub"]
mount = "#root"
[[oauth]]
provider = "google"
path = "/api/v1/oauth/google"
authorize = "https://accounts.google.com/o/oauth2/*"
callback = "/api/v1/oauth/google/callback"
"""


def well(path: str) -> Reply:
    """The site as it should be, as far as the contract goes."""
    path, _, query = path.partition("?")
    if path == "/":
        body = "<!doctype html><html><title>CharHub</title><body><div id=root>Hello</div></html>"
        return Reply(status=200, headers={"content-type": "text/html; charset=utf-8"}, body=body)
    if path == "/api/v1/health":
        body = f'{{"status": "ok", "release": "{RELEASE}"}}'
        return Reply(status=200, headers={"content-type": "application/json"}, body=body)
    if path == "/api/v1/oauth/google":
        location = (
            "https://accounts.google.com/o/oauth2/v2/auth?response_type=code&client_id=1.apps"
            "&redirect_uri={origin}%2Fapi%2Fv1%2Foauth%2Fgoogle%2Fcallback"
            "&scope=openid&state=abcdefghijklmnopqrstuvwxyz0123456789{nonce}"
        )
        return Reply(status=302, headers={"location": location, "cache-control": "no-store"})
    if "error=access_denied" in query:
        return Reply(status=302, headers={"location": "/?login=denied"})
    if path == "/api/v1/oauth/google/callback":
        return Reply(status=400, headers={"content-type": "text/plain"}, body="bad state")
    return Reply(status=404, headers={"content-type": "text/plain"}, body="not found")


class Site:
    """Serves what its gatekeeper answers, which may be changed at any time."""

    def __init__(self) -> None:
        self.gatekeeper: Gatekeeper = well
        self.url = ""
        self.number = 0


@contextmanager
def served() -> Iterator[Site]:
    """A site that runs."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply = site.gatekeeper(self.path)
            site.number += 1
            body = reply.body.encode()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                own = site.url.replace(":", "%3A").replace("/", "%2F")
                shown = value.replace("{origin}", own).replace("{nonce}", str(site.number))
                self.send_header(name, shown)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_HEAD = do_OPTIONS = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
