"""What a verdict must be, by its design, and whether the simulation found it so."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.verdict.interval import interval
from bench.verdict.tally import OURS, Found, Tally
from bench.verdict.wording import between, share


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One demand on how often a scenario is rolled back.

    most, least: bounds that the whole interval has to keep. looks: how many looks each one that
    is rolled back may take at most; None for any.
    """

    says: str
    scenario: str
    most: float = 1.0
    least: float = 0.0
    looks: int | None = None

    def is_met(self, tally: Tally) -> bool:
        """Whether the whole interval keeps the bounds."""
        low, high = interval(tally.failed, tally.deploys)
        in_time = self.looks is None or max(tally.looks, default=0) <= self.looks
        return low >= self.least and high <= self.most and in_time

    def row(self, tally: Tally) -> str:
        """Its line of the table."""
        wanted = f"at most {share(self.most)}" if self.most < 1 else f"at least {share(self.least)}"
        found = f"{share(tally.failed / tally.deploys)} ({between(tally.failed, tally.deploys)})"
        if self.looks is not None:
            wanted += f", {self.looks} looks"
            found += f", {max(tally.looks, default=0)} looks at most"
        met = "yes" if self.is_met(tally) else "**no**"
        return f"| {self.says} | {wanted} | {found} | {tally.deploys:,} | {met} |"


FIGURES = (
    Figure(says="false rollbacks, 1 % of noise", scenario="noise", most=1e-4),
    *(
        Figure(says=f"the same with a blip an hour, {how}", scenario=name, most=1e-3)
        for how, name in (
            ("503, no settling", "blip"),
            ("503, settled", "blip, settled"),
            ("refused, no settling", "silent blip"),
            ("refused, settled", "silent blip, settled"),
            ("only the backend", "partial blip"),
        )
    ),
    *(
        Figure(says=f"one broken replica of three convicted, {how}", scenario=name, least=0.99)
        for how, name in (
            ("all that it answers broken", "replica"),
            ("the checks of a file failing together", "replica, files"),
            ("one endpoint of it broken", "replica, endpoint"),
        )
    ),
    Figure(
        says="a check that always fails convicted by three observations",
        scenario="one broken, no noise",
        least=0.99,
        looks=3,
    ),
    Figure(says="the same with 1 % of noise beside it", scenario="one broken", least=0.99),
)


def rows(found: Found) -> Iterator[str]:
    """The lines of the table."""
    yield "| figure | wanted | found (95 %) | deploys | met |"
    yield "|---|---|---|---|---|"
    yield from (each.row(found[each.scenario, OURS]) for each in FIGURES)


def are_met(found: Found) -> bool:
    """Whether all of them are."""
    return all(each.is_met(found[each.scenario, OURS]) for each in FIGURES)
