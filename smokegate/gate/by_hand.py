"""A person goes back: never kept waiting by the gate's own conditions, and verified as well."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from smokegate.errors import ConfigurationError
from smokegate.gate import baseline
from smokegate.gate.assembly import Assembly
from smokegate.gate.decision import Action, Decision, Exit, Rollback, headline
from smokegate.gate.drivers.driver import Driver, DriverError
from smokegate.gate.gate import Gate
from smokegate.gate.gone_back import baseline_of_newest_deploy, why_it_stays
from smokegate.gate.host import HostError
from smokegate.gate.journal import OvertakenError
from smokegate.gate.lock import LockedError
from smokegate.gate.message import short
from smokegate.gate.releases import Releases, Standing
from smokegate.gate.rollback import Return, newest_way_back
from smokegate.gate.signals import SIGNALS, InterruptedByPersonError
from smokegate.release_id import is_same_release
from smokegate.verdict.outcome import Kind, Outcome
from smokegate.verdict.verdict import Verdict

SWITCH = "switch back"


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """One rollback by hand.

    given: where to, or None for the newest that is known good. serving: what the run before left
    current, where the driver cannot tell.
    """

    gate: Gate
    back: Return
    given: str | None
    serving: Callable[[], str | None]

    def run(self) -> Decision:
        """Takes no lock of a run: it is newer than what runs, which therefore acts no more."""
        why = f"ordered by hand by {self.back.books.run.begun.by}"
        wanted = Verdict(outcome=Outcome.INCONCLUSIVE, kind=Kind.INTERRUPTED, reasons=(why,))
        with suppress(OSError):  # no room for a record is no reason to stay
            self.gate.record.begin(self.gate.smoke, self.gate.baseline)
        try:
            SIGNALS.take_now()
            decision = self._decided(self._rolled_back(wanted))
            gate, standings = self._standings(decision)
            return gate.closed(decision, standings)
        except (OvertakenError, LockedError, InterruptedByPersonError) as err:
            return self.gate.closed(self._stopped(err))

    def _rolled_back(self, wanted: Verdict) -> Rollback:
        driver, run = self.back.switch.driver, self.back.books.run
        before = run.do("current", lambda: serving_now(driver, self.serving), is_vital=True)
        target = self.back.target(before, self.given)
        done = replace(
            self._nothing_done(), from_release=before, to_release=target.id if target else None
        )
        if target is None:
            problem = "no other release is known good; name one"
            return replace(done, problem=problem, has_no_target=True)
        if before and is_same_release(before, target.id):
            done = replace(done, from_release=None)  # made current once more
        return self.back.to(done, wanted, target, SWITCH)

    def _stopped(self, err: Exception) -> Decision:
        """The end of a rollback that must not go on: before its switch, or after."""
        why = f"{err}, so this run acts no more"
        verdict = Verdict(outcome=Outcome.INCONCLUSIVE, kind=Kind.INTERRUPTED, reasons=(why,))
        back: Rollback | None = None
        with suppress(ConfigurationError, OvertakenError):
            back = self._switched()
        if isinstance(err, OvertakenError) or not (back or isinstance(err, LockedError)):
            return self._yielded(back, verdict)
        return self._decided(back or replace(self._nothing_done(), problem=why), verdict)

    def _yielded(self, back: Rollback | None, verdict: Verdict) -> Decision:
        """Nobody has to go back by hand for it: what serves is up to a newer run, or as it was."""
        after = short(back.to_release or "the release before") if back else ""
        told = f"gone back to {after}, not verified" if back else "this run switched nothing"
        sentence = f"{headline(verdict)}; {told}"
        decision = self.gate.decision(verdict, Action.NOTHING, Exit.INCONCLUSIVE, sentence)
        rollback = back or self._nothing_done()
        return replace(decision, release=rollback.to_release, rollback=rollback, is_by_hand=True)

    def _switched(self) -> Rollback | None:
        """What this run made current already, as the journal says."""
        run = self.back.books.run
        if (switched := run.done(SWITCH)) is None or switched["problem"]:
            return None
        before, target = run.done("current"), run.done("target")
        after = target["id"] if target else self.given  # one that could not be written down
        done = replace(self._nothing_done(), to_release=after, exit_status=0)
        is_same = before and after and is_same_release(before, after)
        return replace(done, from_release=None if is_same else before)

    def _nothing_done(self) -> Rollback:
        return Rollback(
            command=self.back.switch.driver.name,
            from_release=None,
            to_release=self.given,
            exit_status=None,
        )

    def _decided(self, rollback: Rollback, stopped: Verdict | None = None) -> Decision:
        before = f" from {short(rollback.from_release)}" if rollback.from_release else ""
        after = short(rollback.to_release) if rollback.to_release else "nothing"
        problem = rollback.problem or "the old release could not be verified"
        unknown = Verdict(outcome=Outcome.INCONCLUSIVE, kind=Kind.HARNESS, reasons=(problem,))
        verdict = stopped or rollback.verdict or unknown
        is_switched = rollback.exit_status == 0
        action, code = Action.NOT_RESTORED, Exit.NOT_RESTORED
        if rollback.problem is None and rollback.verdict:
            action, code = Action.ROLLED_BACK, Exit.PASSED
            told = f"rolled back by hand{before} to {after} and {rollback.proof}"
        elif is_switched and verdict.outcome is Outcome.INCONCLUSIVE and not rollback.is_unmoved:
            code = Exit.INCONCLUSIVE
            told = f"gone back by hand{before} to {after}, but not verified"
        elif rollback.verdict:
            told = f"not restored: {problem}; see docs/by-hand.md"
        else:
            told = "not restored; see docs/by-hand.md"
        sentence = f"{headline(verdict)}; {told}"
        decision = self.gate.decision(verdict, action, code, sentence)
        return replace(decision, release=rollback.to_release, rollback=rollback, is_by_hand=True)

    def _standings(self, decision: Decision) -> tuple[Gate, Mapping[str, Standing]]:
        """What serves now is the newest on record, judged by the contract it passed.

        What a person left for a good one is not gone back to by itself. What was convicted, or
        passed a part of its checks, is not known good by this.
        """
        release, back = decision.release, decision.rollback
        if decision.action is not Action.ROLLED_BACK or release is None or back is None:
            return self.gate, {}
        try:
            found = self.back.books.releases.find(release)
            left = self._left(back.from_release)
        except ConfigurationError:  # it serves, on record or not
            return self.gate, {}
        state = found.state if found else Standing.NEW
        is_passed = decision.verdict.outcome is Outcome.PASSED and not back.left_out
        is_convicted = state in (Standing.FAILED, Standing.QUARANTINED)
        is_good = state is Standing.KNOWN_GOOD or (is_passed and not is_convicted)
        contract = found.contract if found and found.contract else self.back.books.contract
        gate = replace(self.gate, books=replace(self.gate.books, contract=contract))
        if not is_good:
            return gate, {release: Standing.SUSPECT}
        return gate, left | {release: Standing.KNOWN_GOOD}

    def _left(self, before: str | None) -> dict[str, Standing]:
        is_good = before is not None and self.back.books.is_known_good(before)
        return {before: Standing.SUSPECT} if before and is_good else {}


def where_to(driver: Driver, releases: Releases, serving: Callable[[], str | None]) -> str | None:
    """The release that is gone back to where none is given, or None if no other is known good.

    It is kept with the order: a run that switched where no step could be written down would else
    choose anew when it is carried on, and leave the release that it went to. Raises
    ConfigurationError.
    """
    found = newest_way_back(releases, driver, serving_now(driver, serving))
    return found.id if found else None


def serving_now(driver: Driver, serving: Callable[[], str | None]) -> str | None:
    """What is current, as the driver says; where it cannot, what was judged last."""
    with suppress(DriverError, HostError):
        if current := driver.current():
            return current
    with suppress(ConfigurationError):
        return serving()
    return None


def refuse_to_leave_good(parts: Assembly, driver: Driver) -> None:
    """Whoever asks twice to go back, or after the gate did, seldom means one release further."""
    current = serving_now(driver, parts.journal.serving)
    known = parts.releases.find(current) if current else None
    if current is None or known is None or known.state is not Standing.KNOWN_GOOD:
        return
    if why := why_it_stays(parts.journal, current):
        target = where_to(driver, parts.releases, parts.journal.serving)
        further = f"give --again to go on to {short(target)}, or " if target else ""
        raise ConfigurationError(f"{why}; {further}name a release")


def with_baseline_of_deploy(parts: Assembly) -> Assembly:
    """What failed before the newest deploy fails after the way back, too, and is no reason to stay.

    It is kept with the order, so that a run that is carried on judges by the same.
    """
    with suppress(ConfigurationError):
        if report := baseline_of_newest_deploy(parts.journal):
            known = baseline.own(Path(report))
            if not known.faults:
                order = replace(parts.order, baseline=report)
                return replace(parts, order=order, baseline=known)
    return parts
