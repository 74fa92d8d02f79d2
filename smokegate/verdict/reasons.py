"""The sentences of a verdict: lower case, no full stop, each naming its check."""

from collections.abc import Iterator, Mapping, Sequence

from smokegate.verdict.blame import excuse_refused
from smokegate.verdict.check import CheckId, CheckOutcome
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.history import Course
from smokegate.verdict.wording import counted, times, told


def convicted(courses: Sequence[Course]) -> Iterator[str]:
    """Each check that fails the release, and in how many looks it failed."""
    return told(courses, _conviction)


def recovered(courses: Sequence[Course]) -> Iterator[str]:
    """Each check that failed first and passed later."""
    return told(
        courses,
        lambda each: (
            f"{each.check} failed {times(len(each.failures))} and passed on a later look: "
            f"{each.sentence}"
        ),
    )


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


def refused_baseline(baseline: Evidence | None) -> Iterator[str]:
    """Why the baseline excuses nothing."""
    if baseline is not None:
        for text in excuse_refused(baseline):
            yield f"the baseline excuses nothing: {text}"


def warned(courses: Sequence[Course]) -> Mapping[CheckId, str]:
    """What each check said whose severity cannot fail a release."""
    return {each.check: _said(each, CheckOutcome.WARNED) for each in _warned(courses)}


def warnings(courses: Sequence[Course]) -> Iterator[str]:
    """A sentence for each broken promise that fails no release."""
    return told(
        _warned(courses),
        lambda each: (
            f"{each.check} is broken, but only {each.sightings[-1][1].severity}: "
            f"{_said(each, CheckOutcome.WARNED)}"
        ),
    )


def count(courses: Sequence[Course]) -> str:
    """How many checks passed, and what became of those that were not asked in earnest."""
    passed = sum(1 for each in courses if each.last is CheckOutcome.PASSED)
    skipped = sum(1 for each in courses if each.last is None and each.has(CheckOutcome.SKIPPED))
    text = f"{passed} of {counted(len(courses), 'check')} passed"
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


def _conviction(course: Course) -> str:
    number = len(course.failures)
    seen = "failed" if number == 1 else f"failed {times(number)} and never passed"
    return f"{course.check} {seen}: {course.sentence}"


def _said(course: Course, outcome: CheckOutcome) -> str:
    return next(seen.sentence for _, seen in reversed(course.sightings) if seen.outcome is outcome)


def _is_skipped_critical(course: Course) -> bool:
    return any(
        seen.outcome is CheckOutcome.SKIPPED
        and seen.severity.is_critical
        and look.planned is not None
        for look, seen in course.sightings
    )


def _skip(course: Course) -> str:
    why = _said(course, CheckOutcome.SKIPPED)
    return f"{course.check} was skipped, which proves nothing: {why}"


def _doubt(course: Course) -> str:
    seen = times(len(course.failures))
    if len(course.answers) > len(course.failures):
        return f"{course.check} was seen passing and failing; not proven: {course.sentence}"
    return f"{course.check} was seen failing {seen}; not proven: {course.sentence}"


def _warned(courses: Sequence[Course]) -> list[Course]:
    return [each for each in courses if each.last is CheckOutcome.WARNED and not each.failures]
