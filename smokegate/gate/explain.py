"""Recomputes the verdict of a run from its evidence, says why, and what another policy decides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from smokegate.errors import ConfigurationError
from smokegate.gate.decision import headline
from smokegate.gate.record import RUNS, Record, RunFile, newest, policy_of
from smokegate.verdict.check import CheckOutcome
from smokegate.verdict.evidence import Evidence, read
from smokegate.verdict.history import Course, pooled
from smokegate.verdict.judge import judge
from smokegate.verdict.outcome import Kind
from smokegate.verdict.policy import Policy, changed
from smokegate.verdict.schedule import counted
from smokegate.verdict.sequential import Trial
from smokegate.verdict.verdict import Verdict
from smokegate.verdict.wording import number_of

_MARKS = {
    CheckOutcome.PASSED: ".",
    CheckOutcome.FAILED: "x",
    CheckOutcome.WARNED: "w",
    CheckOutcome.ERROR: "e",
    CheckOutcome.SKIPPED: "s",
}
_NOT_ASKED = "-"


def explain(run: str | None, changes: Sequence[str]) -> Iterator[str]:
    """The lines of the explanation. run: an id or a folder, None for the newest.

    changes: `name=figure` of a policy each. Raises ConfigurationError for what cannot be found.
    """
    other = _changes(changes)
    record = Record(_folder(run))
    story = _Story.of(record, record.read())
    policy = policy_of(story.run)
    yield from _told(story, policy)
    if other:
        yield from _counterfactual(story, policy, other)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    """The evidence of one run as it lies there."""

    name: str
    run: RunFile
    looks: tuple[Evidence, ...]
    baseline: Evidence | None

    @classmethod
    def of(cls, record: Record, run: RunFile) -> "_Story":
        return cls(
            name=record.folder.name,
            run=run,
            looks=tuple(record.looks("attempt")),
            baseline=_baseline(record, run.baseline),
        )

    def verdict(self, policy: Policy) -> Verdict:
        good, void = counted(self.looks)
        return judge(
            good,
            policy=policy,
            baseline=self.baseline,
            noise=self.run.noise,
            void=void,
            was_let_in=self.run.was_let_in,
        )


def _told(story: _Story, policy: Policy) -> Iterator[str]:
    verdict = story.verdict(policy)
    yield f"run {story.name}: {number_of(len(story.looks), 'attempt')}"
    yield from map(_look, story.looks)
    if story.baseline:
        yield _look(story.baseline)
    yield _policy(policy)
    yield from _trials(story, verdict, policy)
    yield from (f"why: {reason}" for reason in verdict.reasons)
    yield f"verdict: {headline(verdict)}"
    yield _then(story.run.decision, verdict)


def _counterfactual(story: _Story, policy: Policy, changes: Mapping[str, str]) -> Iterator[str]:
    try:
        other = changed(policy, dict(changes))
    except ValueError as err:
        raise ConfigurationError(f"--policy: {err}; write --policy noise=0.02") from err
    figures = ", ".join(f"{name}={figure}" for name, figure in changes.items())
    verdict = story.verdict(other)
    yield f"with {figures}: {headline(verdict)}"
    if verdict.outcome is not story.verdict(policy).outcome:
        yield "another policy would have decided otherwise, on the evidence that this one took"


def _look(look: Evidence) -> str:
    status = "" if look.exit_status is None else f"exit {look.exit_status}, "
    if look.faults:
        return f"{Path(look.name).name}: {status}proves nothing: {'; '.join(look.faults)}"
    failed = sum(1 for seen in look.checks.values() if seen.outcome is CheckOutcome.FAILED)
    release = f"release {look.release_seen}, " if look.release_seen else ""
    return (
        f"{Path(look.name).name}: {status}{release}control {look.control}, "
        f"{number_of(len(look.checks), 'check')}, {failed} failed"
    )


def _policy(policy: Policy) -> str:
    return (
        f"policy: convicts from {policy.convicts_at:.2f}, "
        f"{policy.failures_needed(policy.noise)} failures in a row; "
        f"acquits from {policy.acquits_at:.2f} (noise {policy.noise:g}, broken {policy.broken:g}, "
        f"false_rollback {policy.false_rollback:g}, missed {policy.missed:g})"
    )


def _trials(story: _Story, verdict: Verdict, policy: Policy) -> Iterator[str]:
    good, _ = counted(story.looks)
    for course in pooled(good):
        trial = verdict.trials.get(course.check)
        if trial:
            yield f"{_strip(course, len(good))} {course.check}: {_stand(course, trial, policy)}"


def _stand(course: Course, trial: Trial, policy: Policy) -> str:
    told = f"likelihood {trial.likelihood:.2f}, {trial.stand}"
    if trial.noise != policy.noise:
        told += f", noise {trial.noise:.3f} by its history"
    if spared := len(course.failures) - trial.failures:
        told += f", {number_of(spared, 'failure')} not held against it"
    return told


def _strip(course: Course, looks: int) -> str:
    """One mark for each attempt that counts: x failed, . passed, - not asked."""
    marks = {each.number: _MARKS[each.seen.outcome] for each in course.sightings}
    return "".join(marks.get(number, _NOT_ASKED) for number in range(looks))


def _then(decision: Mapping[str, object] | None, verdict: Verdict) -> str:
    if decision is None:
        return "decided then: nothing, the run was ended before it came to a decision"
    told = f"decided then: {decision.get('decision')}"
    if decision.get("verdict") == verdict.outcome or decision.get("kind") == Kind.INTERRUPTED:
        return told
    return f"{told} (not what this evidence says now: it was changed, or smokegate was)"


def _baseline(record: Record, faults: tuple[str, ...] | None) -> Evidence | None:
    if faults is None:
        return None
    try:
        raw = record.baseline.read_bytes()
    except OSError:
        raw = None
    evidence = read(raw, name=record.baseline.name, exit_status=None, run=None)
    return replace(evidence, faults=faults or evidence.faults)


def _folder(run: str | None) -> Path:
    if run is None:
        return newest()
    return RUNS / run if (RUNS / run).is_dir() else Path(run)


def _changes(given: Sequence[str]) -> Mapping[str, str]:
    changes: dict[str, str] = {}
    for each in given:
        name, equals, figure = each.partition("=")
        if not equals:
            raise ConfigurationError(
                f"--policy: should be name=figure, got {each!r}; write --policy noise=0.02"
            )
        changes[name.strip()] = figure.strip()
    return changes
