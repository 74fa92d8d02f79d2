"""From what a person ordered to a gate that is ready to run: everything wrong is said first."""

import secrets
import shlex
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from msgspec import structs

from smokegate.contract_file import find_contract, load_contract
from smokegate.errors import ConfigurationError
from smokegate.gate.arguments import taken
from smokegate.gate.attempt import Suite, find_suite
from smokegate.gate.decision import Decision, judged
from smokegate.gate.gate import Gate
from smokegate.gate.lock import held
from smokegate.gate.releases import Releases
from smokegate.gate.smoke import Smoke
from smokegate.gate.timings import GateFile, load_gate_file
from smokegate.origin import checked_origin, checked_url
from smokegate.verdict.evidence import Evidence, read
from smokegate.verdict.judge import judge
from smokegate.verdict.junit import LARGEST_REPORT

STATE = Path(".smokegate")
RUNS = Path("reports/runs")
MOST_RUNS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was given on the command line; None where it was not. output: None for our stdout."""

    base_url: str
    release: str | None
    contract: str | None
    suite: str | None
    settle_s: float | None
    baseline: str | None
    rollback: str | None
    control: tuple[str, ...]
    is_observing: bool
    arguments: tuple[str, ...]
    output: IO[str] | None


def decide(order: Order, verdict_file: Path) -> Decision:
    """Runs the gate that was ordered; the verdict of the run before is taken away first.

    Raises ConfigurationError for what is wrong with the order, LockedError while another runs.
    """
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
    gate = _gate(order, load_gate_file(), run_id)
    with held(STATE / "lock", run_id):
        verdict_file.unlink(missing_ok=True)
        _forget_old_runs()
        return gate.decide()


def judge_files(reports: Sequence[str], baseline: str | None) -> Decision:
    """The verdict on files that exist. Raises ConfigurationError for one that does not."""
    looks = [_evidence("report", Path(name)) for name in reports]
    before = _evidence("--baseline", Path(baseline)) if baseline else None
    return judged(judge(looks, needed=1, baseline=before), tuple(reports))


def _gate(order: Order, file: GateFile, run_id: str) -> Gate:
    own, arguments = taken(order.arguments)
    base_url = order.base_url
    if base_url != "demo" and not base_url.startswith("demo:"):
        base_url = checked_origin("--base-url", base_url)
    contract_path = find_contract(_stated("--contract", order.contract, own), Path.cwd())
    contract = load_contract(contract_path)
    release = _stated("--release", order.release, own)
    if release and contract.record.release is None:
        raise ConfigurationError(
            f"{contract_path}: has no [release], so nothing can show that {release} is the one "
            "answering; add [release], or leave --release out"
        )
    timings = file.timings
    settle = order.settle_s if order.settle_s is not None else own.get("--settle")
    if settle is not None:
        timings = structs.replace(timings, settle_s=_settle(settle))
    suite = Suite(
        target=_suite(order.suite),
        base_url=base_url,
        contract=contract_path,
        control=tuple(
            checked_url("--control", url)
            for url in (*order.control, *own.get("--control", "").split(), *file.control)
        ),
        arguments=arguments,
        run_s=timings.run_s,
        output=order.output,
    )
    return Gate(
        smoke=Smoke(
            run_id=run_id,
            suite=suite,
            timings=timings,
            folder=RUNS / run_id,
            clock=time.monotonic,
            sleep=time.sleep,
        ),
        release=release,
        contract=contract,
        rollback=_command(order.rollback),
        baseline=_evidence("--baseline", Path(order.baseline)) if order.baseline else None,
        is_observing=order.is_observing,
        releases=Releases(STATE / "state.sqlite3", base_url),
    )


def _stated(option: str, given: str | None, own: dict[str, str]) -> str | None:
    """The option before or after `--`; an empty one is a variable that was never set."""
    value = given if given is not None else own.get(option)
    if value is not None and not value.strip():
        raise ConfigurationError(
            f"{option}: is empty, got {value!r}; give a value, or leave it out"
        )
    return value


def _settle(given: float | str) -> float:
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 3600:
        raise ConfigurationError(
            f"--settle: should be a number from 0 to 3600, got {given}; write --settle=30"
        )
    return seconds


def _suite(given: str | None) -> tuple[str, ...]:
    if given and not Path(given).exists():
        raise ConfigurationError(f"--suite: there is no such path, got {given!r}; give a folder")
    return find_suite(given)


def _command(given: str | None) -> tuple[str, ...]:
    if given is None:
        return ()
    try:
        words = tuple(shlex.split(given))
    except ValueError as err:
        raise ConfigurationError(
            f"--rollback: is not a command ({err}), got {given!r}; close the quotes"
        ) from err
    if not words or not words[0]:
        raise ConfigurationError(f"--rollback: is empty, got {given!r}; give a command")
    if shutil.which(words[0]) is None:
        raise ConfigurationError(
            f"--rollback: there is no such command, got {words[0]!r}; give a path that can be run "
            "(there is no shell around it: write sh -c '...' for one)"
        )
    return words


def _evidence(where: str, path: Path) -> Evidence:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_REPORT + 1)
    except OSError as err:
        raise ConfigurationError(
            f"{where}: cannot be read ({err.strerror}), got {str(path)!r}; give a JUnit file"
        ) from err
    return read(raw, name=str(path), exit_status=None, run=None)


def _forget_old_runs() -> None:
    """Run ids begin with their time, so the order of their names is that of their age."""
    runs = sorted(path for path in RUNS.glob("*Z-*") if path.is_dir())
    for path in runs[: -MOST_RUNS or None]:
        shutil.rmtree(path, ignore_errors=True)
