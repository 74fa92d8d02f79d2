"""Settle, smoke, judge; on a proven failure roll back, verify, and say so."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from smokegate.contract import Contract
from smokegate.errors import ConfigurationError
from smokegate.gate.decision import Action, Decision, Exit, Rollback, headline
from smokegate.gate.message import short
from smokegate.gate.releases import Releases
from smokegate.gate.rollback import Return
from smokegate.gate.signals import SIGNALS, InterruptedByPersonError
from smokegate.gate.smoke import NEEDED, Smoke
from smokegate.toml_file import Loaded
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.judge import judge
from smokegate.verdict.outcome import Kind, Outcome, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One run of the gate. rollback: the words of the command, empty if there is none."""

    smoke: Smoke
    release: str | None
    contract: Loaded[Contract]
    rollback: tuple[str, ...]
    baseline: Evidence | None
    is_observing: bool
    releases: Releases
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    looks: list[Evidence] = field(default_factory=list)

    def decide(self) -> Decision:
        """The whole job. Nothing is changed before the verdict is FAILED.

        Raises ConfigurationError, before anything is run, if the record of releases is unusable.
        """
        self.releases.check()
        verdict = self._verdict()
        if verdict.outcome is Outcome.FAILED:
            self._mark_failed()
        match verdict.outcome:
            case Outcome.PASSED | Outcome.SUSPECT:
                return self._keep(verdict)
            case Outcome.INCONCLUSIVE:
                return self._hold(verdict)
            case Outcome.FAILED if self.is_observing or not self.rollback:
                return self._leave(verdict)
            case Outcome.FAILED:
                return self._roll_back(verdict)

    def _verdict(self) -> Verdict:
        try:
            self.smoke.run("attempt", self.release, self.looks)
            SIGNALS.pass_from_now_on()
            return judge(self.looks, needed=NEEDED, baseline=self.baseline)
        except InterruptedByPersonError as err:
            why = f"the gate was stopped by {err} before it came to a verdict"
            return Verdict(outcome=Outcome.INCONCLUSIVE, kind=Kind.INTERRUPTED, reasons=(why,))
        except OSError as err:
            why = f"the suite could not be run ({err})"
            return Verdict(outcome=Outcome.INCONCLUSIVE, kind=Kind.HARNESS, reasons=(why,))

    def _keep(self, verdict: Verdict) -> Decision:
        release, told = self._judged_release(), "not marked known good"
        left_out = self.looks[0].deselected
        is_good = verdict.outcome is Outcome.PASSED and release is not None and not left_out
        if left_out:
            told = f"not marked known good, for {left_out} checks were left out"
        if is_good and release:
            told = f"release {short(release)} is known good"
            try:
                self.releases.mark_known_good(release, self.contract.text, self.now())
            except ConfigurationError as err:
                is_good, told = False, f"not marked known good ({err})"
        decision = self._decision(verdict, Action.KEPT, Exit.PASSED, f"{headline(verdict)}; {told}")
        return replace(decision, is_known_good=is_good)

    def _hold(self, verdict: Verdict) -> Decision:
        sentence = f"{headline(verdict)}; nothing was changed, a person has to look"
        return self._decision(verdict, Action.NOTHING, Exit.INCONCLUSIVE, sentence)

    def _leave(self, verdict: Verdict) -> Decision:
        action, why = Action.NOTHING, "no --rollback was given"
        if self.is_observing:
            would = "would have rolled back" if self.rollback else "would not have rolled back"
            action, why = Action.OBSERVED, f"--observe, {would}"
        sentence = f"{headline(verdict)}; nothing was changed ({why})"
        return self._decision(verdict, action, Exit.FAILED, sentence)

    def _roll_back(self, verdict: Verdict) -> Decision:
        back = Return(command=self.rollback, smoke=self.smoke, releases=self.releases)
        rollback = back.go(verdict, self._judged_release())
        return replace(self._after(verdict, rollback), rollback=rollback)

    def _mark_failed(self) -> None:
        release = self._judged_release()
        if release:
            with contextlib.suppress(ConfigurationError):  # it is not on record as good either
                self.releases.mark_failed(release, self.contract.text, self.now())

    def _after(self, verdict: Verdict, rollback: Rollback) -> Decision:
        before = short(rollback.from_release or "the new release")
        after = short(rollback.to_release or "the release before")
        if rollback.problem:
            sentence = f"{headline(verdict)}; not restored: {rollback.problem}; go back by hand"
            return self._decision(verdict, Action.NOT_RESTORED, Exit.NOT_RESTORED, sentence)
        proof = "verified"
        if not (rollback.from_release and rollback.seen):
            proof = "verified by the suite alone, no release is stated"
        sentence = f"{headline(verdict)}; rolled back from {before} to {after} and {proof}"
        return self._decision(verdict, Action.ROLLED_BACK, Exit.FAILED, sentence)

    def _decision(self, verdict: Verdict, action: Action, code: int, sentence: str) -> Decision:
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
        )

    def _judged_release(self) -> str | None:
        """The release that answered, as it names itself; else the one that was expected."""
        seen = [one.release_seen for one in self.looks if one.release_seen]
        return seen[-1] if seen else self.release
