"""An HTTP/2 connection that ends is what the end of one is in HTTP/1.1."""

import ssl
from pathlib import Path

import pytest
import trustme
from h2.connection import H2Connection

from smokegate.probe.observation import Answer, Kind
from tests.probe.asking import observe_each, silence
from tests.probe.server import secured, serving, speak_http2


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The server's side of TLS, trusted, that offers HTTP/2."""
    authority = trustme.CA()
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = secured(authority, "127.0.0.1")
    context.set_alpn_protocols(["h2"])
    return context


def leave(_: H2Connection, __: int) -> None:
    """Close the connection."""
    raise ConnectionAbortedError


def leave_the_second(machine: H2Connection, stream: int) -> None:
    """Answer the first request of each connection; close it at the second."""
    if stream > 1:
        raise ConnectionAbortedError
    machine.send_headers(stream, [(":status", "204")], end_stream=True)


def test_a_closed_connection_is_no_answer(tls: ssl.SSLContext) -> None:
    """A new connection that is closed without an answer is told as one."""
    with serving(speak_http2(leave), tls=tls) as server:
        kind, status, received, told = silence(server.url)
    assert (kind, status, received) == (Kind.RESET, None, 0)
    assert told in (
        "the connection was closed without an answer",
        "the connection was reset",  # the server had something left to read
    )


def test_an_old_connection_accuses_nobody(tls: ssl.SSLContext) -> None:
    """A connection that a server closes when it is used again is only an old one."""
    with serving(speak_http2(leave_the_second), tls=tls) as server:
        seen = observe_each(server.url, server.url)
    assert [one.status for one in seen if isinstance(one, Answer)] == [204, 204]
    assert server.connections == 2
