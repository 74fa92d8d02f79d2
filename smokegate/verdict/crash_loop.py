"""A deployment that falls, comes back and falls again, as one does that crashes in a loop.

Passes in between do not acquit what fails in each fall: that it comes back is what a loop is. An
outage of the world around it falls into two looks now and then, and hardly ever into four.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smokegate.verdict.check import CheckId, CheckOutcome
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.history import Course

MOST_FALLS = 2  # a rollout may make a deployment fall once while it settles
_ENOUGH = 4
_LEAST_SEEN = 2  # by looks; what fell while it settled has no names
_FEWEST = 2  # one check that fails now and then is the sequential test's


@dataclass(frozen=True, slots=True, kw_only=True)
class CrashLoop:
    """falls: how often it fell, of which it came back in between. checks: what failed each time.

    checks is empty where it did not fall often enough to prove a loop.
    """

    falls: int
    checks: frozenset[CheckId]


def crash_loop(courses: Sequence[Course]) -> CrashLoop:
    """How often the deployment fell in the looks, and what is proven broken by that.

    What fell while it settled counts beyond the first time, but two falls were seen by looks.
    """
    in_looks = _falls(courses)
    falls = len(in_looks) + max(0, falls_while_settling(courses) - 1)
    is_enough = falls >= _ENOUGH and len(in_looks) >= _LEAST_SEEN
    checks = frozenset.intersection(*in_looks) if is_enough else frozenset[CheckId]()
    return CrashLoop(falls=falls, checks=checks)


def falls_while_settling(courses: Sequence[Course]) -> int:
    """How often the deployment was good and fell again while it settled, before any look."""
    looks: Iterator[Evidence] = (each.look for course in courses for each in course.sightings)
    return max((look.falls for look in looks), default=0)


def _falls(courses: Sequence[Course]) -> list[frozenset[CheckId]]:
    """What failed in each fall; looks after one another without a recovery are one fall.

    It falls where two checks fail at least, and half of what failed in the first fall; it is back
    where more than half of that passes.
    """
    falls: list[frozenset[CheckId]] = []
    is_down = False
    for failed, passed in _looks(courses):
        first = falls[0] if falls else failed
        asked = len(first & (failed | passed))
        if len(failed) >= _FEWEST and 2 * len(first & failed) >= asked > 0:
            falls = [*falls[:-1], falls[-1] | failed] if is_down else [*falls, failed]
            is_down = True
        elif 2 * len(first & passed) >= asked > 0:
            is_down = False
    return falls


def _looks(courses: Sequence[Course]) -> Iterator[tuple[frozenset[CheckId], frozenset[CheckId]]]:
    """What failed, as far as it is proof, and what passed in each look, in their order."""
    failed: dict[int, set[CheckId]] = {}
    passed: dict[int, set[CheckId]] = {}
    for course in courses:
        for each in course.sightings:
            if each.seen.outcome is CheckOutcome.PASSED:
                passed.setdefault(each.number, set()).add(course.check)
            elif each.is_failure and each.is_proof:
                failed.setdefault(each.number, set()).add(course.check)
    for number in sorted(failed.keys() | passed.keys()):
        yield frozenset(failed.get(number, ())), frozenset(passed.get(number, ()))
