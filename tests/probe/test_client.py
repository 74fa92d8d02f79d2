"""Whatever the other side does, one exchange should become one complete observation."""

import asyncio
import errno
import gzip
import re
import socket
import ssl
import threading
import zlib
from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn, cast

import anyio
import brotli
import pytest
import trustme
import zstandard
from h2.connection import H2Connection

from smokegate.probe.attempt import USER_AGENT, Limits
from smokegate.probe.observation import Answer, Ask, Kind, Silence, Tls
from tests.probe.asking import HASTY, answer, observe, observe_at_once, observe_each, silence
from tests.probe.server import (
    Server,
    Step,
    be_deaf,
    drip,
    end_with_what_follows,
    hang,
    hear,
    keep_saying,
    reset,
    say,
    say_outside_of_tls,
    secured,
    serving,
    speak_http2,
    take,
)

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"
HEAD = b"HTTP/1.1 200 OK\r\n"
CUT = b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nhi"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
HELLO = b"hello " * 100


@pytest.mark.parametrize(
    "wire, seen",
    [
        pytest.param(OK, (200, "HTTP/1.1", (("content-length", "2"),), b"hi", 2), id="plain"),
        pytest.param(
            CHUNKED + b"1\r\nh\r\n1;x=y\r\ni\r\n0\r\n\r\n",
            (200, "HTTP/1.1", (("transfer-encoding", "chunked"),), b"hi", 2),
            id="chunked",
        ),
        pytest.param(
            b"HTTP/1.0 200 OK\r\n\r\nhi", (200, "HTTP/1.0", (), b"hi", 2), id="http-1.0-until-close"
        ),
        pytest.param(
            b"HTTP/1.1 204 No Content\r\n\r\n", (204, "HTTP/1.1", (), b"", 0), id="no-content"
        ),
        pytest.param(
            b"HTTP/1.1 304 Not Modified\r\ncontent-encoding: gzip\r\ncontent-length: 9\r\n\r\n",
            (
                304,
                "HTTP/1.1",
                (("content-encoding", "gzip"), ("content-length", "9")),
                b"",
                0,
            ),
            id="not-modified-of-something-packed",
        ),
        pytest.param(
            b"HTTP/1.1 999 \r\nCoNTent-LENgth: 0\r\nX-A: \xe9\r\n\r\n",
            (999, "HTTP/1.1", (("content-length", "0"), ("x-a", "é")), b"", 0),
            id="odd-status-case-and-letters",
        ),
        pytest.param(
            HEAD + b"set-cookie: a=1\r\nvia: x\r\nset-cookie: b=2\r\ncontent-length: 0\r\n\r\n",
            (
                200,
                "HTTP/1.1",
                (
                    ("set-cookie", "a=1"),
                    ("via", "x"),
                    ("set-cookie", "b=2"),
                    ("content-length", "0"),
                ),
                b"",
                0,
            ),
            id="repeated-headers",
        ),
        pytest.param(
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n" + OK,
            (200, "HTTP/1.1", (("content-length", "2"),), b"hi", 2),
            id="early-hints-first",
        ),
        pytest.param(
            HEAD + b"".join(b"x-%d: y\r\n" % n for n in range(149)) + b"content-length: 0\r\n\r\n",
            (
                200,
                "HTTP/1.1",
                (*((f"x-{n}", "y") for n in range(149)), ("content-length", "0")),
                b"",
                0,
            ),
            id="150-headers",
        ),
        pytest.param(
            b"HTTP/1.1 302 Found\r\nlocation: http://[::1\r\ncontent-length: 0\r\n\r\n",
            (302, "HTTP/1.1", (("location", "http://[::1"), ("content-length", "0")), b"", 0),
            id="location-that-is-no-url",
        ),
    ],
)
def test_an_answer_is_seen_as_it_came(wire: bytes, seen: tuple[object, ...]) -> None:
    """Status, version, headers in order, body and wire bytes are those of the answer."""
    with serving(hear, say(wire)) as server:
        found = answer(server.url)
    assert found.tls is None
    assert seen == (
        found.status,
        found.http_version,
        found.headers.pairs,
        found.body,
        found.wire_bytes,
    )


