"""What several rooms' tests start: a live demo deployment."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from smokegate.demo.server import serve
from smokegate.demo.switch import make_live
from tests.live import Live

# A shell that starts this in the background lets it ignore SIGINT, and every process of a test too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A demo deployment on a free loopback port, its good release live."""
    current: Path = tmp_path_factory.mktemp("live") / "current"
    make_live(current, "good")
    with serve(current) as url:
        yield Live(url=url, current=current)
