"""Each step of a run, written down before it is made and after: a run that died can go on.

A run is carried on by going through it again from its beginning. A step that is done gives what it
gave; one that was only intended is made again, so each act has to be idempotent.
"""

import contextlib
import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from smokegate.errors import ConfigurationError
from smokegate.gate.state import State


class OvertakenError(Exception):
    """A newer run of the same deployment has begun, so this one must not act any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A run as it began. fence: rises with each run; who holds an older one must not act.

    command: gate, deploy or rollback. order: what was ordered, to go on with.
    """

    fence: int
    id: str
    command: str
    order: Mapping[str, Any]
    by: str
    began: str


class Journal:
    """The runs of one deployment."""

    def __init__(self, state: State, deployment: str, now: Callable[[], datetime]) -> None:
        self.state, self.deployment, self.now = state, deployment, now

    def begin(
        self,
        run: str,
        command: str,
        order: Mapping[str, Any],
        by: str,
        refuse: Callable[[sqlite3.Connection], None] | None = None,
    ) -> "Run":
        """A new run, unless `refuse` raises in the same transaction. Raises ConfigurationError."""
        with self.state.transaction() as connection:
            if refuse:
                refuse(connection)
            connection.execute(
                'insert into runs (id, deployment, command, "order", by, began) '
                "values (?, ?, ?, ?, ?, ?)",
                (run, self.deployment, command, json.dumps(order), by, self.stamp()),
            )
        return self.open(run)

    def unfinished(self) -> Begun | None:
        """The newest run that switches, or that is newer, if it did not come to its end.

        A gate that came later has not mended what a deploy left half done.
        """
        with self.state.reading() as connection:
            rows = connection.execute(
                'select fence, id, command, "order", by, began, ended from runs '
                "where deployment = ? and fence >= (select coalesce(max(fence), 0) from runs "
                "where deployment = ? and command != 'gate') order by fence desc",
                (self.deployment, self.deployment),
            ).fetchall()
        died = [row for row in rows if row[6] is None]
        if not died:
            return None
        if rows[-1] in died and rows[-1][2] != "gate":
            return _begun(rows[-1])
        return _begun(rows[0]) if rows[0] in died else None

    def alive(
        self, connection: sqlite3.Connection, command: str, is_held: Callable[[str], bool]
    ) -> str | None:
        """The run of this command that did not come to its end and whose lock is held."""
        rows = connection.execute(
            "select id from runs where deployment = ? and command = ? and ended is null",
            (self.deployment, command),
        ).fetchall()
        return next((run for (run,) in rows if is_held(run)), None)

    def serving(self) -> str | None:
        """What the newest run that came to its end left current, as far as it knew."""
        for begun, ended, decision in self.ended():
            is_idle = begun.command == "deploy" and not self.open(begun.id).is_intended("switch")
            found = _left_current(begun.command, decision) if ended and decision else None
            if found and not is_idle:
                return found
        return None

    def deployed_before(self) -> tuple[str, ...]:
        """Each deployment that was ever deployed to, by its address."""
        with self.state.reading() as connection:
            rows = connection.execute(
                "select deployment, max(fence) as newest from runs where command = 'deploy' "
                "group by deployment order by newest desc"
            ).fetchall()
        return tuple(row[0] for row in rows)

    def open(self, run: str) -> "Run":
        """A run that began before. Raises KeyError if there is none of this id."""
        with self.state.reading() as connection:
            row = connection.execute(
                'select fence, id, command, "order", by, began from runs '
                "where deployment = ? and id = ?",
                (self.deployment, run),
            ).fetchone()
        if row is None:
            raise KeyError(run)
        return Run(self, _begun(row))

    def ended(self, limit: int = 50) -> list[tuple[Begun, str | None, Mapping[str, Any] | None]]:
        """The newest runs first: how each began, when it ended, and what was decided."""
        with self.state.reading() as connection:
            rows = connection.execute(
                'select fence, id, command, "order", by, began, ended, decision from runs '
                "where deployment = ? order by fence desc limit ?",
                (self.deployment, limit),
            ).fetchall()
        return [(_begun(row), row[6], json.loads(row[7]) if row[7] else None) for row in rows]

    def rolled_back_since(self, since: datetime) -> int:
        """How many automatic switches back were intended since then."""
        with self.state.reading() as connection:
            row = connection.execute(
                "select count(*) from steps join runs on runs.id = steps.run "
                "where deployment = ? and command != 'rollback' and name = 'switch back' "
                "and intended >= ?",
                (self.deployment, since.isoformat(timespec="seconds")),
            ).fetchone()
        count: int = row[0]
        return count

    def stamp(self) -> str:
        """The time, as the journal writes it."""
        return self.now().isoformat(timespec="seconds")


