"""A remote with two releases, and a git driver that deploys from it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smokegate.gate.driver_settings import GitSettings
from smokegate.gate.drivers.driver import Move
from smokegate.gate.drivers.git import GitDriver
from smokegate.gate.host import Local
from tests.gate.drivers.repository import Repository, repository

MakeDriver = Callable[..., GitDriver]


@pytest.fixture
def remote(tmp_path: Path) -> Repository:
    """A repository without a commit."""
    return repository(tmp_path / "remote")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where the host keeps its releases."""
    return tmp_path / "host"


@pytest.fixture
def driver(remote: Repository, root: Path) -> MakeDriver:
    """Makes a driver with these settings beside the usual ones."""

    def make(**settings: Any) -> GitDriver:
        usual: dict[str, Any] = {"repository": str(remote.folder), "root": str(root)}
        return GitDriver(settings=GitSettings(**usual | settings), host=Local())

    return make


def move(to: str | None, *, before: str | None = None, fence: int = 1) -> Move:
    """A move of one run."""
    return Move(from_release=before, to_release=to, reason="a test", run="run-1", fence=fence)
