"""What a report says beside the results of its checks."""

import pytest

from smokegate.verdict.check import Blame, CheckOutcome, Seen, Severity, Silence
from smokegate.verdict.evidence import Control, Evidence, read
from smokegate.verdict.judge import judge
from smokegate.verdict.outcome import Kind, Outcome
from smokegate.verdict.policy import ONE_LOOK
from tests.verdict.reports import HOME, REDIS, REFUSED, Case, failed, look, passed, report, warned


def _said(name: str, value: str | None) -> Evidence:
    given = report([passed(HOME)], said={f"smokegate.{name}": value})
    return read(given, name="look-1.xml", exit_status=0, run=None)


def test_all_that_a_suite_says_of_its_run_is_kept() -> None:
    """Each property has its field, and a report that says nothing has the least of it."""
    said = {
        "smokegate.run": "run-7",
        "smokegate.base_url": "https://charhub.app",
        "smokegate.contract": "CharHub sha256:0f1e",
        "smokegate.release.expected": "3f2a91c",
        "smokegate.release.seen": "3f2a91c0b5",
        "smokegate.release.after": "3f2a91c0b5d4",
        "smokegate.settle.silent_s": "31",
        "smokegate.control": "silent",
        "smokegate.deselected": "2",
        "smokegate.finished": "2026-11-24T11:25:03+00:00",
    }
    given = report([passed(HOME)], said=said)
    assert read(given, name="look-1.xml", exit_status=None, run=None) == Evidence(
        name="look-1.xml",
        exit_status=None,
        run="run-7",
        base_url="https://charhub.app",
        contract="CharHub sha256:0f1e",
        release_expected="3f2a91c",
        release_seen="3f2a91c0b5",
        release_after="3f2a91c0b5d4",
        silent_before_s=31,
        control=Control.SILENT,
        planned=(HOME,),
        deselected=2,
        checks={HOME: Seen(outcome=CheckOutcome.PASSED)},
        finished="2026-11-24T11:25:03+00:00",
    )
    nothing = read(
        b'<testsuite><testcase name="x"/></testsuite>', name="a.xml", exit_status=None, run=None
    )
    assert nothing == Evidence(name="a.xml", checks={"x": Seen(outcome=CheckOutcome.PASSED)})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "text, number",
    [
        pytest.param("0", 0, id="0"),
        pytest.param("12", 12, id="12"),
        pytest.param("99999999", 99_999_999, id="eight-digits"),
        pytest.param("100000000", 0, id="nine-digits"),
        pytest.param("-3", 0, id="negative"),
        pytest.param("1.5", 0, id="no-whole-number"),
        pytest.param("soon", 0, id="no-number"),
        pytest.param("", 0, id="empty"),
        pytest.param(None, 0, id="absent"),
    ],
)
def test_a_number_is_a_number_or_nothing(text: str | None, number: int) -> None:
    """What is no number of eight digits at most says nothing."""
    assert _said("settle.silent_s", text).silent_before_s == number
    assert _said("deselected", text).deselected == number


@pytest.mark.parametrize(
    "text, control",
    [
        pytest.param("ok", Control.OK, id="ok"),
        pytest.param("silent", Control.SILENT, id="silent"),
        pytest.param("none", Control.NONE, id="none"),
        pytest.param("perhaps", Control.NONE, id="unknown-word"),
        pytest.param(None, Control.NONE, id="absent"),
    ],
)
def test_the_control_is_one_word_of_three(text: str | None, control: Control) -> None:
    """What is none of them means that nobody asked."""
    assert _said("control", text).control is control


