"""An engine for all tests of a process, and a deployment of its own for each test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bench.rollback.deployment import Deployment, laid_out
from bench.rollback.engine import Engine, EngineError, engine

LayOut = Callable[..., Deployment]


@pytest.fixture(scope="session")
def docker() -> Iterator[Engine]:
    """A Docker engine; where there can be none the tests are skipped, and say why."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(engine())
        except EngineError as err:
            pytest.skip(f"no Docker engine: {err}")
        yield found


@pytest.fixture
def lay_out(docker: Engine, tmp_path: Path) -> Iterator[LayOut]:
    """Makes a deployment with further settings, nothing deployed yet."""

    def made(settings: str = "") -> Deployment:
        return laid_out(tmp_path / "charhub", docker, settings=settings)

    try:
        yield made
    finally:
        docker.clear()


@pytest.fixture
def charhub(lay_out: LayOut) -> Deployment:
    """A deployment behind docker-compose."""
    return lay_out()
