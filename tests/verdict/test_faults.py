"""All that makes a report prove nothing, a sentence each."""

import pytest

from smokegate.verdict.check import CheckId, CheckOutcome, Seen
from smokegate.verdict.evidence import Evidence, read
from smokegate.verdict.faults import Fault, plan_faults
from smokegate.verdict.outcome import Kind
from smokegate.verdict.xml_tree import LARGEST_REPORT
from tests.verdict.reports import (
    CHECKS,
    GOOGLE,
    HOME,
    LLM,
    REDIS,
    broken,
    failed,
    passed,
    report,
    skipped,
)

GREEN = report(map(passed, CHECKS))
RED = report([passed(HOME), failed(REDIS), passed(LLM), passed(GOOGLE)])


def _read(given: bytes | None, exit_status: int | None = 0, run: str | None = "run-1") -> Evidence:
    return read(given, name="reports/junit.xml", exit_status=exit_status, run=run)


def _renamed(given: bytes) -> bytes:
    return given.replace(b'name="test_page_loads[home]"', b'name="test_page_loads[away]"')


def _without(given: bytes, key: str) -> bytes:
    before, _, rest = given.partition(f'<property name="{key}"'.encode())
    return before + rest.partition(b"/>")[2]


MISSING = "ends after {} of 4 planned checks; the run was cut short, so this proves nothing"
UNFINISHED = "has no smokegate.finished; the run did not come to its end, so this proves nothing"
NO_REPORT = "no report was written, so this proves nothing"
OTHER_RUN = (
    "is the report of run run-1, and this run is run-2; "
    "the run left no report, so this proves nothing"
)
TWICE = "gives smokegate.run more than one value; it is not the report of one run"


@pytest.mark.parametrize(
    "given, exit_status, kind, faults",
    [
        pytest.param(None, None, Kind.INCOMPLETE, [NO_REPORT], id="absent"),
        pytest.param(
            None,
            -9,
            Kind.INTERRUPTED,
            ["the run was killed by SIGKILL", NO_REPORT],
            id="absent-after-kill",
        ),
        pytest.param(
            b" \n",
            1,
            Kind.INCOMPLETE,
            ["is empty; the run was cut short, so this proves nothing"],
            id="empty",
        ),
        pytest.param(
            b"<!--" + b" " * LARGEST_REPORT,
            1,
            Kind.HARNESS,
            ["is 33554436 bytes, more than the 33554432 that are read"],
            id="too-large",
        ),
        pytest.param(
            GREEN[:200],
            0,
            Kind.INCOMPLETE,
            ["ends early (line 2, column 32); the report was cut, so this proves nothing"],
            id="cut",
        ),
        pytest.param(
            b"<testsuites></testsuite>",
            0,
            Kind.HARNESS,
            ["is not well-formed XML: mismatched tag: line 1, column 14"],
            id="mismatched",
        ),
        pytest.param(
            b"<html/>",
            0,
            Kind.HARNESS,
            ["is not a JUnit report: its root is <html>, not <testsuites>"],
            id="no-junit",
        ),
        pytest.param(
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuite>&x;</testsuite>',
            0,
            Kind.HARNESS,
            ["declares a document type or entities, which no JUnit report needs; refused"],
            id="entity",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="klingon"?><testsuite/>',
            0,
            Kind.HARNESS,
            ["cannot be read as XML: LookupError: unknown encoding: klingon"],
            id="encoding",
        ),
        pytest.param(
            b"<testsuite>" * 100_000,
            0,
            Kind.HARNESS,
            ["nests deeper than 50 or holds more than 200000 elements"],
            id="deep",
        ),
        pytest.param(
            report([*map(passed, CHECKS[:3])], planned=CHECKS),
            0,
            Kind.INCOMPLETE,
            [MISSING.format(3)],
            id="short",
        ),
        pytest.param(
            _renamed(GREEN),
            0,
            Kind.INCOMPLETE,
            [
                MISSING.format(3),
                "holds 1 check that its plan does not name: "
                "smoke.test_frontend::test_page_loads[away]",
            ],
            id="renamed",
        ),
        pytest.param(
            report(map(passed, CHECKS), planned=[]),
            0,
            Kind.HARNESS,
            [
                f"holds 4 checks that its plan does not name: {'smoke.test_frontend'}::"
                "test_page_loads[home] and 3 others"
            ],
            id="plan-is-empty",
        ),
        pytest.param(
            _without(GREEN, "smokegate.finished"),
            0,
            Kind.INTERRUPTED,
            [UNFINISHED],
            id="unfinished",
        ),
        pytest.param(
            _without(GREEN, "smokegate.run"),
            0,
            Kind.INCOMPLETE,
            ["names no run, and this run is run-1; the run left no report, so this proves nothing"],
            id="runless",
        ),
        pytest.param(
            _without(GREEN, "smokegate.planned"),
            0,
            Kind.INCOMPLETE,
            ["names its run but no smokegate.planned, so nobody knows what is missing"],
            id="planless",
        ),
        pytest.param(
            GREEN.replace(
                b"<properties>", b'<properties><property name="smokegate.run" value="run-0"/>', 1
            ),
            0,
            Kind.HARNESS,
            [TWICE],
            id="two-runs",
        ),
        pytest.param(
            report(map(passed, CHECKS), said={"smokegate.planned": "[1]"}),
            0,
            Kind.HARNESS,
            [
                "smokegate.planned is no list of node ids",
                "holds 4 checks that its plan does not name: smoke.test_frontend::"
                "test_page_loads[home] and 3 others",
            ],
            id="plan-of-numbers",
        ),
        pytest.param(
            report([passed(HOME)], planned=["a/b.py::c", "a.b.py::c", HOME]),  # type: ignore[list-item]
            0,
            Kind.INCOMPLETE,
            [
                "ends after 1 of 3 planned checks; the run was cut short, so this proves nothing",
                "plans checks that a JUnit report cannot tell apart",
            ],
            id="ambiguous-plan",
        ),
        pytest.param(
            report(map(passed, CHECKS), counters={"failures": "1"}),
            0,
            Kind.INCOMPLETE,
            ["suite pytest counts 1 failure but holds 0; what is missing proves nothing"],
            id="claims-a-failure",
        ),
        pytest.param(
            report(map(passed, CHECKS), counters={"errors": "many"}),
            0,
            Kind.INCOMPLETE,
            ["suite pytest counts many errors but holds 0; what is missing proves nothing"],
            id="claims-no-number",
        ),
        pytest.param(
            GREEN.replace(b"</testsuite>", b"<error message='teardown'/></testsuite>"),
            0,
            Kind.HARNESS,
            ["tells of 1 failure outside of every test case"],
            id="stray-error",
        ),
        pytest.param(
            report([]), 0, Kind.INCOMPLETE, ["holds no checks, so this proves nothing"], id="zero"
        ),
        pytest.param(
            report(map(skipped, CHECKS)),
            0,
            Kind.INCOMPLETE,
            ["skipped 4 checks and ran none, so this proves nothing"],
            id="all-skipped",
        ),
        pytest.param(
            GREEN.replace(b"</testsuite>", b'<testcase time="0.1" /></testsuite>'),
            0,
            Kind.INTERRUPTED,
            ["holds a test case without a name; the run was interrupted, so this proves nothing"],
            id="nameless",
        ),
    ],
)
def test_what_proves_nothing_says_so(
    given: bytes | None, exit_status: int | None, kind: Kind, faults: list[str]
) -> None:
    """Each fault is one sentence under the report's name, and the first one gives the kind."""
    evidence = _read(given, exit_status)
    assert evidence.faults == tuple(f"reports/junit.xml: {fault}" for fault in faults)
    assert evidence.fault_kind is kind


