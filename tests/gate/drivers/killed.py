"""Deploys NEW where OLD is current, as a process that a test can kill: ROOT REMOTE OLD NEW.

With CONFIG behind them, on the host that this configuration of ssh names.
"""

import sys

from smokegate.gate.driver_settings import GitSettings
from smokegate.gate.drivers.driver import Move
from smokegate.gate.drivers.git import GitDriver
from smokegate.gate.host import Local, Ssh
from tests.gate.sshd import NAME


def driver(root: str, remote: str, config: str | None = None) -> GitDriver:
    """Its commands take some time, and leave what shows whether they came to their end."""
    return GitDriver(
        settings=GitSettings(
            repository=remote,
            root=root,
            prepare='echo >built.1; sleep 0.05; echo "$SMOKEGATE_RELEASE" >built',
            activate='sleep 0.05; echo "$SMOKEGATE_RELEASE" >../../active',
        ),
        host=Ssh(NAME, config=config) if config else Local(),
    )


def deploy(root: str, remote: str, old: str, new: str, config: str | None = None) -> None:
    """The two acts of a deploy."""
    host = driver(root, remote, config)
    order = Move(from_release=old, to_release=new, reason="a test", run="run-2", fence=2)
    host.prepare(order)
    host.switch(order)


if __name__ == "__main__":
    print("begins", flush=True)  # noqa: T201 the test measures from here
    deploy(*sys.argv[1:])
