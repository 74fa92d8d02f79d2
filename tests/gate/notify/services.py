"""A made-up service on loopback: it answers as it is told, and keeps what it was sent."""

import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import trustme

SECRET = "TIiajkdnlazkcOXrIdevi7FQ"
SLACK = f"slack://T1JJ3T3L2/A1BRTD4JD/{SECRET}"
DISCORD = f"discord://4174216298/{SECRET}"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer. is_silent: none at all. is_endless: a byte now and then, for ever."""

    status: int = 200
    body: bytes = b"ok"
    headers: Mapping[str, str] = field(default_factory=dict)
    is_silent: bool = False
    is_endless: bool = False


@dataclass
class Service:
    """What it answers in turn (the last one again and again), and what was asked."""

    port: int = 0
    replies: list[Reply] = field(default_factory=lambda: [Reply()])
    paths: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def json_url(self) -> str:
        """The URL of a webhook of one's own, with its password in it."""
        return f"json://user:{SECRET}@127.0.0.1:{self.port}/hook"

    def sent(self) -> list[dict[str, Any]]:
        """The bodies, read as JSON."""
        return [json.loads(body) for body in self.bodies]

    def reply(self) -> Reply:
        """What it answers now."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextmanager
def service(*replies: Reply, certificate: trustme.LeafCert | None = None) -> Iterator[Service]:
    """A service that answers so, until the test is over; over TLS with a certificate."""
    found = Service()
    if replies:
        found.replies = list(replies)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.paths.append(self.path)
            found.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            reply = found.reply()
            if reply.is_silent:
                found.is_over.wait()
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if not reply.is_endless:
                self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
            while reply.is_endless and not found.is_over.wait(0.02):
                self.wfile.write(b".")
                self.wfile.flush()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that hangs up in the middle is what is tested here."""

    server = Server(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield found
    finally:
        found.is_over.set()
        server.shutdown()
        server.server_close()
        thread.join()
        for left in [one for one in threading.enumerate() if one.name == "courier"]:
            left.join(5)
