"""Where releases are: this machine, or another one over the user's own ssh client.

A host needs a POSIX shell and what the user's commands need; no Python.
"""

import contextlib
import os
import shlex
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from smokegate.gate.driver_settings import HostSettings
from smokegate.gate.process import Ended, inherited, run
from smokegate.redact import shown, shown_lines

MOST_SHOWN = 4000
_MOST_LOOKED_AT = 4 * MOST_SHOWN
_MOST_ANSWERED = 8_000_000  # bytes
_ALIVE = Path(__file__).with_name("alive.sh").read_text("utf-8")
_LOST = 255  # ssh's own status; alive.sh sees to it that no script has it
_SSH = (
    *("-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10"),
    *("-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3"),
    *("-o", "ControlMaster=auto", "-o", "ControlPersist=60"),
)


class HostError(Exception):
    """The host could not be reached, so nobody knows what was done there; one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a script came to.

    status: exit status (negative: signal). is_late: it was ended at its deadline. output: the last
    4000 characters of stdout and stderr, fit to be shown. answer: stdout as it is, for the caller
    alone. told: the last lines of stderr, fit to be shown.
    """

    status: int
    output: str
    is_late: bool = False
    answer: str = field(default="", repr=False)
    told: str = field(default="", repr=False)

    @property
    def last_line(self) -> str:
        """The last thing that was said, stderr before stdout, as a message shows it."""
        lines = [line for line in (self.told or self.output).splitlines() if line.strip()]
        return shown(lines[-1]) if lines else ""


class Host(Protocol):
    """A machine that runs sh text. name: for messages."""

    @property
    def name(self) -> str:
        """The machine as messages call it."""

    def run(
        self,
        script: str,
        *arguments: str,
        deadline_s: float,
        environment: Mapping[str, str] | None = None,
    ) -> Done:
        """Runs POSIX sh text with $1.. = arguments, which ends if this process is killed.

        Raises HostError if it could not be started, or the connection was lost on the way.
        """


@dataclass(frozen=True, slots=True)
class Local:
    """The machine that the gate itself runs on."""

    name: str = "this machine"

    def run(
        self,
        script: str,
        *arguments: str,
        deadline_s: float,
        environment: Mapping[str, str] | None = None,
    ) -> Done:
        """See Host.run."""
        argv = ("sh", "-c", _ALIVE, "sh", script, *arguments)
        try:
            return _done(argv, environment or {}, deadline_s)
        except (OSError, ValueError) as err:
            raise HostError(f"{self.name}: sh could not be started ({err})") from err


class Ssh:
    """Another machine, by the user's own ssh client: its configuration, keys and known hosts.

    One connection is reused while this object lives. config: a file for `ssh -F`.
    """

    def __init__(self, destination: str, *, config: str | None = None) -> None:
        self.name = destination
        folder = _folder_of_socket()
        self._argv = (
            "ssh",
            *(("-F", config) if config else ()),
            *(*_SSH, "-o", f"ControlPath={folder}/%C"),
        )
        self.close = weakref.finalize(self, _close, (*self._argv, "-O", "exit"), self.name, folder)

    def run(
        self,
        script: str,
        *arguments: str,
        deadline_s: float,
        environment: Mapping[str, str] | None = None,
    ) -> Done:
        """See Host.run."""
        # sshd takes no environment from a client that it was not told of
        words = [f"export {name}={shlex.quote(text)}" for name, text in (environment or {}).items()]
        remote = shlex.join(
            ("exec", "sh", "-c", _ALIVE, "sh", "\n".join([*words, script]), *arguments)
        )
        try:
            done = _done((*self._argv, "--", self.name, remote), {}, deadline_s)
        except (OSError, ValueError) as err:
            raise HostError(f"{self.name}: ssh could not be started ({err})") from err
        if (done.status == _LOST or done.status < 0) and not done.is_late:
            why = done.last_line or f"ssh ended with status {done.status}"
            raise HostError(f"{self.name}: the connection failed ({why}); try ssh {self.name} true")
        return done


def host_of(settings: HostSettings) -> Host:
    """The machine that the settings name."""
    return Ssh(settings.ssh, config=settings.config) if settings.ssh else Local()


def _folder_of_socket() -> str:
    """A new folder of our own; the path of a socket has to be short."""
    usual = tempfile.gettempdir()
    return tempfile.mkdtemp(prefix="sg-", dir=usual if len(usual) < 30 else "/tmp")  # noqa: S108 short and there on every POSIX machine


def _close(argv: Sequence[str], destination: str, folder: str) -> None:
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            (*argv, "--", destination),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=5,
            check=False,
            env=inherited(),
        )
    with contextlib.suppress(OSError):
        Path(folder).rmdir()


def _done(argv: Sequence[str], environment: Mapping[str, str], deadline_s: float) -> Done:
    with _held_open() as given, _memory() as output, _memory() as errors:
        ended = run(
            argv,
            environment=environment,
            deadline_s=deadline_s,
            output=output,
            leaves_children=True,
            given=given,
            errors=errors,
        )
        return _read(ended, output, errors)


def _read(ended: Ended, output: int, errors: int) -> Done:
    told = shown_lines(_tail(errors))
    both = shown_lines(_tail(output))
    both += "\n" if both and told and not both.endswith("\n") else ""
    return Done(
        status=ended.status,
        is_late=ended.is_late,
        output=(both + told)[-MOST_SHOWN:],
        answer=os.pread(output, _MOST_ANSWERED, 0).decode("utf-8", "replace"),
        told=told[-MOST_SHOWN:],
    )


@contextlib.contextmanager
def _held_open() -> Iterator[int]:
    """The reading end of a pipe that nobody writes to; it ends when this process does."""
    given, kept = os.pipe()
    try:
        yield given
    finally:
        os.close(kept)
        os.close(given)


@contextlib.contextmanager
def _memory() -> Iterator[int]:
    """A file that needs no room on a disk, so that a rollback works on a full one.

    No pipe: a process that was left running would hold it open, and wait when it is full.
    """
    if sys.platform == "linux":
        number = os.memfd_create("smokegate")
        try:
            yield number
        finally:
            os.close(number)
    else:
        with tempfile.TemporaryFile() as file:
            yield file.fileno()


def _tail(number: int) -> str:
    size = os.fstat(number).st_size
    raw = os.pread(number, _MOST_LOOKED_AT, max(0, size - _MOST_LOOKED_AT))
    return raw.decode("utf-8", "replace")
