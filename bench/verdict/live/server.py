"""A deployment that answers by its script; the turn is the look that asks."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from bench.verdict.live.script import FIRST_ROUTE, HEALTH, READY, ROUTES, Turn

NEXT = "/bench/next"
CONTROL = "/bench/control"
CONTRACT = """\
app = "scripted"
[release]
json = "release"
[health]
path = "/health"
[health.components]
redis = "critical"
[ready]
path = "/ready"
""" + "".join(f'[[routes]]\npath = "/r/{number:02}"\n' for number in range(ROUTES))
_RELEASE = "3f2a91c"
_PATHS = {"/health": HEALTH, "/ready": READY} | {
    f"/r/{number:02}": FIRST_ROUTE + number for number in range(ROUTES)
}


class Stage(ThreadingHTTPServer):
    """turns: what happens in each look; asking for NEXT begins one. is_silent: how it is down."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.play((), is_silent=False)

    def play(self, turns: tuple[Turn, ...], *, is_silent: bool) -> None:
        """Begins a new script."""
        self.turns, self.is_silent, self.looks = turns, is_silent, 0

    @property
    def url(self) -> str:
        """The origin."""
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def turn(self) -> Turn:
        """What happens now."""
        if not self.turns:
            return Turn()
        return self.turns[min(max(self.looks - 1, 0), len(self.turns) - 1)]


@contextmanager
def staged() -> Iterator[Stage]:
    """A server while it is needed."""
    with Stage() as stage:
        thread = Thread(target=stage.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield stage
        finally:
            stage.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.1, each answer in one piece."""

    server: Stage
    wbufsize = -1
    disable_nagle_algorithm = True
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer as the script says."""
        path = self.path.partition("?")[0]
        if path == NEXT:
            self.server.looks += 1
        if path in (NEXT, CONTROL):
            self._answer(200, b"{}")
            return
        turn = self.server.turn
        if turn.is_down and self.server.is_silent:
            self.close_connection = True
        elif turn.is_down:
            self._answer(503, b"{}")
        else:
            self._kept(path, is_kept=_PATHS.get(path) not in turn.failing)

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""

    def _kept(self, path: str, *, is_kept: bool) -> None:
        status = 200 if is_kept else 503
        if path == "/health":
            word, component = ("healthy", "ok") if is_kept else ("unhealthy", "error")
            checks = {"redis": {"status": component}}
            at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
            body = {"status": word, "timestamp": at, "release": _RELEASE, "checks": checks}
        else:
            body = {"status": "ready" if is_kept else "starting"}
        self._answer(status, json.dumps(body).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)
