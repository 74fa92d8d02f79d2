"""Wald's sequential probability ratio test of each check: broken, well, or not decided yet.

Each look is one observation, because looks are spaced in time; the samples inside of one look were
judged by the check itself, and are only counted here. The test begins with the first failure:
passes before it say nothing of what broke then. A failure adds log(broken / noise), a pass
log((1 - broken) / (1 - noise)); see Policy for the figures and the bounds.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from smokegate.verdict.burst import ended_bursts, overshadowed
from smokegate.verdict.check import Blame, CheckId, CheckOutcome
from smokegate.verdict.crash_loop import crash_loop
from smokegate.verdict.evidence import Control, Evidence
from smokegate.verdict.history import Course, Sighting
from smokegate.verdict.policy import NOISE_LEAST, NOISE_MOST, Policy

_NOTHING: frozenset[tuple[CheckId, int]] = frozenset()


class Stand(StrEnum):
    """Where the test of a check stands."""

    CONVICTED = "convicted"
    ACQUITTED = "acquitted"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The test of one check that failed at least once.

    likelihood: the log-likelihood ratio of broken against noisy, so that it can be continued.
    noise: how often this check fails by itself. looks, failures: how many looks counted, and how
    many of them failed. observations, bad: the same with the samples inside of the looks.
    is_release_to_blame: whether those failures alone convict that blame the release.
    """

    check: CheckId
    stand: Stand
    likelihood: float
    noise: float
    looks: int
    failures: int
    observations: int
    bad: int
    is_release_to_blame: bool = False


def trials(
    courses: Sequence[Course], policy: Policy, noise: Mapping[CheckId, float] | None = None
) -> Mapping[CheckId, Trial]:
    """The test of each check that failed at least once.

    What fails in each fall of a crash loop is convicted by that, however often it passed between.
    noise: how often a check fails by itself, of those that have a history.
    """
    tested = _tested(courses, policy, noise or {})
    looping = crash_loop(courses).checks
    return tested | {
        each.check: _convicted(tested[each.check], each)
        for each in courses
        if each.check in looping
    }


def _convicted(trial: Trial, course: Course) -> Trial:
    blamed = {each.seen.blame for each in course.failures}
    is_release_to_blame = blamed == {Blame.RELEASE}
    return replace(trial, stand=Stand.CONVICTED, is_release_to_blame=is_release_to_blame)


def _tested(
    courses: Sequence[Course], policy: Policy, history: Mapping[CheckId, float]
) -> dict[CheckId, Trial]:
    accused = [course for course in courses if course.failures]
    looks = {each.number: each.look for course in accused for each in course.sightings}
    bursts = frozenset(ended_bursts(courses))
    dead = frozenset(number for number, look in looks.items() if is_long_dead(look, policy))

    def tried(shadows: frozenset[tuple[CheckId, int]]) -> dict[CheckId, Trial]:
        weights = _Weights(policy=policy, bursts=bursts, dead=dead, shadows=shadows)
        return {
            each.check: _trial(each, weights, _rate(each.check, policy, history))
            for each in accused
        }

    alone = tried(_NOTHING)
    convicted = {check for check, trial in alone.items() if trial.stand is Stand.CONVICTED}
    if not convicted:
        return alone
    return tried(overshadowed(courses, convicted))


def _rate(check: CheckId, policy: Policy, history: Mapping[CheckId, float]) -> float:
    known = history.get(check)
    return policy.noise if known is None else min(max(known, NOISE_LEAST), NOISE_MOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weights:
    """What a sighting weighs.

    bursts: the numbers of looks that were a burst. dead: of those that saw a deployment that had
    long been down. shadows: failures that a convicted check explains.
    """

    policy: Policy
    bursts: Collection[int]
    dead: Collection[int]
    shadows: Collection[tuple[CheckId, int]]

    def of(self, sighting: Sighting, noise: float) -> float:
        """What it adds to the log-likelihood ratio."""
        step = self.policy.step(noise, is_failure=sighting.is_failure)
        return 2 * step if sighting.is_failure and sighting.number in self.dead else step

    def is_held_against(self, failure: Sighting, check: CheckId) -> bool:
        """Whether a failure counts."""
        is_excused = failure.number in self.bursts or (check, failure.number) in self.shadows
        return failure.is_proof and not is_excused


def _trial(course: Course, weights: _Weights, noise: float) -> Trial:
    since = [each for each in course.answers if each.number >= course.failures[0].number]
    counted = [
        each for each in since if not each.is_failure or weights.is_held_against(each, course.check)
    ]
    own = [each for each in counted if not each.is_failure or each.seen.blame is Blame.RELEASE]
    policy = weights.policy
    likelihood = sum(weights.of(each, noise) for each in counted)
    doubt = sum(weights.of(each, noise) for each in since if each.is_proof)
    return Trial(
        check=course.check,
        stand=_stand(likelihood, doubt, policy),
        likelihood=likelihood,
        noise=noise,
        looks=len(counted),
        failures=sum(1 for each in counted if each.is_failure),
        observations=sum(each.seen.observations for each in counted),
        bad=sum(each.seen.bad or int(each.is_failure) for each in counted),
        is_release_to_blame=sum(weights.of(each, noise) for each in own) >= policy.convicts_at,
    )


def is_long_dead(look: Evidence, policy: Policy) -> bool:
    """Whether this look saw a deployment that is down, and was down all the time it had to settle.

    Nothing answered, the control URLs did, and the wait before was as long as between two looks:
    the same outage was seen twice, so that a dead deployment need not be waited for any longer.
    """
    asked = [seen for seen in look.checks.values() if seen.severity.is_critical]
    return (
        look.control is Control.OK
        and look.silent_before_s >= policy.silence_s
        and bool(asked)
        and all(seen.outcome is CheckOutcome.FAILED and seen.silence is not None for seen in asked)
    )


def _stand(likelihood: float, doubt: float, policy: Policy) -> Stand:
    """doubt: the same with the failures of bursts, which convict nobody, and let nobody go."""
    if likelihood >= policy.convicts_at:
        return Stand.CONVICTED
    return Stand.ACQUITTED if doubt <= policy.acquits_at else Stand.UNDECIDED
