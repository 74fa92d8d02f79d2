"""The command of `--rollback`: it makes the release before current, and knows itself which."""

import shlex
import sys
from dataclasses import dataclass
from typing import IO

from smokegate.console import write
from smokegate.gate.driver_settings import CommandSettings
from smokegate.gate.drivers.command import CommandDriver
from smokegate.gate.drivers.driver import DriverError, Move
from smokegate.gate.host import HostError, Local

_RUN = 'exec "$@"'
_NOT_FOUND, _NOT_RUN = 127, 126


class CommandError(DriverError):
    """The command did not do its work. status: its exit status."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCommand(CommandDriver):
    """Called by its first word, for the others may be secret. output: where what it says goes."""

    output: IO[str] | None = None

    def switch(self, move: Move) -> None:
        """Runs the command."""
        words, deadline_s = shlex.split(self.settings.switch), self.settings.switch_s
        try:
            done = self.host.run(_RUN, *words, deadline_s=deadline_s, environment=move.environment)
        except HostError as err:
            raise DriverError(f"the command could not be started ({err})") from err
        if done.output:  # it is fit to be shown
            write(done.output.rstrip("\n"), self.output or sys.stdout)
        if done.is_late:
            told = f"the command was ended after {deadline_s:.0f} s"
        elif done.status in (_NOT_FOUND, _NOT_RUN):
            told = f"the command could not be started ({done.last_line or 'not found'})"
        elif done.status != 0:
            told = f"the command ended with status {done.status}"
        else:
            return
        raise CommandError(told, done.status)


def given(words: tuple[str, ...], *, deadline_s: float, output: IO[str] | None) -> GivenCommand:
    """The driver of this command."""
    return GivenCommand(
        settings=CommandSettings(switch=shlex.join(words), switch_s=deadline_s),
        host=Local(),
        name=words[0],
        output=output,
    )
