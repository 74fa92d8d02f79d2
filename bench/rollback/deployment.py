"""A remote, a host's folder and a working folder of smokegate, on a Docker engine."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.rollback.application import CONTRACT, IMAGE, PROJECT, lay_out
from bench.rollback.engine import Engine

_GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{
        f"GIT_{who}_{what}": said
        for who in ("AUTHOR", "COMMITTER")
        for what, said in (("NAME", "Ada"), ("EMAIL", "ada@example.org"))
    },
}
_ODD = ("PYTEST_", "SMOKEGATE_", "COMPOSE_")
_COMMAND_S = 600

# the [driver] of docs/drivers.md, word for word but for its two paths
SETTINGS = f"""\
base_url = "{{url}}"
[timings]
settle_s = 5
attempts_s = [0, 0.1, 0.2]
harness_s = 0.1
[keep]
releases = 2
failed = 1
[driver]
kind = "git"
repository = "{{remote}}"
root = "{{root}}"
prepare = "docker-compose -p {PROJECT} build"
activate = "docker-compose -p {PROJECT} up -d --no-build"
prune = "docker image rm {IMAGE}:$SMOKEGATE_RELEASE"
shared = [".env"]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """folder: of all its parts. port: where the application answers, on loopback."""

    folder: Path
    port: int
    engine: Engine

    @property
    def url(self) -> str:
        """Its origin."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def remote(self) -> Path:
        """The repository that releases come from."""
        return self.folder / "remote"

    @property
    def root(self) -> Path:
        """The git driver's folder on the host."""
        return self.folder / "host"

    @property
    def work(self) -> Path:
        """Where smokegate is run."""
        return self.folder / "work"

    @property
    def environment(self) -> dict[str, str]:
        """Of each command, without what would change it from outside, and without a browser."""
        kept = {name: said for name, said in os.environ.items() if not name.startswith(_ODD)}
        return kept | dict(self.engine.environment) | {"SMOKEGATE_CHROMIUM": ""}

    def commit(self, subject: str, files: Mapping[str, str]) -> str:
        """A release with these files beside those that are there; its id."""
        for name, text in files.items():
            path = self.remote / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", f"--message={subject}")
        return self.git("rev-parse", "HEAD")

    def git(self, *arguments: str) -> str:
        """What git printed, asked in the repository."""
        return self.ran("git", *arguments, folder=self.remote, **_GIT).strip()

    def ran(self, *argv: str, folder: Path, **environment: str) -> str:
        """What the command printed. Raises CalledProcessError."""
        return subprocess.run(
            argv,
            cwd=folder,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=_COMMAND_S,
            check=True,
        ).stdout

    def gate(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`smokegate ARGUMENTS` in the working folder."""
        return subprocess.run(
            [sys.executable, "-m", "smokegate", *arguments],
            cwd=self.work,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=_COMMAND_S,
            check=False,
        )

    def judged(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`smokegate COMMAND ARGUMENTS` with the contract, and no Allure report."""
        given = ("--contract=contract.toml", "--", "-q", "-p", "no:allure_pytest", "--samples=1")
        return self.gate(command, *arguments, *given)

    def image_of(self, release: str) -> str:
        """The name that docker-compose gives its image."""
        return f"{IMAGE}:{release}"


def laid_out(folder: Path, engine: Engine, *, settings: str = "") -> Deployment:
    """A new one, with nothing deployed. settings: further lines of smokegate.toml."""
    made = Deployment(folder=folder, port=_free_port(), engine=engine)
    for each in (made.remote, made.work, made.root / "shared"):
        each.mkdir(parents=True)
    made.git("init", "--quiet", "--initial-branch=main")
    lay_out(made.remote)
    (made.root / "shared/.env").write_text(f"CHARHUB_PORT={made.port}\n", "utf-8")
    (made.work / "contract.toml").write_text(CONTRACT, "utf-8")
    text = SETTINGS.format(url=made.url, remote=made.remote, root=made.root)
    (made.work / "smokegate.toml").write_text(text + settings, "utf-8")
    return made


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
