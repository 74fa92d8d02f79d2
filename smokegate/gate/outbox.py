"""Messages that wait to be sent, written in the same transaction as what they tell of."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from smokegate.gate.channels import Delivery
from smokegate.gate.sending import Sent
from smokegate.redact import shown, shown_lines

LONGEST_TITLE = 500
LEASE_S = 15.0  # longer than one attempt may take
_COLUMNS = "key, run, deployment, title, body, is_urgent, at, claimed_by, claimed_until"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message in the outbox. done: what is on record of each channel, by its number."""

    key: str
    run: str
    deployment: str
    title: str
    body: str
    is_urgent: bool
    at: datetime
    claimed_by: str | None
    claimed_until: datetime | None
    done: Mapping[int, Delivery]

    @property
    def state(self) -> str:
        """What became of the deployment: the end of the key."""
        return self.key.rpartition(":")[2]


def put(
    connection: sqlite3.Connection,
    *,
    key: str,
    run: str,
    deployment: str,
    title: str,
    body: str,
    is_urgent: bool,
    now: datetime,
) -> None:
    """Puts one message, once: a second one with this key is the same one."""
    connection.execute(
        "insert into outbox (key, run, deployment, title, body, is_urgent, at) "
        "values (?, ?, ?, ?, ?, ?, ?) on conflict (key) do nothing",
        (
            *(key, run, deployment, shown(title, LONGEST_TITLE)),
            *(shown_lines(f"{body}\nid: {key}"), int(is_urgent), told(now)),
        ),
    )


def waiting(connection: sqlite3.Connection) -> list[Waiting]:
    """What is still to be delivered: what cannot wait first, else the oldest first."""
    rows = connection.execute(
        f"select {_COLUMNS} from outbox where settled is null "  # noqa: S608 - our own words
        "order by is_urgent desc, rowid limit 1000"
    ).fetchall()
    return [_waiting(connection, row) for row in rows]


def newest(
    connection: sqlite3.Connection, deployment: str, states: Sequence[str]
) -> Waiting | None:
    """The message about the newest run of the deployment that ended in one of these states."""
    ends = " or ".join("key like ?" for _ in states)
    row = connection.execute(
        f"select {_COLUMNS} from outbox where deployment = ? and ({ends}) "  # noqa: S608 - our own words
        "order by rowid desc limit 1",
        (deployment, *(f"%:{state}" for state in states)),
    ).fetchone()
    return _waiting(connection, row) if row else None


def claim(connection: sqlite3.Connection, key: str, owner: str, now: datetime) -> None:
    """Keeps other processes from sending this message, for the time that one attempt takes."""
    connection.execute(
        "update outbox set claimed_by = ?, claimed_until = ? where key = ?",
        (owner, told(now + timedelta(seconds=LEASE_S)), key),
    )


def record(
    connection: sqlite3.Connection, key: str, channel: int, sent: Sent, now: datetime
) -> Delivery:
    """Puts on record how an attempt ended, and gives the message free."""
    tries = 1 + _tries(connection, key, channel)
    delivered = told(now) if sent.problem is None else None
    next_at = now if delivered else now + sent.wait(tries)
    connection.execute(
        "insert or replace into deliveries "
        "(key, channel, tries, next_at, delivered, problem, is_refused) "
        "values (?, ?, ?, ?, ?, ?, ?)",
        (
            *(key, channel, tries),
            None if delivered else told(next_at),
            *(delivered, sent.problem, int(sent.is_refused)),
        ),
    )
    connection.execute(
        "update outbox set claimed_by = null, claimed_until = null where key = ?", (key,)
    )
    return Delivery(
        tries=tries,
        next_at=next_at,
        is_delivered=delivered is not None,
        is_refused=sent.is_refused,
    )


def settle(
    connection: sqlite3.Connection, key: str, now: datetime, problem: str | None = None
) -> None:
    """Nothing more is to be done about the message. problem: why it was not delivered."""
    connection.execute(
        "update outbox set settled = ?, problem = ? where key = ?", (told(now), problem, key)
    )


def told(moment: datetime) -> str:
    """The moment as it is kept: UTC, in one form, so that text compares as time does."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _waiting(connection: sqlite3.Connection, row: tuple[str, ...]) -> Waiting:
    key, run, deployment, head, body, urgent, at, claimed_by, claimed_until = row
    done = {
        channel: Delivery(
            tries=tries,
            next_at=_moment(next_at or delivered),
            is_delivered=delivered is not None,
            is_refused=bool(is_refused),
        )
        for channel, tries, next_at, delivered, is_refused in connection.execute(
            "select channel, tries, next_at, delivered, is_refused from deliveries where key = ?",
            (key,),
        )
    }
    return Waiting(
        key=key,
        run=run,
        deployment=deployment,
        title=head,
        body=body,
        is_urgent=bool(urgent),
        at=_moment(at),
        claimed_by=claimed_by,
        claimed_until=_moment(claimed_until) if claimed_until else None,
        done=done,
    )


def _tries(connection: sqlite3.Connection, key: str, channel: int) -> int:
    row = connection.execute(
        "select tries from deliveries where key = ? and channel = ?", (key, channel)
    ).fetchone()
    return row[0] if row else 0


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
