"""One real run of the gate on a script, and what the simulation says of the same script."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory

from bench.verdict.live.script import CHECKS, Script, Scripted, Turn
from bench.verdict.live.server import CONTRACT, CONTROL, Stage, staged
from bench.verdict.rehearsal import Rehearsals
from smokegate.verdict.evidence import Control

ROOT = Path(__file__).parents[3]
# the times of the gate and the blips of the script, both divided by fifty
SETTINGS = """\
[timings]
settle_s = 0
attempts_s = [0, 0.2, 0.8]
harness_s = 0.1
"""
_QUICK = (
    *("--", "-q", "--samples=1"),
    *("-p", "no:allure_pytest", "-p", "bench.verdict.live.turn"),
)
_LEFT_OUT = ("PYTEST_", "SMOKEGATE_")


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended. convicted: ids of checks. looks: how many reports it left."""

    verdict: str
    kind: str | None
    looks: int
    convicted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """What the gate did, and what was foretold. output: all that the gate printed."""

    script: Script
    real: Ending
    foretold: Ending
    output: str

    @property
    def agrees(self) -> bool:
        """Whether they are the same in everything."""
        return self.real == self.foretold


def compared(script: Script) -> Pair:
    """Runs the gate, in a folder and against a server of its own."""
    with staged() as stage, TemporaryDirectory() as folder:
        real, output = _real(script, stage, Path(folder))
    return Pair(script, real, foretold(script), output)


def foretold(script: Script) -> Ending:
    """What the loop, schedule and judge of the gate make of the script."""
    deployment = Scripted(script)
    decided = Rehearsals(deployment.scenario, CHECKS).decide(deployment)
    verdict = decided.verdict
    kind = str(verdict.kind) if verdict.kind else None
    return Ending(str(verdict.outcome), kind, decided.looks, frozenset(verdict.convicted))


def _real(script: Script, stage: Stage, folder: Path) -> tuple[Ending, str]:
    (folder / "smokegate.toml").write_text(SETTINGS, "utf-8")
    (folder / "contract.toml").write_text(CONTRACT, "utf-8")
    arguments = ["--contract=contract.toml", f"--suite={ROOT / 'smoke'}"]
    if script.before is not None:
        stage.play((Turn(script.before),), is_silent=False)
        _smokegate("baseline", stage.url, folder, arguments)
        arguments.append("--baseline=reports/baseline.xml")
    stage.play(script.turns, is_silent=script.scenario.silence is not None)
    with socket() as nobody:  # bound and not listening: whoever connects is refused
        nobody.bind(("127.0.0.1", 0))
        absent = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        match script.scenario.control:
            case Control.OK:
                arguments.append(f"--control={stage.url}{CONTROL}")
            case Control.SILENT:
                arguments.append(f"--control={absent}/")
            case Control.NONE:
                pass
        url = absent if script.is_absent else stage.url
        told = _smokegate("gate", url, folder, arguments)
    found = json.loads((folder / "reports/verdict.json").read_text("utf-8"))
    convicted = found["failures"] if found["verdict"] == "FAILED" else ()
    ending = Ending(found["verdict"], found["kind"], len(found["reports"]), frozenset(convicted))
    return ending, told


def _smokegate(command: str, url: str, folder: Path, arguments: list[str]) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_LEFT_OUT)}
    ended = subprocess.run(
        [sys.executable, "-m", "smokegate", command, f"--base-url={url}", *arguments, *_QUICK],
        cwd=folder,
        env=kept | {"SMOKEGATE_CHROMIUM": "", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return ended.stdout + ended.stderr
