"""A host in memory: it does as the git driver does, but for the fence, and notes what it sees.

Without its fence it shows whether the gate's own order holds.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from smokegate.gate.drivers.driver import Commit, DriverError, Move

LONG = 60  # points in a switch or a look, so that others have time to come into it


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """One switch as it happened."""

    run: str
    fence: int
    before: str | None
    after: str


@dataclass(kw_only=True)
class Host:
    """A driver. passes: called in the middle of each act. wrong: what must never be."""

    passes: Callable[[], None]
    name: str = "memory"
    now: str | None = None
    ready: set[str] = field(default_factory=set)
    switches: list[Switched] = field(default_factory=list)
    switching: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def current(self) -> str | None:
        """What was switched to last."""
        return self.now

    def prepared(self) -> tuple[str, ...] | None:
        """What is complete."""
        return tuple(sorted(self.ready))

    def described(self, release: str) -> Commit | None:  # noqa: ARG002 the driver's interface
        """Nobody knows."""
        return None

    def full_id(self, release: str) -> str:
        """As it is."""
        return release

    def room(self) -> str | None:
        """There is."""
        return None

    def irreversible(self, before: str, after: str) -> str | None:  # noqa: ARG002 the same
        """Nothing is."""
        return None

    def prepare(self, move: Move) -> None:
        """Not complete before its end."""
        assert move.to_release
        self.seen.append(move.run)
        self.passes()
        self.ready.add(move.to_release)

    def switch(self, move: Move) -> None:
        """One at a time, from what it was told to."""
        assert move.to_release
        self.seen.append(move.run)
        if self.switching:
            self.wrong.append(f"{move.run} switches while {self.switching} does")
        self.switching.append(move.run)
        try:
            self._switched(move, move.to_release)
        finally:
            self.switching.remove(move.run)

    def prune(self, keep: Collection[str], set_aside: Collection[str]) -> tuple[str, ...]:
        """What is current stays."""
        stays = {*keep, *set_aside, self.now}
        gone = tuple(one for one in self.ready if one not in stays)
        self.ready.difference_update(gone)
        return gone

    def _switched(self, move: Move, release: str) -> None:
        if release not in self.ready:
            raise DriverError(f"{release} does not lie ready")
        if self.now not in (None, move.from_release, release):
            raise DriverError(f"somebody has made {self.now} current meanwhile")
        for _ in range(LONG):
            self.passes()
        self.switches.append(
            Switched(run=move.run, fence=move.fence, before=self.now, after=release)
        )
        self.now = release
        self.passes()
