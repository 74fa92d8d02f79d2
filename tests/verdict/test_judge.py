"""What looks prove: each verdict, and what it takes to get it."""

import pytest

from smokegate.verdict.check import CheckId
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.judge import Kind, Outcome, Verdict, asked_again, judge
from tests.verdict.reports import (
    HOME,
    LLM,
    REDIS,
    REFUSED,
    Case,
    broken,
    failed,
    look,
    passed,
    skipped,
    warned,
)

SILENT = "GET / -> silence: no address for charhub.app (dns)"
GREEN = look(passed(HOME), passed(REDIS))
RED = look(passed(HOME), failed(REDIS))
AGAIN = look(failed(REDIS), name="look-2.xml")
RECOVERED = look(passed(REDIS), name="look-2.xml")


def _outcome(verdict: Verdict) -> tuple[Outcome, Kind | None]:
    return verdict.outcome, verdict.kind


def _silent(check: CheckId, silence: str = "dns") -> Case:
    return failed(check, SILENT, cause="unreachable", silence=silence)


def test_all_passed_is_passed() -> None:
    """A plan that is all there and all passed is the only proof of a good release."""
    assert judge([GREEN], needed=2) == Verdict(
        outcome=Outcome.PASSED, reasons=("2 of 2 checks passed",)
    )


def test_a_lesser_failure_is_told_and_fails_nothing() -> None:
    """A warning is in the reasons, and by id for whoever acts on it."""
    assert judge([look(passed(HOME), warned(LLM))], needed=2) == Verdict(
        outcome=Outcome.PASSED,
        reasons=(
            "1 of 2 checks passed, 1 warned",
            f"{LLM} is broken, but only minor: llm is degraded",
        ),
        warned={LLM: "llm is degraded"},
    )


def test_seen_failing_as_often_as_needed_is_failed() -> None:
    """Two looks that saw the same check fail convict it."""
    assert judge([RED, AGAIN], needed=2) == Verdict(
        outcome=Outcome.FAILED,
        reasons=(f"{REDIS} failed twice and never passed: {REFUSED}", "1 of 2 checks passed"),
        convicted=frozenset({REDIS}),
        failures={REDIS: REFUSED},
    )


def test_passed_on_a_later_look_is_suspect() -> None:
    """One pass after a failure keeps the release and acquits nothing."""
    assert judge([RED, RECOVERED], needed=2) == Verdict(
        outcome=Outcome.SUSPECT,
        reasons=(
            f"{REDIS} failed once and passed on a later look: {REFUSED}",
            "2 of 2 checks passed",
        ),
    )


def test_seen_failing_once_of_twice_proves_nothing() -> None:
    """A burst is never enough."""
    assert judge([RED], needed=2) == Verdict(
        outcome=Outcome.INCONCLUSIVE,
        kind=Kind.INCOMPLETE,
        reasons=(
            f"{REDIS} was seen failing once; not proven: {REFUSED}",
            "1 of 2 checks passed",
        ),
    )


def test_no_look_proves_nothing() -> None:
    """No evidence is never a pass."""
    assert judge([], needed=1) == Verdict(
        outcome=Outcome.INCONCLUSIVE,
        kind=Kind.INCOMPLETE,
        reasons=("there is no report, so nothing is proven",),
    )


@pytest.mark.parametrize(
    "looks, needed, expected",
    [
        pytest.param([RED], 1, (Outcome.FAILED, None), id="one-is-enough-for-one"),
        pytest.param([RED, AGAIN, AGAIN], 2, (Outcome.FAILED, None), id="more-than-needed"),
        pytest.param([RED, AGAIN, RECOVERED], 2, (Outcome.SUSPECT, None), id="passed-at-last"),
        pytest.param(
            [RED, RECOVERED, AGAIN], 2, (Outcome.INCONCLUSIVE, Kind.INCOMPLETE), id="passed-between"
        ),
        pytest.param(
            [GREEN, AGAIN, AGAIN], 2, (Outcome.INCONCLUSIVE, Kind.INCOMPLETE), id="passed-first"
        ),
        pytest.param(
            [look(failed(HOME), failed(REDIS)), look(failed(HOME), passed(REDIS))],
            2,
            (Outcome.FAILED, None),
            id="one-recovers-and-one-does-not",
        ),
        pytest.param(
            [look(failed(HOME), failed(REDIS)), look(passed(HOME))],
            2,
            (Outcome.INCONCLUSIVE, Kind.INCOMPLETE),
            id="not-asked-again",
        ),
        pytest.param(
            [look(passed(HOME), failed(LLM, severity="minor"))],
            1,
            (Outcome.FAILED, None),
            id="lesser-that-fails-the-run",
        ),
        pytest.param(
            [look(warned(LLM))], 1, (Outcome.INCONCLUSIVE, Kind.INCOMPLETE), id="nothing-passed"
        ),
    ],
)
def test_a_check_is_convicted_by_all_that_saw_it(
    looks: list[Evidence], needed: int, expected: tuple[Outcome, Kind | None]
) -> None:
    """Enough looks saw it fail and none saw it pass, or it is not convicted."""
    assert _outcome(judge(looks, needed=needed)) == expected


