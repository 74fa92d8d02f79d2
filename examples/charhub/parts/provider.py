"""The OpenID provider: oidc-provider of npm, over TLS."""

import json
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

import httpx

from examples.charhub.build import built
from examples.charhub.parts.authority import Authority
from examples.charhub.parts.port import LOOPBACK, free_port, is_open
from examples.charhub.parts.program import Program, StartError


class Provider:
    """One server. clients: client id -> redirect URI; each gets a secret of its own."""

    def __init__(self, folder: Path, authority: Authority, clients: Mapping[str, str]) -> None:
        self.port = free_port()
        self.secrets = {client: secrets.token_hex(16) for client in clients}
        self._clients = dict(clients)
        self._authority = authority
        self._folder = folder
        self._program: Program | None = None

    @property
    def url(self) -> str:
        """The issuer."""
        return f"https://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        """Returns when it takes connections."""
        if self._program is None:
            home = built("provider")
            command = (node(), home / "server.mjs", self._written())
            self._program = Program(
                command, output=self._folder / f"provider-{self.port}.log", folder=home
            )
        self._program.start(lambda: is_open(self.port))

    def stop(self) -> None:
        """Ends it; who was signed in is forgotten."""
        if self._program is not None:
            self._program.stop()

    def discovery(self) -> httpx.Response:
        """What it says of itself."""
        trust = self._authority.trust()
        return httpx.get(f"{self.url}/.well-known/openid-configuration", verify=trust)

    def _written(self) -> Path:
        shown = self._authority.issue(f"provider-{self.port}")
        said = {
            "issuer": self.url,
            "host": LOOPBACK,
            "port": self.port,
            "key": str(shown.key),
            "chain": str(shown.chain),
            "clients": [
                {"client_id": client, "client_secret": self.secrets[client], "redirect_uris": [uri]}
                for client, uri in self._clients.items()
            ],
        }
        file = self._folder / f"provider-{self.port}.json"
        file.write_text(json.dumps(said), "utf-8")
        file.chmod(0o600)
        return file


def node() -> str:
    """Where Node.js is."""
    found = shutil.which("node")
    if found is None:
        raise StartError("node: is not installed; apt-get install nodejs, 20 or newer")
    return found
