"""What every part can do."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Protocol


class Part(Protocol):
    """Something that runs, and can be stopped and started again."""

    def start(self) -> None:
        """Returns when it answers. Raises StartError if it does not."""

    def stop(self) -> None:
        """Returns when nothing of it runs any more; nothing happens if it does not run."""


@contextmanager
def running(*parts: Part) -> Iterator[None]:
    """Starts these in this order, and stops them in the other one, whatever happens between."""
    with ExitStack() as stack:
        for part in parts:
            stack.callback(part.stop)
            part.start()
        yield
