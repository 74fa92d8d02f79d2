"""Item 24: a failure inside a test case counts; what is missing only prevents PASSED.

The shape of each tool is a golden case (tests/cases); here is what holds for all of them.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smokegate.verdict.check import CheckId, CheckOutcome
from smokegate.verdict.evidence import Evidence, read
from smokegate.verdict.judge import judge
from smokegate.verdict.outcome import Outcome
from smokegate.verdict.policy import ONE_LOOK

RED = '<testcase classname="shop" name="sells"><failure message="got 503"/></testcase>'
GREEN = '<testcase classname="shop" name="opens"/>'
COUNTERS = st.sampled_from(["", "0", "1", "2", "7", "-1", "many"])


def _read(report: str | bytes) -> Evidence:
    raw = report if isinstance(report, bytes) else report.encode()
    return read(raw, name="report.xml", exit_status=None, run=None)


def _outcome(report: str | bytes) -> Outcome:
    return judge([_read(report)], policy=ONE_LOOK).outcome


@given(st.tuples(COUNTERS, COUNTERS, COUNTERS))
def test_no_counter_hides_a_failure(counters: tuple[str, str, str]) -> None:
    """FAILED, whatever the counters say."""
    tests, failures, errors = counters
    counted = f'tests="{tests}" failures="{failures}" errors="{errors}"'
    assert _outcome(f"<testsuite {counted}>{GREEN}{RED}</testsuite>") is Outcome.FAILED


@pytest.mark.parametrize(
    "beside",
    [
        pytest.param("<testcase><error message='x'/></testcase>", id="nameless"),
        pytest.param("<error message='after all'/>", id="error-outside"),
        pytest.param("<testcase name='a'><error message='x'/></testcase>", id="error-beside"),
        pytest.param(
            "<testcase name='a'><error message='collection failure'/></testcase>", id="uncollected"
        ),
    ],
)
@pytest.mark.parametrize("name", ["pytest", "probe"])
def test_what_is_broken_beside_a_failure_only_prevents_a_pass(beside: str, name: str) -> None:
    """FAILED with the failure, INCONCLUSIVE without it."""
    suite = f'<testsuite name="{name}">{GREEN}{beside}' + "{}</testsuite>"
    assert _outcome(suite.format(RED)) is Outcome.FAILED
    assert _outcome(suite.format("")) is Outcome.INCONCLUSIVE


def test_the_looks_of_the_gate_are_as_strict_as_they_were() -> None:
    """There the plan and the exit status are known, so that a gap is a fault."""
    suite = f'<testsuite name="pytest" tests="7">{GREEN}{RED}</testsuite>'
    evidence = read(suite.encode(), name="attempt-1.xml", exit_status=1, run="r.attempt-1")
    assert judge([evidence], policy=ONE_LOOK).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    "tag, outcome",
    [
        pytest.param("flakyFailure", Outcome.SUSPECT, id="flaky-failure"),
        pytest.param("flakyError", Outcome.SUSPECT, id="flaky-error"),
        pytest.param("rerunFailure", Outcome.SUSPECT, id="rerun-alone"),
    ],
)
def test_what_passed_only_when_it_was_run_again_is_suspect(tag: str, outcome: Outcome) -> None:
    """Surefire and nextest say so inside of the test case; with a failure beside it, it failed."""
    case = f'<testsuite tests="3"><testcase name="a"><{tag} message="x"/>' + "{}</testcase>"
    assert _outcome(case.format("") + GREEN + "</testsuite>") is outcome
    assert _outcome(case.format("<failure/>") + GREEN + "</testsuite>") is Outcome.FAILED


@pytest.mark.parametrize(
    "forbidden", ["\x00", "\x08", "\x0b", "\x1b", "\x1f", "\ufffe", "&#27;", "&#x0;"]
)
def test_characters_that_xml_forbids_are_read_as_question_marks(forbidden: str) -> None:
    """In a name, an attribute and a text alike, and the verdict says so."""
    case = f'<testcase name="a{forbidden}b"><failure message="{forbidden}c">{forbidden}</failure>'
    evidence = _read(f"<testsuite>{case}</testcase></testsuite>")
    assert [(check, seen.sentence) for check, seen in evidence.checks.items()] == [("a?b", "?c")]
    remark = "report.xml: holds characters that XML forbids; they were read as question marks"
    assert evidence.remarks == (remark,)
    assert remark in judge([evidence], policy=ONE_LOOK).reasons


@pytest.mark.parametrize("allowed", ["\t", "\x7f", "ö", "\U0001f680", "&#9;", "&#x1F680;"])
def test_what_xml_allows_stays(allowed: str) -> None:
    """No remark, and the name as it is."""
    evidence = _read(f'<testsuite><testcase name="a{allowed}b"/></testsuite>')
    assert evidence.remarks == ()
    assert "?" not in next(iter(evidence.checks))


def test_a_report_that_is_no_xml_stays_so() -> None:
    """The first culprit is named, not one that the replacing made."""
    evidence = _read("<testsuite><testcase name='\x1b'/><a b></testsuite>")
    assert evidence.faults[0].startswith("report.xml: is not well-formed XML: ")
    assert "column 27" in evidence.faults[0]


def test_a_cut_report_with_forbidden_characters_is_cut() -> None:
    """It proves nothing, as any other that ends early."""
    assert "ends early" in _read("<testsuite><testcase name='\x1b'/>").faults[0]


@pytest.mark.parametrize(
    "report, culprit",
    [
        pytest.param(f"<testsuites>{GREEN}{RED}</testsuites>", "shop::sells", id="root-of-suites"),
        pytest.param(f"<testsuite>{RED}</testsuite>", "shop::sells", id="suite-alone"),
        pytest.param(RED, "shop::sells", id="case-alone"),
        pytest.param(
            "<testsuite><testcase name='' classname=''><failure/></testcase></testsuite>",
            "(without a title)",
            id="no-title",
        ),
    ],
)
def test_a_failure_counts_wherever_its_case_stands(report: str, culprit: str) -> None:
    """Directly under the root, without a suite, without a title."""
    verdict = judge([_read(report)], policy=ONE_LOOK)
    assert verdict.outcome is Outcome.FAILED
    assert set(verdict.convicted) == {CheckId(culprit)}


@pytest.mark.parametrize(
    "attributes, outcome",
    [
        pytest.param(
            'id="" name="" tests="1" failures="0" skipped="0" errors="1" time="1"',
            CheckOutcome.FAILED,
            id="playwright",
        ),
        pytest.param('name="x" tests="1" errors="1"', CheckOutcome.ERROR, id="another-tool"),
    ],
)
def test_an_error_is_a_failure_where_the_tool_writes_failures_so(
    attributes: str, outcome: CheckOutcome
) -> None:
    """A time-out of Playwright is what the deployment did; of others nobody knows."""
    case = '<testcase name="pays"><error message="Test timeout of 30000ms exceeded."/></testcase>'
    report = f"<testsuites {attributes}><testsuite name='a'>{case}</testsuite></testsuites>"
    assert _read(report).checks[CheckId("pays")].outcome is outcome
