"""Looks in which one passing cause made many checks fail: they accuse none of them alone.

Without this, an outage of some seconds that two of three looks fall into, and one failure by
noise in the third, would convict a check.
"""

from collections.abc import Collection, Sequence

from smokegate.verdict.check import CheckId
from smokegate.verdict.history import Course

_FEWEST = 2


def ended_bursts(courses: Sequence[Course]) -> frozenset[int]:
    """The looks in which most of what was asked failed, and at least half of that passed later.

    Also those in which all failed that had passed before, and passed later again. One bad replica
    of three is no burst: it lets some checks fail in each look, and never most of them.
    """
    return frozenset(number for number in _numbers(courses) if _has_ended(courses, number))


def overshadowed(
    courses: Sequence[Course], convicted: Collection[CheckId]
) -> frozenset[tuple[CheckId, int]]:
    """The failures, as check and look, that may have the cause of others in the same look.

    They may while all else that had passed before failed in it too, and one of that is not
    convicted itself: either it will pass again, or what broke meanwhile is proven by itself.
    """
    found: set[tuple[CheckId, int]] = set()
    for number in _numbers(courses):
        witnesses = [each for each in courses if _is_witness(each, number)]
        for course in courses:
            others = [each for each in witnesses if each.check != course.check]
            if (
                _fails(course, number)
                and others
                and all(_fails(each, number) for each in others)
                and any(each.check not in convicted for each in others)
            ):
                found.add((course.check, number))
    return frozenset(found)


def _numbers(courses: Sequence[Course]) -> list[int]:
    return sorted({each.number for course in courses for each in course.failures})


def _has_ended(courses: Sequence[Course], number: int) -> bool:
    failed = [course for course in courses if _fails(course, number)]
    recovered = [course for course in failed if course.passed_after(number)]
    asked = [course for course in courses if any(one.number == number for one in course.answers)]
    is_most = 2 * len(failed) >= len(asked)
    if is_most and len(recovered) >= _FEWEST and 2 * len(recovered) >= len(failed):
        return True
    witnesses = [course for course in courses if _is_witness(course, number)]
    return len(witnesses) >= _FEWEST and all(
        _fails(each, number) and each.passed_after(number) for each in witnesses
    )


def _is_witness(course: Course, number: int) -> bool:
    return course.passed_before(number) and any(each.number == number for each in course.answers)


def _fails(course: Course, number: int) -> bool:
    return any(each.number == number for each in course.failures)
