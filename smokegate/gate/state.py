"""What outlives a run, in one SQLite file that survives the death of the machine."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from smokegate.errors import ConfigurationError
from smokegate.gate.room import Reserve
from smokegate.private_files import make_folder

VERSION = 2
_PATIENCE_S, _IMPATIENCE_S = 10.0, 1.0  # for a lock of somebody else

_TABLES = """
create table if not exists releases (
    number integer primary key autoincrement,
    deployment text not null,
    id text not null,
    state text not null check
        (state in ('new', 'known good', 'suspect', 'failed', 'quarantined')),
    at text not null,
    by text not null,
    contract text not null,
    subject text not null,
    author text not null,
    unique (deployment, id)
) strict;
create table if not exists history (
    deployment text not null,
    check_id text not null,
    looks integer not null,
    failures integer not null,
    primary key (deployment, check_id)
) strict;
create table if not exists runs (
    fence integer primary key autoincrement,
    id text not null unique,
    deployment text not null,
    command text not null,
    "order" text not null,
    by text not null,
    began text not null,
    ended text,
    decision text
) strict;
create table if not exists steps (
    run text not null references runs (id),
    name text not null,
    intended text not null,
    done text,
    result text,
    primary key (run, name)
) strict;
create table if not exists outbox (
    key text primary key,
    run text not null,
    deployment text not null,
    title text not null,
    body text not null,
    is_urgent integer not null,
    at text not null,
    claimed_by text,
    claimed_until text,
    settled text,
    problem text
) strict;
create table if not exists deliveries (
    key text not null references outbox (key),
    channel integer not null,
    tries integer not null,
    next_at text,
    delivered text,
    problem text,
    is_refused integer not null default 0,
    primary key (key, channel)
) strict;
"""
# the record of releases that the first version kept
_FIRST = """
insert into releases (deployment, id, state, at, by, contract, subject, author)
    select deployment, id, state, at, '', contract, '', '' from release order by rowid;
drop table release;
"""


class State:
    """The file. Every transaction is on disk when it ends (synchronous = FULL).

    reserve: the room that is kept for it. unkept: why nothing outlives this process, or None.
    """

    unkept: str | None = None

    def __init__(self, file: Path) -> None:
        self.file, self.reserve = file, Reserve(file.parent)
        self._patience_s = _PATIENCE_S

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """What is on record, empty where nothing is. Raises ConfigurationError.

        Needs no lock but that of a reader, and no right to write: whoever else reads the record
        is in nobody's way.
        """
        try:
            with self._connected_to_read() as connection:
                yield connection
        except (OSError, sqlite3.Error) as err:
            raise self._unusable(err) from err

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of what is written inside, or nothing of it. Raises ConfigurationError."""
        try:
            with self._connected() as connection:
                connection.execute("begin immediate")
                try:
                    yield connection
                except BaseException:
                    connection.rollback()
                    raise
                connection.commit()
            self._patience_s = _PATIENCE_S
        except (OSError, sqlite3.Error) as err:
            if _is_locked(err):  # each step of a way back would wait for it anew
                self._patience_s = _IMPATIENCE_S
            raise self._unusable(err) from err

    def check(self) -> None:
        """Raises ConfigurationError while nothing has happened yet, if it cannot be written."""
        with self.transaction() as connection:
            connection.execute("delete from deliveries where key = ''")

    def _unusable(self, err: Exception) -> ConfigurationError:
        return ConfigurationError(
            f"{self.file}: the record of releases cannot be used ({err}); "
            "make room and the folder writable, or move the file away"
        )

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        make_folder(self.file.parent)
        self.reserve.give_up_if_scarce()
        with contextlib.closing(self._opened()) as connection:
            yield connection

    @contextlib.contextmanager
    def _connected_to_read(self) -> Iterator[sqlite3.Connection]:
        if not self.file.exists():
            with contextlib.closing(Memory()) as nothing, nothing.reading() as connection:
                yield connection
            return
        with contextlib.closing(sqlite3.connect(self.file, timeout=10)) as connection:
            if _version(connection) != VERSION:
                _upgrade(connection)
            connection.execute("begin")
            yield connection

    def _opened(self) -> sqlite3.Connection:
        # what was ordered may hold a token; SQLite's other files take the mode of this one
        os.close(os.open(self.file, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
        connection = sqlite3.connect(self.file, timeout=self._patience_s, isolation_level=None)
        try:
            connection.execute("pragma synchronous = full")
            connection.execute("pragma foreign_keys = on")
            _upgrade(connection)
        except BaseException:
            connection.close()
            raise
        return connection


class Memory(State):
    """One that needs no disk and ends with this process."""

    unkept = "it was kept in memory alone"

    def __init__(self) -> None:
        super().__init__(Path(os.devnull))
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        _upgrade(self._connection)

    @classmethod
    def copied(cls, state: State, why: str) -> "Memory":
        """All that can be read of this record. why: it cannot be written to."""
        copy = cls()
        copy.unkept = why
        with contextlib.suppress(ConfigurationError), state.reading() as connection:
            connection.backup(copy._connection)
        return copy

    def close(self) -> None:
        """What is in it is forgotten."""
        self._connection.close()

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        yield self._connection

    @contextlib.contextmanager
    def _connected_to_read(self) -> Iterator[sqlite3.Connection]:
        yield self._connection


def _is_locked(err: Exception) -> bool:
    return getattr(err, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("pragma user_version").fetchone()[0]
    return version


def _upgrade(connection: sqlite3.Connection) -> None:
    found = _version(connection)
    if found > VERSION:
        raise sqlite3.DatabaseError(f"it was written by a newer smokegate, version {found}")
    if found == VERSION:
        return
    known = connection.execute("select 1 from sqlite_master where name = 'release'").fetchone()
    first = _FIRST if known else ""
    connection.executescript(
        f"begin immediate;{_TABLES}{first}pragma user_version = {VERSION};commit;"
    )