@pytest.mark.parametrize(
    "coding, packed",
    [
        pytest.param(b"gzip", gzip.compress(HELLO), id="gzip"),
        pytest.param(b"deflate", zlib.compress(HELLO), id="deflate"),
        pytest.param(b"br", brotli.compress(HELLO), id="br"),
        pytest.param(b"zstd", zstandard.compress(HELLO), id="zstd"),
        pytest.param(b"gzip, br", brotli.compress(gzip.compress(HELLO)), id="gzip-then-br"),
        pytest.param(
            b"gzip\r\ncontent-encoding: br",
            brotli.compress(gzip.compress(HELLO)),
            id="gzip-then-br-on-two-lines",
        ),
    ],
)
def test_a_body_is_decoded_and_its_wire_bytes_counted(coding: bytes, packed: bytes) -> None:
    """The body is what was meant, and how much came for it is known."""
    with serving(hear, say(coded(coding, packed))) as server:
        found = answer(server.url)
    assert (found.body, found.wire_bytes) == (HELLO, len(packed))


def test_a_double_gzip_that_was_declared_once_stays_packed() -> None:
    """Only what is declared is undone."""
    once = gzip.compress(HELLO)
    with serving(hear, say(coded(b"gzip", gzip.compress(once)))) as server:
        assert answer(server.url).body == once


@pytest.mark.parametrize("location", ["/next", "http://127.0.0.1:1/", "file:///etc/passwd"])
def test_no_redirect_is_followed(location: str) -> None:
    """A redirect is an answer like any other."""
    wire = f"HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n".encode()
    with serving(hear, say(wire), hang) as server:
        assert answer(server.url).status == 302
    assert len(server.heard) == 1


def test_a_request_is_what_it_says_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the machine it runs on gets into a request: no cookie, proxy or netrc."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login ann password S3\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with serving(hear, say(OK)) as proxy, serving(hear, say(OK)) as server:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
            monkeypatch.setenv(name.lower(), proxy.url)
        monkeypatch.setenv("NO_PROXY", "")
        found = answer(Ask(url=f"{server.url}a%20b?c=d&e#f", headers=(("Accept", "text/html"),)))
    assert proxy.heard == []
    (head,) = server.heard
    trace = re.search(r"traceparent: 00-([0-9a-f]{32})-([0-9a-f]{16})-01\r\n", head.decode())
    assert trace is not None
    assert trace[1] == found.trace_id
    assert set(trace[1]) != {"0"}
    assert set(trace[2]) != {"0"}
    assert head.decode() == (
        "GET /a%20b?c=d&e HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{server.port}\r\n"
        f"user-agent: {USER_AGENT}\r\n"
        "accept: text/html\r\n"
        "accept-language: en\r\n"
        "accept-encoding: gzip, deflate, br, zstd\r\n"
        f"traceparent: 00-{trace[1]}-{trace[2]}-01\r\n"
        "\r\n"
    )


def test_no_cookie_is_kept() -> None:
    """Each exchange is that of a new visitor, also on a connection in use."""
    wire = HEAD + b"set-cookie: sid=S3\r\ncontent-length: 0\r\n\r\n"
    with serving(hear, say(wire), hear, say(wire)) as server:
        observe_each(server.url, server.url)
    assert len(server.heard) == 2
    assert b"S3" not in b"".join(server.heard)


def test_each_exchange_has_its_own_trace() -> None:
    """Two equal requests can be told apart in the deployment's logs."""
    with serving(hear, say(OK), hear, say(OK)) as server:
        first, second = observe_each(server.url, server.url)
    assert first.trace_id != second.trace_id


def test_times_are_sane() -> None:
    """It starts after it was asked, its header comes first, and then its end."""
    before = datetime.now(UTC)
    with serving(hear, say(OK)) as server:
        found = answer(server.url)
    assert before <= found.at <= datetime.now(UTC)
    assert 0 < found.first_byte_s <= found.total_s <= 10
    assert found.where == f"GET / -> 200 in {found.total_s:.2f} s"


