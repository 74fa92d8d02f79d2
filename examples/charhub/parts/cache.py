"""The cache of the edge: Varnish."""

import shutil
from contextlib import suppress
from pathlib import Path

import httpx

from examples.charhub.parts.port import LOOPBACK, free_port, is_open
from examples.charhub.parts.program import Program, StartError
from examples.charhub.parts.template import filled

_RULES = Path(__file__).parents[1] / "edge" / "cache.vcl"


class Cache:
    """One Varnish. origin: the port of what it asks."""

    def __init__(self, folder: Path, origin: int) -> None:
        self.port = free_port()
        self._folder = folder / f"cache-{self.port}"
        self._origin = origin
        self._program: Program | None = None

    def start(self) -> None:
        """Returns when it takes connections."""
        if self._program is None:
            self._folder.mkdir(parents=True)
            rules = self._folder / "cache.vcl"
            said = {"ORIGIN_HOST": LOOPBACK, "ORIGIN_PORT": str(self._origin)}
            rules.write_text(filled(_RULES, said), "utf-8")
            words = (
                *(_varnish(), "-F", "-j", "none", "-n", self._folder / "work", "-f", rules),
                *("-a", f"{LOOPBACK}:{self.port}", "-s", "malloc,32m"),
                *("-p", "vsl_space=1M", "-p", "thread_pool_min=10"),
            )
            self._program = Program(words, output=self._folder / "varnish.log")
        self._program.start(lambda: is_open(self.port))

    def stop(self) -> None:
        """Ends it; what it kept is lost."""
        if self._program is not None:
            self._program.stop()

    def purge(self) -> None:
        """Forgets everything, as a deploy wants it to; while it is stopped, it keeps nothing."""
        with suppress(httpx.ConnectError):
            answer = httpx.request("PURGE", f"http://{LOOPBACK}:{self.port}/", trust_env=False)
            answer.raise_for_status()


def _varnish() -> str:
    found = shutil.which("varnishd") or shutil.which("varnishd", path="/usr/sbin")
    if found is None:
        raise StartError("varnishd: is not installed; apt-get install varnish")
    return found
