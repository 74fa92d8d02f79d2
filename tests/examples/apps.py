"""How each of other people's applications is started, and which of its files a page cannot miss."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from examples.charhub.parts.port import LOOPBACK, free_port, is_open
from examples.charhub.parts.program import Program
from examples.install import HERE, is_installed
from tests.live import Case, cases, suite

Command = Callable[[Path, Path, int], Sequence[str | Path]]


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One application of `examples/`.

    command: of its home (where its packages are), a folder to write into, and a port. asset: the
    file in its home that its page cannot miss. warned: the checks that only warn, as it is.
    """

    name: str
    command: Command
    asset: str
    warned: frozenset[str] = frozenset()

    @property
    def contract(self) -> Path:
        """What it promises."""
        return HERE / self.name / "contract.toml"


def _verdaccio(home: Path, folder: Path, port: int) -> Sequence[str | Path]:
    file = shutil.copy(HERE / "verdaccio" / "config.yaml", folder)
    main = home / "node_modules" / "verdaccio" / "bin" / "verdaccio"
    return ("node", main, "--config", file, "--listen", f"{LOOPBACK}:{port}")


def _node_red(home: Path, folder: Path, port: int) -> Sequence[str | Path]:
    main = home / "node_modules" / "node-red" / "red.js"
    settings = HERE / "node-red" / "settings.js"
    return ("node", main, "--settings", settings, "--userDir", folder, "--port", str(port))


def _datasette(home: Path, _: Path, port: int) -> Sequence[str | Path]:
    main = home / ".venv" / "bin" / "python"
    return (main, "-m", "datasette", "serve", "--memory", "-h", LOOPBACK, "-p", str(port))


APPS = (
    App(
        name="verdaccio",
        command=_verdaccio,
        asset="node_modules/@verdaccio/ui-theme/static/main.*.js",
    ),
    App(
        name="node-red",
        command=_node_red,
        asset="node_modules/@node-red/editor-client/public/red/main.min.js",
    ),
    App(
        name="datasette",
        command=_datasette,
        asset=".venv/lib/python*/site-packages/datasette/static/codemirror-5.57.0.min.js",
        warned=frozenset({"test_code_is_minified[/]", "test_code_is_minified[/_memory]"}),
    ),
)


def needs(app: str) -> pytest.MarkDecorator:
    """Skips where it is not installed."""
    reason = f"{app} is not installed: python -m examples.install {app}"
    return pytest.mark.skipif(not is_installed(app), reason=reason)


@contextmanager
def serving(app: App, folder: Path, home: Path | None = None) -> Iterator[str]:
    """Its URL while it runs. home: where its packages are, if not beside its lock file."""
    port = free_port()
    command = app.command(home or HERE / app.name, folder, port)
    with started(command, port=port, folder=folder):
        yield f"http://{LOOPBACK}:{port}"


@contextmanager
def started(
    command: Sequence[str | Path],
    *,
    port: int,
    folder: Path,
    environment: dict[str, str] | None = None,
) -> Iterator[None]:
    """Any program while it runs, once it takes connections on its port."""
    log = folder / f"{Path(command[0]).name}-{port}.log"
    program = Program(command, output=log, environment=environment, folder=folder)
    try:
        program.start(lambda: is_open(port))
        yield
    finally:
        program.stop()


def without_its_asset(app: App, folder: Path) -> Path:
    """A home that lacks the file, everything else by hard links."""
    home = folder / "home"
    shutil.copytree(HERE / app.name, home, symlinks=True, copy_function=_linked)
    (asset,) = home.glob(app.asset)
    asset.unlink()
    return home


def _linked(source: str, target: str) -> str:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # another file system
        shutil.copy2(source, target, follow_symlinks=False)
    return target


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What `pytest smoke` said. failed, warned: by check, the sentence; not what is not covered."""

    status: int
    failed: dict[str, str]
    warned: dict[str, str]


def judged(url: str, contract: Path, folder: Path) -> Judged:
    """What the suite says of a deployment with this contract."""
    given = (f"--contract={contract}", "-p", "no:allure_pytest")
    done = suite(url, *given, folder=folder)
    report = folder / "reports" / "junit.xml"
    assert report.exists(), done.stdout + done.stderr
    found = [case for case in cases(report) if case.outcome != "passed"]
    said = {case.name: _sentence(case, url) for case in found}
    return Judged(
        status=done.returncode,
        failed={case.name: said[case.name] for case in found if case.outcome != "skipped"},
        warned={
            case.name: said[case.name]
            for case in found
            if case.outcome == "skipped" and "not_covered" not in case.properties
        },
    )


def _sentence(case: Case, url: str) -> str:
    text = str(case.message).splitlines()[0].removeprefix("AssertionError: ")
    return text.replace(url, "ORIGIN")
