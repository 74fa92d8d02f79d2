"""`make bench-verdict`: prints the page, draws the plot, and fails if a figure is not met."""

import argparse
import os
import sys
from pathlib import Path

from bench.verdict import figures
from bench.verdict.page import page
from bench.verdict.plot import draw
from bench.verdict.scenarios import SCENARIOS
from bench.verdict.tally import tallied

SEED = 20_240_229


def main() -> int:
    """Simulate, print, draw; 1 if a figure is not met."""
    parser = argparse.ArgumentParser(prog="bench.verdict", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--scale", type=float, default=1.0, help="of the number of deploys")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--plot", type=Path, required=True, help="where the plot is written")
    given = parser.parse_args()
    found = tallied(SCENARIOS, given.seed, given.scale, given.processes)
    print("\n".join(page(found, given.seed)))
    draw(found, given.plot)
    print(f"seed {given.seed}", file=sys.stderr)
    print("\n".join(figures.rows(found)), file=sys.stderr)
    return 0 if figures.are_met(found) else 1


if __name__ == "__main__":
    sys.exit(main())
