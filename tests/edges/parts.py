"""The real parts of an edge: nginx, haproxy and Varnish, each with its own configuration file."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from examples.charhub.parts.port import free_port
from examples.charhub.parts.template import filled
from tests.edges.certificates import Certificate
from tests.edges.process import BROTLI, running

_CONFIGURATIONS = Path(__file__).parent / "conf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secured:
    """Where https and plain http are served."""

    port: int
    http_port: int


@contextmanager
def origin(build: Path, folder: Path) -> Iterator[int]:
    """The port of a backend that serves this build."""
    port = free_port()
    file = _written("origin.conf", folder, {"PORT": port, "BUILD": build})
    with running(_nginx(file, folder), port=port, folder=folder):
        yield port


@contextmanager
def tls(certificate: Certificate, before: int, folder: Path) -> Iterator[Secured]:
    """nginx with this certificate before that port."""
    secured = Secured(port=free_port(), http_port=free_port())
    values = {
        "PORT": secured.port,
        "HTTP_PORT": secured.http_port,
        "ORIGIN": before,
        "BROTLI": BROTLI,
        "CERTIFICATE": certificate.chain,
        "KEY": certificate.key,
    }
    file = _written("tls.conf", folder, values)
    with running(_nginx(file, folder), port=secured.port, folder=folder):
        yield secured


@contextmanager
def balanced(builds: tuple[Path, Path, Path], choice: str, folder: Path) -> Iterator[int]:
    """The port of haproxy over a backend of each build. choice: its lines on how one is chosen."""
    with ExitStack() as stack:
        port = free_port()
        values: dict[str, object] = {"PORT": port, "CHOICE": choice}
        for number, build in enumerate(builds):
            name = "ABC"[number]
            values[f"PORT_{name}"] = stack.enter_context(origin(build, folder))
            values[f"COOKIE_{name}"] = f"cookie {name}" if "cookie" in choice else ""
        file = _written("haproxy.cfg", folder, values)
        command: list[str | Path] = ["haproxy", "-db", "-f", file]
        stack.enter_context(running(command, port=port, folder=folder))
        yield port


@contextmanager
def cached(before: int, folder: Path, *, keeps_pages: bool) -> Iterator[int]:
    """The port of Varnish before that port. keeps_pages: whether also what should not be kept."""
    port = free_port()
    values = {"PORT": port, "ORIGIN": before, "KEEPS_PAGES": str(keeps_pages).lower()}
    file = _written("cache.vcl", folder, values)
    command: list[str | Path] = [
        *("varnishd", "-F", "-j", "none", "-n", folder / f"varnish-{port}"),
        *("-a", f"127.0.0.1:{port}", "-f", file, "-s", "malloc,16m"),
    ]
    with running(command, port=port, folder=folder):
        yield port


def _nginx(file: Path, folder: Path) -> list[str | Path]:
    return ["nginx", "-p", folder, "-e", "stderr", "-c", file]


def _written(name: str, folder: Path, values: Mapping[str, object]) -> Path:
    """The configuration file with these values in it."""
    file = folder / f"{values['PORT']}-{name}"
    said = {key: str(value) for key, value in values.items()}
    file.write_text(filled(_CONFIGURATIONS / name, said), "utf-8")
    return file
