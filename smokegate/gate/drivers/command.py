"""The user's own commands."""

from collections.abc import Collection
from dataclasses import dataclass

from smokegate.gate.driver_settings import CommandSettings
from smokegate.gate.drivers.driver import (
    ASK_S,
    Commit,
    DriverError,
    Move,
    checked_id,
    demand,
    split,
    target_of,
)
from smokegate.gate.host import Done, Host
from smokegate.redact import shown

_MISSING = 127
_RUN = 'exec "$@"'


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandDriver:
    """Knows nothing of releases but what the commands say; each is given to no shell."""

    settings: CommandSettings
    host: Host
    name: str = "command"

    def current(self) -> str | None:
        """The last line that the command printed."""
        try:
            lines = self._asked("current", self.settings.current, {})
        except DriverError as err:
            raise DriverError(
                f"{err}; fix `current` of [driver] in smokegate.toml: it prints the release that "
                "is live, and before the first deploy it prints nothing and ends with status 0"
            ) from err
        return checked_id(lines[-1]) if lines else None

    def prepared(self) -> tuple[str, ...] | None:
        """Nobody was asked."""
        return None

    def described(self, release: str) -> Commit | None:
        """The first two lines that the command printed."""
        told = {"SMOKEGATE_TO": checked_id(release)}
        lines = self._asked("describe", self.settings.describe, told)
        if not lines:
            return None
        author = shown(lines[1]) if len(lines) > 1 else ""
        return Commit(subject=shown(lines[0]), author=author)

    def full_id(self, release: str) -> str:
        """As it was given: there is nothing to complete it from."""
        return checked_id(release)

    def room(self) -> str | None:
        """Nobody was asked."""
        return None

    def irreversible(self, before: str, after: str) -> str | None:  # noqa: ARG002 the driver's interface
        """Nobody was asked."""
        return None

    def prepare(self, move: Move) -> None:
        """Runs the command, if there is one."""
        target_of(move)
        if self.settings.prepare:
            self._run("prepare", self.settings.prepare, move.environment, self.settings.prepare_s)

    def switch(self, move: Move) -> None:
        """Runs the command; an id that it cannot be told does not stop it, it may know itself."""
        self._run("switch", self.settings.switch, move.environment, self.settings.switch_s)

    def prune(self, keep: Collection[str], set_aside: Collection[str]) -> tuple[str, ...]:
        """Runs the command, if there is one; what it prints is what it removed, an id a line."""
        kept = " ".join(checked_id(one) for one in sorted({*keep, *set_aside}))
        lines = self._asked("prune", self.settings.prune, {"SMOKEGATE_KEEP": kept})
        return tuple(shown(line) for line in lines)

    def _asked(self, what: str, command: str | None, environment: dict[str, str]) -> list[str]:
        """The lines that it printed and that are not blank; none where there is no command."""
        if command is None:
            return []
        done = self._run(what, command, environment, ASK_S)
        return [line.strip() for line in done.answer.splitlines() if line.strip()]

    def _run(self, what: str, command: str, told: dict[str, str], deadline_s: float) -> Done:
        words = split(command)
        done = self.host.run(_RUN, *words, deadline_s=deadline_s, environment=told)
        if done.status == _MISSING and not done.is_late:
            raise DriverError(
                f"{what}: there is no such command on {self.host.name}, got {shown(words[0])!r}"
            )
        return demand(done, what, self.host, deadline_s)
