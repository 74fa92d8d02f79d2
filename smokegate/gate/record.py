"""What a run of the gate leaves, so that its verdict can be recomputed: reports and the rest.

A folder a run: `attempt-1.xml` and how it ended in `attempt-1.json`, and so on; `verify-1.xml` of
a rollback; `baseline.xml`; `run.json` with the policy, the history and the decision.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import DecodeError, Struct, ValidationError, convert, json, structs

from smokegate.errors import ConfigurationError
from smokegate.gate.attempt import look_again
from smokegate.gate.decision import write_whole, written_whole
from smokegate.gate.smoke import Smoke
from smokegate.private_files import make_folder
from smokegate.verdict.check import CheckId
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.policy import Policy

RUNS = Path("reports/runs")
MOST_RUNS = 20
_RUN, _BASELINE = "run.json", "baseline.xml"


class RunFile(Struct, frozen=True):
    """run.json. noise: of each check that has a history. decision: as verdict.json holds it.

    baseline: what is wrong with it, a sentence each; None where none was given. was_let_in: whether
    the runner was let in to the deployment before.
    """

    policy: dict[str, float]
    noise: dict[CheckId, float]
    baseline: tuple[str, ...] | None
    was_let_in: bool = False
    decision: dict[str, Any] | None = None


class Record:
    """The folder of one run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def baseline(self) -> Path:
        """Where the baseline is kept."""
        return self.folder / _BASELINE

    def begin(self, smoke: Smoke, baseline: Evidence | None) -> None:
        """Puts down what the verdict will be derived from. Raises OSError."""
        make_folder(self.folder)
        if baseline and Path(baseline.name) != self.baseline:
            written_whole(self.baseline, Path(baseline.name).read_bytes())
        faults = baseline.faults if baseline else None
        self._write(RunFile(_figures(smoke.policy), {**smoke.noise}, faults, smoke.was_let_in))

    def end(self, decision: Mapping[str, Any]) -> None:
        """Puts down what was decided. Raises OSError, ConfigurationError."""
        begun = self.read()
        self._write(structs.replace(begun, decision=dict(decision)))

    def read(self) -> RunFile:
        """What was put down. Raises ConfigurationError if there is nothing, or nothing whole."""
        file = self.folder / _RUN
        try:
            return json.decode(file.read_bytes(), type=RunFile)
        except (OSError, DecodeError) as err:
            raise ConfigurationError(
                f"{file}: is not the record of a run ({err}); see {RUNS} for those that are"
            ) from err

    def looks(self, name: str) -> list[Evidence]:
        """The evidence of the attempts of this name, in their order. Raises ConfigurationError."""
        endings = sorted(
            self.folder.glob(f"{name}-*.json"),
            key=lambda path: int(path.stem.rpartition("-")[2]),
        )
        return [look_again(path.with_suffix(".xml")) for path in endings]

    def _write(self, content: RunFile) -> None:
        write_whole(self.folder / _RUN, json.decode(json.encode(content)))


def policy_of(run: RunFile) -> Policy:
    """The policy that the run was judged by. Raises ConfigurationError for one of no use."""
    try:
        return convert(run.policy, Policy)
    except (ValidationError, ValueError) as err:
        raise ConfigurationError(f"{_RUN}: its policy cannot be used ({err})") from err


def newest() -> Path:
    """The folder of the newest run. Raises ConfigurationError if there is none."""
    folders = _folders()
    if not folders:
        raise ConfigurationError(f"{RUNS}: holds no run; let the gate run first")
    return folders[-1]


def forget_old_runs() -> None:
    """Keeps the newest ones alone."""
    for folder in _folders()[: -MOST_RUNS or None]:
        shutil.rmtree(folder, ignore_errors=True)


def _folders() -> list[Path]:
    """Run ids begin with their time, so the order of their names is that of their age."""
    return sorted(path for path in RUNS.glob("*Z-*") if path.is_dir())


def _figures(policy: Policy) -> dict[str, float]:
    figures: dict[str, float] = json.decode(json.encode(policy))
    return figures
