"""Who ordered a run."""

import getpass
import os
import socket
from contextlib import suppress

_PEOPLE = ("GITHUB_ACTOR", "GITLAB_USER_LOGIN")


def whoever() -> str:
    """Who wants this: the person that a CI server names, else the user of this machine."""
    for name in _PEOPLE:
        if told := os.environ.get(name):
            return told[:80]
    with suppress(OSError, KeyError):
        return f"{getpass.getuser()}@{socket.gethostname()}"
    return "unknown"
