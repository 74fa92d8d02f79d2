"""Redis: a ping on a new connection, its role, its memory, and its replication."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Unpack

from smokegate.errors import ConfigurationError
from smokegate.health.check import TIMEOUT_S, Check, Finding, Kind, Options, fail, ok, warn
from smokegate.health.extra import client
from smokegate.health.silence import causes, silence

_SCHEMES: Final = ("redis://", "rediss://", "unix://")
_FULL: Final = 0.95
# the client keeps the server's code in the class of what it raises, or in the text
_CODES: Final = {
    **dict.fromkeys(("NOAUTH", "WRONGPASS", "AuthenticationError"), "authentication failed"),
    **dict.fromkeys(("NOPERM", "NoPermissionError"), "not permitted"),
    **dict.fromkeys(("LOADING", "BusyLoadingError"), "loading its data"),
    **dict.fromkeys(("MASTERDOWN", "MasterDownError"), "replication link is down"),
    **dict.fromkeys(("READONLY", "ReadOnlyError"), "is a read-only replica"),
    **dict.fromkeys(("OOM", "OutOfMemoryError"), "memory is full"),
    **dict.fromkeys(("CLUSTERDOWN", "ClusterDownError"), "cluster is down"),
    "MISCONF": "writes are refused, the last save failed",
}
_SAID: Final = (
    ("invalid username-password pair", "authentication failed"),
    ("invalid password", "authentication failed"),
    ("authentication required", "authentication failed"),
    ("called without any password", "authentication failed"),
    ("max number of clients", "too many connections"),
    ("loading the dataset", "loading its data"),
    ("db index", "no such database"),
    ("connection closed", "connection closed"),
    ("timeout", "timed out"),
)


def redis(
    name: str,
    url: str,
    *,
    ca_file: str | None = None,
    is_primary: bool = True,
    eviction: str | None = None,
    **options: Unpack[Options],
) -> Check:
    """It answers a ping, can be written to, has memory left, and its replication works.

    ca_file: the certificate authority of a rediss:// server, where the system does not know it.
    is_primary: False where a replica will do. eviction: the maxmemory-policy that it should have,
    such as noeviction for queues.
    """
    client("redis", "redis", "redis")
    _ensure_url(url, ca_file)
    look = _Redis(
        url=url,
        ca_file=ca_file,
        is_primary=is_primary,
        eviction=eviction,
        timeout_s=options.get("timeout_s", TIMEOUT_S),
    ).look
    return Check(name=name, look=look, kind=Kind.DATASTORE, **options)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Redis:
    url: str = field(repr=False)
    ca_file: str | None
    is_primary: bool
    eviction: str | None
    timeout_s: float

    def look(self) -> Finding:
        """One connection: a ping, and what the server says of itself."""
        try:
            with self._connected() as server:
                server.ping()
                return self._judged(_info(server))
        except Exception as err:
            return refusal(err)

    def _connected(self) -> Any:
        library = client("redis", "redis", "redis")
        retry = client("redis.retry", "redis", "redis")
        backoff = client("redis.backoff", "redis", "redis")
        options: dict[str, Any] = {
            "socket_timeout": self.timeout_s,
            "socket_connect_timeout": self.timeout_s,
            "retry": retry.Retry(backoff.NoBackoff(), 0),  # one look is one try
        }
        if self.ca_file is not None:
            options["ssl_ca_certs"] = self.ca_file
        return library.Redis.from_url(self.url, **options)

    def _judged(self, info: Mapping[str, Any]) -> Finding:
        is_replica = info.get("role") == "slave"
        if is_replica and self.is_primary:
            return fail("is a replica, which cannot be written to")
        if is_replica and info.get("master_link_status") == "down":
            return fail("replication link is down")
        return self._memory(info)

    def _memory(self, info: Mapping[str, Any]) -> Finding:
        policy = info.get("maxmemory_policy")
        most, used = _number(info.get("maxmemory")), _number(info.get("used_memory"))
        is_kept = policy == "noeviction" or (_is_volatile(policy) and not _has_expiring(info))
        if is_kept and most > 0 and used >= most:
            return fail("memory is full, and nothing is evicted: writes are refused")
        if is_kept and most > 0 and used >= _FULL * most:
            return warn(f"memory is {100 * used / most:.0f} % full, and nothing is evicted")
        if self.eviction is not None and policy is not None and policy != self.eviction:
            return warn(f"eviction should be {self.eviction}, got {policy}")
        return ok()


def _info(server: Any) -> Mapping[str, Any]:
    """What it says of its memory and replication; a managed one may keep that to itself."""
    library = client("redis", "redis", "redis")
    try:
        sections = ("memory", "replication", "keyspace")
        return {name: value for one in sections for name, value in server.info(one).items()}
    except library.exceptions.ResponseError:  # refused, or renamed away
        return {}


def _is_volatile(policy: object) -> bool:
    """Whether only keys with a time to live are evicted."""
    return isinstance(policy, str) and policy.startswith("volatile-")


def _has_expiring(info: Mapping[str, Any]) -> bool:
    """Whether some key of some database has a time to live."""
    return any(each.get("expires") for each in info.values() if isinstance(each, Mapping))


def refusal(err: Exception) -> Finding:
    """What Redis, or the way to it, had against the ping."""
    if told := silence(err):
        return fail(told)
    for one in causes(err):
        text = str(one)
        said = (ours for theirs, ours in _SAID if theirs in text.casefold())
        code = _CODES.get(text.split(" ", 1)[0]) or _CODES.get(type(one).__name__)
        if told := next(said, None) or code:
            return fail(told)
    return fail("connection failed")


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _ensure_url(url: str, ca_file: str | None) -> None:
    scheme, joint, _ = url.partition("://")  # the rest is never shown: it holds the password
    shown = f"{scheme[:10]}{joint}..." if joint else "no scheme"
    if not url.startswith(_SCHEMES):
        raise ConfigurationError(
            f"smokegate.health.redis: url should begin with {' or '.join(_SCHEMES)}, got {shown}; "
            "write rediss://:PASSWORD@HOST:PORT/0"
        )
    if ca_file is not None and not url.startswith("rediss://"):
        raise ConfigurationError(
            f"smokegate.health.redis: ca_file needs a url with TLS, got {shown}; "
            "write rediss:// or leave ca_file out"
        )
