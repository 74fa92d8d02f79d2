"""Looks in letters: P passed, F failed, W warned, E error, S skipped, . not asked."""

from collections.abc import Mapping
from dataclasses import replace

from smokegate.verdict.check import CheckId, CheckOutcome, Seen
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.history import Course, pooled

A, B, C, D = (CheckId(f"smoke/test_{letter}.py::test_it") for letter in "abcd")

_OUTCOMES = {
    "P": CheckOutcome.PASSED,
    "F": CheckOutcome.FAILED,
    "W": CheckOutcome.WARNED,
    "E": CheckOutcome.ERROR,
    "S": CheckOutcome.SKIPPED,
}
_SAID = {"F": "down", "W": "slow", "E": "KeyError: 1", "S": "not today"}


def seen(letter: str) -> Seen:
    """What a look saw of a check that ended so."""
    return Seen(outcome=_OUTCOMES[letter], sentence=_SAID.get(letter, ""))


def looks(letters: Mapping[CheckId, str]) -> list[Evidence]:
    """The looks, from the letters of each check."""
    length = max(map(len, letters.values()))
    return [
        Evidence(
            name=f"look-{number + 1}.xml",
            checks={
                check: seen(row[number])
                for check, row in letters.items()
                if row[number : number + 1].strip(".")
            },
        )
        for number in range(length)
    ]


def courses(letters: Mapping[CheckId, str]) -> tuple[Course, ...]:
    """The course of each check through those looks."""
    return pooled(looks(letters))


def with_seen(look: Evidence, check: CheckId, now: Seen) -> Evidence:
    """The look, with something else seen of one check."""
    return replace(look, checks={**look.checks, check: now})
