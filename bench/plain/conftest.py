"""What the plain suite asks with: one httpx.Client for all, no proxy, no cookie kept."""

from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture(scope="session")
def client(base_url: str) -> Iterator[httpx.Client]:
    """A client of the deployment under test."""
    with httpx.Client(base_url=base_url, timeout=10, trust_env=False) as one:
        yield one
