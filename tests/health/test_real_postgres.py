"""A real PostgreSQL and its streaming replica, in every state that the checks tell apart."""

import signal
import time
from collections.abc import Iterator

import psycopg
import pytest

from examples.charhub.parts.part import running
from examples.charhub.parts.port import free_port
from examples.charhub.parts.postgres import Postgres
from examples.charhub.parts.program import StartError
from smokegate import health
from smokegate.health import Check, Finding, fail, ok, warn
from tests.health.looking import found

pytestmark = pytest.mark.slow
IS_REPLICA = "is a replica, which cannot be written to"


class Pair:
    """A primary and its replica."""

    def __init__(self) -> None:
        self.primary = Postgres()
        self.replica = Postgres(primary=self.primary)

    def ask_primary(self, query: str) -> None:
        """One statement there."""
        with psycopg.connect(self.primary.url, autocommit=True) as connection:
            connection.execute(query)

    def ask_replica(self, query: str) -> None:
        """One statement there."""
        with psycopg.connect(self.replica.url, autocommit=True) as connection:
            connection.execute(query)


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    """Both, running."""
    both = Pair()
    try:
        with running(both.primary, both.replica):
            both.ask_primary("CREATE TABLE notes (number int)")
            yield both
    except StartError as err:
        pytest.skip(str(err))
    finally:
        both.replica.remove()
        both.primary.remove()


def _until(check: Check, wanted: Finding, within_s: float = 20) -> None:
    """Looks until this is found, which takes a while where PostgreSQL has to notice it itself."""
    until = time.monotonic() + within_s
    while (seen := found(check)) != wanted:
        assert time.monotonic() < until, f"{seen} instead of {wanted}"
        time.sleep(0.05)


def test_a_database_that_is_well(pair: Pair) -> None:
    """It answers, as a primary, or as a replica where that will do."""
    assert found(health.postgres("database", pair.primary.url)) == ok()
    assert found(health.postgres("database", pair.replica.url)) == fail(IS_REPLICA)
    assert found(health.postgres("database", pair.replica.url, is_primary=False)) == ok()


def test_a_database_that_refuses(pair: Pair) -> None:
    """A wrong password, a wrong name, nobody there: each in its own words, and no secret."""
    url, port = pair.primary.url, str(pair.primary.port)
    wrong = url.replace(pair.primary.password, "hunter22")
    nobody = url.replace(port, str(free_port()))
    tls = f"{url}?sslmode=require"
    told = {
        wrong: "authentication failed",
        url.replace("//charhub", "//nobody"): "authentication failed",
        f"{url}_not": "no such database",
        tls: "no TLS offered",
        nobody: "refused",
    }
    for dsn, detail in told.items():
        assert found(health.postgres("database", dsn)) == fail(detail)
        assert found(health.replica("replica", dsn)) == fail(detail)


def test_a_database_with_no_connection_to_spare(pair: Pair) -> None:
    """A new connection is what the application may need next."""
    pair.ask_primary("CREATE ROLE few LOGIN CONNECTION LIMIT 0 PASSWORD 'few'")
    dsn = pair.primary.url.replace(f"charhub:{pair.primary.password}", "few:few")
    assert found(health.postgres("database", dsn)) == fail("too many connections")


def test_a_database_that_hangs(pair: Pair) -> None:
    """It answers nothing at all: the check does, within its timeout, and recovers with it."""
    check = health.postgres("database", pair.primary.url, timeout_s=1.0)
    program = pair.primary._program
    assert program is not None
    program.send(signal.SIGSTOP)
    try:
        started = time.monotonic()
        seen = found(check)
        assert seen == fail("timed out after 1 s")
        assert time.monotonic() - started < 2
    finally:
        program.send(signal.SIGCONT)
    _until(check, ok())


def test_a_replica_that_follows(pair: Pair) -> None:
    """A primary to which nobody writes is no lag, and neither is the first write after that."""
    check = health.replica("replica", pair.replica.url, most_lag_s=0.5)
    _until(check, ok())
    time.sleep(1.0)  # longer than the lag that is allowed: nothing is written meanwhile
    assert found(check) == ok()
    for _ in range(20):
        pair.ask_primary("INSERT INTO notes VALUES (1)")
        assert found(check) == ok()
    pair.ask_primary("SELECT pg_switch_wal()")
    assert found(check) == ok()


def test_a_replica_for_a_role_that_sees_little(pair: Pair) -> None:
    """What only monitoring roles see is not needed."""
    pair.ask_primary("CREATE ROLE watcher LOGIN PASSWORD 'watcher'")
    dsn = pair.replica.url.replace(f"charhub:{pair.replica.password}", "watcher:watcher")
    _until(health.replica("replica", dsn, most_lag_s=0.5), ok())


def test_a_replica_that_is_none(pair: Pair) -> None:
    """A connection string that leads to the primary is found out."""
    check = health.replica("replica", pair.primary.url)
    assert found(check) == fail("is not a replica")


def test_a_replica_that_lags(pair: Pair) -> None:
    """Replay is held: a warning while nothing waits, then a lag, then well again."""
    check = health.replica("replica", pair.replica.url, most_lag_s=1.0)
    pair.ask_primary("INSERT INTO notes VALUES (100)")
    _until(check, ok())
    pair.ask_replica("SELECT pg_wal_replay_pause()")
    try:
        _until(check, warn("replay is paused"))
        pair.ask_primary("INSERT INTO notes VALUES (101)")
        until = time.monotonic() + 20
        while (seen := found(check)).status.value != "fail":
            assert time.monotonic() < until
            time.sleep(0.05)
        assert (seen.detail or "").startswith("lag ")
        assert (seen.detail or "").endswith(" s, replay is paused")
    finally:
        pair.ask_replica("SELECT pg_wal_replay_resume()")
    _until(check, ok())


def test_a_replica_that_lost_its_primary(pair: Pair) -> None:
    """It still answers, with what it has; that nothing more comes is told, and where nobody asks
    for streaming it is not.
    """
    check = health.replica("replica", pair.replica.url, most_lag_s=30)
    pair.primary.stop()
    try:
        assert found(health.postgres("database", pair.primary.url)) == fail("refused")
        _until(check, fail("replication connection is broken"))
        archived = health.replica("replica", pair.replica.url, is_streaming=False)
        assert found(archived) == ok()
    finally:
        pair.primary.start()
    _until(check, ok())


def test_a_replica_that_is_down(pair: Pair) -> None:
    """Nobody there."""
    check = health.replica("replica", pair.replica.url)
    pair.replica.stop()
    try:
        assert found(check) == fail("refused")
    finally:
        pair.replica.start()
    _until(check, ok())
