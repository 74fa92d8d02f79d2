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

    reserve: the room that is kept for it.
    """

    def __init__(self, file: Path) -> None:
        self.file, self.reserve = file, Reserve(file.parent)

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
        except (OSError, sqlite3.Error) as err:
            raise ConfigurationError(
                f"{self.file}: the record of releases cannot be used ({err}); "
                "make room and the folder writable, or move the file away"
            ) from err

    def check(self) -> None:
        """Raises ConfigurationError while nothing has happened yet, if it cannot be written."""
        with self.transaction() as connection:
            connection.execute("delete from deliveries where key = ''")

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        make_folder(self.file.parent)
        self.reserve.give_up_if_scarce()
        with contextlib.closing(self._opened()) as connection:
            yield connection

    def _opened(self) -> sqlite3.Connection:
        # what was ordered may hold a token; SQLite's other files take the mode of this one
        os.close(os.open(self.file, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
        connection = sqlite3.connect(self.file, timeout=10, isolation_level=None)
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

    def __init__(self) -> None:
        super().__init__(Path(os.devnull))
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        _upgrade(self._connection)

    def close(self) -> None:
        """What is in it is forgotten."""
        self._connection.close()

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        yield self._connection


def _upgrade(connection: sqlite3.Connection) -> None:
    found = connection.execute("pragma user_version").fetchone()[0]
    if found > VERSION:
        raise sqlite3.DatabaseError(f"it was written by a newer smokegate, version {found}")
    if found == VERSION:
        return
    known = connection.execute("select 1 from sqlite_master where name = 'release'").fetchone()
    first = _FIRST if known else ""
    connection.executescript(
        f"begin immediate;{_TABLES}{first}pragma user_version = {VERSION};commit;"
    )
