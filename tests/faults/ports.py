"""Ports that do not answer as they should: closed, full, or with another certificate."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

import trustme

from tests.faults.fault import Tls

CLOSED = "http://127.0.0.1:1"  # tcpmux, where nothing listens


@contextmanager
def full_port() -> Iterator[str]:
    """A port that takes no connection: its queue is full, so that further packets are dropped."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def context_of(tls: Tls, trusted: trustme.CA) -> ssl.SSLContext:
    """The server's side of TLS."""
    authority = trusted if tls.is_trusted else trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if tls.is_old:
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
    now = datetime.now(UTC)
    ends, begins = now + timedelta(days=tls.days, hours=12), now - timedelta(days=30)
    certificate = authority.issue_cert(*tls.names, not_before=begins, not_after=ends)
    certificate.configure_cert(context)
    return context
