"""Mail has no status that Apprise hands out: taken, or not taken and tried again."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from smokegate.gate import courier
from smokegate.gate.channels import Channel, Url
from smokegate.gate.sending import Kind, Letter, Sent

LETTER = Letter(title="a title", body="a body\nid: r1", deployment="d", kind=Kind.INFO)


@contextmanager
def mail_server(greeting: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A mail server that takes everything, or turns everybody away. Its port, and what it took."""
    taken = list[bytes]()

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(greeting + b"\r\n")
            while line := self.rfile.readline().upper():
                if line.startswith(b"DATA"):
                    self.wfile.write(b"354 go on\r\n")
                    taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.wfile.write(b"221 bye\r\n" if line.startswith(b"QUIT") else b"250 ok\r\n")

    with socketserver.TCPServer(("127.0.0.1", 0), Session) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1], taken
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    "greeting,problem",
    [(b"220 here", None), (b"421 too busy", "did not take the message")],
    ids=["takes-it", "too-busy"],
)
def test_mail_is_taken_or_tried_again(greeting: bytes, problem: str | None) -> None:
    """It is never called refused, so it is tried again with growing pauses."""
    with mail_server(greeting) as (port, taken):
        url = f"mailto://127.0.0.1:{port}?from=gate@charhub.example&to=ada@charhub.example"
        found = courier.send(
            Channel(number=1, url=Url(url)), LETTER, 5.0, datetime(2026, 11, 24, tzinfo=UTC)
        )
    assert found == Sent(service="E-Mail", problem=problem)
    assert [b"Subject: a title" in one and b"id: r1" in one for one in taken] == (
        [] if problem else [True]
    )