def test_a_report_of_another_run_proves_nothing() -> None:
    """What a killed run leaves behind is the file of the run before."""
    assert _read(GREEN, run="run-2").faults == (f"reports/junit.xml: {OTHER_RUN}",)


def test_what_the_caller_saw_comes_first() -> None:
    """A run that the gate killed at its deadline is interrupted, whatever it left."""
    text = "the suite was still running after 300 s and was killed"
    evidence = read(None, name="a.xml", exit_status=-9, run=None, extra_faults=(text,))
    assert evidence.faults == (
        text,
        "a.xml: the run was killed by SIGKILL",
        f"a.xml: {NO_REPORT}",
    )
    assert evidence.fault_kind is Kind.INTERRUPTED


def test_fewer_counted_than_held_is_no_fault() -> None:
    """pytest-rerunfailures counts a retried test once and writes it once an attempt."""
    given = report([passed(REDIS), passed(REDIS), failed(REDIS)], counters={"tests": "1"})
    assert _read(given, exit_status=1).faults == ()


def test_a_teardown_that_breaks_is_counted_twice_by_pytest() -> None:
    """A test that passed and broke in its teardown is one test case, and two in the counter."""
    assert _read(report([broken(REDIS)], counters={"tests": "2"}), 1).faults == ()


def test_a_counter_shows_a_cut_where_there_is_no_plan() -> None:
    """Another tool's report that counts more than it holds has lost some."""
    told = "suite probe counts 7 tests but holds 4; what is missing proves nothing"
    cases = b"".join(b'<testcase name="%d"/>' % number for number in range(4))
    given = b'<testsuite name="probe" tests="7">' + cases + b"</testsuite>"
    evidence = _read(given, exit_status=None, run=None)
    assert (evidence.faults, evidence.gaps) == ((), (f"reports/junit.xml: {told}",))


def test_a_plan_is_the_better_count() -> None:
    """Pytest counts subtests, which are no test cases of their own."""
    assert _read(report(map(passed, CHECKS), counters={"tests": "7"})).faults == ()


def test_a_suite_that_could_not_be_collected_is_broken() -> None:
    """Also where nobody knows how the run ended."""
    error = b'<error message="collection failure"/>'
    given = b'<testsuite><testcase name="t">' + error + b"</testcase></testsuite>"
    evidence = _read(given, exit_status=None, run=None)
    assert evidence.gaps == ("reports/junit.xml: t could not be collected: collection failure",)
    assert evidence.gap_kind is Kind.HARNESS


def test_a_plan_that_a_report_cannot_keep_is_the_fault_of_the_suite() -> None:
    """Two checks of one name are told apart by nobody."""
    seen = Seen(outcome=CheckOutcome.PASSED)
    checks = {CheckId("a/b.py::c"): seen, CheckId("a.b.py::c"): seen}
    assert list(plan_faults(checks, tuple(checks), is_finished=True)) == [
        Fault(Kind.HARNESS, "plans checks that a JUnit report cannot tell apart")
    ]


def test_what_could_not_be_read_keeps_its_name_and_its_end() -> None:
    """Evidence without checks is still evidence of how the run ended."""
    assert _read(None, exit_status=-9) == Evidence(
        name="reports/junit.xml",
        exit_status=-9,
        faults=(
            "reports/junit.xml: the run was killed by SIGKILL",
            f"reports/junit.xml: {NO_REPORT}",
        ),
        fault_kind=Kind.INTERRUPTED,
    )
