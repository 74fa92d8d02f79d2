"""One program on this machine: awaited until it answers, ended with all that it has started."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from examples.charhub.parts.guard import began, ended

_PAUSE_S = 0.03
_LAST_WORDS = 2000  # characters of its output that an error shows


class StartError(Exception):
    """A part did not start; what it said last stands in the message."""


class Program:
    """A process and its group. output: the file in which all that it says is kept.

    user: the account that it runs as, for programs that refuse to be root. Its environment is
    ours and what `environment` adds.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        output: Path,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        user: str | None = None,
    ) -> None:
        self.command = tuple(map(str, command))
        self.output = output
        self._environment = dict(environment or {})
        self._folder, self._user = folder, user
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Of the process that was started, None if none runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self, is_answering: Callable[[], bool], within_s: float = 30.0) -> None:
        """Returns as soon as it answers; starts nothing if it runs already."""
        if self.pid is None:
            with self.output.open("ab") as output:
                self._process = subprocess.Popen(
                    self.command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=self._folder,
                    env=dict(os.environ) | self._environment,
                    start_new_session=True,
                    user=self._user,
                    group=self._user,
                    extra_groups=() if self._user else None,
                )
                began(self._process.pid)
        self._await(is_answering, within_s)

    def send(self, number: signal.Signals) -> None:
        """Sends a signal to the process alone."""
        if self.pid is not None:
            os.kill(self.pid, number)

    def stop(self, number: signal.Signals = signal.SIGTERM, within_s: float = 10.0) -> None:
        """Asks it to end, and ends the rest of its group by force."""
        if self._process is None:
            return
        process, self._process = self._process, None
        if process.poll() is None:
            process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(within_s)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        ended(process.pid)

    def last_words(self) -> str:
        """The end of its output."""
        return self.output.read_text("utf-8", "replace")[-_LAST_WORDS:].strip()

    def _await(self, is_answering: Callable[[], bool], within_s: float) -> None:
        name, until = Path(self.command[0]).name, time.monotonic() + within_s
        while not is_answering():
            if self.pid is None:
                raise StartError(f"{name}: ended before it answered; it said: {self.last_words()}")
            if time.monotonic() > until:
                said = self.last_words()
                self.stop()
                raise StartError(f"{name}: no answer within {within_s:g} s; it said: {said}")
            time.sleep(_PAUSE_S)
