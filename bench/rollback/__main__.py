"""How long going back takes: `python -m bench.rollback` prints docs/rollback-time.md.

On one Docker engine of its own, in one run, the ways take turns: ours, which switches images, and
what people do without them, checkout, build, up. Ends with 1 if ours was not the faster one.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from bench.rollback.application import release
from bench.rollback.deployment import Deployment, laid_out
from bench.rollback.engine import EngineError, engine
from bench.rollback.page import is_fastest, page
from bench.rollback.ways import CACHED, OURS, REBUILT, Took, Way, timed

PARTS, PART_MB = 4, 10
# what a build does with sources: packs them, reads them again; npm and a bundler take minutes
STEPS = (
    "".join(f"COPY payload/{part} /payload/{part}\n" for part in range(PARTS))
    + 'RUN ["/bin/busybox", "sh", "-c", "busybox tar c /payload | busybox gzip >/packed && '
    'busybox gunzip -c </packed | busybox sha256sum >/sum"]\n'
)


def main() -> int:
    """Measure and print the page."""
    parser = argparse.ArgumentParser(prog="bench.rollback", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    try:
        with engine() as docker, tempfile.TemporaryDirectory() as folder:
            version = docker.docker("version", "--format={{.Server.Version}}")
            found = _measured(laid_out(Path(folder) / "charhub", docker), rounds)
    except EngineError as err:
        print(f"bench.rollback: {err}; it needs root, docker and docker-compose", file=sys.stderr)
        return 2
    print("\n".join(page(found, version, PARTS * PART_MB)))
    return 0 if is_fastest(found) else 1


def _measured(site: Deployment, rounds: int) -> dict[Way, list[Took]]:
    _add_payload(site.remote)
    good = site.commit("Release 1", release(steps=STEPS))
    bad = site.commit("Release 2", release(steps=STEPS, database="error"))
    found: dict[Way, list[Took]] = {way: [] for way in (*OURS, REBUILT, CACHED)}
    for number in range(rounds + 1):
        for way, times in found.items():
            way.begins(site, good, bad)
            took = timed(way, site, good, bad)
            if number:  # the first round warms up
                times.append(took)
            print(f"{number}: {way.name}: {took}", file=sys.stderr)
    return found


def _add_payload(repository: Path) -> None:
    """Sources that nothing can make smaller, the same in each release."""
    draw = random.Random(1)  # noqa: S311 no secret
    (repository / "payload").mkdir()
    for part in range(PARTS):
        (repository / "payload" / f"{part}").write_bytes(draw.randbytes(PART_MB * 1_000_000))


if __name__ == "__main__":
    sys.exit(main())
