"""What is on record about each release of a deployment: which is known good, which failed."""

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from smokegate.errors import ConfigurationError
from smokegate.gate.state import State
from smokegate.redact import shown
from smokegate.release_id import is_among, is_same_release
from smokegate.verdict.check import CheckId, CheckOutcome
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.policy import noise_rate


class Standing(StrEnum):
    """What is known of a release.

    NEW: deployed, not judged. SUSPECT: passed only on a later look. FAILED: convicted.
    QUARANTINED: convicted, and the release before passed in its place, so that it is to blame.
    """

    NEW = "new"
    KNOWN_GOOD = "known good"
    SUSPECT = "suspect"
    FAILED = "failed"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One release on record.

    number: rises with each verdict. contract: the text that it passed with; before it ever did,
    that it was first judged with. by: who deployed it. subject, author: of its commit, empty where
    they are not known.
    """

    id: str
    state: Standing
    at: str
    contract: str
    by: str = ""
    subject: str = ""
    author: str = ""
    number: int = 0


class Releases:
    """The record of one deployment."""

    def __init__(self, state: State, deployment: str) -> None:
        self.state, self.deployment = state, deployment
        self._read: tuple[Release, ...] | None = None

    def all(self) -> tuple[Release, ...]:
        """Every release on record, the one that was judged last first.

        Where the record cannot be read any more, as it was when it was read last. Raises
        ConfigurationError if it never was.
        """
        try:
            self._read = self._all()
        except ConfigurationError:
            if self._read is None:
                raise
        return self._read

    def _all(self) -> tuple[Release, ...]:
        with self.state.reading() as connection:
            rows = connection.execute(
                "select id, state, at, contract, by, subject, author, number from releases "
                "where deployment = ? order by number desc",
                (self.deployment,),
            ).fetchall()
        return tuple(
            Release(
                id=row[0],
                state=Standing(row[1]),
                at=row[2],
                contract=row[3],
                by=row[4],
                subject=row[5],
                author=row[6],
                number=row[7],
            )
            for row in rows
        )

    def find(self, release: str) -> Release | None:
        """What is on record of this release, however it is abbreviated."""
        return next((one for one in self.all() if is_same_release(one.id, release)), None)

    def newest_known_good(
        self, *, but: str | None, among: Collection[str] | None = None
    ) -> Release | None:
        """The release to go back to, or None where none is on record. among: None is any.

        The newest is the one that was put on record last, whatever the clock said.
        """
        found = self.all()
        barred = [
            one.id for one in found if one.state in (Standing.FAILED, Standing.QUARANTINED)
        ] + ([but] if but else [])
        for one in found:
            is_there = among is None or is_among(one.id, among)
            if one.state is Standing.KNOWN_GOOD and is_there and not is_among(one.id, barred):
                return one
        return None

    def mark(
        self,
        connection: sqlite3.Connection,
        release: str,
        state: Standing,
        *,
        contract: str,
        now: datetime,
        by: str = "",
        subject: str = "",
        author: str = "",
    ) -> None:
        """Puts on record what is known of this release from now on, as the newest of all.

        The contract that it passed with stays pinned, whatever is held against it later.
        """
        rows = connection.execute(
            "select id, by, subject, author, contract from releases where deployment = ?",
            (self.deployment,),
        ).fetchall()
        known, whole = ("", "", "", ""), release
        for row in rows:
            if is_same_release(row[0], release):
                known, whole = row[1:], max(row[0], whole, key=len)
                connection.execute(
                    "delete from releases where deployment = ? and id = ?",
                    (self.deployment, row[0]),
                )
        if state is not Standing.KNOWN_GOOD:
            contract = known[3] or contract
        connection.execute(
            "insert into releases (deployment, id, state, at, by, contract, subject, author) "
            "values (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(self.deployment, whole, state, now.isoformat(timespec="seconds")),
                *(shown(by or known[0]), contract),
                *(shown(subject or known[1]), shown(author or known[2])),
            ),
        )

    def remember(self, connection: sqlite3.Connection, look: Evidence) -> None:
        """Adds a first look at a release that was kept to the history of its checks."""
        connection.executemany(
            "insert into history values (?, ?, 1, ?) on conflict do update set "
            "looks = looks + 1, failures = failures + excluded.failures",
            [
                (self.deployment, check, int(seen.outcome is CheckOutcome.FAILED))
                for check, seen in look.checks.items()
                if seen.outcome in (CheckOutcome.PASSED, CheckOutcome.FAILED)
            ],
        )

    def was_let_in(self) -> bool:
        """Whether a release of this deployment was ever looked at and kept, or is known good."""
        if any(one.state is Standing.KNOWN_GOOD for one in self.all()):
            return True
        with self.state.reading() as connection:
            row = connection.execute(
                "select 1 from history where deployment = ? limit 1", (self.deployment,)
            ).fetchone()
        return row is not None

    def noise(self) -> Mapping[CheckId, float]:
        """How often each check that ever failed does so on releases that were kept."""
        with self.state.reading() as connection:
            rows = connection.execute(
                "select check_id, looks, failures from history "
                "where deployment = ? and failures > 0",
                (self.deployment,),
            ).fetchall()
        return {check: noise_rate(failures, looks) for check, looks, failures in rows}
