"""Item 12: the probe speaks to no private host that a page names, and sends others GET alone."""

import socket
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import pytest

from smokegate.probe.attempt import Limits
from smokegate.probe.client import Client
from smokegate.probe.observation import Answer, Ask, Kind, Observation, Silence
from smokegate.probe.reach import Reach
from tests.probe.server import Server, hear, say, serving

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"
PUBLIC = "93.184.215.14"
Answers = Callable[..., Any]


@pytest.fixture
def server() -> Iterator[Server]:
    """Something on the runner that nobody outside should reach."""
    with serving(hear, say(OK)) as one:
        yield one


def observed(base_url: str, *asks: Ask) -> list[Observation]:
    """What comes of these requests in a run against this base URL, one after the other."""

    async def run() -> list[Observation]:
        reach = Reach.of(base_url)
        async with Client(Limits(deadline_s=5), 1, reach).opened() as client:
            return [await client.observe(ask) for ask in asks]

    return anyio.run(run)


def refused(base_url: str, ask: Ask) -> str:
    """Why this request was not made."""
    (seen,) = observed(base_url, ask)
    assert isinstance(seen, Silence), seen
    assert seen.kind is Kind.NOT_ASKED, seen
    return seen.where


def resolving(monkeypatch: pytest.MonkeyPatch, **names: list[str]) -> list[str]:
    """Names (a dot is written _) resolve to these, the last one for ever; what was looked up."""
    asked: list[str] = []

    def lookup(host: str | bytes, port: int, *_: Any, **__: Any) -> Any:
        name = (host if isinstance(host, str) else host.decode()).replace(".", "_")
        asked.append(name)
        left = names[name]
        told = left.pop(0) if len(left) > 1 else left[0]
        return [
            (
                socket.AF_INET6 if ":" in it else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (it, port),
            )
            for it in told.split()
        ]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    return asked


HOSTS = (
    "127.0.0.1", "127.0.0.2", "localhost", "LOCALHOST", "localhost.", "a.localhost", "127.1",
    "2130706433", "0x7f.1", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]",  # noqa: S104
)  # fmt: skip
# ways to write one address, and the names of the machine that has it
SAME = (
    *("127.0.0.1", "127.1", "2130706433", "0x7f.1"),
    *(one for one in HOSTS if "localhost" in one.lower()),
)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("is_fresh", [False, True])
def test_item_12_a_public_deployment_names_no_host_of_the_runner(
    host: str, is_fresh: bool, server: Server
) -> None:
    """However it is spelled: nothing is connected to, and the observation says why."""
    ask = Ask(url=f"http://{host}:{server.port}/x", is_fresh=is_fresh)
    told = refused("https://charhub.example", ask)
    assert told.startswith("GET /x -> not asked: a page names a private address ")
    assert server.connections == 0


@pytest.mark.parametrize("host", [one for one in HOSTS if one not in SAME])
def test_item_12_a_private_base_url_opens_that_host_alone(host: str, server: Server) -> None:
    """Not the rest of the loopback."""
    refused("http://127.0.0.1:1", Ask(url=f"http://{host}:{server.port}/"))
    assert server.connections == 0


@pytest.mark.parametrize("host", SAME)
def test_item_12_the_same_host_may_be_written_otherwise(host: str, server: Server) -> None:
    """Also as localhost, which is then the address of the base URL and no other of the machine."""
    (seen,) = observed("http://127.0.0.1:1", Ask(url=f"http://{host}:{server.port}/"))
    assert isinstance(seen, Answer)
    refused("http://127.0.0.2:1", Ask(url=f"http://{host}:{server.port}/"))
    assert server.connections == 1


def test_item_12_a_private_base_url_opens_every_port_of_its_host(server: Server) -> None:
    """With GET alone: what another of its origins should not do is not asked for."""
    get, post = Ask(url=server.url), Ask(url=server.url, method="POST")
    seen, kept_back = observed("http://127.0.0.1:1", get, post)
    assert isinstance(seen, Answer)
    assert isinstance(kept_back, Silence)
    assert kept_back.where == "POST / -> not asked: another origin is asked with GET alone"
    assert server.connections == 1


def test_item_12_another_origin_gets_no_credentials(server: Server) -> None:
    """Neither from headers nor from the URL; an own origin gets what it is sent."""
    headers = (("Cookie", "a=S3"), ("Authorization", "Basic S3"), ("accept", "text/x"))
    url = f"http://ann:S3@127.0.0.1:{server.port}/"
    observed("http://127.0.0.1:1", Ask(url=url, headers=headers))
    observed(server.url, Ask(url=server.url, headers=headers))
    other, own = (one.lower() for one in server.heard)
    assert b"s3" not in other
    assert b"accept: text/x" in other
    assert b"cookie: a=s3" in own


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("127.0.0.1", id="private"),
        pytest.param(f"{PUBLIC} 127.0.0.1", id="mixed"),
        pytest.param(f"127.0.0.1 {PUBLIC}", id="mixed-the-other-way-round"),
        pytest.param(f"{PUBLIC} ::1", id="mixed-families"),
        pytest.param("64:ff9b::7f00:1", id="nat64"),
    ],
)
def test_item_12_a_name_is_judged_by_what_it_resolves_to(
    told: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One private address among its answers is enough."""
    resolving(monkeypatch, charhub_example=[PUBLIC], evil_example=[told])
    said = refused("https://charhub.example", Ask(url=f"http://evil.example:{server.port}/"))
    assert said.endswith("(evil.example)")
    assert server.connections == 0


def test_item_12_a_connection_goes_to_the_address_that_was_checked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that changes its mind between check and connection is looked up once."""
    asked = resolving(monkeypatch, cdn_example=["127.0.0.1", "127.0.0.9"])
    ask = Ask(url=f"http://cdn.example:{server.port}/")
    (seen,) = observed("http://127.0.0.1:1", ask)
    assert isinstance(seen, Answer)
    assert asked == ["cdn_example"]
    assert b"host: cdn.example:" in server.heard[0].lower()


def test_item_12_the_base_url_cannot_become_private(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever owns the name of the deployment could otherwise point it at the runner."""
    resolving(monkeypatch, charhub_example=[f"{PUBLIC} 127.0.0.9", "127.0.0.1"])
    base_url = f"http://charhub.example:{server.port}"

    async def run() -> Observation:
        async with Client(Limits(deadline_s=5), 1, Reach.of(base_url)).opened() as client:
            assert await client.resolver.addresses("charhub.example", server.port) == (PUBLIC,)
            return await client.observe(Ask(url=f"{base_url}/"))

    seen = anyio.run(run)
    assert isinstance(seen, Silence)
    assert seen.kind is Kind.UNREACHABLE
    assert seen.detail == ("not asked: charhub.example had a public address and now has 127.0.0.1")
    assert server.connections == 0


def test_item_12_the_first_address_that_answers_is_taken(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A family that leads nowhere keeps nobody from the other one."""
    resolving(monkeypatch, own_example=["::1 127.0.0.1"])
    base_url = f"http://own.example:{server.port}"
    (seen,) = observed(base_url, Ask(url=base_url))
    assert isinstance(seen, Answer)


def test_item_12_no_proxy_of_the_environment_is_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would see every request, and look names up by itself."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    (seen,) = observed(server.url, Ask(url=server.url))
    assert isinstance(seen, Answer)
