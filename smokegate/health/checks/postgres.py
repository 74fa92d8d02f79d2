"""PostgreSQL: a new connection and a simple query."""

from dataclasses import dataclass, field
from typing import Any, Final, Unpack

from smokegate.errors import ConfigurationError
from smokegate.health.check import TIMEOUT_S, Check, Finding, Kind, Options, fail, ok
from smokegate.health.extra import client
from smokegate.health.silence import causes, silence

# A host that vanished has to end a look some time, or nobody would look again.
_KEEPALIVE: Final = {"keepalives_idle": "5", "keepalives_interval": "2", "keepalives_count": "3"}
_STATES: Final = {
    "28": "authentication failed",
    "53300": "too many connections",
    "53400": "too many connections",
    "57P01": "shutting down",
    "57P02": "shutting down",
    "57P03": "starting up or shutting down",
    "57014": "timed out",
    "3D000": "no such database",
    "42501": "not permitted",
    "25006": "is read-only",
}
# libpq tells why it could not connect in its text alone; what is told on is always our own words
_SAID: Final = (
    ("password authentication failed", "authentication failed"),
    ("no password supplied", "authentication failed"),
    ("authentication failed", "authentication failed"),
    ("no pg_hba.conf entry", "not let in by pg_hba.conf"),
    ("too many clients", "too many connections"),
    ("too many connections", "too many connections"),
    ("remaining connection slots", "too many connections"),
    ("is starting up", "starting up"),
    ("not yet accepting connections", "starting up"),
    ("is shutting down", "shutting down"),
    ("in recovery mode", "recovering from a crash"),
    ("certificate", "certificate not trusted"),
    ("does not support ssl", "no TLS offered"),
    ("connection refused", "refused"),
    ("timeout", "timed out"),
    ("timed out", "timed out"),
    ("failed to resolve host", "name not found"),
    ("could not translate host name", "name not found"),
    ("no such file or directory", "refused"),
    ("no route to host", "unreachable"),
    ("network is unreachable", "unreachable"),
    ("role ", "authentication failed"),
    ("database ", "no such database"),
    ("closed the connection", "connection closed"),
    ("connection reset", "connection closed"),
    ("the connection is lost", "connection closed"),
)


def postgres(name: str, dsn: str, *, is_primary: bool = True, **options: Unpack[Options]) -> Check:
    """A new connection answers a query, and not as a replica, which would refuse to write.

    is_primary: False where a replica will do.
    """
    server = Server(dsn=checked("postgres", dsn), timeout_s=options.get("timeout_s", TIMEOUT_S))
    look = _Postgres(server=server, is_primary=is_primary).look
    return Check(name=name, look=look, kind=Kind.DATASTORE, **options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where it is, with the password."""

    dsn: str = field(repr=False)
    timeout_s: float

    def connect(self) -> Any:
        """A new connection, to be closed; each query stands for itself."""
        psycopg = client("psycopg", "psycopg", "postgres")
        given = psycopg.conninfo.conninfo_to_dict(self.dsn)
        # libpq waits for no less than two seconds; psycopg counts itself
        defaults = {"connect_timeout": str(max(1, round(self.timeout_s))), **_KEEPALIVE}
        return psycopg.connect(autocommit=True, **{**defaults, **given})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Postgres:
    server: Server
    is_primary: bool

    def look(self) -> Finding:
        """One connection, one query."""
        try:
            with self.server.connect() as connection:
                query = "SELECT pg_is_in_recovery()" if self.is_primary else "SELECT false"
                (is_replica,) = connection.execute(query).fetchone()
        except Exception as err:
            return refusal(err)
        return fail("is a replica, which cannot be written to") if is_replica else ok()


def refusal(err: Exception) -> Finding:
    """What PostgreSQL, or the way to it, had against the query."""
    state = next((s for one in causes(err) if (s := getattr(one, "sqlstate", None))), None) or ""
    if told := _STATES.get(state) or _STATES.get(state[:2]):
        return fail(told)
    if told := silence(err):
        return fail(told)
    text = str(err).casefold()
    told = next((ours for theirs, ours in _SAID if theirs in text), None)
    return fail(told or (f"query refused ({state})" if state else "connection failed"))


def checked(check: str, dsn: str) -> str:
    """The connection string, if it is one; it is never shown, since it holds the password."""
    psycopg = client("psycopg", "psycopg", check)
    try:
        psycopg.conninfo.conninfo_to_dict(dsn)
    except Exception:  # its text would be the chain's, with the password in it
        is_dsn = False
    else:
        is_dsn = bool(dsn)
    if not is_dsn:
        raise ConfigurationError(
            f"smokegate.health.{check}: dsn should be a connection string of PostgreSQL, got "
            f"{len(dsn or '')} characters that are none; write postgresql://USER:PASSWORD@HOST/DB"
        )
    return dsn
