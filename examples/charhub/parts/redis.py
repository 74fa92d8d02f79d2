"""Redis as a provider of managed ones hands it out: over TLS alone, with a password."""

import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

import redis

from examples.charhub.parts.authority import Authority
from examples.charhub.parts.port import LOOPBACK, free_port
from examples.charhub.parts.program import Program, StartError


class Redis:
    """One server. settings: further lines of its configuration, such as `maxmemory 1mb`."""

    def __init__(self, folder: Path, authority: Authority, *, settings: Sequence[str] = ()) -> None:
        self.port = free_port()
        self.password = secrets.token_hex(12)
        self._authority = authority
        self._folder = folder / f"redis-{self.port}"
        self._settings = tuple(settings)
        self._program: Program | None = None

    @property
    def url(self) -> str:
        """How clients reach it, password and all; they have to trust the authority."""
        return f"rediss://:{self.password}@{LOOPBACK}:{self.port}/0"

    def client(self) -> redis.Redis:
        """A connection to it, made when it is first used."""
        return redis.Redis.from_url(self.url, ssl_ca_certs=str(self._authority.file))

    def start(self) -> None:
        """Returns when it answers PING."""
        if self._program is None:
            server = shutil.which("redis-server")
            if server is None:
                raise StartError("redis-server: is not installed; apt-get install redis-server")
            command = (server, self._written())
            self._program = Program(command, output=self._folder / "redis.log")
        self._program.start(self.is_answering)

    def stop(self) -> None:
        """Disconnects everybody and ends; what it held is kept."""
        if self._program is not None:
            self._program.stop()

    def is_answering(self) -> bool:
        """Whether it answers PING now."""
        client = self.client()
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def _written(self) -> Path:
        self._folder.mkdir(parents=True)
        shown = self._authority.issue(f"redis-{self.port}")
        lines = (
            f"bind {LOOPBACK}",
            "port 0",
            f"tls-port {self.port}",
            f"tls-cert-file {shown.chain}",
            f"tls-key-file {shown.key}",
            f"tls-ca-cert-file {self._authority.file}",
            "tls-auth-clients no",
            "tls-replication yes",
            f"requirepass {self.password}",
            f"dir {self._folder}",
            "appendonly yes",
            *self._settings,
        )
        file = self._folder / "redis.conf"
        file.write_text("\n".join(lines) + "\n", "utf-8")
        file.chmod(0o600)
        return file
