"""What a driver can do: make one release or another the one that is current."""

import re
import shlex
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from smokegate.gate.host import Done, Host
from smokegate.redact import shown

ASK_S = 60.0  # for what changes nothing
_ID = re.compile(r"(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_.+@:-]{0,127}")


class DriverError(Exception):
    """A release could not be made ready, or current; one sentence, lower case, no full stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One switch. Absent ids are None.

    run: the run of the gate that orders it. fence: its number; what an older run orders is refused
    once a newer one has switched.
    """

    from_release: str | None
    to_release: str | None
    reason: str
    run: str
    fence: int

    @property
    def environment(self) -> dict[str, str]:
        """What the user's commands are told; absent is empty."""
        return {
            "SMOKEGATE_FROM": _plain(self.from_release),
            "SMOKEGATE_TO": _plain(self.to_release),
            "SMOKEGATE_REASON": shown(self.reason, 1000),
            "SMOKEGATE_RUN": self.run,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """Whose work a release is, and what it does, each one line that is safe to show."""

    subject: str
    author: str


class Driver(Protocol):
    """Every act may be called again after a kill -9 at any moment inside of it, and then ends in
    the same state. Each may raise DriverError, and HostError where the host cannot be reached.
    """

    @property
    def name(self) -> str:
        """The kind, as the settings call it."""

    def current(self) -> str | None:
        """The release that is current by the driver's own record."""

    def prepared(self) -> tuple[str, ...] | None:
        """The releases that lie ready to be switched to; None where the driver cannot know."""

    def described(self, release: str) -> Commit | None:
        """Its commit, where it has one that is known."""

    def full_id(self, release: str) -> str:
        """An abbreviated id made whole. Raises DriverError if there is no such candidate."""

    def room(self) -> str | None:
        """Why there is no room, in bytes or inodes, for one more release, or None."""

    def irreversible(self, before: str, after: str) -> str | None:
        """Why going back from `after` to `before` is barred, or None."""

    def prepare(self, move: Move) -> None:
        """Makes move.to_release ready to be switched to; nothing that serves is touched."""

    def switch(self, move: Move) -> None:
        """Makes move.to_release current and activates it."""

    def prune(self, keep: Collection[str], set_aside: Collection[str]) -> tuple[str, ...]:
        """Removes what is in neither, and says what it removed. What is current always stays."""


def checked_id(release: str) -> str:
    """The id, if it can be no option and no path. Raises DriverError."""
    if not _ID.fullmatch(release):
        raise DriverError(
            f"{shown(release, 80)!r} is not the id of a release; an id is made of letters, digits "
            "and _ . + @ : -, and begins with a letter or a digit"
        )
    return release


def target_of(move: Move) -> str:
    """Where the move goes. Raises DriverError where it goes nowhere."""
    if move.to_release is None:
        raise DriverError("there is no release to switch to")
    return checked_id(move.to_release)


def demand(done: Done, what: str, host: Host, deadline_s: float) -> Done:
    """What was done, if all of it was. Raises DriverError with the reason that was given."""
    if done.is_late:
        raise DriverError(f"{what} on {host.name} did not end within {deadline_s:g} s")
    if done.status != 0:
        why = f": {done.last_line}" if done.last_line else ""
        raise DriverError(f"{what} on {host.name} ended with status {done.status}{why}")
    return done


def split(command: str) -> tuple[str, ...]:
    """The words of a command, as a POSIX shell splits them. Raises DriverError."""
    try:
        return tuple(shlex.split(command))
    except ValueError as err:
        text = shown(command.split()[0], 80)
        raise DriverError(f"the command that begins with {text} is not one ({err})") from err


def _plain(release: str | None) -> str:
    """The id for a command's environment; a deployment may state anything, a shell may read it."""
    return release if release and re.fullmatch(r"[\w.+@:/-]+", release, re.ASCII) else ""
