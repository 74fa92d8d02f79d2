"""One attempt: pytest as a process of its own, and the evidence that it leaves."""

import math
import os
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from msgspec import DecodeError, Struct, json

from smokegate.contract_file import shipped_suite
from smokegate.errors import ConfigurationError
from smokegate.gate.decision import written_whole
from smokegate.gate.forwarding import forwarded
from smokegate.gate.process import run
from smokegate.private_files import FILE, make_folder
from smokegate.verdict.check import CheckId
from smokegate.verdict.evidence import Evidence, read
from smokegate.verdict.xml_tree import LARGEST_REPORT

# what would make the suite another than the one that was ordered
_SHRINKING = frozenset(
    {"PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_BASE_URL", "PYTHONOPTIMIZE", "PYTHONWARNINGS"}
)
_OF_CHECKS = ("SMOKEGATE_CHROMIUM",)  # what a person may set for the checks
_NO_CHECKS = frozenset({".toml", ".md", ".json", ".pyc"})  # a contract, and what goes with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """What each attempt has in common.

    own_checks: the team's own, which the shipped checks join unless is_own_only. arguments:
    the user's own. output: where the child writes, None for our own stdout.
    """

    own_checks: tuple[str, ...]
    base_url: str
    contract: Path
    control: tuple[str, ...]
    arguments: tuple[str, ...]
    run_s: float
    is_own_only: bool = False
    output: IO[str] | int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt. id: unique, the report must carry it. only: checks to ask again, or None.

    most_s: seconds after which the time for the whole verdict is over.
    """

    id: str
    report: Path
    release: str | None
    settle_s: float
    only: Sequence[CheckId] | None = None
    is_first: bool = field(default=False)
    most_s: float = math.inf


class Ending(Struct, frozen=True):
    """How an attempt ended, beside its report: what its evidence needs to be read once more.

    run: the id that the report must carry. faults: what went wrong, as whole sentences.
    """

    run: str
    exit_status: int
    faults: tuple[str, ...] = ()


def look(suite: Suite, attempt: Attempt) -> Evidence:
    """Runs the suite once and reads what it left; what goes wrong is a fault of the evidence."""
    make_folder(attempt.report.parent)
    attempt.report.unlink(missing_ok=True)
    environment = {name: os.environ[name] for name in _OF_CHECKS if name in os.environ}
    environment |= {"SMOKEGATE_RUN": attempt.id, "SMOKEGATE_CONTROL": " ".join(suite.control)}
    environment["PYTHONIOENCODING"] = "utf-8:backslashreplace"  # as `forwarded` reads it
    if not attempt.is_first:
        environment["SMOKEGATE_KEEP_ALLURE"] = "1"
    if attempt.only is not None:
        chosen = attempt.report.with_suffix(".only")
        chosen.touch(FILE)
        chosen.write_text("\n".join(attempt.only), "utf-8")
        environment["SMOKEGATE_ONLY"] = str(chosen.resolve())
    with forwarded(attempt.report.with_suffix(".log"), suite.output) as forwarding:
        ended = run(
            _command(suite, attempt),
            environment=environment,
            deadline_s=min(suite.run_s + attempt.settle_s, attempt.most_s),
            output=forwarding.source,
            without=_SHRINKING,
            meanwhile=forwarding.step,
        )
    late = (f"{attempt.report}: the run was ended at its deadline after {ended.took_s:.0f} s",)
    how = Ending(run=attempt.id, exit_status=ended.status, faults=late if ended.is_late else ())
    written_whole(_ending_of(attempt.report), json.encode(how))
    return _evidence(attempt.report, how)


def is_made(report: Path) -> bool:
    """Whether that attempt came to its end, in this process or in one that died since."""
    return _ending_of(report).exists()


def look_again(report: Path) -> Evidence:
    """The evidence of an attempt that was made before. Raises ConfigurationError without it."""
    file = _ending_of(report)
    try:
        how = json.decode(file.read_bytes(), type=Ending)
    except (OSError, DecodeError) as err:
        raise ConfigurationError(
            f"{file}: does not say how the attempt ended ({err}); name another run"
        ) from err
    return _evidence(report, how)


def _ending_of(report: Path) -> Path:
    return report.with_suffix(".json")


def _evidence(report: Path, how: Ending) -> Evidence:
    return read(
        _bytes(report),
        name=str(report),
        exit_status=how.exit_status,
        run=how.run,
        extra_faults=how.faults,
    )


def given_report(where: str, file: Path) -> Evidence:
    """The evidence of a report that a person names; ConfigurationError if it cannot be read."""
    try:
        with open(file, "rb", opener=_at_once) as handle:
            is_file = stat.S_ISREG(os.fstat(handle.fileno()).st_mode)
            raw = handle.read(LARGEST_REPORT + 1) if is_file else b""
    except (OSError, ValueError) as err:
        reason = getattr(err, "strerror", None) or str(err)
        raise ConfigurationError(
            f"{where}: cannot be read ({reason}), got {str(file)!r}; give a JUnit file"
        ) from err
    if not is_file:
        raise ConfigurationError(
            f"{where}: is a pipe or a device, got {str(file)!r}; write the report to a file first"
        )
    return read(raw, name=str(file), exit_status=None, run=None)


def find_own_checks(given: tuple[str, ...]) -> tuple[str, ...]:
    """The team's own checks: the given ones, or those in ./smoke.

    A folder that holds contracts alone is no suite, and the shipped checks are nobody's own.
    """
    home = shipped_suite().resolve()
    own = given or (("smoke",) if _holds_checks(Path("smoke")) else ())
    return tuple(path for path in own if Path(path).resolve() != home)


def _holds_checks(folder: Path) -> bool:
    files = (file for file in folder.rglob("[!.]*") if file.is_file())
    return any(file.suffix not in _NO_CHECKS for file in files)


def _command(suite: Suite, attempt: Attempt) -> list[str]:
    """Our own options stand last, so that no argument of the user takes the report away."""
    target = suite.own_checks or (str(shipped_suite()),)
    command = [sys.executable, "-m", "pytest", *target, "-p", "smokegate.plugin"]
    # what is written there shapes other runs: it may stop early, leave out, or run nothing
    command += ["-o", "addopts=", *suite.arguments]
    command += [f"--base-url={suite.base_url}", f"--contract={suite.contract}"]
    command += [f"--junitxml={attempt.report}"]
    command += [f"--settle={attempt.settle_s:g}"]
    if suite.is_own_only:
        command.append("--own-checks-only")
    if attempt.release:
        command.append(f"--release={attempt.release}")
    return command


def _bytes(report: Path) -> bytes | None:
    """The report, or None: what stands in its place may be a folder."""
    try:
        with open(report, "rb", opener=_at_once) as file:
            return file.read(LARGEST_REPORT + 1)
    except OSError:
        return None


def _at_once(path: str, flags: int) -> int:
    """Opens without waiting, as a pipe would let it."""
    return os.open(path, flags | os.O_NONBLOCK)
