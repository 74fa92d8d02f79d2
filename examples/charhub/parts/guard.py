"""Ends what this process has started if it dies without having done so, by kill -9 for one."""

import subprocess
from pathlib import Path
from threading import Lock

_SCRIPT = Path(__file__).with_name("guard.sh")


class _Guard:
    """A shell in a session of its own, which sees the end of its input when we are gone."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._shell: subprocess.Popen[bytes] | None = None

    def tell(self, sign: str, pid: int) -> None:
        """One line of its input; it is started with the first."""
        with self._lock:
            if self._shell is None:
                self._shell = subprocess.Popen(
                    ("/bin/sh", str(_SCRIPT)),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    bufsize=0,
                    start_new_session=True,
                )
            assert self._shell.stdin is not None
            self._shell.stdin.write(f"{sign} {pid}\n".encode())


_GUARD = _Guard()


def began(pid: int) -> None:
    """Has the group that this process leads end with us."""
    _GUARD.tell("+", pid)


def ended(pid: int) -> None:
    """Forgets it: another process may get its number."""
    _GUARD.tell("-", pid)
