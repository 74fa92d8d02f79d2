"""The reference deployment, started once for the tests of a module."""

import shutil
from collections.abc import Iterator

import pytest

from examples.charhub.build import built
from examples.charhub.chaos.trial import EVERY_S
from examples.charhub.deployment import Deployment, running_in
from examples.charhub.parts.postgres import program
from examples.charhub.parts.program import StartError

_PROGRAMS = ("node", "npm", "nginx", "redis-server", "varnishd")


@pytest.fixture(scope="session")
def parts() -> None:
    """Skips where a program is missing; what npm makes is made before any test waits for it."""
    path = "/usr/local/bin:/usr/bin:/bin:/usr/sbin"
    for name in _PROGRAMS:
        if shutil.which(name) is None and shutil.which(name, path=path) is None:
            pytest.skip(f"{name} is not installed")
    try:
        program("postgres")
    except StartError as err:
        pytest.skip(str(err))
    for name in ("provider", "realtime", "frontend"):
        built(name)


@pytest.fixture(scope="module")
def deployment(
    parts: None,  # noqa: ARG001 - skips where something is missing
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Deployment]:
    """All of it, running."""
    with running_in(tmp_path_factory.mktemp("charhub"), every_s=EVERY_S) as running:
        yield running
