"""`python -m examples.charhub`: the reference deployment until Ctrl-C."""

import os
import shlex
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Event

import click

from examples.charhub.control import controlled
from examples.charhub.deployment import Deployment, running_in
from examples.charhub.parts.program import StartError

_ROOT = Path(__file__).parents[2]


@click.command()
@click.option("--once", is_flag=True, help="Run the suite against it, and end with its status.")
@click.argument("pytest_arguments", nargs=-1, metavar="[-- PYTEST ARGS]")
def main(*, once: bool, pytest_arguments: tuple[str, ...]) -> None:
    """Start the reference deployment from real parts on loopback."""
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with tempfile.TemporaryDirectory(prefix="charhub-") as folder:
        try:
            with running_in(Path(folder)) as deployment, controlled(deployment) as go_back:
                suite = (*_suite(deployment), *pytest_arguments)
                if once:
                    sys.exit(_run(deployment, suite))
                _tell(deployment, suite, go_back)
                stopped.wait()
        except StartError as err:
            sys.exit(str(err))


def _suite(deployment: Deployment) -> tuple[str, ...]:
    return (
        "pytest",
        "smoke",
        f"--base-url={deployment.url}",
        f"--contract={deployment.contract}",
        f"--release={deployment.release}",
    )


def _run(deployment: Deployment, suite: tuple[str, ...]) -> int:
    environment = dict(os.environ) | deployment.environment
    words = (sys.executable, "-m", *suite)
    return subprocess.run(words, cwd=_ROOT, env=environment, check=False).returncode


def _tell(deployment: Deployment, suite: tuple[str, ...], go_back: str) -> None:
    trust = " ".join(f"{name}={value}" for name, value in deployment.environment.items())
    gate = shlex.join(("smokegate", "gate", *suite[2:], f"--rollback={go_back}"))
    click.echo(f"{deployment.url} is release {deployment.release}; Ctrl-C ends it")
    click.echo(f"export {trust}")
    click.echo(shlex.join(suite))
    click.echo(gate)


if __name__ == "__main__":
    main()
