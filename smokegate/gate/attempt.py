"""One attempt: pytest as a process of its own, and the evidence that it leaves."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from smokegate.contract_file import shipped_suite
from smokegate.gate.process import run
from smokegate.verdict.check import CheckId
from smokegate.verdict.evidence import Evidence, read
from smokegate.verdict.junit import LARGEST_REPORT

# what would make the suite another than the one that was ordered
_SHRINKING = frozenset({"PYTEST_ADDOPTS", "PYTEST_PLUGINS", "SMOKEGATE_ONLY", "PYTEST_BASE_URL"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """What each attempt has in common.

    target: what pytest is given: a path, or the installed suite. arguments: the user's own.
    output: where the child writes, None for our own stdout.
    """

    target: tuple[str, ...]
    base_url: str
    contract: Path
    control: tuple[str, ...]
    arguments: tuple[str, ...]
    run_s: float
    output: IO[str] | int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt. id: unique, the report must carry it. only: checks to ask again, or None."""

    id: str
    report: Path
    release: str | None
    settle_s: float
    only: Sequence[CheckId] | None = None
    is_first: bool = field(default=False)


def look(suite: Suite, attempt: Attempt) -> Evidence:
    """Runs the suite once and reads what it left; what goes wrong is a fault of the evidence."""
    attempt.report.parent.mkdir(parents=True, exist_ok=True)
    attempt.report.unlink(missing_ok=True)
    environment = {"SMOKEGATE_RUN": attempt.id}
    if not attempt.is_first:
        environment["SMOKEGATE_KEEP_ALLURE"] = "1"
    if attempt.only is not None:
        chosen = attempt.report.with_suffix(".only")
        chosen.write_text("\n".join(attempt.only), "utf-8")
        environment["SMOKEGATE_ONLY"] = str(chosen.resolve())
    ended = run(
        _command(suite, attempt),
        environment=environment,
        deadline_s=suite.run_s + attempt.settle_s,
        output=suite.output,
        without=_SHRINKING,
    )
    late = (f"{attempt.report}: the run was ended at its deadline after {ended.took_s:.0f} s",)
    return read(
        _bytes(attempt.report),
        name=str(attempt.report),
        exit_status=ended.status,
        run=attempt.id,
        extra_faults=late if ended.is_late else (),
    )


def find_suite(given: str | None) -> tuple[str, ...]:
    """The suite to run: the given one, ./smoke, or the one that is installed with smokegate."""
    if given:
        return (given,)
    if Path("smoke").is_dir():
        return ("smoke",)
    return (str(shipped_suite()),)


def _command(suite: Suite, attempt: Attempt) -> list[str]:
    """Our own options stand last, so that no argument of the user takes the report away."""
    command = [sys.executable, "-m", "pytest", *suite.target, "-p", "smokegate.plugin"]
    command += [*suite.arguments]
    command += [f"--base-url={suite.base_url}", f"--contract={suite.contract}"]
    command += [f"--junitxml={attempt.report}"]
    command += [f"--settle={attempt.settle_s:g}"]
    command += [f"--control={url}" for url in suite.control]
    if attempt.release:
        command.append(f"--release={attempt.release}")
    return command


def _bytes(report: Path) -> bytes | None:
    """The report, or None. Never waits: what stands in its place may be a pipe."""
    try:
        handle = os.open(report, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        try:
            return file.read(LARGEST_REPORT + 1)
        except OSError:
            return None
