"""Small sites on loopback, each under a path of its own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

FALLBACK = "*"  # what a site answers where it has nothing

JS, CSS, HTML = "text/javascript", "text/css", "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer. `{origin}` in the body is the origin that was asked, `{other}` another one."""

    body: str = ""
    kind: str = HTML
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


Site = Mapping[str, Reply]
NOT_FOUND = Reply(status=404, kind="text/plain", body="not found")


@contextmanager
def served(sites: Mapping[str, Site]) -> Iterator[str]:
    """The origin of a server that has each site under `/NAME/`, and nothing else."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            name, _, path = self.path.partition("?")[0].removeprefix("/").partition("/")
            site = sites.get(name, {})
            reply = site.get(path) or site.get(FALLBACK) or NOT_FOUND
            own = f"http://{self.headers['host']}"
            other = own.replace("127.0.0.1", "localhost")
            body = reply.body.replace("{origin}", own).replace("{other}", other).encode()
            self.send_response(reply.status)
            self.send_header("content-type", reply.kind)
            self.send_header("content-length", str(len(body)))
            for pair in reply.headers:
                self.send_header(*pair)
            self.end_headers()
            self.wfile.write(body)

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
