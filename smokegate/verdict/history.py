"""What several looks saw of each check, pooled in their order."""

from collections.abc import Sequence
from dataclasses import dataclass

from smokegate.verdict.check import CheckId, CheckOutcome, Seen
from smokegate.verdict.evidence import Control, Evidence

_ANSWERS = (CheckOutcome.PASSED, CheckOutcome.FAILED, CheckOutcome.WARNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One check through all looks that mention it.

    sightings: each look with what it saw. An error or a skip is no answer: it neither accuses nor
    acquits.
    """

    check: CheckId
    sightings: tuple[tuple[Evidence, Seen], ...]

    @property
    def answers(self) -> tuple[tuple[Evidence, Seen], ...]:
        """The sightings that say whether the promise was kept."""
        return tuple(each for each in self.sightings if each[1].outcome in _ANSWERS)

    @property
    def failures(self) -> tuple[tuple[Evidence, Seen], ...]:
        """The sightings of a failure."""
        return tuple(each for each in self.sightings if each[1].outcome is CheckOutcome.FAILED)

    @property
    def proofs(self) -> int:
        """How many looks saw a failure that only the release can have caused.

        Silence is no proof where the control URLs are silent too.
        """
        return sum(
            1
            for look, seen in self.failures
            if seen.silence is None or look.control is not Control.SILENT
        )

    @property
    def last(self) -> CheckOutcome | None:
        """The last answer; None if there was none."""
        return self.answers[-1][1].outcome if self.answers else None

    @property
    def sentence(self) -> str:
        """What the last failure said, else what was said last."""
        return (self.failures or self.sightings)[-1][1].sentence

    @property
    def is_failing(self) -> bool:
        """Whether it failed and has not passed since."""
        return bool(self.failures) and self.last is not CheckOutcome.PASSED

    @property
    def is_recovered(self) -> bool:
        """Whether it failed, and passed on the last look that saw it."""
        return bool(self.failures) and self.last is CheckOutcome.PASSED

    def is_proven(self, needed: int) -> bool:
        """Whether every look that got an answer saw it fail, and enough of them did."""
        return len(self.answers) == len(self.failures) and self.proofs >= needed

    def has(self, outcome: CheckOutcome) -> bool:
        """Whether any look saw it end so."""
        return any(seen.outcome is outcome for _, seen in self.sightings)


def pooled(looks: Sequence[Evidence]) -> tuple[Course, ...]:
    """The course of each check, in the order in which the checks were first seen."""
    sightings: dict[CheckId, list[tuple[Evidence, Seen]]] = {}
    for look in looks:
        for check, seen in look.checks.items():
            sightings.setdefault(check, []).append((look, seen))
    return tuple(Course(check=check, sightings=tuple(each)) for check, each in sightings.items())
