"""One replica of the backend, in a process of its own."""

import sys
from datetime import datetime
from pathlib import Path

import httpx

from examples.charhub.backend.settings import Settings
from examples.charhub.parts.port import LOOPBACK, free_port
from examples.charhub.parts.program import Program

_ROOT = Path(__file__).parents[3]
_APP = "examples.charhub.backend.app:create"


class Backend:
    """One replica. settings: what it is started with; other ones need a new start."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.port = free_port()
        self.settings = settings
        self._output = folder / f"backend-{self.port}.log"
        self._program: Program | None = None

    def start(self) -> None:
        """Returns when it answers, however well it is."""
        if self._program is None:
            words = ("-m", "uvicorn", "--factory", _APP, "--host", LOOPBACK, "--port", self.port)
            quiet = (
                "--no-server-header",
                "--log-level",
                "warning",
                "--timeout-graceful-shutdown",
                2,
            )
            ending = ("--timeout-graceful-shutdown", 2)
            trust = {"SSL_CERT_FILE": self.settings.ca_file}
            self._program = Program(
                tuple(map(str, (sys.executable, *words, *quiet, *ending))),
                output=self._output,
                environment=self.settings.environment() | trust,
                folder=_ROOT,
            )
        self._program.start(self.is_answering)

    def stop(self) -> None:
        """Ends it; the next start reads the settings anew."""
        if self._program is not None:
            self._program.stop(within_s=5)
            self._program = None

    def restart(self, settings: Settings) -> None:
        """Starts it anew, with these settings."""
        self.stop()
        self.settings = settings
        self.start()

    def looked_at(self) -> datetime | None:
        """When what its health says was found out; None if it does not answer."""
        try:
            answer = httpx.get(f"{self._url}/health", timeout=10.0, trust_env=False)
        except httpx.TransportError:
            return None
        return datetime.fromisoformat(answer.json()["timestamp"])

    def is_answering(self) -> bool:
        """Whether it answers at all."""
        try:
            httpx.get(f"{self._url}/me", timeout=5.0, trust_env=False)
        except httpx.TransportError:
            return False
        return True

    @property
    def _url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/api/v1"
