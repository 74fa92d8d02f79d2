"""Where a run leaves its reports, and what becomes of those of the run before."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from smokegate.errors import ConfigurationError
from smokegate.plugin import gate_look
from smokegate.plugin.scrubbing import scrub_object, scrubbed_file

JUNIT = "reports/junit.xml"
ALLURE = "reports/allure-results"
_WRITES = (
    *("report_result", "report_attached_data", "report_attached_file", "report_container"),
    "report_globals",
)


def choose(config: pytest.Config) -> None:
    """Sets the paths that were not given, and takes the old JUnit report away.

    A run that is killed leaves no report rather than the one of the run before. Raises
    ConfigurationError where none could be written.
    """
    option = config.option
    if option.collectonly:
        return
    if getattr(option, "xmlpath", None) is None:
        option.xmlpath = JUNIT
    if hasattr(option, "allure_report_dir") and option.allure_report_dir is None:
        option.allure_report_dir = ALLURE
        option.clean_alluredir = not gate_look.is_later()
    if getattr(option, "allure_report_dir", None):
        _make(Path(option.allure_report_dir))
    _take_away(Path(os.path.expanduser(os.path.expandvars(option.xmlpath))))  # noqa: PTH111 - as pytest


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise ConfigurationError(
            f"--alluredir: cannot be made ({err.strerror}), got {str(folder)!r}; "
            "give a folder that can be written"
        ) from err


def _take_away(report: Path) -> None:
    """Removes a file that is one; a device or a pipe in its place belongs to somebody else."""
    try:
        if report.is_dir():
            raise ConfigurationError(
                f"--junitxml: is a directory, got {str(report)!r}; give the path of a file"
            )
        report.parent.mkdir(parents=True, exist_ok=True)
        if report.is_file() and report.is_symlink():
            report.write_bytes(b"")
        elif report.is_file():
            report.unlink()
    except OSError as err:
        raise ConfigurationError(
            f"--junitxml: cannot be written ({err.strerror}), got {str(report)!r}; "
            "give the path of a file in a folder that can be written"
        ) from err


@contextmanager
def checks_only(told: Callable[[str], None], is_broken: Callable[[], bool]) -> Iterator[None]:
    """Inside, Allure's writer leaves out secrets and the set-up of our fixtures.

    It never ends the run.

    is_broken: whether the current check broke, which Allure would call a failure.

    The set-up would be four files a check which tell a reader nothing, and a fifth of the run's
    time. Where there is no room for a result, that is told instead of raised.
    """
    from allure_commons import hookimpl  # lazy: Allure may be switched off
    from allure_commons.logger import AllureFileLogger
    from allure_commons.model2 import Status

    writer: Any = AllureFileLogger
    usual: dict[str, Any] = {name: getattr(writer, name, None) for name in _WRITES}

    def result(self: object, result: Any) -> None:
        if is_broken():
            result.status = Status.BROKEN
        scrub_object(result)
        with _no_room(told):
            usual["report_result"](self, result)

    def data(self: object, body: str | bytes, file_name: str) -> None:
        with _no_room(told):
            usual["report_attached_data"](self, scrubbed_file(body), file_name)

    def file(self: object, source: str, file_name: str) -> None:
        with _no_room(told):
            content = scrubbed_file(Path(source).read_bytes())
            usual["report_attached_data"](self, content, file_name)

    def whole(self: object, globals_item: object) -> None:
        scrub_object(globals_item)
        with _no_room(told):
            usual["report_globals"](self, globals_item)

    def nothing(self: object, container: object) -> None:
        """Leaves it out."""

    writes: tuple[Callable[..., None], ...] = (result, data, file, nothing, whole)
    for name, write in zip(_WRITES, writes, strict=True):
        setattr(writer, name, hookimpl(write))
    try:
        yield
    finally:
        for name, one in usual.items():
            setattr(writer, name, one)


@contextmanager
def _no_room(told: Callable[[str], None]) -> Iterator[None]:
    try:
        yield
    except OSError as err:
        told(f"the Allure results are not whole ({err.strerror})")
