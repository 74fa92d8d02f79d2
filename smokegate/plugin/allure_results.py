"""What goes into the Allure results: each check and its exchanges, and no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import allure
import allure_commons
from allure_commons.logger import AllureFileLogger

from smokegate.contract import Severity
from smokegate.plugin.outcome import exchanges
from smokegate.plugin.sight import Sight


@contextmanager
def checks_only() -> Iterator[None]:
    """Inside, Allure's writer leaves out the set-up of our fixtures.

    That would be four files a check which tell a reader nothing, and a fifth of the run's time.
    """
    usual = AllureFileLogger.report_container
    writer: Any = AllureFileLogger
    writer.report_container = allure_commons.hookimpl(lambda self, container: None)  # noqa: ARG005
    try:
        yield
    finally:
        writer.report_container = usual


def attach(sight: Sight, severity: Severity) -> None:
    """Attaches the exchanges of one check, redacted, to its result."""
    allure.dynamic.severity(str(severity))  # type: ignore[no-untyped-call]
    for name, text in exchanges(sight):
        allure.attach(text, name=name, attachment_type=allure.attachment_type.TEXT)
