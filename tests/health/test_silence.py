"""An exception is told in our words: its own may hold what nobody should read."""

import asyncio
import errno
import socket
import ssl
import urllib.error

import pytest

from smokegate.health import Check, Checkup, Finding, Format, body
from smokegate.health.document import encoded
from smokegate.health.look import failure
from smokegate.health.silence import silence
from tests.health.looking import client_error

SECRETS = (
    "hunter22",
    "sk-live-1234567890abcdef",
    "AKIAIOSFODNN7EXAMPLE",
    "db.internal",
    "10.0.3.7",
)


def _untrusted(code: int) -> ssl.SSLCertVerificationError:
    err = ssl.SSLCertVerificationError(1, "certificate verify failed for db.internal")
    err.verify_code = code
    return err


def _caused(outer: Exception, inner: BaseException) -> Exception:
    outer.__cause__ = inner
    return outer


def _while_handling(outer: Exception, inner: BaseException) -> Exception:
    outer.__context__ = inner
    return outer


@pytest.mark.parametrize(
    "err, told",
    [
        pytest.param(ConnectionRefusedError(errno.ECONNREFUSED, "x"), "refused", id="refused"),
        pytest.param(ConnectionResetError("x"), "connection closed", id="reset"),
        pytest.param(BrokenPipeError("x"), "connection closed", id="pipe"),
        pytest.param(TimeoutError("x"), "timed out", id="timeout"),
        pytest.param(OSError(errno.EHOSTUNREACH, "10.0.3.7"), "unreachable", id="unreachable"),
        pytest.param(OSError(errno.EMFILE, "x"), "too many open files", id="files"),
        pytest.param(socket.gaierror(-2, "db.internal"), "name not found", id="name"),
        pytest.param(_untrusted(10), "certificate expired", id="expired"),
        pytest.param(_untrusted(62), "certificate is for another name", id="name-of-other"),
        pytest.param(_untrusted(20), "certificate not trusted", id="untrusted"),
        pytest.param(ssl.SSLError(1, "wrong version"), "TLS failed", id="tls"),
        pytest.param(ValueError("hunter22"), None, id="other"),
        pytest.param(OSError("hunter22"), None, id="without-number"),
    ],
)
def test_each_kind_of_silence_has_its_words(err: BaseException, told: str | None) -> None:
    """Whether it is itself the error, or what led to it."""
    assert silence(err) == told
    assert silence(_caused(ValueError("hunter22"), err)) == told
    assert silence(_while_handling(KeyError("hunter22"), _caused(TypeError(), err))) == told
    assert silence(ExceptionGroup("hunter22", [ValueError(), _caused(KeyError(), err)])) == told
    assert silence(urllib.error.URLError(err)) == told


def test_errors_that_lead_to_each_other_are_looked_at_once() -> None:
    """A loop of causes ends."""
    first, second = ValueError("a"), KeyError("b")
    first.__cause__, second.__cause__ = second, first
    assert silence(first) is None


def _postgres() -> Exception:
    import psycopg

    return psycopg.OperationalError(
        'connection to "postgresql://app:hunter22@db.internal/charhub" failed: FATAL: odd'
    )


def _redis() -> Exception:
    import redis

    return redis.ConnectionError("Error 1 connecting to rediss://:hunter22@db.internal:6379/0. odd")


def _httpx() -> Exception:
    import httpx

    request = httpx.Request(
        "GET",
        "https://db.internal/?key=hunter22",
        headers={"Authorization": f"Bearer {SECRETS[1]}"},
    )
    return httpx.RemoteProtocolError(f"odd: {request.headers['authorization']}", request=request)


def _boto() -> Exception:
    told = f"odd: {SECRETS[2]} with hunter22 at db.internal"
    return client_error(f"Odd{SECRETS[2]}", 418, told)


CARRYING = pytest.mark.parametrize(
    "err",
    [
        pytest.param(_postgres(), id="psycopg"),
        pytest.param(_redis(), id="redis"),
        pytest.param(_httpx(), id="httpx"),
        pytest.param(_boto(), id="boto"),
        pytest.param(ValueError(" ".join(SECRETS)), id="any"),
        pytest.param(
            _caused(ValueError("hunter22"), OSError(errno.EHOSTUNREACH, "10.0.3.7")), id="caused"
        ),
    ],
)


@CARRYING
def test_no_secret_of_an_exception_is_told(err: Exception) -> None:
    """Whichever client raised it, and through whichever check it came."""

    def look() -> Finding:
        raise err

    report = asyncio.run(Checkup([Check(name="x", look=look)]).report())
    for form in Format:
        written = encoded(body(report, form)).decode()
        assert '"fail"' in written
        assert not [secret for secret in SECRETS if secret in written]


@CARRYING
def test_no_secret_is_told_by_the_checks_of_a_kind_either(err: Exception) -> None:
    """Each reads texts of its client, and answers in its own words."""
    from smokegate.health.checks import postgres, redis, s3

    told = [
        failure(err),
        postgres.refusal(err),
        redis.refusal(err),
        s3.refusal(err),
    ]
    for finding in told:
        assert finding.status.value == "fail"
        assert finding.detail
        assert not [secret for secret in SECRETS if secret in finding.detail]
