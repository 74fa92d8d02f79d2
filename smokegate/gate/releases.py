"""What is on record about each release of a deployment: which is known good, which failed."""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from smokegate.errors import ConfigurationError
from smokegate.release_id import is_same_release

_SCHEMA = """
create table if not exists release (
    deployment text not null,
    id text not null,
    state text not null check (state in ('known good', 'failed')),
    at text not null,
    contract text not null,
    primary key (deployment, id)
) strict
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release that passed. contract: the text of the contract that it passed with."""

    id: str
    contract: str


class Releases:
    """The record of one deployment, in one SQLite file that survives a crash."""

    def __init__(self, file: Path, deployment: str) -> None:
        self.file, self.deployment = file, deployment

    def check(self) -> None:
        """Raises ConfigurationError while nothing has happened yet, if the record is unusable."""
        with self._open() as connection:
            connection.execute("select count(*) from release").fetchone()

    def mark_known_good(self, release: str, contract: str, now: datetime) -> None:
        """Puts on record that this release passed, with the contract that it passed with."""
        self._mark(release, "known good", contract, now)

    def mark_failed(self, release: str, contract: str, now: datetime) -> None:
        """Puts on record that this release failed, so that nothing is ever rolled back to it."""
        self._mark(release, "failed", contract, now)

    def newest_known_good(self, *, but: str | None) -> Release | None:
        """The release to go back to, or None where none is on record.

        The newest is the one that was put on record last, whatever the clock said.
        """
        with self._open() as connection:
            rows = connection.execute(
                "select id, contract, state from release where deployment = ? order by rowid desc",
                (self.deployment,),
            ).fetchall()
        barred = [row[0] for row in rows if row[2] == "failed"] + ([but] if but else [])
        for release, contract, state in rows:
            if state == "known good" and not any(is_same_release(release, one) for one in barred):
                return Release(id=release, contract=contract)
        return None

    def _mark(self, release: str, state: str, contract: str, now: datetime) -> None:
        with self._open() as connection:
            known = connection.execute(
                "select id from release where deployment = ?", (self.deployment,)
            ).fetchall()
            same = [(self.deployment, one) for (one,) in known if is_same_release(one, release)]
            connection.executemany("delete from release where deployment = ? and id = ?", same)
            connection.execute(
                "insert into release values (?, ?, ?, ?, ?)",
                (self.deployment, release, state, now.isoformat(), contract),
            )

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self.file, timeout=10)) as connection:
                connection.execute("pragma synchronous = full")
                with connection:
                    connection.execute(_SCHEMA)
                    yield connection
        except (OSError, sqlite3.Error) as err:
            raise ConfigurationError(
                f"{self.file}: the record of releases cannot be used ({err}); "
                "make room and the folder writable, or move the file away"
            ) from err
