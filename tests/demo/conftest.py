"""One deployment for all tests: what it answers is switched, not the server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from smokegate.demo.server import serve
from smokegate.demo.switch import make_live


@pytest.fixture(scope="session")
def live_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that names the live release."""
    file = tmp_path_factory.mktemp("demo") / "live"
    make_live(file, "good")
    return file


@pytest.fixture(scope="session")
def demo_url(live_file: Path) -> Iterator[str]:
    """A deployment that follows the file."""
    with serve(live_file) as url:
        yield url


@pytest.fixture(scope="session")
def browser(demo_url: str) -> Iterator[httpx.Client]:
    """A client without cookies, redirects or patience."""
    with httpx.Client(base_url=demo_url, timeout=5, trust_env=False) as client:
        yield client


@pytest.fixture
def deploy(live_file: Path) -> Callable[[str], None]:
    """Make a release live."""
    return lambda name: make_live(live_file, name)


@pytest.fixture
def good(browser: httpx.Client, deploy: Callable[[str], None]) -> httpx.Client:
    """A client of the good release."""
    deploy("good")
    return browser
