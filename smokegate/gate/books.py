"""What is put on record when a run ends: all of it in one transaction, or nothing."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from smokegate.gate.decision import Decision
from smokegate.gate.drivers.driver import Commit, Driver, DriverError
from smokegate.gate.host import HostError
from smokegate.gate.journal import Run
from smokegate.gate.releases import Releases, Standing
from smokegate.gate.retention import forget_long_ago
from smokegate.gate.telling import put_decision
from smokegate.verdict.evidence import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The record of one deployment, and the run that writes into it.

    contract: what a release is judged with from now on. driver: who knows the commits of releases,
    or None.
    """

    releases: Releases
    run: Run
    contract: str
    driver: Driver | None
    now: Callable[[], datetime]

    def is_known_good(self, release: str) -> bool:
        """Whether it passed before, which a later doubt does not undo."""
        found = self.releases.find(release)
        return found is not None and found.state is Standing.KNOWN_GOOD

    def introduce(self, release: str) -> None:
        """Puts a release on record that is not, before it is judged. Raises ConfigurationError."""
        if self.releases.find(release) is None:
            self.mark(release, Standing.NEW)

    def mark(self, release: str, standing: Standing) -> None:
        """Puts a release on record. Raises ConfigurationError."""
        commits = self._commits([release])
        with self.releases.state.transaction() as connection:
            self._mark(connection, release, standing, commits)

    def close(
        self,
        decision: Decision,
        standings: Mapping[str, Standing],
        remembered: Evidence | None = None,
    ) -> None:
        """The run has ended so: what is known of each release, its history, who has to be told.

        Raises OvertakenError if something is to be put on record that a newer run may know better,
        ConfigurationError if it cannot be written; then nothing of it is.
        """
        back = decision.rollback
        concerned = [decision.release, *([back.from_release, back.to_release] if back else [])]
        commits = self._commits([one for one in (*concerned, *standings) if one])
        with self.releases.state.transaction() as connection:
            if standings:
                self.run.refuse_in(connection)
            for release, standing in standings.items():
                self._mark(connection, release, standing, commits)
            if remembered is not None:
                self.releases.remember(connection, remembered)
            put_decision(
                connection,
                decision,
                run=self.run.begun.id,
                deployment=self.releases.deployment,
                now=self.now(),
                commits=commits,
            )
            self.run.end(connection, decision.as_json())
            forget_long_ago(connection, self.releases.deployment, self.now())

    def _commits(self, releases: Collection[str]) -> Mapping[str, Commit]:
        """What is known of their commits; asked for before anything is locked."""
        found: dict[str, Commit] = {}
        for release in releases:
            try:
                commit = self.driver.described(release) if self.driver else None
            except (DriverError, HostError):
                commit = None  # a message without a subject is a message
            if commit:
                found[release] = commit
        return found

    def _mark(
        self,
        connection: Connection,
        release: str,
        standing: Standing,
        commits: Mapping[str, Commit],
    ) -> None:
        commit = commits.get(release)
        self.releases.mark(
            connection,
            release,
            standing,
            contract=self.contract,
            now=self.now(),
            by=self.run.begun.by,
            subject=commit.subject if commit else "",
            author=commit.author if commit else "",
        )
