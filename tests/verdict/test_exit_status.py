"""How a run ended, where that is no way to end or not what its report says."""

import pytest

from smokegate.verdict.evidence import Evidence, read
from smokegate.verdict.outcome import Kind
from tests.verdict.reports import (
    CHECKS,
    GOOGLE,
    HOME,
    LLM,
    REDIS,
    failed,
    passed,
    report,
)

GREEN = report(map(passed, CHECKS))
RED = report([passed(HOME), failed(REDIS), passed(LLM), passed(GOOGLE)])


def _read(given: bytes | None, exit_status: int | None = 0, run: str | None = "run-1") -> Evidence:
    return read(given, name="reports/junit.xml", exit_status=exit_status, run=run)


@pytest.mark.parametrize(
    "given, exit_status, kind, fault",
    [
        pytest.param(
            RED,
            0,
            Kind.HARNESS,
            "the run ended with exit status 0, but 1 check did not pass; "
            "they contradict each other",
            id="red-but-0",
        ),
        pytest.param(
            GREEN,
            1,
            Kind.HARNESS,
            "the run ended with exit status 1, but no check failed; they contradict each other",
            id="green-but-1",
        ),
        pytest.param(GREEN, 2, Kind.INTERRUPTED, "the run was interrupted (exit status 2)", id="2"),
        pytest.param(
            GREEN, 3, Kind.HARNESS, "the suite crashed inside pytest (exit status 3)", id="3"
        ),
        pytest.param(
            GREEN,
            4,
            Kind.HARNESS,
            "pytest refused its options or settings (exit status 4)",
            id="4",
        ),
        pytest.param(GREEN, 5, Kind.HARNESS, "no check was collected (exit status 5)", id="5"),
        pytest.param(
            GREEN,
            86,
            Kind.HARNESS,
            "the run ended with exit status 86, unknown to pytest",
            id="86",
        ),
        pytest.param(GREEN, -15, Kind.INTERRUPTED, "the run was killed by SIGTERM", id="SIGTERM"),
        pytest.param(
            GREEN,
            137,
            Kind.INTERRUPTED,
            "the run was killed by SIGKILL (exit status 137)",
            id="shell-tells-of-SIGKILL",
        ),
        pytest.param(
            GREEN,
            129,
            Kind.INTERRUPTED,
            "the run was killed by SIGHUP (exit status 129)",
            id="the-first-signal",
        ),
        pytest.param(
            GREEN,
            159,
            Kind.INTERRUPTED,
            "the run was killed by SIGSYS (exit status 159)",
            id="the-last-signal",
        ),
        pytest.param(
            GREEN,
            128,
            Kind.HARNESS,
            "the run ended with exit status 128, unknown to pytest",
            id="no-signal-yet",
        ),
        pytest.param(
            GREEN,
            160,
            Kind.HARNESS,
            "the run ended with exit status 160, unknown to pytest",
            id="no-signal-any-more",
        ),
        pytest.param(
            GREEN, -64_000, Kind.INTERRUPTED, "the run was killed by signal 64000", id="no-signal"
        ),
    ],
)
def test_an_end_that_proves_nothing_says_so(
    given: bytes, exit_status: int, kind: Kind, fault: str
) -> None:
    """Only 0 with a green report and 1 with a red one are ends that prove something."""
    evidence = _read(given, exit_status)
    assert evidence.faults == (f"reports/junit.xml: {fault}",)
    assert evidence.fault_kind is kind


@pytest.mark.parametrize("exit_status", [None, 0])
def test_a_green_report_may_end_in_0_or_unknown(exit_status: int | None) -> None:
    """An unknown end is no fault; the verdict says that it was taken at its word."""
    assert _read(GREEN, exit_status).faults == ()


@pytest.mark.parametrize("exit_status", [None, 1])
def test_a_red_report_may_end_in_1_or_unknown(exit_status: int | None) -> None:
    """Failures end a run in 1."""
    assert _read(RED, exit_status).faults == ()
