"""A page of docs/ whose commands are run as they stand there: the two cannot drift apart."""

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.live import ROOT, clean_environment
from tests.moves.restart import stop

RELEASE = "3f2a91c"
TIMINGS = "[timings]\nsettle_s = 5\nattempts_s = [0, 0.3, 0.6]\nharness_s = 0.1\n"
CONTRACT = """\
app = "CharHub"

[release]
json = "release"

[health]
path = "/api/v1/health"
max_age_s = 60

[health.components]
{component} = "critical"

[ready]
path = "/api/v1/ready"
"""
_STEP = re.compile(r"^## \d+\. (.+?)$(.*?)(?=^## |\Z)", re.M | re.S)
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)


@dataclass(slots=True, kw_only=True)
class Move:
    """One page, and the folder in which its steps are taken. variables: those of its table."""

    page: str
    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def steps(self) -> Mapping[str, str]:
        """The commands of each step, by its heading."""
        text = (ROOT / "docs" / self.page).read_text("utf-8")
        return {title: "".join(_BLOCK.findall(body)) for title, body in _STEP.findall(text)}

    def start(self, component: str, port: int, settings: Mapping[str, str]) -> None:
        """Writes what the page takes for granted, and starts the backend."""
        url = f"http://127.0.0.1:{port}"
        self.variables |= {"URL": url, "RELEASE": RELEASE}
        given = {"PORT": str(port), "SMOKEGATE_RELEASE": RELEASE, **settings}
        lines = "".join(f"{name}={value}\n" for name, value in given.items())
        (self.folder / "charhub.env").write_text(lines, "utf-8")
        (self.folder / "charhub.toml").write_text(CONTRACT.format(component=component), "utf-8")
        (self.folder / "smokegate.toml").write_text(TIMINGS, "utf-8")
        restart = self.folder / "restart"
        command = f"exec env PYTHONPATH={ROOT} {sys.executable} -m tests.moves.restart ."
        restart.write_text(f"#!/bin/sh\n{command}\n", "utf-8")
        restart.chmod(0o755)
        assert self.run("./restart").returncode == 0

    def stop(self) -> None:
        """Ends the backend."""
        stop(self.folder)

    def take(self, step: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """One step, as a person would paste it."""
        return self.run(self.steps[step], **variables)

    def run(self, commands: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Some commands in the folder, which end with the first that fails."""
        own = Path(sys.executable).parent
        ambient = clean_environment()
        path = f"{self.folder / 'bin'}:{own}:{ambient['PATH']}"
        return subprocess.run(
            ["/bin/sh", "-eu", "-c", commands],
            cwd=self.folder,
            env=ambient | self.variables | variables | {"PATH": path},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    @property
    def settings(self) -> dict[str, str]:
        """What the backend is configured with now."""
        lines = (self.folder / "charhub.env").read_text("utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)
