"""Shares as people read them."""

from math import floor, log10

from bench.verdict.interval import interval


def share(part: float) -> str:
    """In percent, with the digits that say something."""
    return f"{_digits(100 * part)} %"


def between(successes: int, tries: int) -> str:
    """The ends of the interval, in percent; one more digit where they would look alike."""
    low, high = (100 * end for end in interval(successes, tries))
    digits = 3 if _digits(low) == _digits(high) else 2
    return f"{_digits(low, digits)} to {_digits(high, digits)}"


def _digits(percent: float, digits: int = 2) -> str:
    """So many digits, more where it is near to all."""
    if percent <= 0:
        return "0"
    if percent >= 90:
        rest = 100 - percent
        places = min(4, digits - 1 - floor(log10(rest))) if rest > 1e-4 else 0
        return f"{percent:.{max(0, places)}f}"
    return f"{percent:.{max(0, digits - 1 - floor(log10(percent)))}f}"
