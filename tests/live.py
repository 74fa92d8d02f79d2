"""A live demo deployment whose release can be switched, and the commands run beside it."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from defusedxml.ElementTree import parse

from smokegate.demo.releases import find
from smokegate.demo.switch import make_live

ROOT = Path(__file__).parents[1]
UNLOADED = str(Path(__file__).with_name("unloaded"))
"""On the path of the commands that tests run, so that they load nothing in vain."""
# the checks of the shipped contract over plain http, the optional ones included
CHECKS = 97
_AMBIENT = ("PYTEST_BASE_URL", "PYTEST_ADDOPTS", "SMOKEGATE_RUN", "SMOKEGATE_ONLY", "COLUMNS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A running deployment. current: the file that says which release is live."""

    url: str
    current: Path

    def deploy(self, name: str) -> str:
        """Makes a release live; returns its commit."""
        make_live(self.current, name)
        return find(name).commit

    @property
    def release(self) -> str:
        """The name of the release that is live."""
        return self.current.read_text("utf-8").strip()


def run(
    module: str,
    *arguments: str | Path,
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """`python -m MODULE ARGUMENTS` in this folder, its output kept apart."""
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=folder,
        env=clean_environment() | dict(environment or {}),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def clean_environment() -> dict[str, str]:
    """The environment without what would change a run from outside, and without a browser."""
    kept = {key: value for key, value in os.environ.items() if key not in _AMBIENT}
    return kept | {"SMOKEGATE_CHROMIUM": "", "PYTHONPATH": UNLOADED}


def suite(
    live_url: str, *arguments: str | Path, folder: Path, target: Sequence[str | Path] = ()
) -> subprocess.CompletedProcess[str]:
    """The suite as a user of a checkout runs it, with its reports in this folder."""
    return run(
        "pytest",
        *(target or [ROOT / "smoke"]),
        *("-c", ROOT / "pytest.ini"),
        f"--base-url={live_url}",
        *arguments,
        folder=folder,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One test case of a JUnit report. message: of its failure or skip, else None."""

    name: str
    outcome: str
    message: str | None
    properties: Mapping[str, str]


def cases(report: Path) -> list[Case]:
    """The test cases of a JUnit report."""
    found = []
    for element in parse(report).iter("testcase"):
        told = next((e for e in element if e.tag in ("failure", "error", "skipped")), None)
        found.append(
            Case(
                name=element.get("name", ""),
                outcome="passed" if told is None else told.tag,
                message=None if told is None else told.get("message"),
                properties={
                    p.get("name", ""): p.get("value", "") for p in element.iter("property")
                },
            )
        )
    return found


def properties(report: Path) -> dict[str, str]:
    """The properties of the whole suite in a JUnit report."""
    found = parse(report).findall("testsuite/properties/property")
    return {p.get("name", ""): p.get("value", "") for p in found}


def last_line(output: str) -> str:
    """The last line that says anything."""
    return [line for line in output.splitlines() if line.strip()][-1]
