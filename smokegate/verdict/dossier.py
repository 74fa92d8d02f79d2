"""Everything that is laid before the judge, and what follows from it at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from smokegate.verdict.blame import excused
from smokegate.verdict.check import CheckId
from smokegate.verdict.crash_loop import CrashLoop, crash_loop
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.history import Course, pooled
from smokegate.verdict.policy import Policy
from smokegate.verdict.sequential import Stand, Trial, trials


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """The looks at one release, the policy, and what is known from before.

    void: looks that proved nothing and were taken anew. was_let_in: whether the runner was let in
    before these looks.
    """

    looks: tuple[Evidence, ...]
    policy: Policy
    baseline: Evidence | None
    noise: Mapping[CheckId, float]
    void: tuple[Evidence, ...] = ()
    was_let_in: bool = False

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """Each check through all looks."""
        return pooled(self.looks)

    @cached_property
    def trials(self) -> Mapping[CheckId, Trial]:
        """The sequential test of each check that failed at least once."""
        return trials(self.courses, self.policy, self.noise)

    @cached_property
    def crash_loop(self) -> CrashLoop:
        """How often the deployment fell and came back."""
        return crash_loop(self.courses)

    @cached_property
    def proven(self) -> tuple[Course, ...]:
        """The checks that are proven broken, whoever is to blame."""
        return tuple(
            each
            for each in self.courses
            if each.failures and self.trials[each.check].stand is Stand.CONVICTED
        )

    @cached_property
    def excused(self) -> frozenset[CheckId]:
        """Proven broken, and they were so before the deploy."""
        return excused((each.check for each in self.proven), self.baseline, self.looks)

    @cached_property
    def outside(self) -> tuple[Course, ...]:
        """Proven broken, and going back would not mend it."""
        return tuple(
            each
            for each in self.proven
            if not self.trials[each.check].is_release_to_blame and each.check not in self.excused
        )

    @cached_property
    def convicted(self) -> tuple[Course, ...]:
        """Proven broken, by the release."""
        spared = {*self.excused, *(each.check for each in self.outside)}
        return tuple(each for each in self.proven if each.check not in spared)

    @cached_property
    def undecided(self) -> tuple[Course, ...]:
        """The checks that fail, and are not proven broken."""
        proven = {each.check for each in self.proven}
        return tuple(each for each in self.courses if each.is_failing and each.check not in proven)
