"""Which checks the next look should ask, and when there is nothing left to ask."""

from collections.abc import Mapping, Sequence

from smokegate.release_id import is_same_release
from smokegate.verdict.blame import excused, releases_seen
from smokegate.verdict.check import Blame, CheckId, CheckOutcome
from smokegate.verdict.crash_loop import MOST_FALLS, falls_while_settling
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.history import Course, pooled
from smokegate.verdict.lockout import with_lockouts
from smokegate.verdict.policy import Policy
from smokegate.verdict.sequential import Stand, Trial, trials

MOST_FAULTY, MOST_FAULTY_IN_A_ROW = 5, 3
MOST_BROKEN = 3
MOST_WITNESSES = 3
MOST_UNPROVEN = 4
LEAST_LOOKS_BACK = 2
_NO_LOOK = (4, 5)  # exit statuses of pytest: its arguments are wrong, or there is no check


def counted(looks: Sequence[Evidence]) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """The looks that count, and those that proved nothing but were taken anew.

    Looks that prove nothing and were not taken anew count: they leave the verdict open.
    """
    last = max((n for n, look in enumerate(looks) if not look.faults), default=-1)
    tried, rest = looks[: last + 1], looks[last + 1 :]
    void = tuple(look for look in tried if look.faults)
    return (*(look for look in tried if not look.faults), *rest), void


def is_taken_anew(looks: Sequence[Evidence]) -> bool:
    """Whether the last look proved nothing and should be taken once more.

    The harness has a budget of its own, so that its errors neither count as failures nor go on
    for ever.
    """
    if not looks or not looks[-1].faults or looks[-1].exit_status in _NO_LOOK:
        return False
    faulty = [bool(look.faults) for look in looks]
    in_a_row = next((n for n, one in enumerate(reversed(faulty)) if not one), len(faulty))
    return sum(faulty) < MOST_FAULTY and in_a_row < MOST_FAULTY_IN_A_ROW


def asked_next(
    looks: Sequence[Evidence],
    *,
    policy: Policy,
    is_planned: bool,
    baseline: Evidence | None = None,
    noise: Mapping[CheckId, float] | None = None,
    was_let_in: bool = False,
    witnesses: Sequence[CheckId] = (),
) -> tuple[CheckId, ...]:
    """The checks that the next look should ask; none if it could change nothing.

    Besides what failed it asks some that passed, as witnesses: where they fail too, the moment was
    bad and not the check.
    looks: those that count, one at least.
    is_planned: whether a further look was planned from the start; later ones ask no check of which
    nothing but a blind runner's silence is known. was_let_in: whether the runner was before.
    witnesses: checks that are asked in each look beside what is open, whatever they did before,
    and in two looks at least.
    """
    looks = with_lockouts(looks, baseline, was_let_in=was_let_in)
    if _is_another(looks):
        return ()
    courses = pooled(looks)
    standing = trials(courses, policy, noise)
    proven = {check for check, trial in standing.items() if trial.stand is Stand.CONVICTED}
    spared = excused(proven, baseline, looks)
    if any(standing[one].is_release_to_blame for one in proven if one not in spared):
        return ()
    open_checks = [
        each.check
        for each in courses
        if _is_open(each, standing.get(each.check), is_planned=is_planned)
    ]
    if not open_checks and not _is_looked_on(looks, courses, witnesses, is_planned=is_planned):
        return ()
    known = {each.check for each in courses}
    asked = (
        *open_checks,
        *_witnesses(courses, looks[0]),
        *(each for each in witnesses if each in known),
    )
    return tuple(dict.fromkeys(asked))


def _is_looked_on(
    looks: Sequence[Evidence],
    courses: Sequence[Course],
    witnesses: Sequence[CheckId],
    *,
    is_planned: bool,
) -> bool:
    """Whether one good look is not enough.

    What fell again and again while it settled may fall once more. And what convicted a release may
    pass by luck in the one before it.
    """
    if witnesses and len(looks) < LEAST_LOOKS_BACK:
        return True
    return is_planned and falls_while_settling(courses) >= MOST_FALLS


def _is_another(looks: Sequence[Evidence]) -> bool:
    """Whether it is not, or not only, the expected release that answers."""
    seen = releases_seen(looks)
    wanted = looks[0].release_expected
    return len(seen) > 1 or (
        wanted is not None and any(not is_same_release(wanted, one) for one in seen)
    )


def _is_open(course: Course, trial: Trial | None, *, is_planned: bool) -> bool:
    if course.is_broken:
        broken = [each for each in course.sightings if each.seen.outcome is CheckOutcome.ERROR]
        return len(broken) < MOST_BROKEN
    if trial is None:
        return False
    if trial.stand is Stand.CONVICTED:
        blamed = {each.seen.blame for each in course.failures}
        return not trial.is_release_to_blame and Blame.RELEASE in blamed
    if course.is_failing:
        is_proven = any(each.is_proof for each in course.failures)
        return is_planned or is_proven or _may_pass_again(course)
    return trial.stand is Stand.UNDECIDED


def _may_pass_again(course: Course) -> bool:
    """Whether it passed before a runner that a limit or a ban blinds since then; for a while."""
    first = course.failures[0].number
    return course.passed_before(first) and len(course.failures) < MOST_UNPROVEN


def _witnesses(courses: Sequence[Course], first: Evidence) -> tuple[CheckId, ...]:
    """Critical checks that passed in the first look, each from a file of its own.

    Those that got an answer come first: their passes show that the runner can see.
    """
    files: dict[str, CheckId] = {}
    for course in sorted(courses, key=lambda each: not _is_answered(each.check, first)):
        seen = first.checks.get(course.check)
        if (
            seen is not None
            and seen.outcome is CheckOutcome.PASSED
            and seen.severity.is_critical
            and not course.failures
            and not course.is_broken
        ):
            files.setdefault(course.check.partition("::")[0], course.check)
    return tuple(files.values())[:MOST_WITNESSES]


def _is_answered(check: CheckId, first: Evidence) -> bool:
    seen = first.checks.get(check)
    return seen is not None and seen.is_answered
