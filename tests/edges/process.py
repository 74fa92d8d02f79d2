"""Programs that a test starts, and how it is told that one is not installed."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from examples.charhub.parts.port import is_open
from examples.charhub.parts.program import Program

BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so")


def missing(*programs: str) -> str | None:
    """Why a test of these programs cannot be run, or None."""
    lacking = [one for one in programs if found(one) is None]
    if "nginx" in programs and not BROTLI.exists():
        lacking.append("Brotli for nginx")
    return f"{', '.join(lacking)} is missing: see .ci/packages" if lacking else None


def found(program: str) -> str | None:
    """Where it is; servers stand outside of the PATH of most people."""
    debian = (str(one) for one in Path("/usr/lib/postgresql").glob("*/bin"))
    places = (os.environ.get("PATH", os.defpath), "/usr/sbin", *debian)
    return shutil.which(program, path=os.pathsep.join(places))


@contextmanager
def running(command: Sequence[str | Path], *, port: int, folder: Path) -> Iterator[None]:
    """The program while it runs, once it takes connections on its port."""
    name = Path(command[0]).name
    words = (found(str(command[0])) or name, *command[1:])
    program = Program(words, output=folder / f"{name}-{port}.log", folder=folder)
    try:
        program.start(lambda: is_open(port))
        yield
    finally:
        program.stop()
