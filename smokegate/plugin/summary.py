"""What a person reads at the end of a run: what failed, promise and sight side by side."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import pytest

from smokegate.grouping import reason_of, shown_once
from smokegate.plugin.outcome import failure_of
from smokegate.plugin.recognition import Cause

_OURS = ("failed", "xfailed")


@contextmanager
def instead_of_tracebacks(terminal: pytest.TerminalReporter) -> Iterator[None]:
    """Keeps the reports that we word ourselves away from pytest's own sections."""
    kept = {name: list(terminal.stats.get(name, [])) for name in _OURS}
    for name, reports in kept.items():
        terminal.stats[name] = [one for one in reports if not _is_ours(one)]
    try:
        yield
    finally:
        for name, reports in kept.items():
            if reports:
                terminal.stats[name] = reports
            else:
                terminal.stats.pop(name, None)


def write(
    terminal: pytest.TerminalReporter,
    cause: Cause | None,
    failed: list[pytest.TestReport],
    warned: list[pytest.TestReport],
    notes: Iterable[str],
) -> None:
    """The cause of all of it, where there is one; then not covered, then warnings, then failures.

    The worst stands last, next to the result.
    """
    worded = [one for one in failed if failure_of(one)]
    if not (cause or worded or warned or notes):
        return
    terminal.write_sep("=", "what was seen")
    if cause:
        terminal.write_line(cause.sentence, red=True)
    if cause and cause.is_whole:
        _write_in_short(terminal, {"WARNING": warned, "FAILED": worded})
        return
    for note in notes:
        terminal.write_line(f"not covered: {note}")
    for reason, reports in _grouped(warned):
        terminal.write_line(f"WARNING {_named(reports)} - {reason}", yellow=True)
    for reason, reports in _grouped(worded):
        terminal.write_line(f"FAILED {_named(reports)}", red=True)
        first = failure_of(reports[0])
        if first and len(reports) == 1:
            terminal.write_line(f"   promise: {first.promise}")
        terminal.write_line(f"   seen:    {reason}")
        if first:
            terminal.write_line(f"   request: {first.requests}")


def _write_in_short(
    terminal: pytest.TerminalReporter, reports: Mapping[str, list[pytest.TestReport]]
) -> None:
    """How many checks failed, where one cause says all of it; the report names each."""
    for word, many in reports.items():
        if many:
            terminal.write_line(f"{word} {_named(many)}")


def _grouped(reports: list[pytest.TestReport]) -> Iterator[tuple[str, list[pytest.TestReport]]]:
    """Many checks that failed for one reason are told once."""
    groups: dict[str, list[pytest.TestReport]] = {}
    for report in reports:
        groups.setdefault(reason_of(_seen(report)), []).append(report)
    for alike in groups.values():
        yield shown_once([_seen(report) for report in alike]), alike


def _named(reports: list[pytest.TestReport]) -> str:
    """The check; or how many in which modules, all their ids being in the JUnit report."""
    if len(reports) == 1:
        severity = dict(reports[0].user_properties).get("severity", "")
        return f"({severity}) {reports[0].nodeid}"
    modules = Counter(report.nodeid.partition("::")[0] for report in reports)
    listed = ", ".join(f"{module} {number}" for module, number in modules.items())
    return f"{len(reports)} checks for one reason ({listed})"


def _seen(report: pytest.TestReport) -> str:
    failure = failure_of(report)
    return failure.seen if failure else ""


def _is_ours(report: pytest.TestReport) -> bool:
    """Whether our own section tells of it: a worded failure, or something not provided."""
    reason = str(getattr(report, "wasxfail", ""))
    return failure_of(report) is not None or reason.startswith("not covered: ")
