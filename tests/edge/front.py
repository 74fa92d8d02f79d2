"""An edge over TLS and HTTP/2 before the demo deployment, which may spoil what it passes on."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from tests.live import ROOT
from tests.probe.server import Server, Step, hear, serving

FRAME = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as the edge got it."""

    target: str
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    def header(self, name: str) -> str:
        """The value of a header, empty if there is none."""
        return dict(self.headers).get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One answer as the edge passes it on. headers: names are written small."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def with_(self, *, without: tuple[str, ...] = (), **headers: str) -> "Given":
        """The same with these headers instead; `_` stands for `-`."""
        stated = {name.replace("_", "-"): value for name, value in headers.items()}
        kept = [pair for pair in self.headers if pair[0] not in {*stated, *without}]
        return replace(self, headers=(*kept, *stated.items()))


Edge: TypeAlias = Callable[[Asked], Given]


@contextmanager
def fronted(edge: Edge, tls: ssl.SSLContext) -> Iterator[Server]:
    """The edge while it runs."""
    tls.set_alpn_protocols(["h2"])
    with serving(_speak(edge), tls=tls) as server:
        yield server


@contextmanager
def sent_on(status: bytes, location: str) -> Iterator[int]:
    """The port of a server over plain http that leads elsewhere; `{}` stands for the target."""

    def answer(connection: socket.socket, server: Server) -> None:
        target = server.heard[-1].split(b" ")[1].decode()
        head = b"HTTP/1.1 %s\r\nContent-Length: 0\r\nLocation: %s\r\n\r\n"
        connection.sendall(head % (status, location.format(target).encode()))

    with serving(hear, answer) as server:
        yield server.port


def before(url: str) -> Edge:
    """An edge that passes everything on as it is."""

    def edge(asked: Asked) -> Given:
        origin = HTTPConnection(urlsplit(url).netloc, timeout=10)
        try:
            headers = dict(asked.headers) | {"x-forwarded-proto": "https"}
            origin.request("GET", asked.target, headers=headers)
            answer = origin.getresponse()
            kept = [(name.lower(), value) for name, value in answer.getheaders()]
            return Given(status=answer.status, headers=tuple(kept), body=answer.read())
        finally:
            origin.close()

    return edge


def contract(folder: Path, *, http_port: int) -> Path:
    """The shipped contract, for an edge whose plain http listens on this port."""
    text = (ROOT / "smoke/charhub.toml").read_text("utf-8")
    file = folder / "charhub.toml"
    file.write_text(text.replace("[edge]", f"[edge]\nhttp_port = {http_port}\n#"), "utf-8")
    return file


def _speak(edge: Edge) -> Step:
    def spoken(connection: socket.socket, _: Server) -> None:
        machine = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        machine.initiate_connection()
        connection.sendall(machine.data_to_send())
        while heard := connection.recv(65536):
            for event in machine.receive_data(heard):
                if isinstance(event, RequestReceived):
                    _answer(machine, event, edge)
            connection.sendall(machine.data_to_send())

    return spoken


def _answer(machine: H2Connection, event: RequestReceived, edge: Edge) -> None:
    fields = {str(name): str(value) for name, value in event.headers or ()}
    host = ("host", fields[":authority"])
    headers = (host, *(pair for pair in fields.items() if not pair[0].startswith(":")))
    given = edge(Asked(target=fields[":path"], headers=headers))
    assert event.stream_id is not None
    machine.send_headers(event.stream_id, [(":status", str(given.status)), *given.headers])
    body = b"" if fields[":method"] == "HEAD" else given.body
    for at in range(0, len(body), FRAME):
        machine.send_data(event.stream_id, body[at : at + FRAME])
    machine.end_stream(event.stream_id)
