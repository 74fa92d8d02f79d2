"""What the plain suite asks with: one httpx.Client for all, and a memory of what came.

The memory is there so that both suites make the same requests; without it this one would make
one for each check, and be slower still.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest

_ASSET = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)"[^>]*>')
_INTEGRITY = re.compile(r'integrity="([^"]+)"')


@dataclass
class Site:
    """The deployment, each request made once and when it is first needed."""

    client: httpx.Client
    seen: dict[tuple[object, ...], httpx.Response] = field(default_factory=dict)

    def get(
        self, path: str, encoding: str = "identity", host: str = "", sample: int = 0
    ) -> httpx.Response:
        """The answer of this path. sample: tells equal requests apart."""
        key = (path, encoding, host, sample)
        if key not in self.seen:
            headers = {"Accept-Encoding": encoding} if encoding else {}
            headers |= {"X-Forwarded-Host": host} if host else {}
            self.seen[key] = self.client.get(path, headers=headers)
            self.client.cookies.clear()
        return self.seen[key]


@dataclass(frozen=True)
class Asset:
    """One thing that the page loads, and its answer."""

    path: str
    integrity: str
    answer: httpx.Response

    @property
    def is_decoration(self) -> bool:
        """Whether it is an icon or a manifest."""
        return self.path.endswith((".ico", ".webmanifest"))


@pytest.fixture(scope="session")
def site(base_url: str) -> Iterator[Site]:
    """The deployment under test."""
    with httpx.Client(base_url=base_url, timeout=10, trust_env=False) as client:
        yield Site(client)


@pytest.fixture(scope="session")
def page(site: Site) -> httpx.Response:
    """The front page."""
    return site.get("/", encoding="")


@pytest.fixture(scope="session")
def assets(site: Site, page: httpx.Response) -> list[Asset]:
    """All that the front page loads."""
    return [_asset(site, found) for found in _ASSET.finditer(page.text)]


@pytest.fixture(scope="session")
def health(site: Site) -> httpx.Response:
    """The health answer."""
    return site.get("/api/v1/health")


def _asset(site: Site, found: re.Match[str]) -> Asset:
    integrity = _INTEGRITY.search(found[0])
    return Asset(
        path=found[1],
        integrity=integrity[1] if integrity else "",
        answer=site.get(found[1], encoding=""),
    )
