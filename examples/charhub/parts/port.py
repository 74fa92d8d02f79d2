"""Ports of loopback: finding free ones, and seeing whether somebody listens."""

import secrets
import socket

LOOPBACK = "127.0.0.1"
_FIRST, _LAST = 20_000, 32_000  # below those that the kernel gives to outgoing connections
_CLAIMS = list[socket.socket]()  # held until this process ends


def free_port() -> int:
    """A port on which nothing listens, and which nobody else who asks here is given meanwhile."""
    while True:
        port = _FIRST + secrets.randbelow(_LAST - _FIRST)
        if _is_free(port) and _is_claimed(port):
            return port


def is_open(port: int) -> bool:
    """Whether somebody takes connections there."""
    with socket.socket() as trial:
        trial.settimeout(1.0)
        return trial.connect_ex((LOOPBACK, port)) == 0


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def _is_claimed(port: int) -> bool:
    """Takes a name that only one process can have, and that is gone with it; no file is left."""
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0charhub-port-{port}")
    except OSError:
        claim.close()
        return False
    _CLAIMS.append(claim)
    return True
