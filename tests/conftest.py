"""What several rooms' tests start: a live demo deployment."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smokegate.demo.server import serve
from smokegate.demo.switch import make_live
from tests.live import Live


@pytest.fixture
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A demo deployment on a free loopback port, its good release live."""
    current: Path = tmp_path_factory.mktemp("live") / "current"
    make_live(current, "good")
    with serve(current) as url:
        yield Live(url=url, current=current)
