"""One warm process that judges."""

from collections.abc import Iterator

import pytest

from tests.faults.judged import Judge, judging


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """Runs the real suite against one fault at a time."""
    with judging(tmp_path_factory.mktemp("judged")) as one:
        yield one
