"""The edge and the origin: nginx with Brotli."""

import os
import shutil
import signal
from pathlib import Path

from examples.charhub.parts.authority import Certificate
from examples.charhub.parts.port import LOOPBACK, free_port, is_open
from examples.charhub.parts.program import Program, StartError
from examples.charhub.parts.template import filled

_HERE = Path(__file__).parents[1] / "edge"


class Edge:
    """One nginx. said: what its configuration has to know of other parts, before the start.

    The rules stand in files of their own, so that one can be taken away and put back.
    """

    def __init__(self, folder: Path, certificate: Certificate) -> None:
        self.https_port, self.http_port, self.origin_port = (free_port() for _ in range(3))
        self.folder = folder / f"edge-{self.https_port}"
        self.site = self.folder / "site"
        self.said = dict[str, str]()
        self._certificate = certificate
        self._program: Program | None = None

    @property
    def authority(self) -> str:
        """Host and port that people use."""
        return f"{LOOPBACK}:{self.https_port}"

    def start(self) -> None:
        """Returns when it takes connections."""
        if self._program is None:
            (self.folder / "rules").mkdir(parents=True, exist_ok=True)
            for rule in (_HERE / "rules").iterdir():
                self._write(rule.stem)
            self._configure()
            command = (_nginx(), "-e", "stderr", "-p", self.folder, "-c", self._file)
            self._program = Program(command, output=self.folder / "nginx.log")
        self._program.start(lambda: is_open(self.https_port))

    def stop(self) -> None:
        """Ends it."""
        if self._program is not None:
            self._program.stop(signal.SIGQUIT, within_s=3)

    def rule(self, name: str, lines: str | None) -> None:
        """Replaces a rule by these lines; None puts back the one that belongs there."""
        self._write(name, lines)
        self._start_anew()

    def show(self, certificate: Certificate) -> None:
        """Shows another certificate from now on."""
        self._certificate = certificate
        self._start_anew()

    def _start_anew(self) -> None:
        self.stop()  # a reload would let old workers answer for a while
        self._configure()
        self.start()

    def _configure(self) -> None:
        self._file.write_text(filled(_HERE / "nginx.conf", self._told()), "utf-8")

    def _write(self, name: str, lines: str | None = None) -> None:
        text = filled(_HERE / "rules" / f"{name}.conf", self.said) if lines is None else lines
        (self.folder / "rules" / f"{name}.conf").write_text(text, "utf-8")

    def _told(self) -> dict[str, str]:
        return self.said | {
            "USER": "user root;" if os.geteuid() == 0 else "",  # the folder is nobody else's
            "FOLDER": str(self.folder),
            "SITE": str(self.site),
            "HOST": LOOPBACK,
            "HTTP_PORT": str(self.http_port),
            "HTTPS_PORT": str(self.https_port),
            "AUTHORITY": self.authority,
            "ORIGIN_HOST": LOOPBACK,
            "ORIGIN_PORT": str(self.origin_port),
            "CHAIN": str(self._certificate.chain),
            "KEY": str(self._certificate.key),
        }

    @property
    def _file(self) -> Path:
        return self.folder / "nginx.conf"


def _nginx() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found is None:
        raise StartError(
            "nginx: is not installed; apt-get install nginx libnginx-mod-http-brotli-filter"
        )
    return found
