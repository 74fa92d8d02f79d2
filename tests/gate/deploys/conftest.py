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


@pytest.fixture
def two(charhub: Site) -> tuple[Site, str, str]:
    """Two releases that were deployed and are good; the second one serves."""
    first, second = charhub.commit("Release 1"), charhub.commit("Release 2")
    for release in (first, second):
        assert charhub.deploy(release).returncode == 0
    return charhub, first, second
