"""A real sshd on loopback, as the user who runs the tests, with keys of its own."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

NAME = "charhub-vm"
SSHD = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
needs_sshd = pytest.mark.skipif(
    not (SSHD and shutil.which("ssh")), reason="sshd or ssh is not installed"
)
_WAIT_S = 10.0


@dataclass
class Sshd:
    """config: for `ssh -F`, with the destination charhub-vm. folder: its keys and files."""

    config: Path
    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    def forget_host(self) -> None:
        """The host's key is not among those that are known any more."""
        (self.folder / "known_hosts").write_text("", "utf-8")

    @contextmanager
    def gone(self) -> Iterator[None]:
        """Nobody listens on its port, nor can anybody else's server begin to."""
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind(("127.0.0.1", self.port))
            yield


@contextmanager
def sshd(folder: Path, *, settings: str = "") -> Iterator[Sshd]:
    """One on a free port. folder: a new one. settings: further lines of sshd_config."""
    assert SSHD
    folder.mkdir()
    if os.getuid() == 0:  # where it locks itself in; Debian makes it when the service starts
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    for key in ("host", "user"):
        _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key))
    (folder / "authorized_keys").write_bytes((folder / "user.pub").read_bytes())
    port = _free_port()
    _write(folder, port, settings)
    log = folder / "log"
    process = subprocess.Popen([SSHD, "-D", "-f", str(folder / "sshd_config"), "-E", str(log)])
    try:
        _wait_for(port, process, log)
        yield Sshd(config=folder / "config", folder=folder, port=port, process=process)
    finally:
        process.terminate()
        process.wait(_WAIT_S)


def _write(folder: Path, port: int, settings: str) -> None:
    (folder / "sshd_config").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {folder}/host\nPidFile none\n"
        f"AuthorizedKeysFile {folder}/authorized_keys\nStrictModes no\nUsePAM no\n"
        f"PasswordAuthentication no\nPermitRootLogin prohibit-password\n{settings}\n",
        "utf-8",
    )
    key = " ".join((folder / "host.pub").read_text("utf-8").split()[:2])
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {key}\n", "utf-8")
    (folder / "config").write_text(
        f"Host {NAME}\n  HostName 127.0.0.1\n  Port {port}\n  User {getpass.getuser()}\n"
        f"  IdentityFile {folder}/user\n  IdentitiesOnly yes\n  IdentityAgent none\n"
        f"  UserKnownHostsFile {folder}/known_hosts\n  GlobalKnownHostsFile /dev/null\n"
        "  StrictHostKeyChecking yes\n",
        "utf-8",
    )


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    ends_at = time.monotonic() + _WAIT_S
    while process.poll() is None and time.monotonic() < ends_at:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)  # a server that we do not write cannot say when it listens
        else:
            return
    raise RuntimeError(f"sshd does not listen: {log.read_text('utf-8') if log.exists() else ''}")


def _run(*argv: str) -> None:
    subprocess.run(argv, check=True, stdin=subprocess.DEVNULL, capture_output=True)