@pytest.mark.parametrize(
    "is_fresh, connections",
    [pytest.param(False, 1, id="shared"), pytest.param(True, 3, id="fresh")],
)
def test_a_connection_is_shared_unless_a_fresh_one_is_asked_for(
    is_fresh: bool, connections: int
) -> None:
    """Replicas are told apart by fresh connections; everything else reuses one."""
    with serving(*[hear, say(OK)] * 3) as server:
        seen = observe_each(*[Ask(url=server.url, is_fresh=is_fresh)] * 3)
    assert [one.status for one in seen] == [200, 200, 200]
    assert server.connections == connections


@pytest.mark.parametrize(
    "steps, requests",
    [
        pytest.param([hear, say(OK)], 3, id="closed-while-idle"),
        pytest.param([hear, say(OK), hear], 5, id="closed-when-asked"),
        pytest.param([hear, say(OK), hear, reset], 5, id="reset-when-asked"),
    ],
)
def test_the_end_of_an_old_connection_is_no_silence(steps: list[Step], requests: int) -> None:
    """A server may close an idle connection at any moment; the request is made on a new one."""
    with serving(*steps) as server:
        seen = observe_each(server.url, server.url, server.url)
    assert [one.status for one in seen] == [200, 200, 200]
    assert server.connections == 3
    assert 3 <= len(server.heard) <= requests


AGAIN = [hear, say(OK), hear]


@pytest.mark.parametrize(
    "steps, connections",
    [
        pytest.param([*AGAIN, say(OK)], 1, id="kept"),
        pytest.param([hear, end_with_what_follows, say(OK)], 2, id="closed-in-time"),
        pytest.param(
            [hear, say(OK.replace(b"\r\n", b"\r\nconnection: close\r\n", 1))], 2, id="said"
        ),
        pytest.param([hear, say(OK.replace(b"1.1", b"1.0"))], 2, id="http-1.0"),
    ],
)
def test_a_second_request_goes_over_the_connection_of_the_first(
    steps: list[Step], connections: int
) -> None:
    """Where that is still there; a server may close it before."""
    with serving(*steps) as server:
        seen = observe(Ask(url=server.url, is_second=True))
    assert isinstance(seen, Answer)
    assert (len(server.heard), server.connections, seen.ask.is_second) == (2, connections, True)


@pytest.mark.parametrize(
    "steps, detail, is_second",
    [
        pytest.param(AGAIN, "the connection was closed without an answer", True, id="closed"),
        pytest.param([*AGAIN, reset], "the connection was reset", True, id="reset"),
        pytest.param([hear], "the connection was closed without an answer", False, id="first"),
    ],
)
def test_a_second_request_is_not_made_anew(
    steps: list[Step], detail: str, *, is_second: bool
) -> None:
    """It is asked to see whether the connection lasts; the first one's silence is told as such."""
    with serving(*steps) as server:
        seen = observe(Ask(url=server.url, is_second=True))
    assert isinstance(seen, Silence)
    assert (seen.kind, seen.detail, seen.ask.is_second) == (Kind.RESET, detail, is_second)
    assert server.connections == 1


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_the_head_of_something_packed_is_an_answer(coding: str) -> None:
    """HEAD tells of a body that does not come."""
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: {coding}\r\ncontent-length: 9\r\n\r\n"
    with serving(hear, say(head.encode())) as server:
        seen = answer(Ask(url=server.url, method="HEAD"))
    assert (seen.status, seen.body, seen.where[:7]) == (200, b"", "HEAD / ")


def test_a_new_connection_is_tried_once() -> None:
    """Who closes a connection made for the request is not asked again."""
    with serving(hear) as server:
        assert isinstance(observe(server.url), Silence)
    assert len(server.heard) == 1


