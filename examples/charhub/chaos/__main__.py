"""`python -m examples.charhub.chaos`: breaks each part in turn, and prints the table."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from examples.charhub.chaos import table
from examples.charhub.chaos.outage import Outage
from examples.charhub.chaos.trial import EVERY_S, OUTAGES, Judged, trial
from examples.charhub.deployment import running_in
from examples.charhub.parts.program import StartError


@click.command()
@click.option("--write", is_flag=True, help="Also put the table into docs/reference.md.")
@click.option("--only", metavar="WORDS", default="", help="Outages with these words in their name.")
def main(*, write: bool, only: str) -> None:
    """Break each part of the reference deployment in turn, and see what the gate makes of it."""
    wanted = [one for one in OUTAGES if only in one.what]
    rows = []
    for line in table.HEAD:
        click.echo(line)
    for outage, judged in _judged(wanted):
        rows.append(table.row(outage, judged))
        click.echo(rows[-1])
    if write:
        table.write(rows)


def _judged(outages: list[Outage]) -> Iterator[tuple[Outage, Judged]]:
    with tempfile.TemporaryDirectory(prefix="charhub-") as folder:
        place = Path(folder)
        try:
            with running_in(place, every_s=EVERY_S) as deployment, trial(deployment, place) as one:
                for outage in outages:
                    yield outage, one.judged(outage)
                if not one.is_green():
                    sys.exit("chaos: something is still broken after all was mended")
        except StartError as err:
            sys.exit(str(err))


if __name__ == "__main__":
    main()
