"""The sentences of a verdict: lower case, no full stop, each naming its check."""

from collections.abc import Iterator, Mapping, Sequence

from smokegate.verdict.blame import excuse_refused
from smokegate.verdict.check import NOT_COVERED, Blame, CheckId, CheckOutcome
from smokegate.verdict.crash_loop import CrashLoop
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.history import Course
from smokegate.verdict.sequential import Trial
from smokegate.verdict.wording import number_of, times, told

Trials = Mapping[CheckId, Trial]

_MENDED = {
    Blame.EDGE: "fails at the edge, which going back would not mend; purge its cache",
    Blame.OUTSIDE: "fails outside of the release, where going back would not mend it",
}


def before_all(looks: Sequence[Evidence]) -> Iterator[str]:
    """What a person has to know before anything that failed, where all looks say the same."""
    sentences = [look.access.first_sentence for look in looks]
    if sentences and sentences[-1] and all(sentences):
        yield sentences[-1]


def looping(loop: CrashLoop) -> Iterator[str]:
    """That the deployment crashes again and again, where that is proven."""
    if loop.checks:
        yield f"it fell {times(loop.falls)} and came back in between, as in a crash loop"


def convicted(courses: Sequence[Course], trials: Trials) -> Iterator[str]:
    """Each check that fails the release, and in how many looks it failed."""
    return told(
        courses, lambda each: f"{each.check} {_seen(each, trials[each.check])}: {each.sentence}"
    )


def outside(courses: Sequence[Course]) -> Iterator[str]:
    """Each check that is proven broken, and that going back would not mend."""
    return told(courses, lambda each: f"{each.check} {_MENDED[each.blame]}: {each.sentence}")


def acquitted(courses: Sequence[Course], trials: Trials) -> Iterator[str]:
    """Each check that failed and has passed so often since that it was noise."""
    return told(
        courses,
        lambda each: (
            f"{each.check} {_seen(each, trials[each.check])}, so it was noise: {each.sentence}"
        ),
    )


def void(looks: Sequence[Evidence]) -> Iterator[str]:
    """Each look that proved nothing and was taken anew."""
    return told(looks, lambda each: f"taken anew: {'; '.join(each.faults)}")


def recovered(courses: Sequence[Course]) -> Iterator[str]:
    """Each check that failed first and passed later."""
    return told(
        courses,
        lambda each: (
            f"{each.check} failed {times(len(each.failures))} and passed on a later look: "
            f"{each.sentence}"
        ),
    )


def flaky(courses: Sequence[Course]) -> Iterator[str]:
    """Each check that passed only when its tool ran it again."""
    return told(
        courses,
        lambda each: f"{each.check} failed first and passed when it was run again: {each.sentence}",
    )


def gaps(looks: Sequence[Evidence]) -> Iterator[str]:
    """What the reports lack."""
    return told([gap for look in looks for gap in look.gaps], str)


def remarks(looks: Sequence[Evidence]) -> Iterator[str]:
    """How the reports were read, where that was not as they stand."""
    return told([remark for look in looks for remark in look.remarks], str)


def fallen(falls: int, most: int) -> Iterator[str]:
    """That the deployment came up and went down again, as often as in a crash loop."""
    if falls >= most:
        yield f"it was good and fell again {times(falls)} while it settled, as in a crash loop"


def burst(number: int, most: int) -> Iterator[str]:
    """That most of it failed at once and passed again, more often than an outage explains."""
    if number >= most:
        yield f"most of it failed at once {times(number)} and passed in between"


def red(looks: Sequence[Evidence]) -> Iterator[str]:
    """Each look that proved nothing, but saw failures before it broke."""
    return told(looks, lambda each: f"{each.name} proved nothing, but had seen failures")


def excused(courses: Sequence[Course]) -> Iterator[str]:
    """Each check that failed before the deploy as well."""
    return told(
        courses,
        lambda each: (
            f"{each.check} was failing before the deploy too, so it does not count: {each.sentence}"
        ),
    )


