"""Settle, smoke, judge; on a proven failure roll back, verify, and say so."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from smokegate.contract import Contract
from smokegate.gate.attempt import Attempt, Suite, look
from smokegate.gate.decision import Action, Decision, Exit, Rollback, headline
from smokegate.gate.message import short
from smokegate.gate.process import InterruptedByPersonError, interruptible, run, uninterruptible
from smokegate.gate.releases import Releases
from smokegate.gate.timings import Timings
from smokegate.toml_file import Loaded
from smokegate.verdict.blame import is_same_release
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.judge import asked_again, judge
from smokegate.verdict.outcome import Kind, Outcome, Verdict

NEEDED = 2  # a critical failure is proven when this many spaced attempts saw it


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One run of the gate. rollback: the words of the command, empty if there is none."""

    run_id: str
    suite: Suite
    release: str | None
    contract: Loaded[Contract]
    rollback: tuple[str, ...]
    baseline: Evidence | None
    is_observing: bool
    timings: Timings
    releases: Releases
    folder: Path
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def decide(self) -> Decision:
        """The whole job. Nothing is changed before the verdict is FAILED."""
        looks: list[Evidence] = []
        try:
            with interruptible():
                self._smoke("attempt", self.suite, self.release, looks)
                verdict = judge(looks, needed=NEEDED, baseline=self.baseline)
        except InterruptedByPersonError as err:
            return self._hold(_interrupted(str(err)), looks)
        match verdict.outcome:
            case Outcome.PASSED | Outcome.SUSPECT:
                return self._keep(verdict, looks)
            case Outcome.INCONCLUSIVE:
                return self._hold(verdict, looks)
            case Outcome.FAILED:
                return self._fail(verdict, looks)

    def _smoke(
        self, name: str, suite: Suite, release: str | None, looks: list[Evidence]
    ) -> list[Evidence]:
        """Attempts until nothing is left to ask again, each at its time; adds them to `looks`."""
        started = self.clock()
        for number, at_s in enumerate(self.timings.attempts_s, start=1):
            only = asked_again(looks, needed=NEEDED) if looks else None
            if looks and (looks[-1].faults or not only):
                break
            self.sleep(max(0.0, started + at_s - self.clock()))
            looks.append(
                look(
                    suite,
                    Attempt(
                        id=f"{self.run_id}.{name}-{number}",
                        report=self.folder / f"{name}-{number}.xml",
                        release=release,
                        settle_s=self.timings.settle_s if number == 1 else 0.0,
                        only=only,
                        is_first=number == 1 and name == "attempt",
                    ),
                )
            )
        return looks

    def _keep(self, verdict: Verdict, looks: list[Evidence]) -> Decision:
        release = _judged_release(self.release, looks)
        is_good = verdict.outcome is Outcome.PASSED and release is not None
        told = "not marked known good"
        if is_good and release:
            self.releases.mark_known_good(release, self.contract.text, self.now())
            told = f"release {short(release)} is known good"
        return self._decision(
            verdict,
            looks,
            Action.KEPT,
            Exit.PASSED,
            f"{headline(verdict)}; {told}",
            is_good=is_good,
        )

    def _hold(self, verdict: Verdict, looks: list[Evidence]) -> Decision:
        sentence = f"{headline(verdict)}; nothing was changed, a person has to look"
        return self._decision(verdict, looks, Action.NOTHING, Exit.INCONCLUSIVE, sentence)

    def _fail(self, verdict: Verdict, looks: list[Evidence]) -> Decision:
        why = headline(verdict)
        if self.is_observing:
            would = "would have rolled back" if self.rollback else "would not have rolled back"
            sentence = f"{why}; nothing was changed (--observe), {would}"
            return self._decision(verdict, looks, Action.OBSERVED, Exit.FAILED, sentence)
        if not self.rollback:
            sentence = f"{why}; nothing was changed, no --rollback was given"
            return self._decision(verdict, looks, Action.NOTHING, Exit.FAILED, sentence)
        with uninterruptible():
            rollback = self._roll_back(verdict, looks)
        return self._told(verdict, looks, rollback)

    def _roll_back(self, verdict: Verdict, looks: list[Evidence]) -> Rollback:
        """Runs the command once, and proves by a second smoke run that the old release is back."""
        before = _judged_release(self.release, looks)
        target = self.releases.newest_known_good(but=before)
        to = target.id if target else None
        command = shlex.join(self.rollback)
        done = Rollback(command=command, from_release=before, to_release=to, exit_status=None)
        environment = {
            "SMOKEGATE_FROM": before or "",
            "SMOKEGATE_TO": to or "",
            "SMOKEGATE_REASON": verdict.reasons[0],
            "SMOKEGATE_RUN": self.run_id,
        }
        try:
            ended = run(
                self.rollback,
                environment=environment,
                deadline_s=self.timings.rollback_s,
                output=self.suite.output,
            )
        except OSError as err:
            return replace(done, problem=f"the command could not be started ({err.strerror})")
        done = replace(done, exit_status=ended.status)
        if ended.is_late:
            return replace(done, problem=f"the command was ended after {ended.took_s:.0f} s")
        if ended.status != 0:
            return replace(done, problem=f"the command ended with status {ended.status}")
        return self._verify(done, verdict, target.contract if target else None)

    def _verify(self, done: Rollback, verdict: Verdict, pinned: str | None) -> Rollback:
        suite = self.suite
        if pinned is not None:  # the old release never promised what the new contract says
            contract = self.folder / "contract.toml"
            contract.write_text(pinned, "utf-8")
            suite = replace(suite, contract=contract)
        looks = self._smoke("verify", suite, done.to_release, [])
        found = judge(looks, needed=NEEDED)
        done = replace(done, verdict=found)
        seen = looks[-1].release_seen if looks else None
        if done.from_release and seen and is_same_release(done.from_release, seen):
            problem = f"the command exited 0 but the deployment still answers as {short(seen)}"
            return replace(done, problem=problem)
        match found.outcome:
            case Outcome.PASSED | Outcome.SUSPECT:
                return replace(done, to_release=done.to_release or seen)
            case Outcome.FAILED if found.convicted == verdict.convicted:
                problem = (
                    "the old release fails alike, so the environment is to blame, not the release"
                )
            case Outcome.FAILED:
                problem = f"the old release is not healthy either ({found.reasons[0]})"
            case Outcome.INCONCLUSIVE:
                problem = f"the old release could not be verified ({found.reasons[0]})"
        return replace(done, problem=problem)

    def _told(self, verdict: Verdict, looks: list[Evidence], rollback: Rollback) -> Decision:
        before = short(rollback.from_release or "the new release")
        after = short(rollback.to_release or "the release before")
        if rollback.problem:
            sentence = f"{headline(verdict)}; not restored: {rollback.problem}; go back by hand"
            action, code = Action.NOT_RESTORED, Exit.NOT_RESTORED
        else:
            sentence = f"{headline(verdict)}; rolled back from {before} to {after} and verified"
            action, code = Action.ROLLED_BACK, Exit.FAILED
            if rollback.from_release:
                self.releases.mark_failed(rollback.from_release, self.contract.text, self.now())
        decision = self._decision(verdict, looks, action, code, sentence)
        return replace(decision, rollback=rollback)

    def _decision(
        self,
        verdict: Verdict,
        looks: list[Evidence],
        action: Action,
        code: int,
        sentence: str,
        *,
        is_good: bool = False,
    ) -> Decision:
        return Decision(
            verdict=verdict,
            action=action,
            exit_code=code,
            sentence=sentence,
            run=self.run_id,
            at=self.now(),
            base_url=self.suite.base_url,
            release=_judged_release(self.release, looks),
            is_known_good=is_good,
            reports=tuple(one.name for one in looks),
        )


def _judged_release(expected: str | None, looks: list[Evidence]) -> str | None:
    """The release that answered, as it names itself; else the one that was expected."""
    seen = [one.release_seen for one in looks if one.release_seen]
    return seen[-1] if seen else expected


def _interrupted(signal_name: str) -> Verdict:
    return Verdict(
        outcome=Outcome.INCONCLUSIVE,
        kind=Kind.INTERRUPTED,
        reasons=(f"the gate was stopped by {signal_name} before it came to a verdict",),
    )