@pytest.mark.parametrize("is_fresh", [False, True])
def test_no_more_exchanges_are_in_flight_than_allowed(is_fresh: bool) -> None:
    """Two at a time means two at a time, never one, never three."""
    both = threading.Barrier(2, timeout=10)
    lock = threading.Lock()
    in_flight = [0]

    def meet(_: socket.socket, __: Server) -> None:
        with lock:
            in_flight.append(in_flight[-1] + 1)
        both.wait()
        with lock:
            in_flight.append(in_flight[-1] - 1)

    with serving(*[hear, meet, say(OK)] * 6) as server:
        asks = [Ask(url=server.url, is_fresh=is_fresh, sample=number) for number in range(6)]
        seen = observe_at_once(*asks, concurrency=2)
    assert [one.ask for one in seen] == asks
    assert [one.status for one in seen] == [200] * 6
    assert max(in_flight) == 2


def test_tls_facts_are_kept(trusted: trustme.CA) -> None:
    """What the handshake agreed on is part of the answer, whichever way its body ends."""
    context = secured(
        trusted, "127.0.0.1", common_name="app", not_after=datetime(2100, 1, 2, tzinfo=UTC)
    )
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256")
    context.set_alpn_protocols(["http/1.1"])
    facts = Tls(
        version="TLSv1.2",
        cipher="ECDHE-ECDSA-AES128-GCM-SHA256",
        alpn="http/1.1",
        subject="app",
        not_after=datetime(2100, 1, 2, tzinfo=UTC),
    )
    for wire in (OK, b"HTTP/1.0 200 OK\r\n\r\nhi"):
        with serving(hear, say(wire), tls=context) as server:
            found = answer(server.url)
        assert (found.status, found.body, found.tls) == (200, b"hi", facts)


def test_a_certificate_without_a_common_name_is_named_by_its_host(trusted: trustme.CA) -> None:
    """Public authorities leave the common name out; the certificate is still named."""
    with serving(hear, say(OK), tls=secured(trusted, "127.0.0.1", "app.example")) as server:
        tls = answer(server.url).tls
    assert tls is not None
    assert tls.subject == "127.0.0.1"


def test_http2_is_spoken_where_it_is_offered(trusted: trustme.CA) -> None:
    """Over TLS the client agrees on HTTP/2, and shares one connection of it."""

    def greet(machine: H2Connection, stream: int) -> None:
        machine.send_headers(stream, [(":status", "200"), ("x-a", "b")])
        machine.send_data(stream, b"hi", end_stream=True)

    with serving(speak_http2(greet), tls=http2(trusted)) as server:
        seen = observe_each(server.url, server.url)
    for found in seen:
        assert isinstance(found, Answer)
        assert (found.status, found.http_version, found.body) == (200, "HTTP/2", b"hi")
        assert found.headers.pairs == (("x-a", "b"),)
        assert found.tls is not None
        assert found.tls.alpn == "h2"
    assert server.connections == 1


def test_http2_going_away_is_a_closed_connection(trusted: trustme.CA) -> None:
    """GOAWAY instead of an answer is what a close is in HTTP/1.1."""

    def leave(machine: H2Connection, _: int) -> None:
        machine.close_connection()

    with serving(speak_http2(leave), tls=http2(trusted)) as server:
        assert silence(server.url) == (
            Kind.RESET,
            None,
            0,
            "the connection was closed without an answer",
        )


