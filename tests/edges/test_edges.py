"""`smokegate gate` before real edges: what is wrong with one is said by name, and judged right."""

from pathlib import Path

import pytest

from tests.edges.document import DOCUMENT, row
from tests.edges.edge import EDGES, Edge
from tests.edges.judged import judged
from tests.edges.process import missing

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "edge",
    [
        pytest.param(
            edge,
            id=edge.key,
            marks=pytest.mark.skipif(
                missing(*edge.programs) is not None, reason=str(missing(*edge.programs))
            ),
        )
        for edge in EDGES
    ],
)
def test_each_edge_is_judged_as_documented(edge: Edge, tmp_path: Path) -> None:
    """What docs/edges.md says of it: the check, its sentence, the decision."""
    decided = judged(edge, tmp_path)
    assert row(edge, decided) in DOCUMENT.read_text("utf-8").splitlines(), decided
    if not edge.by:
        assert (decided.verdict, decided.said) == ("PASSED", {})
