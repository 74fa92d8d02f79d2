"""A deployment of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gate.deploys.site import Site, site


@pytest.fixture
def charhub(tmp_path: Path) -> Iterator[Site]:
    """A deployment behind the git driver, nothing deployed yet."""
    with site(tmp_path) as found:
        yield found
