"""A pytest plugin: tells the scripted deployment that a look begins."""

import contextlib
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from bench.verdict.live.server import NEXT


def pytest_sessionstart(session: pytest.Session) -> None:
    """Before anything is asked; a deployment that is not there has no turns."""
    with contextlib.suppress(URLError):
        urlopen(f"{session.config.getoption('base_url')}{NEXT}", timeout=10).close()
