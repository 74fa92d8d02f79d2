"""Which patterns of failures are the same but for the names of the checks.

The gate knows no check by its name, so of all patterns that differ in names alone one is enough,
and what it decides on that can be remembered.
"""

from collections.abc import Collection

from bench.verdict.deployment import ALL, file_of


class Symmetry:
    """plain: the checks that nothing but noise tells apart, now and later."""

    def __init__(self, plain: Collection[int]) -> None:
        files: dict[int, list[int]] = {}
        for check in ALL:
            files.setdefault(file_of(check), []).append(check)
        self._plain = frozenset(plain)
        self._whole = [each for each in files.values() if self._plain.issuperset(each)]
        self._mixed = [
            [check for check in each if check in self._plain]
            for each in files.values()
            if not self._plain.issuperset(each)
        ]

    def alike(self, failed: frozenset[int]) -> frozenset[int]:
        """The pattern that stands for all that are like this one."""
        if not failed or failed.isdisjoint(self._plain):
            return failed
        found = set(failed - self._plain)
        for each in self._mixed:
            found.update(each[: len(failed.intersection(each))])
        numbers = sorted((len(failed.intersection(each)) for each in self._whole), reverse=True)
        for each, number in zip(self._whole, numbers, strict=True):
            found.update(each[:number])
        return frozenset(found)
