"""kill -9 while docker-compose exchanges containers: the run carried on ends as it would have."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.rollback.application import release
from bench.rollback.deployment import Deployment
from bench.rollback.engine import program
from tests.gate.docker.laws import assert_serves, kept, lasting
from tests.live import last_line

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # with an engine, on a busy machine


@pytest.mark.parametrize("moment", ["kill bad", "rename bad", "create good", "start good"])
def test_killed_while_it_goes_back(moment: str, charhub: Deployment) -> None:
    """Exit 1 after `resume`: the old release serves, verified, and nothing else is left."""
    action, _, which = moment.partition(" ")
    good = kept(charhub, "Release 1")
    bad = charhub.commit("Release 2", release(database="error"))
    image = charhub.image_of({"bad": bad, "good": good}[which])
    with happening(charhub) as events, deploying(charhub, bad) as gate:
        wait_for(events, f"start {charhub.image_of(bad)}")
        wait_for(events, f"{action} {image}")
        gate.kill()
    done = charhub.gate("resume")
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == 1, done.stdout + done.stderr
    assert lasting(last_line(done.stdout)).endswith(
        f"; rolled back from {bad[:7]} to {good[:7]} and verified"
    )
    assert_serves(charhub, good)
    left = charhub.engine.docker("container", "ls", "--all", "--quiet").split()
    assert len(left) == 1


@contextmanager
def deploying(site: Deployment, release_id: str) -> Iterator[subprocess.Popen[bytes]]:
    """`smokegate deploy`, in a process that can be killed."""
    given = ("--contract=contract.toml", "--", "-q", "-p", "no:allure_pytest", "--samples=1")
    argv = (sys.executable, "-m", "smokegate", "deploy", release_id, *given)
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        argv, cwd=site.work, env=site.environment, stdout=quiet, stderr=quiet
    ) as gate:
        try:
            yield gate
        finally:
            gate.kill()


@contextmanager
def happening(site: Deployment) -> Iterator[Iterator[str]]:
    """What the engine does to containers, a line each: the action and the image."""
    form = "--format={{.Action}} {{.Actor.Attributes.image}}"
    with subprocess.Popen(
        (program("docker"), "events", "--filter=type=container", form),
        env=site.environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        try:
            yield process.stdout
        finally:
            process.kill()


def wait_for(events: Iterator[str], wanted: str) -> None:
    """Returns as soon as it happens; pytest-timeout ends a wait for what never does."""
    assert any(line.strip() == wanted for line in events), wanted
