"""One way in which an answer breaks a promise."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What was promised of one thing, and what was seen of it; both fit to be shown."""

    what: str
    wanted: str
    found: str

    def __str__(self) -> str:
        return f"{self.what} should be {self.wanted}, got {self.found}"


def told(where: str, problems: Iterable[Problem]) -> str:
    """The failure message: where it was seen, then each problem."""
    return f"{where}: " + "; ".join(str(problem) for problem in problems)
