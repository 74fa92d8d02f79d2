"""A server of raw bytes on the loopback: every connection plays the same steps, then closes."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle, repeat
from select import select
from typing import Any, TypeAlias

import trustme
from h2.config import H2Configuration
from h2.connection import ConnectionState, H2Connection
from h2.events import RequestReceived

TICK_S = 0.01
PATIENCE_S = 10  # no test lasts so long: a thread that waits for more is let go


@dataclass(slots=True)
class Server:
    """Where it listens and what it has seen. heard: the head of each request, as it came."""

    port: int
    scheme: str
    heard: list[bytes] = field(default_factory=list)
    connections: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """The address of its root."""
        return f"{self.scheme}://127.0.0.1:{self.port}/"


Step: TypeAlias = Callable[[socket.socket, Server], None]


@contextmanager
def serving(*steps: Step, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """The server while it runs; afterwards no thread and no socket of it is left."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener.getsockname()[1], "https" if tls else "http")
        playing: list[threading.Thread] = []
        accepting = threading.Thread(target=_accept, args=(listener, server, steps, tls, playing))
        accepting.start()
        try:
            yield server
        finally:
            server.is_over.set()
            with socket.create_connection(("127.0.0.1", server.port)):  # wakes accept()
                accepting.join()
            for thread in playing:
                thread.join()


def secured(authority: trustme.CA, *names: str, **more: Any) -> ssl.SSLContext:
    """The server's side of TLS, with a certificate for these names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **more).configure_cert(context)
    return context


def hear(connection: socket.socket, server: Server) -> None:
    """Read one request, without a body."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionAbortedError
        head += piece
    server.heard.append(head)


def take(connection: socket.socket, _: Server) -> None:
    """Read what there is, which need not be HTTP."""
    connection.recv(65536)


def say(*parts: bytes) -> Step:
    """Send these bytes."""

    def said(connection: socket.socket, _: Server) -> None:
        connection.sendall(b"".join(parts))

    return said


def end_with_what_follows(connection: socket.socket, _: Server) -> None:
    """What is said next arrives together with the end of the connection, and not before it."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)


def say_outside_of_tls(part: bytes) -> Step:
    """Send these bytes past the encryption."""

    def said(connection: socket.socket, _: Server) -> None:
        socket.socket.sendall(connection, part)

    return said


def keep_saying(part: bytes) -> Step:
    """Send the same bytes for ever, as fast as they are taken."""

    def said(connection: socket.socket, _: Server) -> None:
        for one in repeat(part):
            connection.sendall(one)

    return said


def drip(text: bytes) -> Step:
    """Send the bytes one by one, over and over, until the other side is gone."""

    def dripped(connection: socket.socket, _: Server) -> None:
        for byte in _one_by_one(cycle(text)):
            connection.sendall(byte)
            if select([connection], [], [], TICK_S)[0]:
                return

    return dripped


def hang(connection: socket.socket, _: Server) -> None:
    """Say nothing until the other side is gone."""
    while connection.recv(65536):
        pass


def be_deaf(_: socket.socket, server: Server) -> None:
    """Read nothing until all is over."""
    server.is_over.wait(PATIENCE_S)


def reset(connection: socket.socket, _: Server) -> None:
    """End the connection with RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def speak_http2(react: Callable[[H2Connection, int], None]) -> Step:
    """React to every request of an HTTP/2 connection, each by the number of its stream."""

    def spoken(connection: socket.socket, server: Server) -> None:
        machine = H2Connection(H2Configuration(client_side=False))
        machine.initiate_connection()
        connection.sendall(machine.data_to_send())
        while heard := connection.recv(65536):
            for event in machine.receive_data(heard):
                if isinstance(event, RequestReceived):
                    react(machine, event.stream_id)
            connection.sendall(machine.data_to_send())
            if machine.state_machine.state is ConnectionState.CLOSED:
                hang(connection, server)

    return spoken


def _accept(
    listener: socket.socket,
    server: Server,
    steps: Iterable[Step],
    tls: ssl.SSLContext | None,
    playing: list[threading.Thread],
) -> None:
    while True:
        connection, _ = listener.accept()
        if server.is_over.is_set():
            connection.close()
            return
        connection.settimeout(PATIENCE_S)
        server.connections += 1
        playing.append(threading.Thread(target=_play, args=(connection, server, steps, tls)))
        playing[-1].start()


def _play(
    plain: socket.socket, server: Server, steps: Iterable[Step], tls: ssl.SSLContext | None
) -> None:
    with suppress(OSError), plain:  # the other side may leave at any moment
        if tls is None:
            for step in steps:
                step(plain, server)
            return
        with tls.wrap_socket(plain, server_side=True) as secured:
            for step in steps:
                step(secured, server)


def _one_by_one(numbers: Iterable[int]) -> Iterator[bytes]:
    return (bytes([number]) for number in numbers)
