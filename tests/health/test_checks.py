"""What clients raise and servers say, and which of our words each becomes."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis as redis_client

from smokegate import health
from smokegate.health import Finding, fail, ok, warn
from smokegate.health.checks import postgres, redis, s3
from tests.health.looking import client_error


@pytest.mark.parametrize(
    "said, told",
    [
        ('FATAL:  password authentication failed for user "app"', "authentication failed"),
        ("connection failed: fe_sendauth: no password supplied", "authentication failed"),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1"', "not let in by pg_hba.conf"),
        ("FATAL:  sorry, too many clients already", "too many connections"),
        ("FATAL:  remaining connection slots are reserved", "too many connections"),
        ("FATAL:  the database system is starting up", "starting up"),
        ("FATAL:  the database system is shutting down", "shutting down"),
        ("FATAL:  the database system is in recovery mode", "recovering from a crash"),
        ('FATAL:  role "app" does not exist', "authentication failed"),
        ('FATAL:  database "app" does not exist', "no such database"),
        ("server does not support SSL, but SSL was required", "no TLS offered"),
        ("SSL error: certificate verify failed", "certificate not trusted"),
        ("port 1 failed: Connection refused\n\tIs the server running", "refused"),
        ("connection timeout expired", "timed out"),
        ("failed to resolve host 'x': [Errno -2]", "name not found"),
        ("server closed the connection unexpectedly", "connection closed"),
        ("Authentifizierung fehlgeschlagen", "connection failed"),
    ],
)
def test_postgresql_could_not_be_reached(said: str, told: str) -> None:
    """libpq says why in a text alone, and only in English."""
    assert postgres.refusal(psycopg.OperationalError(said)) == fail(told)


@pytest.mark.parametrize(
    "err, told",
    [
        (psycopg.errors.InvalidPassword, "authentication failed"),
        (psycopg.errors.TooManyConnections, "too many connections"),
        (psycopg.errors.AdminShutdown, "shutting down"),
        (psycopg.errors.CannotConnectNow, "starting up or shutting down"),
        (psycopg.errors.QueryCanceled, "timed out"),
        (psycopg.errors.InvalidCatalogName, "no such database"),
        (psycopg.errors.InsufficientPrivilege, "not permitted"),
        (psycopg.errors.SyntaxError, "query refused (42601)"),
    ],
)
def test_postgresql_refused_by_its_code(err: type[psycopg.Error], told: str) -> None:
    """A code counts, whatever the language of the text."""
    assert postgres.refusal(err("whatever")) == fail(told)


@pytest.mark.parametrize(
    "said, told",
    [
        ("NOAUTH Authentication required.", "authentication failed"),
        ("WRONGPASS invalid username-password pair or user is disabled.", "authentication failed"),
        ("invalid username-password pair or user is disabled.", "authentication failed"),
        ("LOADING Redis is loading the dataset in memory", "loading its data"),
        ("MASTERDOWN Link with MASTER is down", "replication link is down"),
        ("MISCONF Redis is configured to save RDB", "writes are refused, the last save failed"),
        ("max number of clients reached", "too many connections"),
        ("DB index is out of range", "no such database"),
        ("something else", "connection failed"),
    ],
)
def test_redisclient_error(said: str, told: str) -> None:
    """By its code or its text."""
    assert redis.refusal(redis_client.ResponseError(said)) == fail(told)


class _FakeRedis:
    def __init__(self, info: Mapping[str, Any]) -> None:
        self._info = info

    def __enter__(self) -> "_FakeRedis":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def ping(self) -> bool:
        return True

    def info(self, section: str) -> Mapping[str, Any]:
        if not self._info:
            raise redis_client.exceptions.NoPermissionError("NOPERM info")
        return self._info if section == "memory" else {}


_PRIMARY = {"role": "master", "maxmemory": 1000, "maxmemory_policy": "noeviction"}
_REPLICA = {"role": "slave", "master_link_status": "up"}


@pytest.mark.parametrize(
    "info, options, finding",
    [
        pytest.param(_PRIMARY | {"used_memory": 10}, {}, ok(), id="well"),
        pytest.param({}, {}, ok(), id="info-not-permitted"),
        pytest.param({"role": "master", "maxmemory": 0, "used_memory": 9}, {}, ok(), id="no-limit"),
        pytest.param(
            _PRIMARY | {"used_memory": 970},
            {},
            warn("memory is 97 % full, and nothing is evicted"),
            id="nearly-full",
        ),
        pytest.param(
            _PRIMARY | {"used_memory": 1000},
            {},
            fail("memory is full, and nothing is evicted: writes are refused"),
            id="full",
        ),
        pytest.param(
            _PRIMARY | {"used_memory": 1000, "maxmemory_policy": "allkeys-lru"},
            {},
            ok(),
            id="evict",
        ),
        pytest.param(
            _PRIMARY | {"used_memory": 1000, "maxmemory_policy": "volatile-lru"},
            {},
            fail("memory is full, and nothing is evicted: writes are refused"),
            id="nothing-to-evict",
        ),
        pytest.param(
            _PRIMARY
            | {"used_memory": 1000, "maxmemory_policy": "volatile-lru", "db0": {"expires": 3}},
            {},
            ok(),
            id="evict-volatile",
        ),
        pytest.param(
            _PRIMARY | {"used_memory": 1, "maxmemory_policy": "allkeys-lru"},
            {"eviction": "noeviction"},
            warn("eviction should be noeviction, got allkeys-lru"),
            id="policy",
        ),
        pytest.param(_REPLICA, {}, fail("is a replica, which cannot be written to"), id="replica"),
        pytest.param(_REPLICA, {"is_primary": False}, ok(), id="replica-wanted"),
        pytest.param(
            _REPLICA | {"master_link_status": "down"},
            {"is_primary": False},
            fail("replication link is down"),
            id="link-down",
        ),
    ],
)
def test_what_redis_says_of_itself(
    info: Mapping[str, Any],
    options: Mapping[str, Any],
    finding: Finding,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its role, its link and its memory count, where it tells."""
    monkeypatch.setattr(redis_client.Redis, "from_url", lambda *_, **__: _FakeRedis(info))
    assert health.redis("redis", "redis://h", **options).look() == finding


