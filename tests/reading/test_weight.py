"""How much people transfer before a page works."""

from smokegate.probe.observation import Observation
from smokegate.reading.asset import Asset, Kind
from smokegate.reading.weight import weight_problems
from tests.reading.answers import ORIGIN, answer, said, silence


def loaded(name: str, kind: Kind, kib: int, status: int = 200) -> tuple[Asset, Observation]:
    """Something of this weight."""
    return Asset(url=f"{ORIGIN}/{name}", kind=kind), answer(b"x" * 1024 * kib, status=status)


PAGE = [
    loaded("a.js", Kind.SCRIPT, 700),
    loaded("a.css", Kind.STYLE, 300),
    loaded("a.png", Kind.IMAGE, 3000),
    loaded("gone.js", Kind.SCRIPT, 900, status=404),
    (Asset(url=f"{ORIGIN}/silent.js", kind=Kind.SCRIPT), silence()),
]


def test_a_page_within_its_budget_is_fine() -> None:
    """Scripts and styles that arrived count, nothing else."""
    assert said(weight_problems(PAGE, 1000, ORIGIN)) == []


def test_a_page_over_its_budget_is_told() -> None:
    """With the heaviest of them, where a cure begins."""
    assert said(weight_problems(PAGE, 999.5, ORIGIN)) == [
        "scripts and styles should be 999.5 KiB together at most, got 1000 KiB, 700 of them /a.js"
    ]


def test_a_page_that_loads_nothing_weighs_nothing() -> None:
    """A static page has no heaviest file."""
    assert said(weight_problems([], 0.1, ORIGIN)) == []
