"""PostgreSQL: a primary with a password, and a streaming replica of it."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg

from examples.charhub.parts.port import LOOPBACK, free_port
from examples.charhub.parts.program import Program, StartError

USER = DATABASE = "charhub"
_ACCOUNT = "postgres"  # Debian's, for the server refuses to be root
_SETTINGS = (
    f"-c listen_addresses={LOOPBACK}",
    "-c unix_socket_directories=",
    "-c fsync=off",  # nothing here has to outlive the machine
    "-c shared_buffers=16MB",
    "-c max_connections=40",
)


class Postgres:
    """One server. primary: of which it is a streaming replica; None if it is a primary itself.

    The data is made at the first start, in a folder that the server's account can enter; `remove`
    takes it away.
    """

    def __init__(self, *, primary: "Postgres | None" = None) -> None:
        self.port = free_port()
        self.password: str = primary.password if primary else secrets.token_hex(12)
        self._primary = primary
        self._folder: Path | None = None
        self._program: Program | None = None

    @property
    def url(self) -> str:
        """How clients reach it, password and all."""
        return f"postgresql://{USER}:{self.password}@{LOOPBACK}:{self.port}/{DATABASE}"

    def start(self) -> None:
        """Returns when it answers a query."""
        if self._program is None:
            self._folder = _own_folder()
            data, output = self._folder / "data", self._folder / "postgres.log"
            self._make(data)
            server = (program("postgres"), "-D", data, "-p", str(self.port))
            words = tuple(word for setting in _SETTINGS for word in setting.split(" ", 1))
            self._program = Program((*server, *words), output=output, user=_account())
        self._program.start(self.is_answering)

    def stop(self) -> None:
        """Disconnects everybody and ends."""
        if self._program is not None:
            self._program.stop(signal.SIGINT)

    def remove(self) -> None:
        """Ends it and takes its data away."""
        self.stop()
        if self._folder is not None:
            shutil.rmtree(self._folder)
        self._program = self._folder = None

    def is_answering(self) -> bool:
        """Whether it answers a query now."""
        try:
            with psycopg.connect(self.url, connect_timeout=2) as connection:
                connection.execute("select 1")
        except psycopg.OperationalError:
            return False
        return True

    def _make(self, data: Path) -> None:
        if self._primary is None:
            secret = data.with_name("password")
            secret.write_text(self.password, "utf-8")
            _own(secret)
            _run(program("initdb"), "-D", data, "-U", USER, "-A", "scram-sha-256", "--pwfile",
                 secret, "-E", "UTF8", "--no-locale", "--no-sync")  # fmt: skip
            _run(program("postgres"), "--single", "-D", data, "postgres",
                 said=f"create database {DATABASE}\n")  # fmt: skip
            secret.unlink()
            return
        _run(program("pg_basebackup"), "-d", self._primary.url, "-D", data, "-R", "-X", "stream",
             "-c", "fast", "--no-sync")  # fmt: skip


def program(name: str) -> Path:
    """One of the server's own programs, of the newest release that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_release)
    on_path = shutil.which(name)
    if not found and on_path is None:
        raise StartError(f"{name}: is not installed; apt-get install postgresql")
    return found[-1] if found else Path(str(on_path))


def _release(file: Path) -> int:
    return int(file.parts[-3]) if file.parts[-3].isdigit() else 0


def _account() -> str | None:
    return _ACCOUNT if os.geteuid() == 0 else None


def _own_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="charhub-postgres-"))
    _own(folder)
    return folder


def _own(file: Path) -> None:
    if account := _account():
        shutil.chown(file, account, account)


def _run(*words: str | Path, said: str | None = None) -> None:
    account = _account()
    done = subprocess.run(
        tuple(map(str, words)),
        input=said,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        user=account,
        group=account,
        extra_groups=() if account else None,
    )
    if done.returncode:
        raise StartError(f"{words[0]}: exited with {done.returncode}; it said: {done.stderr}")
