"""What several looks saw of each check, pooled in their order."""

from collections.abc import Sequence
from dataclasses import dataclass

from smokegate.verdict.blame import blindness, can_see
from smokegate.verdict.check import Blame, CheckId, CheckOutcome, Seen
from smokegate.verdict.evidence import Control, Evidence
from smokegate.verdict.plan import is_inside

_ANSWERS = (CheckOutcome.PASSED, CheckOutcome.FAILED, CheckOutcome.WARNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What one look saw of one check.

    number: which look, counted from 0. is_silence_proof: whether it proves anything that the
    deployment was silent in this look.
    """

    number: int
    look: Evidence
    seen: Seen
    is_silence_proof: bool = True

    @property
    def is_failure(self) -> bool:
        """Whether the check was asked and failed."""
        return self.seen.outcome is CheckOutcome.FAILED

    @property
    def is_proof(self) -> bool:
        """Whether the deployment can have caused it: silence is no proof for a blind runner."""
        if self.look.access.is_blind:
            return False
        return self.seen.silence is None or self.is_silence_proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One check through all looks that mention it. An error or a skip is no answer."""

    check: CheckId
    sightings: tuple[Sighting, ...]

    @property
    def answers(self) -> tuple[Sighting, ...]:
        """The sightings that say whether the promise was kept."""
        return tuple(each for each in self.sightings if each.seen.outcome in _ANSWERS)

    @property
    def failures(self) -> tuple[Sighting, ...]:
        """The sightings of a failure."""
        return tuple(each for each in self.sightings if each.is_failure)

    @property
    def last(self) -> CheckOutcome | None:
        """The last answer; None if there was none."""
        return self.answers[-1].seen.outcome if self.answers else None

    @property
    def sentence(self) -> str:
        """What the last failure said, else what was said last."""
        return (self.failures or self.sightings)[-1].seen.sentence

    @property
    def blame(self) -> Blame:
        """Whom the last failure blames that does not blame the release; else the release."""
        others = [one.seen.blame for one in self.failures if one.seen.blame is not Blame.RELEASE]
        return others[-1] if others else Blame.RELEASE

    @property
    def is_failing(self) -> bool:
        """Whether it failed and has not passed since."""
        return bool(self.failures) and self.last is not CheckOutcome.PASSED

    @property
    def is_flaky(self) -> bool:
        """Whether it passed, and in the last look that saw it only when it was run again."""
        return self.last is CheckOutcome.PASSED and self.answers[-1].seen.is_flaky

    @property
    def is_recovered(self) -> bool:
        """Whether it failed, and passed on the last look that saw it."""
        return bool(self.failures) and self.last is CheckOutcome.PASSED

    @property
    def is_broken(self) -> bool:
        """Whether it broke, and has given no answer since."""
        told = [each.seen.outcome for each in self.sightings]
        spoken = [one for one in told if one is not CheckOutcome.SKIPPED]
        return bool(spoken) and spoken[-1] is CheckOutcome.ERROR

    def has(self, outcome: CheckOutcome) -> bool:
        """Whether any look saw it end so."""
        return any(each.seen.outcome is outcome for each in self.sightings)

    def passed_after(self, number: int) -> bool:
        """Whether a look after this one saw it pass."""
        return any(
            each.number > number and each.seen.outcome is CheckOutcome.PASSED
            for each in self.sightings
        )

    def passed_before(self, number: int) -> bool:
        """Whether a look before this one saw it pass."""
        return any(
            each.number < number and each.seen.outcome is CheckOutcome.PASSED
            for each in self.sightings
        )


def pooled(looks: Sequence[Evidence]) -> tuple[Course, ...]:
    """The course of each check, in the order in which the checks were first seen."""
    sightings: dict[CheckId, list[Sighting]] = {}
    for number, look in enumerate(looks):
        is_proof = _is_silence_proof(look)  # once a look: it reads all of its checks
        for check, seen in look.checks.items():
            sighting = Sighting(number=number, look=look, seen=seen, is_silence_proof=is_proof)
            sightings.setdefault(check, []).append(sighting)
    courses = (Course(check=check, sightings=tuple(each)) for check, each in sightings.items())
    return tuple(each for each in courses if not _is_collected_since(each, looks))


def _is_silence_proof(look: Evidence) -> bool:
    is_seen = look.control is not Control.SILENT or can_see(look)
    return is_seen and blindness(look) is None


def _is_collected_since(course: Course, looks: Sequence[Evidence]) -> bool:
    """Whether it is a file or folder of checks that a later look could collect and asked."""
    last = course.sightings[-1]
    if not last.seen.is_uncollected:
        return False
    return any(
        is_inside(check, course.check)
        for look in looks[last.number + 1 :]
        for check, seen in look.checks.items()
        if not seen.is_uncollected
    )
