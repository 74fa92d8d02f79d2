"""What a report proves, and all that makes it prove nothing."""

import json
from collections.abc import Callable

import pytest

from smokegate.verdict.check import Cause, CheckId, CheckOutcome, Seen, Severity, Silence
from smokegate.verdict.evidence import Control, Evidence, read
from smokegate.verdict.plan import junit_name
from tests.verdict.reports import (
    CHECKS,
    GOOGLE,
    HOME,
    LLM,
    REDIS,
    REFUSED,
    Case,
    broken,
    failed,
    look,
    passed,
    report,
    skipped,
    warned,
)

GREEN = report(map(passed, CHECKS))
RED = report([passed(HOME), failed(REDIS), passed(LLM), passed(GOOGLE)])


def _read(given: bytes | None, exit_status: int | None = 0, run: str | None = "run-1") -> Evidence:
    return read(given, name="reports/junit.xml", exit_status=exit_status, run=run)


def test_a_green_report_is_read_whole() -> None:
    """All that the suite says of itself is kept, and each check by its node id."""
    said = {
        "smokegate.release.expected": "3f2a91c",
        "smokegate.release.seen": "3f2a91c0b5",
        "smokegate.control": "ok",
    }
    assert _read(report(map(passed, CHECKS), said=said)) == Evidence(
        finished="true",
        name="reports/junit.xml",
        exit_status=0,
        run="run-1",
        base_url="https://charhub.app",
        contract="CharHub sha256:0f1e",
        release_expected="3f2a91c",
        release_seen="3f2a91c0b5",
        control=Control.OK,
        planned=CHECKS,
        checks={check: Seen(outcome=CheckOutcome.PASSED) for check in CHECKS},
    )


@pytest.mark.parametrize(
    "case, seen",
    [
        pytest.param(
            failed(REDIS, cause="contract"),
            Seen(outcome=CheckOutcome.FAILED, cause=Cause.CONTRACT, sentence=REFUSED),
            id="failed",
        ),
        pytest.param(
            failed(REDIS, "GET / -> silence", cause="timeout", silence="timeout"),
            Seen(
                outcome=CheckOutcome.FAILED,
                cause=Cause.TIMEOUT,
                silence=Silence.TIMEOUT,
                sentence="GET / -> silence",
            ),
            id="silent",
        ),
        pytest.param(
            failed(REDIS, "GET / -> silence", cause="unreachable"),
            Seen(
                outcome=CheckOutcome.FAILED,
                cause=Cause.UNREACHABLE,
                silence=Silence.UNREACHABLE,
                sentence="GET / -> silence",
            ),
            id="unreachable-is-a-silence",
        ),
        pytest.param(
            failed(REDIS, severity="catastrophic", cause="gremlins", silence="eerie"),
            Seen(outcome=CheckOutcome.FAILED, sentence=REFUSED),
            id="unknown-words",
        ),
        pytest.param(
            failed(REDIS, severity="minor"),
            Seen(outcome=CheckOutcome.FAILED, severity=Severity.MINOR, sentence=REFUSED),
            id="lesser-with-fail-on",
        ),
        pytest.param(
            failed(REDIS, "\x1b[31mred\x1b[0m \u202egnihtyna\u009b2J"),
            Seen(outcome=CheckOutcome.FAILED, sentence="red \\x202egnihtyna\\x9b2J"),
            id="nothing-that-a-terminal-obeys",
        ),
        pytest.param(
            failed(REDIS, "x" * 600),
            Seen(outcome=CheckOutcome.FAILED, sentence="x" * 481 + "..."),
            id="cut-to-what-a-person-reads",
        ),
        pytest.param(
            broken(REDIS),
            Seen(outcome=CheckOutcome.ERROR, sentence='failed on setup with "KeyError: 1"'),
            id="error",
        ),
        pytest.param(
            skipped(REDIS), Seen(outcome=CheckOutcome.SKIPPED, sentence="not today"), id="skipped"
        ),
        pytest.param(
            warned(REDIS, "slow"),
            Seen(outcome=CheckOutcome.WARNED, severity=Severity.MINOR, sentence="slow"),
            id="warned",
        ),
        pytest.param(
            warned(REDIS, "slow", severity="critical"),
            Seen(outcome=CheckOutcome.SKIPPED, sentence="slow"),
            id="a-critical-check-is-never-expected-to-fail",
        ),
    ],
)
def test_a_check_is_seen_as_it_ended(case: Case, seen: Seen) -> None:
    """Each result of a test case has one meaning; what it does not say is critical or None."""
    assert _read(report([case]), exit_status=None).checks == {REDIS: seen}