BROKEN_LOOK = look(passed(HOME), planned=[HOME, REDIS], name="look-2.xml")


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param([BROKEN_LOOK], id="first"),
        pytest.param([GREEN, BROKEN_LOOK], id="after-a-pass"),
        pytest.param([RED, AGAIN, BROKEN_LOOK], id="after-a-conviction"),
        pytest.param([RED, BROKEN_LOOK, AGAIN], id="between"),
    ],
)
def test_a_faulty_look_proves_nothing(looks: list[Evidence]) -> None:
    """With one look that cannot be trusted there is neither a pass nor a failure."""
    verdict = judge(looks, needed=2)
    assert _outcome(verdict) == (Outcome.INCONCLUSIVE, Kind.INCOMPLETE)
    assert verdict.reasons[0] == (
        "look-2.xml: ends after 1 of 2 planned checks; the run was cut short, "
        "so this proves nothing"
    )


def test_a_fault_without_a_kind_is_incomplete() -> None:
    """Evidence that was made by hand is judged like any other."""
    evidence = Evidence(name="x", faults=("x: vanished",))
    assert judge([evidence], needed=1) == Verdict(
        outcome=Outcome.INCONCLUSIVE, kind=Kind.INCOMPLETE, reasons=("x: vanished",)
    )


def test_an_error_is_no_failure() -> None:
    """A fixture that breaks says nothing about the release."""
    verdict = judge([look(passed(HOME), broken(REDIS))] * 3, needed=2)
    assert _outcome(verdict) == (Outcome.INCONCLUSIVE, Kind.HARNESS)
    assert verdict.reasons == (
        f'{REDIS} broke and judged nothing: failed on setup with "KeyError: 1"',
        "1 of 2 checks passed",
    )


def test_an_error_beside_a_conviction_excuses_nothing() -> None:
    """What is proven stays proven."""
    looks = [look(broken(HOME), failed(REDIS)), AGAIN]
    assert judge(looks, needed=2).convicted == {REDIS}


def test_an_error_does_not_acquit() -> None:
    """A check that failed and then broke has not passed."""
    looks = [RED, look(broken(REDIS), name="look-2.xml")]
    assert _outcome(judge(looks, needed=2)) == (Outcome.INCONCLUSIVE, Kind.HARNESS)


def test_a_skipped_critical_check_is_never_a_pass() -> None:
    """What was planned and not asked is missing."""
    verdict = judge([look(passed(HOME), skipped(REDIS))], needed=2)
    assert _outcome(verdict) == (Outcome.INCONCLUSIVE, Kind.INCOMPLETE)
    assert verdict.reasons == (
        f"{REDIS} was skipped, which proves nothing: not today",
        "1 of 2 checks passed, 1 skipped",
    )


def test_a_skipped_lesser_check_is_only_counted() -> None:
    """What cannot fail a release can be missing."""
    verdict = judge([look(passed(HOME), skipped(LLM, severity="minor"))], needed=2)
    assert verdict.outcome is Outcome.PASSED
    assert verdict.reasons == ("1 of 2 checks passed, 1 skipped",)


def test_many_failures_are_told_in_few_sentences() -> None:
    """A message that nobody can read to its end is cut; the ids are all there."""
    cases = [failed(CheckId(f"smoke/test_many.py::test_one[{n}]")) for n in range(30)]
    verdict = judge([look(*cases)], needed=1)
    assert len(verdict.convicted) == 30
    assert verdict.reasons[20:] == ("and 10 more like these", "0 of 30 checks passed")


def test_needed_below_1_is_refused() -> None:
    """No evidence must never convict."""
    with pytest.raises(ValueError, match=r"^needed should be 1 or more, got 0$"):
        judge([RED], needed=0)


@pytest.mark.parametrize(
    "looks, again",
    [
        pytest.param([], (), id="nothing-asked"),
        pytest.param([GREEN], (), id="nothing-failed"),
        pytest.param([RED], (REDIS,), id="failed-once"),
        pytest.param([RED, AGAIN], (), id="convicted"),
        pytest.param([RED, RECOVERED], (), id="recovered"),
        pytest.param([look(broken(HOME), warned(LLM))], (), id="errors-and-warnings"),
        pytest.param([RED, BROKEN_LOOK], (REDIS,), id="asked-in-vain"),
        pytest.param([look(_silent(HOME), control="silent")] * 3, (HOME,), id="never-proven"),
        pytest.param(
            [look(failed(REDIS), failed(HOME), planned=[REDIS, HOME])], (REDIS, HOME), id="in-order"
        ),
    ],
)
def test_the_next_look_asks_what_is_undecided(
    looks: list[Evidence], again: tuple[CheckId, ...]
) -> None:
    """Only what fails and is not yet convicted is asked again."""
    assert asked_again(looks, needed=2) == again
