"""A read replica of PostgreSQL: that it is one, that it is connected, how far behind it is."""

import time
from dataclasses import dataclass
from typing import Any, Final, Unpack

from smokegate.errors import ConfigurationError
from smokegate.health.check import TIMEOUT_S, Check, Finding, Kind, Options, fail, ok, warn
from smokegate.health.checks.postgres import Server, checked, refusal

_PAUSE_S: Final = 0.2
# latest_end_lsn is what the primary last said of itself; a role without pg_monitor sees NULL there
_STATE: Final = """
SELECT pg_is_in_recovery(),
       EXISTS (SELECT 1 FROM pg_stat_wal_receiver),
       CASE WHEN pg_is_in_recovery() THEN pg_is_wal_replay_paused() ELSE false END,
       greatest(pg_last_wal_receive_lsn(), (SELECT latest_end_lsn FROM pg_stat_wal_receiver))::text,
       extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8
"""
_HAS_REPLAYED: Final = "SELECT coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn, false)"


def replica(
    name: str,
    dsn: str,
    *,
    most_lag_s: float = 30.0,
    is_streaming: bool = True,
    **options: Unpack[Options],
) -> Check:
    """It is in recovery, connected to its primary, and at most so many seconds behind.

    A primary that nobody writes to is no lag: what was received counts, not when. is_streaming:
    False where it replays archived files, or where the provider replicates below PostgreSQL. Where
    nothing at all was received by streaming, the age of the last change is all there is to go by.
    """
    if not most_lag_s > 0:
        raise ConfigurationError(
            f"smokegate.health.replica: most_lag_s should be above 0, got {most_lag_s!r}; "
            "give seconds"
        )
    timeout_s = options.get("timeout_s", TIMEOUT_S)
    look = _Replica(
        server=Server(dsn=checked("replica", dsn), timeout_s=timeout_s),
        most_lag_s=most_lag_s,
        is_streaming=is_streaming,
        pause_s=min(_PAUSE_S, timeout_s / 10),
    ).look
    return Check(name=name, look=look, kind=Kind.DATASTORE, **options)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Replica:
    server: Server
    most_lag_s: float
    is_streaming: bool
    pause_s: float

    def look(self) -> Finding:
        """One connection; a second query where the first looks like a lag."""
        try:
            with self.server.connect() as connection:
                return self._found(connection)
        except Exception as err:
            return refusal(err)

    def _found(self, connection: Any) -> Finding:
        is_replica, is_connected, is_paused, received, age_s = connection.execute(_STATE).fetchone()
        if not is_replica:
            return fail("is not a replica")
        if self.is_streaming and not is_connected:
            return fail("replication connection is broken")
        if self._is_behind(connection, received, age_s):
            paused = ", replay is paused" if is_paused else ""
            return fail(f"lag {age_s:.0f} s{paused}")
        return warn("replay is paused") if is_paused else ok()

    def _is_behind(self, connection: Any, received: str | None, age_s: float | None) -> bool:
        """Whether something older than that still waits to be replayed.

        After a quiet hour the first change finds the last one an hour old; so what was received is
        given a moment to be replayed before its age counts.
        """
        if age_s is None or age_s <= self.most_lag_s:
            return False
        if received is None:
            return True
        if self._has_replayed(connection, received):
            return False
        time.sleep(self.pause_s)
        return not self._has_replayed(connection, received)

    @staticmethod
    def _has_replayed(connection: Any, received: str) -> bool:
        (has_replayed,) = connection.execute(_HAS_REPLAYED, (received,)).fetchone()
        return bool(has_replayed)