def broken(courses: Sequence[Course]) -> Iterator[str]:
    """Each check that broke instead of being asked."""
    return told(
        [each for each in courses if each.has(CheckOutcome.ERROR)],
        lambda each: f"{each.check} broke and judged nothing: {_said(each, CheckOutcome.ERROR)}",
    )


def skipped_critical(courses: Sequence[Course]) -> tuple[str, ...]:
    """Each critical check that a planned run left out."""
    missing = [each for each in courses if _is_skipped_critical(each)]
    return tuple(told(missing, _skip))


def unproven(courses: Sequence[Course]) -> Iterator[str]:
    """Each check that fails, but not so that it could be held against the release."""
    return told(courses, _doubt)


def refused_baseline(baseline: Evidence | None, looks: Sequence[Evidence]) -> Iterator[str]:
    """Why the baseline excuses nothing."""
    if baseline is not None:
        for text in excuse_refused(baseline, looks):
            yield f"the baseline excuses nothing: {text}"


def warned(courses: Sequence[Course]) -> Mapping[CheckId, str]:
    """What each check said whose severity cannot fail a release."""
    return {each.check: _said(each, CheckOutcome.WARNED) for each in _warned(courses)}


def warnings(courses: Sequence[Course]) -> Iterator[str]:
    """A sentence for each broken promise that fails no release."""
    return told(_warned(courses), _warning)


def count(courses: Sequence[Course]) -> str:
    """How many checks passed, and what became of those that were not asked in earnest."""
    passed = sum(1 for each in courses if each.last is CheckOutcome.PASSED)
    skipped = sum(1 for each in courses if each.last is None and each.has(CheckOutcome.SKIPPED))
    text = f"{passed} of {number_of(len(courses), 'check')} passed"
    for number, word in ((len(_warned(courses)), "warned"), (skipped, "skipped")):
        if number:
            text += f", {number} {word}"
    return text


def trusted(looks: Sequence[Evidence]) -> Iterator[str]:
    """What a verdict in the release's favour has to take at its word."""
    if any(look.planned is None for look in looks):
        yield "taken at its word: the report states no plan"
    if any(look.exit_status is None for look in looks):
        yield "taken at its word: the exit status of the run is not known"


def _seen(course: Course, trial: Trial) -> str:
    failures, passes = len(course.failures), len(course.answers) - len(course.failures)
    seen = "failed" if failures == 1 and not passes else f"failed {times(failures)}"
    if passes:
        seen += f" and passed {times(passes)}"
    elif failures > 1:
        seen += " and never passed"
    if trial.observations > trial.looks:
        seen += f" ({trial.bad} of {trial.observations} samples)"
    return seen


def _said(course: Course, outcome: CheckOutcome) -> str:
    return next(
        each.seen.sentence for each in reversed(course.sightings) if each.seen.outcome is outcome
    )


def _is_skipped_critical(course: Course) -> bool:
    return any(
        each.seen.outcome is CheckOutcome.SKIPPED
        and each.seen.severity.is_critical
        and each.look.planned is not None
        for each in course.sightings
    )


def _skip(course: Course) -> str:
    why = _said(course, CheckOutcome.SKIPPED)
    return f"{course.check} was skipped, which proves nothing: {why}"


def _doubt(course: Course) -> str:
    seen = times(len(course.failures))
    if len(course.answers) > len(course.failures):
        return f"{course.check} was seen passing and failing; not proven: {course.sentence}"
    return f"{course.check} was seen failing {seen}; not proven: {course.sentence}"


def _warning(course: Course) -> str:
    """A lesser promise, one that is optional, or a failure that another suite expects."""
    said, seen = _said(course, CheckOutcome.WARNED), course.sightings[-1].seen
    if said.startswith(NOT_COVERED):
        return f"{course.check} was skipped (optional): {said.removeprefix(NOT_COVERED)}"
    if seen.severity.is_critical and seen.cause is None:
        return f"{course.check} failed as expected: {said}"
    return f"{course.check} is broken, but only {seen.severity}: {said}"


def _warned(courses: Sequence[Course]) -> list[Course]:
    return [each for each in courses if each.last is CheckOutcome.WARNED and not each.failures]