@pytest.mark.parametrize(
    "case, seen",
    [
        pytest.param(
            failed(REDIS, observations="20", failures="7"),
            Seen(outcome=CheckOutcome.FAILED, observations=20, bad=7, sentence=REFUSED),
            id="samples",
        ),
        pytest.param(
            failed(REDIS, observations="0", failures="many"),
            Seen(outcome=CheckOutcome.FAILED, sentence=REFUSED),
            id="no-samples",
        ),
        pytest.param(
            failed(REDIS, blame="edge"),
            Seen(outcome=CheckOutcome.FAILED, blame=Blame.EDGE, sentence=REFUSED),
            id="edge",
        ),
        pytest.param(
            failed(REDIS, silence="dns"),
            Seen(
                outcome=CheckOutcome.FAILED,
                silence=Silence.DNS,
                blame=Blame.OUTSIDE,
                sentence=REFUSED,
            ),
            id="no-release-brings-a-name",
        ),
        pytest.param(
            failed(REDIS, silence="tls"),
            Seen(
                outcome=CheckOutcome.FAILED,
                silence=Silence.TLS,
                blame=Blame.OUTSIDE,
                sentence=REFUSED,
            ),
            id="no-release-brings-a-certificate",
        ),
        pytest.param(
            failed(REDIS, silence="tls", blame="release"),
            Seen(outcome=CheckOutcome.FAILED, silence=Silence.TLS, sentence=REFUSED),
            id="the-check-knows-better",
        ),
        pytest.param(
            failed(REDIS, silence="refused", blame="nobody"),
            Seen(outcome=CheckOutcome.FAILED, silence=Silence.REFUSED, sentence=REFUSED),
            id="unknown-blame",
        ),
        pytest.param(
            warned(REDIS, "slow", severity="blocker"),
            Seen(outcome=CheckOutcome.SKIPPED, severity=Severity.BLOCKER, sentence="slow"),
            id="a-blocker-is-never-expected-to-fail",
        ),
        pytest.param(
            Case(
                check=REDIS, results=(("skipped", {"type": "pytest.xfail", "message": "slow"}, ""),)
            ),
            Seen(outcome=CheckOutcome.WARNED, sentence="slow"),
            id="expected-to-fail-by-another-suite",
        ),
    ],
)
def test_all_that_a_check_says_of_itself_is_kept(case: Case, seen: Seen) -> None:
    """Samples, and whom a failure blames."""
    given = report([case])
    assert read(given, name="a.xml", exit_status=None, run=None).checks == {REDIS: seen}


def test_of_duplicates_the_graver_one_is_kept_whole() -> None:
    """Among equal outcomes the worst severity, and the first of those."""
    minor, critical = failed(REDIS, "slow", severity="minor"), failed(REDIS, "down")
    for cases in ([minor, critical], [critical, minor]):
        seen = read(report(cases), name="a.xml", exit_status=None, run=None).checks[REDIS]
        assert (seen.severity, seen.sentence) == (Severity.CRITICAL, "down")
    again = failed(REDIS, "down again")
    seen = read(report([critical, again]), name="a.xml", exit_status=None, run=None).checks[REDIS]
    assert seen.sentence == "down"


@pytest.mark.parametrize(
    "before, after, changed",
    [
        pytest.param("3f2a91c", "9be01d7", True, id="changed"),
        pytest.param("3f2a91c", "3f2a91c0b5d4", False, id="the-same-in-full"),
        pytest.param("3f2a91c", None, False, id="not-seen-after"),
        pytest.param(None, "3f2a91c", False, id="not-seen-before"),
    ],
)
def test_a_release_that_changed_under_the_run_voids_it(
    before: str | None, after: str | None, changed: bool
) -> None:
    """Some checks saw the one release and some the other, so nobody knows which one failed."""
    evidence = look(passed(HOME), failed(REDIS), release_seen=before, release_after=after)
    text = "look-1.xml: the release changed during the run, from 3f2a91c to 9be01d7; it proves"
    assert evidence.faults == ((f"{text} nothing",) if changed else ())
    verdict = judge([evidence], policy=ONE_LOOK)
    expected = (Outcome.INCONCLUSIVE, Kind.INTERRUPTED) if changed else (Outcome.FAILED, None)
    assert (verdict.outcome, verdict.kind) == expected
