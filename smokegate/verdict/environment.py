"""Whether the release before fails as the new one did: then the environment is to blame.

Sets of convicted checks need not be the same for that: an outage that most looks feel lets another
part of the checks fail each time. So each check that convicted the new release is compared by
itself, by how often it fails in the old one.
"""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from smokegate.verdict.check import CheckId
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.history import Course, pooled
from smokegate.verdict.policy import NOISE_LEAST, NOISE_MOST, Policy

_PASSES = 2  # how often the evidence that acquits: two passes are not enough, three are


class Comparison(StrEnum):
    """What the old release does with the checks that convicted the new one.

    ALIKE: one of them at least fails as in the new one, and none passes again and again. BETTER:
    all of them pass again and again. UNCLEAR: neither.
    """

    ALIKE = "alike"
    BETTER = "better"
    UNCLEAR = "unclear"


def compared(
    convicted: Collection[CheckId],
    old: Sequence[Evidence],
    *,
    policy: Policy,
    noise: Mapping[CheckId, float] | None = None,
) -> Comparison:
    """How the old release does with what convicted the new one. old: the looks that count."""
    rates = noise or {}
    courses = {each.check: each for each in pooled(old)}
    likelihoods = [
        _likelihood(courses[check], policy, rates.get(check)) if check in courses else 0.0
        for check in convicted
    ]
    is_well = [each <= _PASSES * policy.acquits_at for each in likelihoods]
    if likelihoods and all(is_well):
        return Comparison.BETTER
    is_one_broken = any(each > 0 for each in likelihoods)
    return Comparison.ALIKE if is_one_broken and not any(is_well) else Comparison.UNCLEAR


def _likelihood(course: Course, policy: Policy, rate: float | None) -> float:
    """The log-likelihood ratio of broken against noisy, over all looks.

    The passes before the first failure count as well: an outage was there before, too.
    """
    noise = policy.noise if rate is None else min(max(rate, NOISE_LEAST), NOISE_MOST)
    return sum(
        policy.step(noise, is_failure=each.is_failure)
        for each in course.answers
        if not each.is_failure or each.is_proof
    )
