"""A deployment of a few lines on loopback: a function from a request to its reply."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

JSON, HTML = "application/json; charset=utf-8", "text/html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request. path: without its query. origin: as the client names it."""

    method: str
    path: str
    query: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer. kind: its content type, None for none."""

    status: int = 200
    kind: str | None = HTML
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def json_reply(content: Mapping[str, Any], status: int = 200, **headers: str) -> Reply:
    """JSON as express writes it."""
    body = json.dumps(content, separators=(",", ":")).encode()
    return Reply(status=status, kind=JSON, body=body, headers=headers)


@contextmanager
def served(answer: Callable[[Request], Reply]) -> Iterator[str]:
    """The origin at which the function answers GET and HEAD while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            origin = f"http://{self.headers['host']}"
            reply = answer(Request(method=self.command, path=path, query=query, origin=origin))
            self.send_response(reply.status)
            if reply.kind:
                self.send_header("Content-Type", reply.kind)
            if reply.status != 204:
                self.send_header("Content-Length", str(len(reply.body)))
            for pair in reply.headers.items():
                self.send_header(*pair)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(reply.body)

        do_HEAD = do_GET  # noqa: N815 - http.server names it

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join(timeout=5)
