"""Writes docs/edges.md from a run of every edge: `python -m tests.edges.document`."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.edges.edge import EDGES, Edge
from tests.edges.judged import Decided, judged
from tests.edges.process import missing
from tests.live import ROOT

DOCUMENT = ROOT / "docs" / "edges.md"
_INTRODUCTION = """\
# Real edges

Written by `python -m tests.edges.document`, which starts real haproxy, Varnish and nginx before one
small deployment, wrong in one way each, and lets `smokegate gate` decide; `tests/edges` keeps every
line true. FAILED goes back to the release before, INCONCLUSIVE changes nothing and tells a person.
Numbers that differ from run to run are written N.

| edge | the gate decides | said by | sentence |
|---|---|---|---|
"""
_NOTES = """
- A replica of another build is found by samples on fresh connections, although its health is good:
  the page of one and the script of another are a blank page. Where haproxy binds each address to
  one replica, a runner meets that one only, and the others stay unseen.
- Yesterday's page asks for scripts that are gone. That is held against the cache and not against
  the release, wherever the origin has another page: purge it, and ask again.
- Certificates are not the release's: nothing is rolled back for one. From outside, a certificate of
  an unknown authority looks like one without its intermediate.
"""


def row(edge: Edge, decided: Decided) -> str:
    """The line of one edge: everything about it that the tests pin."""
    check = f"`test_{edge.by}`" if edge.by else ""
    said = decided.sentence(edge.by).replace("|", "\\|")
    return f"| {edge.what} | {decided.verdict} | {check} | {f'`{said}`' if said else ''} |"


def document(every: Mapping[str, Decided]) -> str:
    """The whole page, of what was decided of each edge."""
    rows = "\n".join(row(edge, every[edge.key]) for edge in EDGES)
    return f"{_INTRODUCTION}{rows}\n{_NOTES}"


def main() -> int:
    """Try them all and write the page."""
    if why := missing(*{program for edge in EDGES for program in edge.programs}):
        sys.stdout.write(f"nothing was written: {why}\n")
        return 1
    DOCUMENT.write_text(document(dict(_every())), "utf-8")
    sys.stdout.write(f"{len(EDGES)} edges tried\n")
    return 0


def _every() -> Iterator[tuple[str, Decided]]:
    for edge in EDGES:
        with TemporaryDirectory() as folder:
            yield edge.key, judged(edge, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
