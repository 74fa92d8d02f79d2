"""`make bench-verdict-live`: at least 300 real gate runs, each held against the simulation."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from bench.verdict.live.runs import Ending, Pair, compared
from bench.verdict.live.script import scripts

SEED = 20_240_229


def main() -> int:
    """Run, print the table; 1 if a run and the simulation differ."""
    parser = argparse.ArgumentParser(prog="bench.verdict.live", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--runs", type=int, default=300)
    given = parser.parse_args()
    with ThreadPoolExecutor(2) as pool:
        pairs = list(pool.map(compared, scripts(given.runs, given.seed)))
    print("\n".join(table(pairs, given.seed)))
    return 0 if all(pair.agrees for pair in pairs) else 1


def table(pairs: Sequence[Pair], seed: int) -> Iterator[str]:
    """Its lines, and those that differ."""
    agreeing = sum(pair.agrees for pair in pairs)
    yield f"{len(pairs)} real runs of the gate, seed {seed}: {agreeing} end as the simulation says"
    yield ""
    yield "| script | runs | agree | how the gate decided |"
    yield "|---|---|---|---|"
    kinds: dict[str, list[Pair]] = {}
    for pair in pairs:
        kinds.setdefault(pair.script.scenario.name, []).append(pair)
    for name, each in kinds.items():
        ends = Counter(pair.real.kind or pair.real.verdict for pair in each)
        told = ", ".join(f"{number} {end}" for end, number in ends.most_common())
        yield f"| {name} | {len(each)} | {sum(pair.agrees for pair in each)} | {told} |"
    for pair in pairs:
        if not pair.agrees:
            yield ""
            yield f"run {pair.script.number} ({pair.script.scenario.name}) differs"
            yield f"  the gate:       {_told(pair.real, pair.foretold)}"
            yield f"  the simulation: {_told(pair.foretold, pair.real)}"
            yield from (f"    {line}" for line in pair.output.splitlines()[-12:])


def _told(ending: Ending, other: Ending) -> str:
    alone = ", ".join(sorted(ending.convicted - other.convicted))
    return (
        f"{ending.verdict} ({ending.kind or 'no kind'}) after {ending.looks} looks, "
        f"{len(ending.convicted)} convicted" + (f", not by the other: {alone}" if alone else "")
    )


if __name__ == "__main__":
    sys.exit(main())