class Run:
    """One run in the journal."""

    def __init__(self, journal: Journal, begun: Begun) -> None:
        self._journal, self.begun = journal, begun

    def do(self, name: str, act: Callable[[], Any], *, is_vital: bool = False) -> Any:
        """What the act gives, as JSON does; made once, however often the run is carried on.

        is_vital: it is made even if nothing can be written, as the way back on a full disk is.
        Raises OvertakenError if a newer run began, ConfigurationError if it cannot be written.
        """
        try:
            row = self._intended(name)
        except ConfigurationError:
            if not is_vital:
                raise
            row = None
        if row is not None:
            return json.loads(row)
        result = json.dumps(act())
        with contextlib.suppress(ConfigurationError):  # made again, then, if the run dies now
            self._put_done(name, result)
        return json.loads(result)

    def _intended(self, name: str) -> str | None:
        """What the step gave if it is done; else the intent is written down."""
        with self._journal.state.transaction() as connection:
            self.refuse_in(connection)
            row = connection.execute(
                "select done, result from steps where run = ? and name = ?", (self.begun.id, name)
            ).fetchone()
            if row is not None and row[0] is not None:
                return str(row[1])
            if row is None:
                connection.execute(
                    "insert into steps (run, name, intended) values (?, ?, ?)",
                    (self.begun.id, name, self._journal.stamp()),
                )
        return None

    def _put_done(self, name: str, result: str) -> None:
        now = self._journal.stamp()
        with self._journal.state.transaction() as connection:
            connection.execute(  # the intent may be missing, where it could not be written
                "insert into steps (run, name, intended, done, result) values (?, ?, ?, ?, ?) "
                "on conflict do update set done = excluded.done, result = excluded.result",
                (self.begun.id, name, now, now, result),
            )

    def done(self, name: str) -> Any:
        """What this step gave; None if it is not done."""
        with self._journal.state.reading() as connection:
            row = connection.execute(
                "select result from steps where run = ? and name = ? and done is not null",
                (self.begun.id, name),
            ).fetchone()
        return None if row is None else json.loads(row[0])

    def is_intended(self, name: str) -> bool:
        """Whether this step was begun, at least."""
        with self._journal.state.reading() as connection:
            row = connection.execute(
                "select 1 from steps where run = ? and name = ?", (self.begun.id, name)
            ).fetchone()
        return row is not None

    def end(self, connection: sqlite3.Connection, decision: Mapping[str, Any]) -> None:
        """The run came to its end, in the same transaction as all that follows from it."""
        connection.execute(
            "update runs set ended = ?, decision = ? where id = ?",
            (self._journal.stamp(), json.dumps(decision), self.begun.id),
        )

    def refuse_if_overtaken(self) -> None:
        """Raises OvertakenError if a newer run has begun."""
        with self._journal.state.reading() as connection:
            self.refuse_in(connection)

    def refuse_in(self, connection: sqlite3.Connection) -> None:
        """The same, as a part of this transaction."""
        row = connection.execute(
            "select id, by from runs where deployment = ? and fence > ? order by fence desc",
            (self._journal.deployment, self.begun.fence),
        ).fetchone()
        if row is not None:
            raise OvertakenError(f"run {row[0]} of {row[1]} began after this one")


def _left_current(command: str, decision: Mapping[str, Any]) -> str | None:
    rollback = decision.get("rollback")
    if rollback and rollback["exit_status"] == 0:
        return str(rollback["to"]) if rollback["to"] else None
    if command == "rollback":  # its release is where it was to go
        return rollback["from"] if rollback else None
    is_seen = command == "deploy" or decision.get("verdict") != "INCONCLUSIVE"
    return decision.get("release") if is_seen else None


def _begun(row: tuple[Any, ...]) -> Begun:
    return Begun(
        fence=row[0],
        id=row[1],
        command=row[2],
        order=json.loads(row[3]),
        by=row[4],
        began=row[5],
    )