@pytest.mark.parametrize(
    "err, finding",
    [
        (client_error("InvalidAccessKeyId", 403), fail("authentication failed")),
        (client_error("SignatureDoesNotMatch", 403), fail("authentication failed")),
        (client_error("Unauthorized", 401), fail("authentication failed")),
        (client_error("AccessDenied", 403), fail("access denied")),
        (client_error("403", 403), fail("access denied")),
        (client_error("NoSuchBucket", 404), fail("no such bucket")),
        (client_error("RequestTimeTooSkewed", 403), fail("this machine's clock is wrong")),
        (client_error("SlowDown", 503), warn("rate limited")),
        (client_error("429", 429), warn("rate limited")),
        (client_error("InternalError", 500), fail("answers 500")),
        (type("NoCredentialsError", (Exception,), {})(), fail("no credentials")),
        (ValueError("x"), fail("raised ValueError")),
    ],
)
def test_storageclient_error(err: Exception, finding: Finding) -> None:
    """A busy one is a warning, everything else is a failure."""
    assert s3.refusal(err) == finding


def test_a_disk_with_room_is_ok_and_one_without_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes and inodes count; a file system without a number of inodes has enough."""
    assert health.disk("disk", tmp_path, least_free_mib=0, least_free_inodes=0).look() == ok()
    seen = dict(f_bavail=25600, f_frsize=4096, f_files=1000, f_favail=7)  # noqa: C408
    monkeypatch.setattr(os, "statvfs", lambda _: type("Seen", (), seen))
    assert health.disk("disk", "/").look() == fail("100 MiB free, 512 wanted")
    full = health.disk("disk", "/", least_free_mib=100)
    assert full.look() == fail("7 inodes free, 1000 wanted")
    seen["f_files"] = 0
    assert full.look() == ok()
    assert not full.is_critical