@pytest.mark.parametrize(
    "node, name",
    [
        pytest.param("smoke/test_a.py::test_b", ("smoke.test_a", "test_b"), id="plain"),
        pytest.param("test_a.py::K::M::test_b", ("test_a.K.M", "test_b"), id="classes"),
        pytest.param(
            "smoke/test_a.py::test_b[x::y/z.py[1]]",
            ("smoke.test_a", "test_b[x::y/z.py[1]]"),
            id="[",
        ),
    ],
)
def test_a_node_id_is_named_as_pytest_names_it(node: str, name: tuple[str, str]) -> None:
    """Only the part before the first bracket is split."""
    assert junit_name(CheckId(node)) == name


def test_a_plan_may_be_a_json_array() -> None:
    """The plan reads the same whether it is one id a line or JSON."""
    said = {"smokegate.planned": json.dumps(CHECKS)}
    assert _read(report(map(passed, CHECKS), said=said)) == _read(GREEN)


def test_of_duplicates_the_worst_counts() -> None:
    """A retry that pytest-rerunfailures writes as an empty test case hides no failure."""
    cases = [passed(REDIS), skipped(REDIS), failed(REDIS), broken(REDIS), passed(REDIS)]
    for upto, outcome in (
        (1, CheckOutcome.PASSED),
        (2, CheckOutcome.SKIPPED),
        (5, CheckOutcome.FAILED),
    ):
        given = report(cases[:upto], counters={"tests": "1"})
        assert _read(given, exit_status=None).checks[REDIS].outcome == outcome


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(lambda: b"\x00" * 1000, id="zeros"),
        pytest.param(lambda: bytes(range(256)) * 8, id="bytes"),
        pytest.param(lambda: b"<testsuite>" + b"<a/>" * 200_000, id="many-elements"),
        pytest.param(lambda: GREEN.decode().encode("utf-16")[:-3], id="utf-16"),
        pytest.param(lambda: b'<testsuite tests="' + b"9" * 10_000 + b'"/>', id="huge-number"),
        pytest.param(lambda: b"<testcase/>", id="root-is-a-case"),
        pytest.param(
            lambda: (
                b"<testsuite>" + b'<testcase name="x">' * 9 + b"</testcase>" * 9 + b"</testsuite>"
            ),
            id="cases-in-cases",
        ),
    ],
)
def test_no_bytes_raise(hostile: Callable[[], bytes]) -> None:
    """Whatever a file holds, it is a fault of the report and no crash of the gate."""
    assert _read(hostile(), exit_status=None).faults != ()


@pytest.mark.parametrize("deep", [1, 5, 40])
def test_nested_suites_are_read_whole(deep: int) -> None:
    """Test cases count wherever a tool nests them, in a namespace or not."""
    opening = b'<testsuites xmlns="urn:junit">' + b"<testsuite>" * deep
    closing = b"</testsuite>" * deep + b"</testsuites>"
    given = opening + b'<testcase name="x"><failure/></testcase>' + closing
    assert _read(given, exit_status=None, run=None).checks == {
        CheckId("x"): Seen(outcome=CheckOutcome.FAILED, sentence="no message")
    }


@pytest.mark.parametrize(
    "attributes, outcome",
    [
        pytest.param('status="run" result="completed"', CheckOutcome.PASSED, id="googletest"),
        pytest.param('status="notrun" result="suppressed"', CheckOutcome.SKIPPED, id="disabled"),
        pytest.param('status="FAILED"', CheckOutcome.FAILED, id="failed-in-words-only"),
    ],
)
def test_an_attribute_is_believed_where_no_element_says_it(
    attributes: str, outcome: CheckOutcome
) -> None:
    """A test case that says it did not run, or did not pass, did not pass."""
    given = f'<testsuite><testcase name="x" {attributes}/></testsuite>'.encode()
    assert _read(given, exit_status=None, run=None).checks[CheckId("x")].outcome == outcome


def test_looks_of_the_tests_are_sound() -> None:
    """The builder that other tests use makes reports without a fault."""
    assert look(passed(HOME), failed(REDIS), warned(LLM)).faults == ()
