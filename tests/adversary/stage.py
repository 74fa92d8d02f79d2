"""Where a way is tried: a folder of a team, a deployment, and one look of the gate at it."""

import os
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import pytest

from smokegate.gate.attempt import Attempt, Suite, look
from smokegate.verdict.check import CheckId
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.judge import judge
from smokegate.verdict.policy import Policy
from tests.adversary.checks import HONEST
from tests.adversary.planted import ENVIRONMENT
from tests.adversary.way import Way, label
from tests.live import UNLOADED, Live

FOLDER = "own"
CONTRACT = """
app = "CharHub"
[release]
json = "release"
[health]
path = "/api/v1/health"
[health.components]
redis = "critical"
"""
TIMINGS = "[timings]\nsettle_s = 0\nattempts_s = [0, 0.1, 0.2]\nharness_s = 0\nrollback_s = 5\n"
QUICK = ("--samples=1", "-p", "no:allure_pytest")
AMBIENT = ("PYTEST_BASE_URL", "PYTEST_ADDOPTS", "SMOKEGATE_RUN", "SMOKEGATE_ONLY", "COLUMNS")
RUN_S = 15.0  # for what never ends; all else takes a second or two
LOOKS = 3  # as many as convict a dead check


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at a release. output: all that it said, and all that it wrote."""

    evidence: Evidence
    output: str

    def decision(self) -> str:
        """What as many looks like this one prove."""
        return label(judge([self.evidence] * LOOKS, policy=Policy()))

    def without(self, others: Iterable[Way]) -> "Look":
        """The same, as if these ways had not been beside the rest."""
        names = {name for way in others for name in _names(way)}
        checks = self.evidence.checks
        rest = {check: seen for check, seen in checks.items() if _module(check) not in names}
        planned = tuple(each for each in self.evidence.planned or () if _module(each) not in names)
        return replace(self, evidence=replace(self.evidence, checks=rest, planned=planned))


def wrong(look: Look, ways: tuple[Way, ...], release: str) -> dict[str, str]:
    """The ways whose decision is not right, each judged beside the checks that behave."""
    found = {}
    for way in ways:
        decision = look.without(other for other in ways if other is not way).decision()
        if decision not in (way.good if release == "good" else way.bad):
            found[way.id] = decision
    return found


def plant(folder: Path, ways: Iterable[Way]) -> None:
    """Makes the team's folder: an honest file of checks, and those of the ways."""
    texts = {
        "small.toml": CONTRACT,
        "smokegate.toml": TIMINGS,
        f"{FOLDER}/test_honest.py": HONEST,
    }
    for way in ways:
        texts |= {_place(name): text for name, text in way.files.items()}
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def look_at(
    live: Live, release: str, folder: Path, *ways: Way, without: Iterable[str] = ()
) -> Look:
    """Plants the ways and looks once at this release, as the gate does.

    without: names of the environment that are taken away too.
    """
    plant(folder, ways)
    live.deploy(release)
    said = folder / "said"
    environment: dict[str, str | None] = {**ENVIRONMENT, "SMOKEGATE_CHROMIUM": ""}
    environment |= dict.fromkeys((*AMBIENT, *without))
    environment["PYTHONPATH"] = UNLOADED
    for way in ways:
        environment |= way.environment
    with pytest.MonkeyPatch.context() as patch, said.open("w", encoding="utf-8") as output:
        patch.chdir(folder)
        change(patch, environment)
        suite = Suite(
            own_checks=(FOLDER,),
            base_url=live.url,
            contract=Path("small.toml"),
            control=(),
            arguments=(*QUICK, *(each for way in ways for each in way.arguments)),
            run_s=RUN_S,
            output=output,
        )
        attempt = Attempt(
            id=secrets.token_hex(4),
            report=Path("reports/runs/run/attempt-1.xml"),
            release=None,
            settle_s=0.0,
            is_first=True,
        )
        evidence = look(suite, attempt)
    return Look(evidence=evidence, output=written(folder))


def change(patch: pytest.MonkeyPatch, environment: Mapping[str, str | None]) -> None:
    """Sets these names, or takes them away, until the patch is undone."""
    for name, value in environment.items():
        if value is not None:
            patch.setenv(name, value.replace("{here}", os.fspath(Path.cwd())))
        else:
            patch.delenv(name, raising=False)


def written(folder: Path) -> str:
    """All files in this folder, and their names, but those planted, and what is not text."""
    planted = re.compile(
        rf"({FOLDER}/|\.pytest_cache/|\.smokegate/|small\.toml|smokegate\.toml|[^/]*\.(ini|toml|cfg|py)$)"
    )
    texts = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not planted.match(name):
            texts.append(f"{name}\n{path.read_bytes().decode('utf-8', 'surrogateescape')}")
    return "\n".join(texts)


def _place(name: str) -> str:
    """Where a file is planted: beside the honest one, or with `../` one folder above."""
    return name[3:] if name.startswith("../") else f"{FOLDER}/{name}"


def _module(check: CheckId) -> str:
    """The name of the file that a check belongs to, or of the folder that cannot be collected."""
    file = check.partition("[")[0].partition("::")[0].removesuffix(".py")
    return file.replace("/", ".").rpartition(".")[2]


def _names(way: Way) -> set[str]:
    """What the files of a way, and their folders, are called in a report."""
    paths = [PurePosixPath(name) for name in way.files]
    return {name for path in paths for name in (path.stem, path.parent.name) if name}
