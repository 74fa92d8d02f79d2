"""How a release is made live from outside: what a `--rollback` command asks for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from examples.charhub.deployment import FIRST, Deployment
from examples.charhub.parts.port import LOOPBACK, free_port

_GO_BACK = Path(__file__).with_name("go_back.py")


@contextmanager
def controlled(deployment: Deployment) -> Iterator[str]:
    """The command that goes back to SMOKEGATE_TO, or to the first release where that is empty."""
    handler = type("Handler", (_Handler,), {"deployment": deployment})
    server = HTTPServer((LOOPBACK, free_port()), handler)
    pace = {"poll_interval": 0.02}
    thread = Thread(target=server.serve_forever, kwargs=pace, daemon=True)
    thread.start()
    try:
        yield f"{sys.executable} {_GO_BACK} http://{LOOPBACK}:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    deployment: Deployment

    def do_POST(self) -> None:
        """The path is the release to go back to."""
        try:
            self.deployment.go_back(self.path.strip("/") or FIRST)
        except Exception as err:  # whatever it is, who asked has to know
            self._say(500, repr(err))
        else:
            self._say(200, f"{self.deployment.release} is live")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said of single requests."""

    def _say(self, status: int, said: str) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(said.encode())
