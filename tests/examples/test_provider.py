"""An authorization server: what it promises the applications that send people to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from examples.charhub.parts.port import LOOPBACK, free_port
from examples.install import HERE
from tests.examples.apps import judged, needs, started

pytestmark = [pytest.mark.slow, needs("oidc-provider")]

HOME = HERE / "oidc-provider"
CONTRACT = HOME / "contract.toml"
CLIENT, REDIRECT = "blog", "http://127.0.0.1:8000/oidc/callback/"


@contextmanager
def provider(folder: Path, *, client: str = CLIENT, redirect: str = REDIRECT) -> Iterator[str]:
    """Its URL while it runs, with this one client."""
    port = free_port()
    command = ("node", HOME / "server.mjs", str(port), client, redirect)
    with started(command, port=port, folder=folder):
        yield f"http://{LOOPBACK}:{port}"


def test_a_good_provider_is_green(tmp_path: Path) -> None:
    """Discovery, keys, the start for a client that it knows; refusals of the others."""
    with provider(tmp_path) as url:
        seen = judged(url, CONTRACT, tmp_path)
    assert (seen.status, seen.failed, seen.warned) == (0, {}, {})


@pytest.mark.parametrize(
    "client, redirect",
    [
        pytest.param("block", REDIRECT, id="client"),
        pytest.param(CLIENT, REDIRECT.replace("http:", "https:"), id="redirect-uri"),
    ],
)
def test_a_client_that_is_registered_otherwise_is_told(
    client: str, redirect: str, tmp_path: Path
) -> None:
    """What no redirect of the application can show: the provider will refuse its people."""
    with provider(tmp_path, client=client, redirect=redirect) as url:
        seen = judged(url, CONTRACT, tmp_path)
    ((check, said),) = seen.failed.items()
    assert check.startswith("test_route_answers_as_promised[/auth?client_id&redirect_uri&"), seen
    assert said.endswith(" s: status should be 303, got 400"), seen


def test_a_stopped_provider_is_silent(tmp_path: Path) -> None:
    """Every promise fails for one reason."""
    with provider(tmp_path) as url:
        pass
    seen = judged(url, CONTRACT, tmp_path)
    said = {sentence.partition("-> ")[2] for sentence in seen.failed.values()}
    assert said == {"silence: connection refused, nothing listens there"}
