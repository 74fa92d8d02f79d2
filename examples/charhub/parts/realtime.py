"""The channel over which pages hear of news: Socket.IO of npm."""

from pathlib import Path

from examples.charhub.build import built
from examples.charhub.parts.port import LOOPBACK, free_port, is_open
from examples.charhub.parts.program import Program
from examples.charhub.parts.provider import node


class Realtime:
    """One server."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._output = folder / f"realtime-{self.port}.log"
        self._program: Program | None = None

    def start(self) -> None:
        """Returns when it takes connections."""
        if self._program is None:
            command = (node(), built("realtime") / "server.mjs", str(self.port), LOOPBACK)
            self._program = Program(command, output=self._output)
        self._program.start(lambda: is_open(self.port))

    def stop(self) -> None:
        """Disconnects everybody and ends."""
        if self._program is not None:
            self._program.stop()
