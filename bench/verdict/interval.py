"""The exact interval of a share (Clopper and Pearson 1934): never narrower than it says."""

from math import exp, lgamma, log, log1p

CONFIDENCE = 0.95
_ENOUGH = 1e-12


def interval(successes: int, tries: int) -> tuple[float, float]:
    """The shares between which the true one lies, 95 times in 100 at least."""
    if not 0 <= successes <= tries or not tries:
        raise ValueError(f"there should be 0 to {tries} successes, got {successes}")
    tail = (1 - CONFIDENCE) / 2
    low = _quantile(tail, successes, tries - successes + 1) if successes else 0.0
    high = 1.0
    if successes < tries:
        high = _quantile(1 - tail, successes + 1, tries - successes)
    return low, high


def _quantile(probability: float, a: int, b: int) -> float:
    """Where the beta distribution reaches this probability."""
    low, high = 0.0, 1.0
    while high - low > _ENOUGH * high and high > _ENOUGH:
        middle = (low + high) / 2
        if _beta(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _beta(x: float, a: int, b: int) -> float:
    """The regularized incomplete beta function, by its continued fraction (DLMF 8.17.22)."""
    front = exp(a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: int, b: int) -> float:
    """Lentz's method."""
    above, below = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    found = below
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            above, below = 1 + step / above, 1 / (1 + step * below)
            found *= above * below
        if abs(above * below - 1) < _ENOUGH:
            break
    return found
