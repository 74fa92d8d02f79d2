"""Turns the result of one check into its report: promise, sight side by side, how bad it is."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest

from smokegate.contract import Severity
from smokegate.plugin.exchange import written
from smokegate.plugin.sight import SIGHT, Sight
from smokegate.probe.observation import Kind, Silence
from smokegate.probe.redact import redacted

_LATE = (Kind.TIMEOUT,)


class NotProvidedError(Exception):
    """What the check asks for is not there, and need not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One failed check as a person reads it. look: trace ids of its requests."""

    promise: str
    seen: str
    look: str

    def __str__(self) -> str:
        return f"{self.seen}\npromise: {self.promise}\nlook:    {self.look}"


def refuse_unseen(item: pytest.Item) -> None:
    """Fails a check that has nothing to look at, or marks it as not provided, before it runs."""
    sight = item.stash.get(SIGHT, None)
    if sight is None:
        return
    if sight.silence:
        raise AssertionError(sight.silence.where)
    if sight.not_provided:
        raise NotProvidedError(sight.not_provided)
    if sight.unmet:
        raise AssertionError(sight.unmet)


@contextmanager
def only_the_sentence() -> Iterator[None]:
    """Takes secrets, and pytest's look at the operands, out of a failure before anyone keeps it."""
    try:
        yield
    except AssertionError as error:
        error.args = (redacted(str(error).partition("\nassert ")[0]),)
        raise


def settle_report(
    item: pytest.Item,
    call: pytest.CallInfo[Any],
    report: pytest.TestReport,
    severity: Severity,
    fail_on: Severity,
) -> None:
    """Gives the report its short text, its properties and, below `fail_on`, its mild outcome."""
    sight = item.stash.get(SIGHT, None)
    if report.when == "setup":
        _say(item, report, "severity", severity)
    if sight is None or report.when != "call":
        return
    for note in sight.foreign_silences():
        _say(item, report, "not_covered", redacted(note))
    if call.excinfo is None:
        return
    error = call.excinfo.value
    if isinstance(error, NotProvidedError):
        _replace(item, "severity", Severity.TRIVIAL)
        _say(item, report, "not_covered", str(error))
        _expect(report, f"not covered: {error}")
    elif isinstance(error, AssertionError):
        _fail(item, report, sight, error, is_mild=not severity.is_at_least(fail_on))


def exchanges(sight: Sight) -> list[tuple[str, str]]:
    """Name and text of each exchange of a check, those of a page's assets in one."""
    found = [(one.where, written(one)) for one in sight.seen]
    if sight.loaded:
        lines = [f"{one.asset.kind}: {one.seen.where}" for one in sight.loaded]
        found.append((f"{len(lines)} assets", redacted("\n".join(lines))))
    return found


def _fail(
    item: pytest.Item,
    report: pytest.TestReport,
    sight: Sight,
    error: AssertionError,
    *,
    is_mild: bool,
) -> None:
    seen = str(error)
    _say(item, report, "cause", _cause(item, sight))
    if sight.silence:
        _say(item, report, "silence", sight.silence.kind)
    failure = Failure(promise=_promise(item), seen=seen, look=_look(sight, seen))
    report.longrepr = str(failure)
    if is_mild:
        _expect(report, str(failure))


def _expect(report: pytest.TestReport, reason: str) -> None:
    """Reports it the way pytest reports an expected failure."""
    report.outcome = "skipped"
    report.wasxfail = reason


def _say(item: pytest.Item, report: pytest.TestReport, name: str, value: str) -> None:
    item.user_properties.append((name, str(value)))
    report.user_properties.append((name, str(value)))


def _replace(item: pytest.Item, name: str, value: str) -> None:
    kept = [pair for pair in item.user_properties if pair[0] != name]
    item.user_properties[:] = [*kept, (name, str(value))]


def _cause(item: pytest.Item, sight: Sight) -> str:
    if isinstance(sight.silence, Silence):
        return "timeout" if sight.silence.kind in _LATE else "unreachable"
    mark = item.get_closest_marker("cause")
    return str(mark.args[0]) if mark else "contract"


def _promise(item: pytest.Item) -> str:
    text = inspect.getdoc(getattr(item, "function", None)) or item.name
    return " ".join(text.split("\n\n")[0].split())


def _look(sight: Sight, seen: str) -> str:
    """The trace ids of what the check read: of a page's assets, those that the failure names."""
    named = [one.seen for one in sight.loaded if urlsplit(one.asset.url).path in seen]
    traces = [f"{one.ask.line} trace id {one.trace_id}" for one in (named or sight.seen)]
    more = f" and {len(traces) - 4} more in the Allure report" if len(traces) > 4 else ""
    return ", ".join(traces[:4]) + more
