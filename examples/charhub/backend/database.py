"""The database: its tables, the plans for sale, and the people who have signed in."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg.rows import dict_row

_WITHIN_S = 2
_TABLES = """
create table if not exists plans (
    id int primary key, name text not null, price text not null, image text not null);
create table if not exists people (email text primary key, name text not null);
insert into plans values
    (1, 'Free', '$0', 'plans/free.png'),
    (2, 'Plus', '$9', 'plans/plus.png'),
    (3, 'Premium', '$19', 'plans/premium.png')
on conflict do nothing;
"""


def migrate(url: str) -> None:
    """Makes the tables, and puts the plans into them."""
    with psycopg.connect(url) as connection:
        connection.execute(_TABLES)


class Database:
    """Reads from the replica while it answers, else from the primary; writes to the primary."""

    def __init__(self, primary: str, replica: str) -> None:
        self._primary, self._replica = primary, replica

    async def plans(self) -> Sequence[Mapping[str, Any]]:
        """The plans for sale. Raises psycopg.OperationalError if no server answers."""
        wanted = "select id, name, price, image from plans order by id"
        try:
            return await _read(self._replica, wanted)
        except psycopg.OperationalError:
            return await _read(self._primary, wanted)

    async def sign_in(self, email: str, name: str) -> None:
        """Notes that this person has signed in."""
        said = (
            "insert into people (email, name) values (%s, %s) "
            "on conflict (email) do update set name = excluded.name"
        )
        async with await _connected(self._primary) as connection:
            await connection.execute(said, (email, name))


async def _read(url: str, wanted: str) -> Sequence[Mapping[str, Any]]:
    async with await _connected(url) as connection:
        found = await connection.execute(wanted.encode())
        return await found.fetchall()


async def _connected(url: str) -> psycopg.AsyncConnection[dict[str, Any]]:
    return await psycopg.AsyncConnection.connect(
        url, connect_timeout=_WITHIN_S, row_factory=dict_row
    )
