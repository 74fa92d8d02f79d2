"""The plot `docs/img/verdict.svg`: both mistakes of each policy, on logarithmic axes."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.verdict.interval import interval
from bench.verdict.tally import OURS, POLICIES, Found, Tally

_GOOD = "blip, settled"
_BAD = {
    "replica, endpoint": "One endpoint broken on one replica of three",
    "q 0.8": "A check that fails in 80 % of looks",
}
_COLOURS = ("#c1121f", "#457b9d", "#2a9d8f", "#8d6a9f", "#e9a03b", "#6c757d")


def draw(found: Found, file: Path) -> None:
    """Writes the same bytes for the same numbers."""
    with mpl.rc_context({"svg.hashsalt": "smokegate", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(9, 4), layout="constrained")
        places = figure.subplots(1, len(_BAD), sharex=True, sharey=True)
        for axes, (name, title) in zip(places, _BAD.items(), strict=True):
            _draw(axes, name, title, found)
        places[0].set_ylabel("bad releases not rolled back")
        figure.legend(*places[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
        file.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})


def _draw(axes: Axes, bad: str, title: str, found: Found) -> None:
    for policy, colour in zip(POLICIES, _COLOURS, strict=True):
        good, kept = found[_GOOD, policy], found[bad, policy]
        x, y = _spread(good.failed, good), _spread(kept.deploys - kept.failed, kept)
        axes.errorbar(
            [x[1]],
            [y[1]],
            xerr=[[x[1] - x[0]], [x[2] - x[1]]],
            yerr=[[y[1] - y[0]], [y[2] - y[1]]],
            fmt="*" if policy == OURS else "o",
            markersize=13 if policy == OURS else 6,
            color=colour,
            label=policy,
        )
    axes.set(xscale="log", yscale="log", title=title, xlim=(5e-5, 1), ylim=(1e-3, 1.5))
    axes.set_xlabel("good releases rolled back (1 % of noise, 1 blip/h, settled)")
    axes.grid(alpha=0.3)


def _spread(number: int, tally: Tally) -> tuple[float, float, float]:
    """The interval with the share in its middle; what was never seen stands at its upper end."""
    low, high = interval(number, tally.deploys)
    return (low, number / tally.deploys, high) if number else (high / 2, high, high)