@pytest.mark.parametrize(
    "steps, seen",
    [
        pytest.param([hear, reset], (Kind.RESET, None, 0, "the connection was reset"), id="reset"),
        pytest.param(
            [hear, say(CUT), reset],
            (Kind.RESET, 200, 2, "the connection was reset"),
            id="reset-in-the-body",
        ),
        pytest.param(
            [hear],
            (Kind.RESET, None, 0, "the connection was closed without an answer"),
            id="closed",
        ),
        pytest.param(
            [hear, say(HEAD)],
            (Kind.RESET, None, 0, "the connection was closed without an answer"),
            id="closed-in-the-header",
        ),
        pytest.param(
            [hear, say(CUT)],
            (
                Kind.PROTOCOL,
                200,
                2,
                "the body is cut short (peer closed connection without sending complete message"
                " body (received 2 bytes, expected 20))",
            ),
            id="short-body",
        ),
        pytest.param(
            [hear, say(CHUNKED, b"5\r\nhel")],
            (
                Kind.PROTOCOL,
                200,
                3,
                "the body is cut short (peer closed connection without sending complete message"
                " body (incomplete chunked read))",
            ),
            id="short-chunk",
        ),
        pytest.param(
            [hear, say(CHUNKED, b"xyz\r\n")],
            (
                Kind.PROTOCOL,
                200,
                0,
                "not a valid answer (RemoteProtocolError: illegal chunk header:"
                r" bytearray(b'xyz\r\n'))",
            ),
            id="bad-chunk-size",
        ),
        pytest.param(
            [hear, say(b"\x1b[31mSSH-2.0-OpenSSH\r\n\r\n")],
            (
                Kind.PROTOCOL,
                None,
                0,
                "not a valid answer (RemoteProtocolError: illegal status line:"
                r" bytearray(b'\x1b[31mSSH-2.0-OpenSSH'))",
            ),
            id="garbage",
        ),
        pytest.param(
            [hear, say(HEAD, b"a: \x00\r\n\r\n")],
            (
                Kind.PROTOCOL,
                None,
                0,
                "not a valid answer (RemoteProtocolError: illegal header line:"
                r" bytearray(b'a: \x00'))",
            ),
            id="bad-header",
        ),
        pytest.param(
            [hear, say(HEAD, b"content-length: 2\r\ncontent-length: 3\r\n\r\nhi!")],
            (
                Kind.PROTOCOL,
                None,
                0,
                "not a valid answer (RemoteProtocolError: conflicting Content-Length headers)",
            ),
            id="two-lengths",
        ),
        pytest.param(
            [hear, say(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")],
            (
                Kind.PROTOCOL,
                None,
                0,
                "not a valid answer (RemoteProtocolError: Received server _SWITCH_UPGRADE event"
                " without a pending proposal)",
            ),
            id="another-protocol",
        ),
        pytest.param(
            [hear, say(HEAD), keep_saying(b"a: b\r\n")],
            (Kind.TOO_LARGE, None, 0, "the header has no end, or is too large (cap)"),
            id="endless-headers",
        ),
        pytest.param(
            [hear, say(HEAD), keep_saying(b"a" * 9999)],
            (Kind.TOO_LARGE, None, 0, "the header has no end, or is too large (cap)"),
            id="endless-header",
        ),
        pytest.param(
            [hear, say(HEAD, *[b"a: %s\r\n" % (b"b" * 7000)] * 10, b"\r\n")],
            (Kind.TOO_LARGE, 200, 0, "header is over 65536 bytes (cap)"),
            id="70-kB-of-headers",
        ),
    ],
)
def test_a_broken_answer_is_silence(
    steps: list[Step], seen: tuple[Kind, int | None, int, str]
) -> None:
    """What came instead of a whole answer is told by kind and in one sentence."""
    with serving(*steps) as server:
        assert silence(server.url) == seen


@pytest.mark.parametrize(
    "coding, body, told",
    [
        pytest.param(
            b"gzip",
            HELLO,
            "gzip or deflate body is damaged (Error -3 while decompressing data: incorrect header"
            " check)",
            id="plain-as-gzip",
        ),
        pytest.param(
            b"gzip",
            gzip.compress(HELLO)[:-1],
            "gzip or deflate body ends before its end marker",
            id="short-gzip",
        ),
        pytest.param(
            b"deflate",
            zlib.compress(HELLO)[:-1],
            "gzip or deflate body ends before its end marker",
            id="short-deflate",
        ),
        pytest.param(
            b"br",
            brotli.compress(HELLO)[:-1],
            "br body ends before its end marker",
            id="short-br",
        ),
        pytest.param(
            b"zstd",
            zstandard.compress(HELLO)[:-1],
            "zstd body ends before its end marker",
            id="short-zstd",
        ),
        pytest.param(
            b"gzip, gzip",
            gzip.compress(HELLO),
            "gzip or deflate body is damaged (Error -3 while decompressing data: incorrect header"
            " check)",
            id="once-as-double-gzip",
        ),
    ],
)
def test_an_undecodable_body_is_silence(coding: bytes, body: bytes, told: str) -> None:
    """A body that is not what it says is no answer, however good the status."""
    with serving(hear, say(coded(coding, body))) as server:
        assert silence(server.url) == (Kind.PROTOCOL, 200, len(body), told)


@pytest.mark.parametrize(
    "coding, told",
    [
        pytest.param(b"compress", "content coding 'compress' was not offered", id="unknown"),
        pytest.param(b"gzip,br,gzip", "3 content codings on top of each other", id="three"),
    ],
)
def test_a_coding_that_was_not_offered_is_silence(coding: bytes, told: str) -> None:
    """Nobody asked for it, so nobody reads it."""
    with serving(hear, say(coded(coding, HELLO))) as server:
        assert silence(server.url) == (Kind.PROTOCOL, 200, 0, told)


def test_a_body_without_end_is_stopped() -> None:
    """The cap on wire bytes is what an endless body meets."""
    with serving(hear, say(HEAD, b"\r\n"), keep_saying(b"x" * 9999)) as server:
        kind, status, received, told = silence(server.url, Limits(wire_bytes=100_000))
    assert (kind, status, told) == (Kind.TOO_LARGE, 200, "body is over 100000 bytes (cap)")
    assert 100_000 < received <= 100_000 + 64 * 1024


def test_a_bomb_is_stopped() -> None:
    """The cap on decoded bytes is what a bomb meets."""
    bomb = gzip.compress(bytes(200_000))
    with serving(hear, say(coded(b"gzip", bomb))) as server:
        assert silence(server.url, Limits(decoded_bytes=100_000)) == (
            Kind.TOO_LARGE,
            200,
            len(bomb),
            f"{len(bomb)} bytes unpack to more than 100000 (cap)",
        )


@pytest.mark.parametrize(
    "steps, status",
    [
        pytest.param([hear, hang], None, id="silent"),
        pytest.param([hear, drip(b"HTTP/1.1 ")], None, id="header-drips"),
        pytest.param([hear, say(HEAD), drip(b"a: b\r\n")], None, id="headers-drip"),
        pytest.param([hear, say(CUT), hang], 200, id="body-stops"),
        pytest.param([hear, say(HEAD, b"\r\n"), drip(b"x")], 200, id="body-drips"),
        pytest.param([hear, say(CHUNKED), drip(b"1\r\nx\r\n")], 200, id="chunks-drip"),
        pytest.param(
            [hear, keep_saying(b"HTTP/1.1 103 Early Hints\r\n\r\n")], None, id="endless-hints"
        ),
    ],
)
def test_the_deadline_outlasts_everything(steps: list[Step], status: int | None) -> None:
    """The deadline is one for the whole exchange; bytes that still arrive do not move it."""
    with serving(*steps) as server:
        seen = observe(server.url, HASTY)
    assert not isinstance(seen, Answer)
    assert (seen.kind, seen.status) == (Kind.TIMEOUT, status)
    assert seen.detail == f"timed out after 0.3 s, {seen.received} bytes in (deadline)"
    assert (seen.received > 0) == (status == 200)
    assert 0.3 <= seen.total_s < 3


def test_a_server_that_never_reads_meets_the_deadline() -> None:
    """A request that nobody takes is a timeout, too."""
    with serving(be_deaf) as server:
        big = Ask(url=server.url, headers=(("x-a", "b" * 8_000_000),))
        assert silence(big, HASTY) == (
            Kind.TIMEOUT,
            None,
            0,
            "timed out after 0.3 s, 0 bytes in (deadline)",
        )


@pytest.mark.parametrize(
    "names, days, is_trusted, told",
    [
        pytest.param(["127.0.0.1"], -1, True, "certificate has expired", id="expired"),
        pytest.param(
            ["elsewhere.example"],
            1,
            True,
            "IP address mismatch, certificate is not valid for '127.0.0.1'.",
            id="another-host",
        ),
        pytest.param(
            ["127.0.0.1"],
            1,
            False,
            "unable to get local issuer certificate",
            id="unknown-authority",
        ),
    ],
)
def test_a_bad_certificate_is_refused(
    names: list[str], days: int, is_trusted: bool, told: str, request: pytest.FixtureRequest
) -> None:
    """A certificate that a browser warns of is silence, with the reason."""
    authority = request.getfixturevalue("trusted" if is_trusted else "authority")
    until = datetime.now(UTC) + timedelta(days=days)
    since = until - timedelta(days=30)
    tls = secured(authority, *names, not_before=since, not_after=until)
    with serving(hear, say(OK), tls=tls) as server:
        assert silence(server.url) == (
            Kind.TLS,
            None,
            0,
            f"the certificate is refused ({told})",
        )
    assert server.heard == []


@pytest.mark.parametrize(
    "steps, seen",
    [
        pytest.param(
            [take, say(b"HTTP/1.1 400 Bad Request\r\n\r\n")],
            (Kind.TLS, None, 0, "no TLS handshake (WRONG_VERSION_NUMBER)"),
            id="plain-http",
        ),
        pytest.param(
            [take],
            (Kind.TLS, None, 0, "no TLS handshake (UNEXPECTED_EOF_WHILE_READING)"),
            id="closed",
        ),
        pytest.param(
            [take, reset],
            (Kind.RESET, None, 0, "the connection was reset while it was made"),
            id="reset",
        ),
        pytest.param(
            [hang],
            (Kind.UNREACHABLE, None, 0, "no connection after 0.3 s (deadline)"),
            id="silent",
        ),
    ],
)
def test_a_port_that_speaks_no_tls_is_told(
    steps: list[Step], seen: tuple[Kind, int | None, int, str]
) -> None:
    """An https URL at a port without TLS is silence before any request, and leaks no socket."""
    with serving(*steps) as server:
        assert silence(server.url.replace("http:", "https:"), HASTY) == seen


def test_a_tls_port_asked_in_plain_http_is_no_answer(trusted: trustme.CA) -> None:
    """The alert of a TLS server is not taken for HTTP."""
    with serving(hear, say(b"\x15\x03\x01\x00\x02\x02\x46")) as server:
        assert silence(server.url) == (
            Kind.PROTOCOL,
            None,
            0,
            "not a valid answer (RemoteProtocolError: illegal request line)",
        )
    with serving(hear, say(OK), tls=secured(trusted, "127.0.0.1")) as server:
        assert silence(server.url.replace("https:", "http:")) == (
            Kind.RESET,
            None,
            0,
            "the connection was reset",
        )


def test_tls_that_breaks_is_told(trusted: trustme.CA) -> None:
    """Bytes past the encryption end the exchange as a fault of TLS."""
    tls = secured(trusted, "127.0.0.1")
    with serving(hear, say(CUT), say_outside_of_tls(b"plain"), hang, tls=tls) as server:
        assert silence(server.url) == (
            Kind.TLS,
            200,
            2,
            "the TLS connection broke (WRONG_VERSION_NUMBER)",
        )


def test_nothing_listens() -> None:
    """A port where nothing listens refuses."""
    with serving() as server:
        pass
    assert silence(server.url) == (
        Kind.REFUSED,
        None,
        0,
        "connection refused, nothing listens there",
    )


def as_the_system_raises(err: Exception) -> NoReturn:
    """Raises it as the C code of Python does, without a `raise` of anybody's."""

    def waiting() -> Iterator[None]:
        yield

    cast(Generator[None], waiting()).throw(err)
    raise AssertionError


def test_a_name_that_does_not_resolve(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that nobody knows is told in the resolver's words."""

    def unknown(*_: object, **__: object) -> NoReturn:
        as_the_system_raises(socket.gaierror(socket.EAI_NONAME, "Name or service not known"))

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert silence("http://smokegate.invalid/") == (
        Kind.DNS,
        None,
        0,
        "the name does not resolve (Name or service not known)",
    )


@pytest.mark.parametrize(
    "err, seen",
    [
        *(
            pytest.param(
                OSError(number, "words of the system"),
                (Kind.UNREACHABLE, None, 0, "no route to the host"),
                id=errno.errorcode[number],
            )
            for number in (
                errno.ENETUNREACH,
                errno.EHOSTUNREACH,
                errno.EADDRNOTAVAIL,
                errno.ENETDOWN,
            )
        ),
        pytest.param(
            ConnectionAbortedError(errno.ECONNABORTED, "words of the system"),
            (Kind.RESET, None, 0, "the connection was reset while it was made"),
            id="ECONNABORTED",
        ),
        pytest.param(
            TimeoutError(errno.ETIMEDOUT, "words of the system"),
            (Kind.UNREACHABLE, None, 0, "no connection (words of the system)"),
            id="ETIMEDOUT",
        ),
        pytest.param(
            OSError(errno.EMFILE, "Too many open files"),
            (Kind.RUNNER, None, 0, "no connection (Too many open files)"),
            id="EMFILE",
        ),
        pytest.param(
            RuntimeError("boom"),
            (Kind.RUNNER, None, 0, "no connection (RuntimeError: boom)"),
            id="unforeseen",
        ),
    ],
)
def test_a_connection_that_cannot_be_made(
    err: Exception, seen: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why there is no connection is told by kind."""

    async def fail(*_: object, **__: object) -> NoReturn:
        as_the_system_raises(err)

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", fail)
    assert silence("http://127.0.0.1:1/") == seen


def test_item_6_an_error_that_a_replaced_socket_makes_up_is_the_runners(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A conftest that forbids sockets by the words of the network accuses no deployment."""

    def forbidden(*_: object) -> NoReturn:
        raise ConnectionRefusedError(errno.ECONNREFUSED, "no network in unit tests")

    monkeypatch.setattr(socket.socket, "connect", forbidden)
    kind, *_, told = silence("http://127.0.0.1:1/")
    assert kind is Kind.RUNNER
    assert "by what replaces sockets here" in str(told)


def test_item_6_a_socket_that_passes_calls_on_is_as_good_as_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A plugin that guards sockets and lets this host through makes nothing up."""
    connect = socket.socket.connect

    def guarded(own: socket.socket, address: Any) -> None:
        connect(own, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    assert silence("http://127.0.0.1:1/")[0] is Kind.REFUSED


def test_packets_that_are_dropped_meet_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer to the first packet is unreachable, not a slow application."""

    async def wait(*_: object, **__: object) -> Any:
        await anyio.sleep_forever()

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", wait)
    assert silence("http://127.0.0.1:1/", HASTY) == (
        Kind.UNREACHABLE,
        None,
        0,
        "no connection after 0.3 s (deadline)",
    )


@pytest.mark.parametrize(
    "url, told",
    [
        pytest.param(
            "http://127.0.0.1:99999/", "OverflowError: connect(): port must be 0-65535.", id="port"
        ),
        pytest.param(
            "ftp://127.0.0.1/",
            "UnsupportedProtocol: Request URL has an unsupported protocol 'ftp://'.",
            id="scheme",
        ),
        pytest.param(
            "http://127.0.0.1/\x00",
            "InvalidURL: Invalid non-printable ASCII character in URL, '\\x00' at position 17.",
            id="nul",
        ),
        pytest.param("http://[::1/", "InvalidURL: Invalid port: ':1'", id="bracket"),
    ],
)
def test_a_url_that_cannot_be_asked_is_silence(url: str, told: str) -> None:
    """A hostile page may name such an asset; it raises nothing."""
    assert silence(url) == (Kind.PROTOCOL, None, 0, f"no connection ({told})")


def coded(coding: bytes, body: bytes) -> bytes:
    """A whole answer whose body is said to be in this coding."""
    head = b"content-encoding: %s\r\ncontent-length: %d\r\n\r\n" % (coding, len(body))
    return HEAD + head + body


def http2(authority: trustme.CA) -> ssl.SSLContext:
    """The server's side of TLS that offers HTTP/2."""
    context = secured(authority, "127.0.0.1")
    context.set_alpn_protocols(["h2", "http/1.1"])
    return context
