"""What `smokegate gate` sees and decides of a deployment."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.edges.edge import Edge
from tests.edges.site import CONTRACT, EDGE
from tests.edges.standing import Standing
from tests.live import Case, cases, clean_environment

_TIMINGS = "[timings]\nsettle_s = 0\nattempts_s = [0, 0.2]\nharness_s = 0.1\n"
# what differs from run to run, and what is shown of it
_VARYING = (
    (r" in \d+\.\d\d s\b", ""),
    (r"\(until [^)]*\)", "(until DATE)"),
    (r"-> \d+ samples, the longest", "-> N samples"),
    (r"\(\d+ times\)", "(N times)"),
    (r"\bage \d+", "age N"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What the gate made of an edge.

    said: each check of the first look that did not pass, with its sentence. failed: those of them
    that fail the run. printed: what a person saw.
    """

    verdict: str
    said: dict[str, str]
    failed: frozenset[str]
    printed: str

    def sentence(self, by: str) -> str:
        """What the check of that name said; empty if it passed."""
        return self.said.get(f"test_{by}", "")


def judged(edge: Edge, folder: Path) -> Decided:
    """Starts it and lets the gate decide, with waits that a test can spare."""
    with edge.start(folder) as standing:
        done = _gate(standing, folder)
    report = next(folder.glob("reports/runs/*/attempt-1.xml"), None)
    assert report is not None, done.stdout + done.stderr
    seen = {case.name: case for case in cases(report) if case.outcome != "passed"}
    verdict = json.loads((folder / "reports/verdict.json").read_text("utf-8"))
    kind = f" ({verdict['kind']})" if verdict["kind"] else ""
    return Decided(
        verdict=f"{verdict['verdict']}{kind}",
        said={name: _sentence(case) for name, case in seen.items()},
        failed=frozenset(name for name, case in seen.items() if case.outcome == "failure"),
        printed=done.stdout + done.stderr,
    )


def _gate(standing: Standing, folder: Path) -> "subprocess.CompletedProcess[str]":
    promised = CONTRACT
    if standing.http_port:
        promised += EDGE.format(http_port=standing.http_port)
    (folder / "contract.toml").write_text(promised, "utf-8")
    (folder / "smokegate.toml").write_text(_TIMINGS, "utf-8")
    trust = {"SSL_CERT_FILE": str(standing.trust)} if standing.trust else {}
    return subprocess.run(
        [
            *(sys.executable, "-m", "smokegate", "gate", f"--base-url={standing.url}", "--"),
            *("--contract=contract.toml", "-p", "no:allure_pytest"),
        ],
        cwd=folder,
        env=clean_environment() | trust,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def _sentence(case: Case) -> str:
    text = str(case.message).splitlines()[0].removeprefix("AssertionError: ")
    for pattern, shown in _VARYING:
        text = re.sub(pattern, shown, text)
    return text
