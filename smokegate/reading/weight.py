"""Reads how much people have to transfer before the page works."""

from collections.abc import Iterable, Iterator

from smokegate.probe.observation import Answer, Observation
from smokegate.reading.asset import Asset
from smokegate.reading.problem import Problem


def weight_problems(
    loaded: Iterable[tuple[Asset, Observation]], most_kib: float, origin: str
) -> Iterator[Problem]:
    """Whether the scripts and styles weigh more together, as they were sent."""
    weights = {
        asset: seen.wire_bytes / 1024
        for asset, seen in loaded
        if asset.is_code and isinstance(seen, Answer) and seen.status == 200
    }
    total = sum(weights.values())
    if total > most_kib:
        heaviest = max(weights, key=lambda asset: weights[asset])
        yield Problem(
            what="scripts and styles",
            wanted=f"{most_kib:g} KiB together at most",
            found=f"{total:.0f} KiB, {weights[heaviest]:.0f} of them {heaviest.shown_in(origin)}",
        )
