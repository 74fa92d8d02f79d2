"""The demo deployment as a context: served in this process for as long as it is needed."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread


@contextmanager
def serve(current: str | Path) -> Iterator[str]:
    """The base URL of a deployment that answers on a free port of the loopback interface.

    current: the name of the release, or the file that holds the name of the live one, read for
    each request. A name that is not known is an error before anything is served.
    """
    from smokegate.demo.deployment import Deployment  # imported late: costs 0.2 s
    from smokegate.demo.listener import Listener

    listener = Listener(Deployment(current))
    with _entrance() as entrance:
        port = entrance.getsockname()[1]
        thread = Thread(target=listener.run, args=([entrance],), name="smokegate-demo", daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            listener.should_exit = True
            thread.join(timeout=5)


def _entrance() -> socket.socket:
    # TCP by name: asyncio turns off Nagle's delay only then, and it costs 40 ms an answer.
    entrance = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    entrance.bind(("127.0.0.1", 0))
    entrance.listen()  # before the thread runs: the first request waits and is never refused
    return entrance
