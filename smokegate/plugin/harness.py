"""Tells what a check says of the deployment from what broke in the check or around it.

Evidence is an assertion in the body of a check, or the silence of the deployment there. Everything
else is an error of the harness: it is written as <error>, and convicts nobody.
"""

from collections.abc import Generator, Iterator
from types import CodeType, TracebackType
from typing import Any

import pytest

from smokegate.plugin.lost_connection import lost_connection
from smokegate.plugin.settings import Settings

PROPERTY = "harness"
# what raises in the frames of a check without being a part of it: hooks and fixtures, time limits
_AROUND = {
    "pluggy": "was raised in a hook or a fixture",
    "pytest_timeout": "the check was ended by pytest-timeout",
}


class UnseenError(AssertionError):
    """The check has nothing to look at, which is evidence although its body never ran."""


class Harness:
    """Decides last, after the hooks of everybody else, what a failed check is worth."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._has_broken = self._has_failed = False

    @property
    def is_broken(self) -> bool:
        """Whether the current check broke, and nothing in it was evidence."""
        return self._has_broken and not self._has_failed

    def pytest_runtest_logstart(self) -> None:
        """Forgets the check before."""
        self._has_broken = self._has_failed = False

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Turns a failure that is no evidence into an error."""
        report = yield
        if report.when != "call":
            self._has_broken |= report.failed
            return report
        if report.failed and (why := why_no_evidence(item, call, self.settings)):
            self._break(item, report, why)
        elif report.failed:
            self._has_failed = True
        elif call.excinfo is None and self.is_broken:
            report.outcome = "failed"  # or else pytest says so, for what its subtests did
            report.longrepr = "a subtest broke"
            self._break(item, report, report.longrepr)
        return report

    def _break(self, item: pytest.Item, report: pytest.TestReport, why: str) -> None:
        """pytest writes <error> for a report of the set-up, and <failure> for one of the call."""
        report.when = "setup"
        self._has_broken = True
        for properties in (item.user_properties, report.user_properties):
            properties[:] = [*(each for each in properties if each[0] != PROPERTY), (PROPERTY, why)]


def why_no_evidence(
    item: pytest.Item, call: pytest.CallInfo[Any], settings: Settings
) -> str | None:
    """Why the failure says nothing of the deployment; None where it is evidence."""
    if call.excinfo is None:
        return "it was reported as failed, but nothing was raised"
    error = call.excinfo.value
    if isinstance(error, UnseenError):
        return None
    is_assertion = isinstance(error, AssertionError | pytest.fail.Exception)
    is_assertion &= not isinstance(error, pytest.xfail.Exception)
    if not is_assertion and lost_connection(error, settings) is None:
        return f"{type(error).__name__} is not an assertion about the deployment"
    frames = list(_frames(call.excinfo.tb))
    entered = next((n for n, frame in enumerate(frames) if _is_body(item, frame)), None)
    if entered is None:
        return "it was raised outside of the body of the check"
    modules = (_module(frame) for frame in frames[entered:])
    return next((_AROUND[one] for one in modules if one in _AROUND), None)


def _frames(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _module(frame: TracebackType) -> str:
    return str(frame.tb_frame.f_globals.get("__name__", "")).partition(".")[0]


def _is_body(item: pytest.Item, frame: TracebackType) -> bool:
    """Whether this is the frame of the check's own function, however it is decorated."""
    code = frame.tb_frame.f_code
    if code in _codes(item):
        return True
    name = getattr(item, "originalname", None) or item.name
    return code.co_name == name and code.co_filename == str(item.path)


def _codes(item: pytest.Item) -> Iterator[CodeType]:
    """Of the function and of what it wraps; of an item that is no function, how it is run."""
    function: Any = getattr(item, "function", None) or type(item).runtest
    for _ in range(20):
        code = getattr(function, "__code__", None)
        if isinstance(code, CodeType):
            yield code
        function = getattr(function, "__wrapped__", None) or getattr(function, "func", None)
        if function is None:
            return
