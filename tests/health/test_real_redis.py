"""A real Redis over TLS with a password, as managed ones are, in every state that is told apart."""

import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.exceptions import OutOfMemoryError

from examples.charhub.parts.authority import Authority
from examples.charhub.parts.part import running
from examples.charhub.parts.port import free_port
from examples.charhub.parts.redis import Redis
from smokegate import health
from smokegate.health import Check, Finding, fail, ok, warn
from tests.health.looking import found

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="redis-server is missing"),
]


# else it waits, for more replicas to come, and for those that are there to keep up
_AT_ONCE = ("repl-diskless-sync-delay 0", "shutdown-timeout 0")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Who issued its certificate."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def server(tmp_path: Path, authority: Authority) -> Iterator[Redis]:
    """One, running."""
    one = Redis(tmp_path, authority, settings=_AT_ONCE)
    with running(one):
        yield one


def _check(server: Redis, authority: Authority, **options: object) -> Check:
    return health.redis("redis", server.url, ca_file=str(authority.file), **options)  # type: ignore[arg-type]


def _until(check: Check, wanted: Finding, within_s: float = 20) -> None:
    until = time.monotonic() + within_s
    while (seen := found(check)) != wanted:
        assert time.monotonic() < until, f"{seen} instead of {wanted}"
        time.sleep(0.05)


def test_up_down_and_up(server: Redis, authority: Authority) -> None:
    """Ok, refused, ok."""
    check = _check(server, authority)
    assert found(check) == ok()
    server.stop()
    assert found(check) == fail("refused")
    server.start()
    assert found(check) == ok()


def test_it_refuses(server: Redis, authority: Authority, tmp_path: Path) -> None:
    """A wrong password, none, no TLS, an authority that nobody knows: each in its own words."""
    ca = str(authority.file)
    url = server.url
    other = tmp_path / "other"
    other.mkdir()
    told = [
        (url.replace(server.password, "hunter22"), ca, "authentication failed"),
        (url.replace(f":{server.password}@", ""), ca, "authentication failed"),
        (url.replace("/0", "/999"), ca, "no such database"),
        (url, None, "certificate not trusted"),
        (url, str(Authority(other).file), "certificate not trusted"),
        (url.replace("rediss:", "redis:"), None, "connection closed"),
        (url.replace(str(server.port), str(free_port())), ca, "refused"),
    ]
    for wrong, ca_file, detail in told:
        assert found(health.redis("redis", wrong, ca_file=ca_file)) == fail(detail)


def test_it_hangs(server: Redis, authority: Authority) -> None:
    """It answers nothing at all: the check does, within its timeout, and recovers with it."""
    check = _check(server, authority, timeout_s=1.0)
    assert server._program is not None
    server._program.send(signal.SIGSTOP)
    try:
        started = time.monotonic()
        assert (found(check).detail or "").startswith("timed out")
        assert time.monotonic() - started < 2
    finally:
        server._program.send(signal.SIGCONT)
    _until(check, ok())


def test_a_full_memory(server: Redis, authority: Authority) -> None:
    """Without eviction it is a failure, since writes are refused; with eviction it is normal."""
    client = server.client()
    used = int(client.info("memory")["used_memory"])
    client.config_set("maxmemory-policy", "noeviction")
    client.config_set("maxmemory", used // 2)
    with pytest.raises(OutOfMemoryError):
        client.set("one", "more")
    check = _check(server, authority)
    assert found(check) == fail("memory is full, and nothing is evicted: writes are refused")
    client.config_set("maxmemory-policy", "allkeys-lru")
    assert found(check) == ok()
    queues = _check(server, authority, eviction="noeviction")
    assert found(queues) == warn("eviction should be noeviction, got allkeys-lru")
    client.close()


def test_a_role_that_may_not_ask_for_info(server: Redis, authority: Authority) -> None:
    """What a managed one keeps to itself is not counted against it."""
    client = server.client()
    client.acl_setuser(
        "few", enabled=True, passwords=["+few"], commands=["+ping", "+select", "+hello", "+client"]
    )
    few = server.url.replace(f":{server.password}", "few:few")
    assert found(health.redis("redis", few, ca_file=str(authority.file))) == ok()
    client.close()


def test_a_replica(server: Redis, authority: Authority, tmp_path: Path) -> None:
    """A string that leads to a replica fails, for it refuses to write; its link counts where a
    replica will do.
    """
    settings = (*_AT_ONCE, f"replicaof 127.0.0.1 {server.port}", f"masterauth {server.password}")
    replica = Redis(tmp_path / "replica", authority, settings=settings)
    (tmp_path / "replica").mkdir()
    with running(replica):
        primary, any_role = _check(replica, authority), _check(replica, authority, is_primary=False)
        assert found(primary) == fail("is a replica, which cannot be written to")
        _until(any_role, ok())
        server.stop()
        _until(any_role, fail("replication link is down"))
        server.start()
        _until(any_role, ok())
        client = replica.client()
        client.replicaof("NO", "ONE")
        client.close()
        _until(primary, ok())


def test_a_save_that_failed(server: Redis, authority: Authority) -> None:
    """Redis then refuses to write, and to be pinged."""
    client = server.client()
    client.config_set("appendonly", "no")
    client.config_set("save", "3600 1")
    folder = Path(str(client.config_get("dir")["dir"]))
    (folder / "dump.rdb").unlink(missing_ok=True)
    (folder / "dump.rdb").mkdir()  # nothing can be renamed over it
    client.set("key", "value")
    client.bgsave()
    _until(_check(server, authority), fail("writes are refused, the last save failed"))
    client.config_set("save", "")  # or it would not end without having saved
    client.close()
