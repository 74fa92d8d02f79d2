"""docs/move-redis.md, step by step, from a plain Redis to one with TLS and a password."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import redis

from examples.charhub.parts.authority import Authority
from examples.charhub.parts.part import running
from examples.charhub.parts.port import LOOPBACK, free_port
from examples.charhub.parts.program import Program
from examples.charhub.parts.redis import Redis
from tests.live import last_line
from tests.moves.page import RELEASE, Move

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("redis-cli") is None, reason="redis-cli is not installed"),
]
NEW = f"{RELEASE}-managed-redis"


class PlainRedis:
    """A Redis as it comes with a docker-compose file: neither TLS nor password."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://{LOOPBACK}:{self.port}/0"
        words = ("--bind", LOOPBACK, "--port", str(self.port), "--save", "", "--dir", str(folder))
        self._program = Program(("redis-server", *words), output=folder / "old-redis.log")

    def start(self) -> None:
        """Returns when it answers."""
        self._program.start(self.is_answering)

    def stop(self) -> None:
        """Ends it."""
        self._program.stop()

    def is_answering(self) -> bool:
        """Whether it answers PING now."""
        with redis.Redis.from_url(self.url) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False


@pytest.fixture
def new(tmp_path: Path) -> Redis:
    """The managed one."""
    folder = tmp_path / "managed"
    folder.mkdir()
    return Redis(folder, Authority(folder))


@pytest.fixture
def move(tmp_path: Path, new: Redis) -> Iterator[Move]:
    """A backend on a plain Redis with some data in it, and the new one beside it."""
    folder = tmp_path / "deployment"
    folder.mkdir()
    old = PlainRedis(folder)
    ca_file = str(tmp_path / "managed" / "authority.pem")
    variables = {"OLD_REDIS_URL": old.url, "NEW_REDIS_URL": _url(new), "REDIS_CA": ca_file}
    one = Move(page="move-redis.md", folder=folder, variables=variables)
    with running(old, new):
        _fill(old.url)
        try:
            one.start("redis", free_port(), {"REDIS_URL": old.url, "REDIS_CA": ca_file})
            yield one
        finally:
            one.stop()


def _url(new: Redis) -> str:
    """With the name of the account, without which redis-cli 7.0 sends an empty one."""
    return new.url.replace("//:", "//default:")


def _fill(url: str) -> None:
    with redis.Redis.from_url(url) as client:
        client.set("greeting", b"gr\xc3\xbc\xc3\x9fe\n\x00\xff")
        client.set("session:1", "somebody", ex=3000)
        client.rpush("queue", *range(100))
        client.hset("user:1", mapping={"name": "Ada", "plan": "plus"})


def _answering(move: Move) -> str:
    return str(httpx.get(f"{move.variables['URL']}/api/v1/health").json()["release"])


def test_the_page_is_followed_and_the_move_is_kept(move: Move, new: Redis) -> None:
    """Each step ends well, all data is there, and the new settings serve."""
    for step in move.steps:
        done = move.take(step)
        assert done.returncode == 0, f"{step}\n{done.stdout}\n{done.stderr}"
    assert last_line(done.stdout).startswith("PASSED: ")
    assert last_line(done.stdout).endswith(f"release {NEW} is known good")
    assert move.settings["REDIS_URL"] == _url(new)
    assert _answering(move) == NEW
    with new.client() as client:
        assert client.get("greeting") == b"gr\xc3\xbc\xc3\x9fe\n\x00\xff"
        assert client.get("session:1") == b"somebody"
        assert 2900 < client.ttl("session:1") <= 3000
        assert client.ttl("greeting") == -1
        assert client.llen("queue") == 100
        assert client.hgetall("user:1") == {b"name": b"Ada", b"plan": b"plus"}
    # what the page says of the old one, which nobody should write to from now on
    kept = move.run('redis-cli -u "$OLD_REDIS_URL" config set min-replicas-to-write 9')
    assert kept.stdout.strip() == "OK"
    with redis.Redis.from_url(move.variables["OLD_REDIS_URL"]) as client:
        with pytest.raises(redis.ResponseError, match=r"NOREPLICAS|[Nn]ot enough good replicas"):
            client.set("late", "write")
        assert client.llen("queue") == 100


@pytest.mark.parametrize(
    "old, instead, cause",
    [
        pytest.param(":{password}@", ":wrong@", "authentication failed", id="wrong-password"),
        pytest.param("rediss://", "redis://", "connection closed", id="without-tls"),
    ],
)
def test_a_wrong_string_is_gone_back_from(
    move: Move, new: Redis, old: str, instead: str, cause: str
) -> None:
    """The gate names the cause, and the old settings serve again."""
    words = {"password": new.password}
    wrong = _url(new).replace(old.format(**words), instead.format(**words))
    before = move.settings
    first, copy, switch, judge = move.steps
    for step in (first, copy):
        assert move.take(step).returncode == 0
    assert move.take(switch, NEW_REDIS_URL=wrong).returncode == 0
    assert move.settings["REDIS_URL"] == wrong
    done = move.take(judge)
    assert done.returncode == 1, done.stdout
    assert f"redis is fail ({cause})" in done.stdout.replace("redis:responseTime", "redis")
    told = f"rolled back from {NEW} to {RELEASE} and verified"
    assert last_line(done.stdout).endswith(told)
    assert move.settings == before
    assert _answering(move) == RELEASE
    assert new.password not in done.stdout + done.stderr


def test_a_new_one_that_is_still_a_replica_is_gone_back_from(move: Move, new: Redis) -> None:
    """It can be read, so only a check that asks for its role finds out."""
    first, copy, switch, judge = move.steps
    for step in (first, copy, switch):
        assert move.take(step).returncode == 0
    with new.client() as client:
        client.replicaof(LOOPBACK, str(free_port()))
    done = move.take(judge)
    assert done.returncode == 1, done.stdout
    assert "is a replica, which cannot be written to" in done.stdout
    assert _answering(move) == RELEASE
