"""All exchanges of a run together should keep its bounds, over HTTP/1.1 and HTTP/2."""

import asyncio
import socket
import threading
import time
from pathlib import Path
from typing import Any

import anyio
import pytest
import trustme
from h2.connection import H2Connection

from smokegate.probe.attempt import Limits
from smokegate.probe.budget import FREE
from smokegate.probe.client import Client
from smokegate.probe.lookups import Lookups
from smokegate.probe.observation import Answer, Ask, Kind, Silence
from tests.live import ROOT, run
from tests.probe.asking import observe_each, silence
from tests.probe.server import hear, say, secured, serving, speak_http2

HEAD = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n"
SMALL = Limits(run_bytes=100_000)
NO_ROOM = Limits(run_bytes=10_000)
USED_UP = "the run's memory for bodies is used up (cap)"


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """A certificate authority that the client trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return authority


def different(body: int) -> Any:
    """A server's step: so many bytes, none like those of another connection."""

    def said(connection: socket.socket, server: Any) -> None:
        connection.sendall(HEAD + str(server.connections).encode().ljust(body))

    return said


def test_bodies_that_are_too_much_together_are_silence() -> None:
    """Each is small enough; the third has no room, and the run goes on."""
    with serving(hear, different(FREE + 40_000)) as server:
        asks = [Ask(url=server.url, sample=n) for n in range(4)]
        seen = observe_each(*asks, limits=SMALL)
    assert [isinstance(one, Answer) for one in seen] == [True, True, False, False]
    last = seen[-1]
    assert isinstance(last, Silence)
    assert (last.kind, last.status, last.detail) == (Kind.TOO_LARGE, 200, USED_UP)


def test_equal_bodies_are_not_too_much() -> None:
    """Samples of one page take the memory of one."""
    with serving(hear, say(HEAD, b"x" * (FREE + 60_000))) as server:
        asks = [Ask(url=server.url, sample=n) for n in range(8)]
        seen = observe_each(*asks, limits=Limits(run_bytes=150_000))
    assert all(isinstance(one, Answer) for one in seen)


def test_a_run_reads_only_so_much() -> None:
    """What is dropped was read, too: a hundred bombs would take minutes."""
    with serving(hear, different(FREE + 20_000)) as server:
        asks = [Ask(url=server.url, sample=n) for n in range(5)]
        seen = observe_each(*asks, limits=NO_ROOM)
    details = [one.detail for one in seen if isinstance(one, Silence)]
    assert (details[0], details[-1]) == (USED_UP, "the run has read all that it will read (cap)")


def test_what_is_forgotten_makes_room() -> None:
    """Waiting for an hour until a deployment has settled takes the memory of one look."""

    async def looked(url: str) -> list[bool]:
        async with Client(SMALL, 1).opened() as client:
            found = []
            for number in range(6):
                seen = await client.observe(Ask(url=url, sample=number))
                client.forget(seen)
                found.append(isinstance(seen, Answer))
            return found

    with serving(hear, different(FREE + 60_000)) as server:
        assert anyio.run(looked, server.url) == [True] * 6


@pytest.mark.parametrize(
    "fields, told",
    [
        pytest.param([("x-large", "x" * 60_000), ("x-more", "y" * 9000)], "header", id="large"),
        pytest.param([("set-cookie", f"c{n}=v{n}") for n in range(5000)], "header", id="cookies"),
    ],
)
def test_a_large_header_over_http2_is_stopped(
    fields: list[tuple[str, str]], told: str, trusted: trustme.CA
) -> None:
    """The cap holds for header fields after they were unpacked, too."""

    def flood(machine: H2Connection, stream: int) -> None:
        machine.send_headers(stream, [(":status", "200"), *fields], end_stream=True)

    context = secured(trusted, "127.0.0.1")
    context.set_alpn_protocols(["h2"])
    with serving(speak_http2(flood), tls=context) as server:
        kind, _, _, detail = silence(server.url)
    assert kind is Kind.TOO_LARGE, detail
    assert told in detail


def test_a_lookup_that_hangs_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Foreign hosts that do not resolve take nothing from the deployment."""
    is_over = threading.Event()
    usual = socket.getaddrinfo

    def lookup(host: str | bytes, *more: Any, **options: Any) -> Any:
        if b"invalid" in (host if isinstance(host, bytes) else host.encode()):
            is_over.wait(10)
            host = "127.0.0.1"
        return usual(host, *more, **options)

    async def asked(port: int) -> Any:
        limits = Limits(deadline_s=5)
        async with Client(limits, 16).opened() as client:
            hanging = [
                asyncio.create_task(client.observe(Ask(url=f"http://h{n}.invalid:{port}/")))
                for n in range(12)
            ]
            seen = await client.observe(Ask(url=f"http://localhost:{port}/", is_fresh=True))
            for task in hanging:
                task.cancel()
            await asyncio.gather(*hanging, return_exceptions=True)
            return seen

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with serving(hear, say(HEAD, b"ok")) as server:
        seen = anyio.run(asked, server.port)
        is_over.set()
    assert isinstance(seen, Answer), seen


def test_equal_lookups_share_a_thread() -> None:
    """However often a name is asked for while it hangs."""
    is_over = threading.Event()
    calls: list[str] = []

    def hang(name: str) -> str:
        calls.append(name)
        is_over.wait(10)
        return name

    lookups = Lookups()
    waiting = [lookups.submit(hang, "a") for _ in range(5)]
    is_over.set()
    assert [one.result(10) for one in waiting] == ["a"] * 5
    assert calls == ["a"]


def test_what_a_lookup_raises_is_its_own(caplog: pytest.LogCaptureFixture) -> None:
    """An error comes out where the name was asked for."""
    with pytest.raises(ZeroDivisionError):
        Lookups().submit(lambda: 1 // 0).result(10)
    assert not caplog.records


def test_a_lookup_that_hangs_does_not_keep_the_process(tmp_path: Path) -> None:
    """The run ends by its deadlines, although nobody can stop getaddrinfo()."""
    (tmp_path / "stuck.py").write_text(
        "import socket, time\n"
        "usual = socket.getaddrinfo\n"
        "def lookup(host, *more, **options):\n"
        "    if 'charhub.invalid' in str(host): time.sleep(60)\n"
        "    return usual(host, *more, **options)\n"
        "socket.getaddrinfo = lookup\n",
        "utf-8",
    )
    started = time.monotonic()
    done = run(
        "pytest", *("-p", "stuck", ROOT / "smoke", "-c", ROOT / "pytest.ini", "--deadline=0.5"),
        *("-p", "no:allure_pytest", "--base-url=http://charhub.invalid"),
        folder=tmp_path, environment={"PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 1, done.stdout
    assert "no connection after 0.5 s (deadline)" in done.stdout
    assert time.monotonic() - started < 40
