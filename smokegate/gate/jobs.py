"""The jobs that a command begins, each under its lock and in the journal."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO

from smokegate.errors import ConfigurationError
from smokegate.gate import baseline
from smokegate.gate.assembly import (
    Assembly,
    assembled,
    by_hand_lock,
    journal_of,
    now,
    run_id,
    with_a_contract,
)
from smokegate.gate.attempt import given_report
from smokegate.gate.by_hand import (
    ByHand,
    refuse_to_leave_good,
    where_to,
    with_baseline_of_deploy,
)
from smokegate.gate.decision import Decision, judged
from smokegate.gate.deploy import Deploy, RefusedError, checked
from smokegate.gate.drivers.driver import DriverError
from smokegate.gate.gate import Gate
from smokegate.gate.host import HostError
from smokegate.gate.journal import Begun, Journal, Run
from smokegate.gate.lock import held
from smokegate.gate.order import Order, as_begun, ordered_before
from smokegate.gate.record import RUNS, forget_old_runs
from smokegate.gate.room import lack_of_room, take_away
from smokegate.gate.signals import SIGNALS
from smokegate.gate.timings import load_gate_file
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.judge import judge
from smokegate.verdict.parts import as_one_look
from smokegate.verdict.policy import ONE_LOOK

LOCK = "lock"
_A_LOOK = re.compile(r"\.[a-z]+-\d+$")


def decide(order: Order, verdict_file: Path) -> Decision:
    """Runs the gate that was ordered; the verdict of the run before is taken away first.

    Raises ConfigurationError for what is wrong with the order, LockedError while another runs.
    """
    parts = assembled(order, load_gate_file(), run_id())
    _demand_identity(parts)
    parts.given_command()
    parts.releases.noise()
    with held(parts.folder / LOCK, parts.smoke.run_id):
        _refuse_beside_unfinished(parts)
        with SIGNALS.held():  # from here on the run itself says that it was stopped
            run = parts.begun("gate")
            take_away(verdict_file)
            forget_old_runs()
            return _gate(parts, run).decide()


def deploy(order: Order, verdict_file: Path) -> Decision:
    """Makes a release current, judges it, and keeps it or goes back.

    Raises ConfigurationError, LockedError, RefusedError; then nothing was changed.
    """
    parts = assembled(order, load_gate_file(), run_id())
    driver = parts.driver()
    with held(parts.folder / LOCK, parts.smoke.run_id):
        _refuse_beside_unfinished(parts)
        _refuse_another_address(parts)
        _refuse_without_room(parts)
        release = checked(driver, parts.releases, order.release or "", order.force)
        parts = _heading_for(parts, release)
        with SIGNALS.held():
            run = parts.begun("deploy")
            take_away(verdict_file)
            forget_old_runs()
            return _deploy(parts, run).run()


def go_back(order: Order, verdict_file: Path, *, is_again: bool = False) -> Decision:
    """Goes back by hand, whatever else runs. Raises ConfigurationError; nothing was changed.

    is_again: whether it leaves a good release that was just gone back to, though no other is named.
    """
    file = load_gate_file()
    order = with_a_contract(order, file)
    parts = assembled(order, file, run_id())
    driver = parts.driver()
    if order.release:
        try:
            parts = _heading_for(parts, driver.full_id(order.release))
        except (DriverError, HostError) as err:
            raise ConfigurationError(f"rollback {order.release}: {err}") from err
    parts.journal.state.reserve.give_up_if_scarce()  # a lock needs an inode
    try:
        if parts.release is None:
            if not is_again:
                refuse_to_leave_good(parts, driver)
            parts = _heading_for(parts, where_to(driver, parts.releases, parts.journal.serving))
        parts = with_baseline_of_deploy(parts)
        with _held_by_hand(parts), SIGNALS.held():
            parts, run = _begun_by_hand(parts)
            take_away(verdict_file)
            return _finished_by_hand(parts, run)
    except ConfigurationError as err:
        raise ConfigurationError(
            f"rollback: {err}; nothing was changed, docs/by-hand.md says how to go back without "
            "smokegate"
        ) from err


def resume(
    base_url: str, verdict_file: Path, *, rollback: str | None, output: IO[str] | None
) -> Decision | None:
    """Carries on the newest run if it died; None where there is none that did.

    Raises LockedError while it is still alive.
    """
    file = load_gate_file()
    begun = journal_of(base_url, file).unfinished()
    if begun is None:
        return None
    order = ordered_before(begun.order, rollback=rollback, output=output)
    if begun.command == "rollback":
        order = with_a_contract(order, file)
    parts = assembled(as_begun(order, begun), file, begun.id, datetime.fromisoformat(begun.began))
    with held(_lock(parts, begun), begun.id):
        run = _still_unfinished(parts.journal, begun)
        if run is None:
            return None
        take_away(verdict_file)
        match begun.command:
            case "deploy":
                return _deploy(parts, run).run()
            case "rollback":
                return _finished_by_hand(parts, run)
            case _:
                return _gate(parts, run).decide()


def take_baseline(order: Order, report: Path) -> baseline.Taken:
    """Looks at the deployment before a deploy. Raises ConfigurationError, OSError."""
    parts = assembled(order, load_gate_file(), run_id())
    with held(parts.folder / LOCK, parts.smoke.run_id):
        forget_old_runs()
        return baseline.take(parts.smoke, report)


def judge_files(looks_of: Sequence[Sequence[str]], before: str | None) -> Decision:
    """The verdict on reports that exist: the parts of each look, the looks in the order of time.

    Raises ConfigurationError for a report that does not exist, and for looks that stand as parts.
    """
    parts = [[given_report("report", Path(name)) for name in names] for names in looks_of]
    for look in parts:
        _refuse_looks_as_parts(look)
    looks = [as_one_look(look) for look in parts]
    excused = baseline.given(Path(before), now()) if before else None
    verdict = judge(looks, policy=ONE_LOOK, baseline=excused)
    return judged(verdict, tuple(name for names in looks_of for name in names), ONE_LOOK)


def _refuse_looks_as_parts(parts: Sequence[Evidence]) -> None:
    """The looks of one run of the gate have its id and a number: `RUN.attempt-2`."""
    named = {part.run: part.name for part in parts if part.run and _A_LOOK.search(part.run)}
    by_gate: dict[str, list[str]] = {}
    for run, name in named.items():
        by_gate.setdefault(run.rpartition("-")[0], []).append(name)
    for names in by_gate.values():
        if len(names) > 1:
            raise ConfigurationError(
                f"judge: {names[0]} and {names[1]} are looks of one gate, one after the other, and "
                "no parts of one run; write --then between them"
            )


@contextmanager
def _held_by_hand(parts: Assembly) -> Iterator[None]:
    """What shows others that a person goes back; a folder that takes no file is no reason to stay.

    Raises LockedError.
    """
    with ExitStack() as stack:
        with suppress(ConfigurationError):
            stack.enter_context(held(_alive(parts), parts.smoke.run_id))
        yield


def _begun_by_hand(parts: Assembly) -> tuple[Assembly, Run]:
    """A record that cannot be written to keeps no person from going back."""
    try:
        return parts, parts.begun("rollback")
    except ConfigurationError as err:
        parts = parts.in_memory(str(err))
        return parts, parts.begun("rollback")


def _gate(parts: Assembly, run: Run) -> Gate:
    driver = parts.given_command()
    books = parts.books(run, None)
    return parts.gate(books, parts.back(books, driver, finds_its_way=True) if driver else None)


def _deploy(parts: Assembly, run: Run) -> Deploy:
    driver = parts.driver()
    books = parts.books(run, driver)
    back = parts.back(books, driver, finds_its_way=False)
    return Deploy(
        gate=parts.gate(books, back),
        back=back,
        release=parts.release or "",
    )


def _finished_by_hand(parts: Assembly, run: Run) -> Decision:
    driver = parts.driver()
    books = parts.books(run, driver)
    back = parts.back(books, driver, finds_its_way=False)
    gate = parts.gate(books, back)
    serving = parts.journal.serving
    decision = ByHand(gate=gate, back=back, given=parts.release, serving=serving).run()
    take_away(_alive(parts))
    return decision


def _heading_for(parts: Assembly, release: str | None) -> Assembly:
    return replace(parts, order=replace(parts.order, release=release), release=release)


def _demand_identity(parts: Assembly) -> None:
    if parts.release and parts.contract.record.release is None:
        raise ConfigurationError(
            f"{parts.smoke.suite.contract}: has no [release], so nothing can show that "
            f"{parts.release} is the one answering; add [release], or leave --release out"
        )


def _refuse_beside_unfinished(parts: Assembly) -> None:
    found = parts.journal.unfinished()
    if found and found.command == "rollback":
        parts.refuse_beside_a_person()
    if found and found.command != "gate" and not parts.order.force:
        raise RefusedError(
            f"{found.command} {found.id} of {found.by} did not come to its end; run "
            "smokegate resume first, or give deploy --force=REASON"
        )


def _refuse_another_address(parts: Assembly) -> None:
    """What is on record of a release is kept by address, and the driver knows of none."""
    before = parts.journal.deployed_before()
    if before and parts.journal.deployment not in before and not parts.order.force:
        raise RefusedError(
            f"--base-url: another address than that of the deploys before, got "
            f"{parts.journal.deployment}; give {before[0]}, or --force=REASON if it has moved"
        )


def _refuse_without_room(parts: Assembly) -> None:
    for folder in (parts.folder, RUNS):
        if lack := lack_of_room(folder):
            raise RefusedError(f"there is no room for one more run: {lack}")


def _still_unfinished(journal: Journal, begun: Begun) -> Run | None:
    """The run, unless it came to its end while we waited for the lock."""
    found = journal.unfinished()
    return journal.open(begun.id) if found and found.id == begun.id else None


def _lock(parts: Assembly, begun: Begun) -> Path:
    return _alive(parts) if begun.command == "rollback" else parts.folder / LOCK


def _alive(parts: Assembly) -> Path:
    return by_hand_lock(parts.folder, parts.smoke.run_id)
