"""Settle, smoke, judge; on a proven failure roll back, verify, and say so."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from smokegate.errors import ConfigurationError
from smokegate.gate.books import Books
from smokegate.gate.decision import Action, Decision, Exit, Rollback, headline
from smokegate.gate.journal import OvertakenError
from smokegate.gate.lock import LockedError
from smokegate.gate.message import after_failure, short
from smokegate.gate.record import Record
from smokegate.gate.releases import Standing
from smokegate.gate.rollback import Return
from smokegate.gate.signals import SIGNALS, InterruptedByPersonError
from smokegate.gate.smoke import Smoke
from smokegate.release_id import is_same_release
from smokegate.verdict.environment import Comparison
from smokegate.verdict.evidence import Evidence, left_out
from smokegate.verdict.judge import judge
from smokegate.verdict.outcome import Kind, Outcome
from smokegate.verdict.schedule import counted
from smokegate.verdict.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One run of the gate.

    release: what was deployed, None if that is not known. has_identity: whether the deployment can
    say which release it is. back: the way back, None if there is none. untouched: what people are
    told where nothing follows from the verdict. is_known_current: whether the driver says that the
    release is current, which counts where the deployment cannot say which one it is.
    """

    smoke: Smoke
    release: str | None
    has_identity: bool
    back: Return | None
    record: Record
    baseline: Evidence | None
    is_observing: bool
    books: Books
    untouched: str = "nothing was changed"
    is_known_current: Callable[[], bool | None] = lambda: None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    looks: list[Evidence] = field(default_factory=list)

    def decide(self) -> Decision:
        """The whole job. Nothing is changed before the verdict is FAILED."""
        verdict = self._verdict()
        try:
            decision = self._acted(verdict)
        except (OvertakenError, LockedError) as err:
            decision = self.overtaken(verdict, err)
        return self.closed(decision)

    def closed(
        self, decision: Decision, standings: Mapping[str, Standing] | None = None
    ) -> Decision:
        """The decision, put on record with all that follows from it.

        standings: what is known of each release from now on; left out, what the verdict says.
        """
        SIGNALS.pass_from_now_on()  # it is decided, and has to be put down and told
        known = standings
        kept = decision.action is Action.KEPT
        first = counted(self.looks)[0][0] if kept else None
        try:
            if known is None:
                with contextlib.suppress(ConfigurationError):  # then nothing can be written either
                    known = self._standings(decision)
            self.books.close(decision, known or {}, first)
        except OvertakenError as err:
            late = self.overtaken(decision.verdict, err)
            return self.closed(
                replace(
                    late,
                    rollback=decision.rollback,
                    release=decision.release,
                    is_by_hand=decision.is_by_hand,
                )
            )
        except ConfigurationError as err:
            told = f"{decision.sentence}; not put on record ({err})"
            decision = replace(decision, is_known_good=False, is_on_record=False, sentence=told)
        if unkept := self.books.releases.state.unkept:
            told = f"{decision.sentence}; not put on record ({unkept})"
            decision = replace(decision, is_known_good=False, is_on_record=False, sentence=told)
        with contextlib.suppress(OSError, ConfigurationError):  # the verdict stands without it
            self.record.end(decision.as_json())
        return decision

    def decision(self, verdict: Verdict, action: Action, code: int, sentence: str) -> Decision:
        """A decision of this run."""
        return Decision(
            verdict=verdict,
            action=action,
            exit_code=code,
            sentence=sentence,
            run=self.smoke.run_id,
            at=self.now(),
            base_url=self.smoke.suite.base_url,
            release=self._judged_release(),
            reports=tuple(one.name for one in self.looks),
            policy=self.smoke.policy,
            untouched=self.untouched,
        )

    def _verdict(self) -> Verdict:
        try:
            SIGNALS.take_now()
            self.record.begin(self.smoke, self.baseline)
            expected = self.release if self.has_identity else None
            is_in_time = self.smoke.run("attempt", expected, self.looks, self.baseline)
            SIGNALS.pass_from_now_on()
            return self._judged(is_in_time=is_in_time)
        except InterruptedByPersonError as err:
            why = f"the gate was stopped by {err} before it came to a verdict"
            return Verdict(outcome=Outcome.INCONCLUSIVE, kind=Kind.INTERRUPTED, reasons=(why,))
        except OSError as err:
            why = f"the suite could not be run ({err})"
            return Verdict(outcome=Outcome.INCONCLUSIVE, kind=Kind.HARNESS, reasons=(why,))

    def _judged(self, *, is_in_time: bool) -> Verdict:
        good, void = counted(self.looks)
        verdict = judge(
            good,
            policy=self.smoke.policy,
            baseline=self.baseline,
            noise=self.smoke.noise,
            void=void,
            was_let_in=self.smoke.was_let_in,
        )
        if is_in_time or verdict.outcome is not Outcome.INCONCLUSIVE:
            return verdict
        why = f"the {self.smoke.timings.verdict_s:g} s for a verdict are over"
        return replace(verdict, reasons=(*verdict.reasons, why))

    def _acted(self, verdict: Verdict) -> Decision:
        with contextlib.suppress(ConfigurationError):  # the fence of the driver is left
            self.books.run.refuse_if_overtaken()
        match verdict.outcome:
            case Outcome.PASSED | Outcome.SUSPECT:
                return self._keep(verdict)
            case Outcome.INCONCLUSIVE:
                sentence = f"{headline(verdict)}; {self.untouched}, a person has to look"
                return self.decision(verdict, Action.NOTHING, Exit.INCONCLUSIVE, sentence)
            case Outcome.FAILED if self.is_observing or self.back is None:
                return self._leave(verdict)
            case Outcome.FAILED:
                return self._roll_back(verdict, self.back)

    def _keep(self, verdict: Verdict) -> Decision:
        release, told = self._judged_release(), "not marked known good"
        missing = left_out(self.looks)
        is_good = verdict.outcome is Outcome.PASSED and release is not None and not missing
        if missing:
            told = f"not marked known good: {missing}"
        if is_good and release and not self._is_seen():
            is_good = False
            told = (
                f"not marked known good: nothing shows that {short(release)} is the one answering"
            )
        if is_good and release:
            told = f"release {short(release)} is known good"
        decision = self.decision(verdict, Action.KEPT, Exit.PASSED, f"{headline(verdict)}; {told}")
        return replace(decision, is_known_good=is_good)

    def _is_seen(self) -> bool:
        """Whether anybody says that the release is the one that was looked at."""
        return any(one.release_seen for one in self.looks) or bool(self.is_known_current())

    def _leave(self, verdict: Verdict) -> Decision:
        action, why = Action.NOTHING, "no --rollback was given"
        if self.is_observing:
            would = "would have rolled back" if self.back else "would not have rolled back"
            action, why = Action.OBSERVED, f"--observe, {would}"
        sentence = f"{headline(verdict)}; {self.untouched} ({why})"
        return self.decision(verdict, action, Exit.FAILED, sentence)

    def _roll_back(self, verdict: Verdict, back: Return) -> Decision:
        release = self._judged_release()
        if release:
            with contextlib.suppress(ConfigurationError):  # it is not on record as good either
                self._was_known_good(release)
                self.books.mark(release, Standing.FAILED)
        rollback = back.go(verdict, release)
        return replace(self._after(verdict, rollback), rollback=rollback)

    def _after(self, verdict: Verdict, rollback: Rollback) -> Decision:
        before = short(rollback.from_release or "the new release")
        after = short(rollback.to_release or "the release before")
        if rollback.problem:
            do = after_failure(rollback)
            sentence = f"{headline(verdict)}; not restored: {rollback.problem}; {do}"
            return self.decision(verdict, Action.NOT_RESTORED, Exit.NOT_RESTORED, sentence)
        proof = rollback.proof
        if not (rollback.from_release and rollback.seen):
            comma = "," if rollback.is_no_worse else ""
            proof = f"{proof}{comma} by the suite alone, no release is stated"
        sentence = f"{headline(verdict)}; rolled back from {before} to {after} and {proof}"
        return self.decision(verdict, Action.ROLLED_BACK, Exit.FAILED, sentence)

    def overtaken(self, verdict: Verdict, err: Exception) -> Decision:
        """The decision of a run that must not act any more."""
        why = f"{err}, so this run acts no more; it had come to {headline(verdict)}"
        stopped = Verdict(outcome=Outcome.INCONCLUSIVE, kind=Kind.INTERRUPTED, reasons=(why,))
        decision = self.decision(stopped, Action.NOTHING, Exit.INCONCLUSIVE, headline(stopped))
        if isinstance(err, OvertakenError):
            return replace(decision, untouched="what serves is up to a newer run")
        return decision

    def _standings(self, decision: Decision) -> Mapping[str, Standing]:
        """What is known of each release from now on."""
        release, rollback = decision.release, decision.rollback
        if release is None:
            return {}
        match decision.verdict.outcome:
            case Outcome.PASSED if decision.is_known_good:
                return {release: Standing.KNOWN_GOOD}
            case Outcome.SUSPECT if not self.books.is_known_good(release):
                return {release: Standing.SUSPECT}
            case Outcome.PASSED | Outcome.SUSPECT:
                return {}
            case Outcome.FAILED if rollback and rollback.is_release_to_blame:
                return {release: Standing.QUARANTINED}
            case Outcome.FAILED if rollback and rollback.comparison is Comparison.ALIKE:
                was_good = self._was_known_good(release)  # nothing shows that it is to blame
                return {release: Standing.KNOWN_GOOD if was_good else Standing.SUSPECT}
            case Outcome.FAILED:
                return {release: Standing.FAILED}
            case Outcome.INCONCLUSIVE:
                return {}

    def _was_known_good(self, release: str) -> bool:
        """Whether it was when this run began to hold something against it."""
        found: bool = self.books.run.do(
            "was known good", lambda: self.books.is_known_good(release), is_vital=True
        )
        return found

    def _judged_release(self) -> str | None:
        """The release that answered, as it names itself; else the one that was expected."""
        seen = [one.release_seen for one in self.looks if one.release_seen]
        if not seen or (self.release and is_same_release(self.release, seen[-1])):
            return max((self.release, *seen[-1:]), key=len) if self.release else None
        return seen[-1]
