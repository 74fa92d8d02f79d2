"""The page about how long going back takes says what was measured."""

import pytest

from bench.rollback.page import is_fastest, page
from bench.rollback.ways import CACHED, OURS, REBUILT, Took, Way


def measured(*seconds: float) -> dict[Way, list[Took]]:
    """Of each way the median, between a better and a worse round."""
    return {
        way: [Took(answers_s=one, ends_s=one + 1) for one in (median / 2, median, median * 3)]
        for way, median in zip((*OURS, REBUILT, CACHED), seconds, strict=True)
    }


def test_a_row_has_medians_and_the_ratio() -> None:
    """Of the seconds until the old release answers; the rebuild is 1."""
    lines = list(page(measured(0.5, 1, 6, 2), "20.10", 40))
    assert [line for line in lines if line.startswith("| ")][1:] == [
        "| `smokegate deploy`, by itself, from its verdict | 0.50 | 0.25 | 1.50 | 1.50 | 12.0 |",
        "| `smokegate rollback`, by hand | 1.00 | 0.50 | 3.00 | 2.00 | 6.0 |",
        "| checkout, `build --no-cache`, `up -d` | 6.00 | 3.00 | 18.00 | 7.00 | 1.0 |",
        "| checkout, `build` from a full cache, `up -d` | 2.00 | 1.00 | 6.00 | 3.00 | 3.0 |",
    ]
    assert not [line for line in lines if "{" in line]
    assert "an engine of its own (20.10)," in " ".join(lines)


@pytest.mark.parametrize(
    "seconds, is_kept",
    [
        pytest.param((1, 2, 3, 1), True, id="both-faster"),
        pytest.param((1, 3, 3, 1), False, id="one-is-not"),
    ],
)
def test_the_bench_fails_where_ours_is_not_faster(
    seconds: tuple[float, ...], is_kept: bool
) -> None:
    """Than a rebuild of everything."""
    assert is_fastest(measured(*seconds)) is is_kept
