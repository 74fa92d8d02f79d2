"""A run should keep its memory, end, and say what was done, whatever it is sent."""

from pathlib import Path

import pytest

from bench.bounded import CASES, MOST_MB, Case, measured


@pytest.mark.slow
@pytest.mark.timeout(200)
@pytest.mark.parametrize("case", CASES, ids=[case.way for case in CASES])
def test_a_hostile_deployment_is_named(case: Case, tmp_path: Path) -> None:
    """Exit code 1 and a sentence; no traceback, and the peak is held."""
    seen = measured(case, tmp_path)
    assert seen.exit_code == 1, seen.output
    assert seen.sentence is not None, seen.output
    assert "Traceback" not in seen.output
    assert seen.peak_mb < MOST_MB
