"""What looks prove: each verdict, and what it takes to get it."""

from dataclasses import replace

import pytest

from smokegate.verdict.check import CheckId
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.judge import Kind, Outcome, Verdict, judge
from smokegate.verdict.policy import ONE_LOOK, Policy
from tests.verdict.reports import (
    HOME,
    LLM,
    REDIS,
    REFUSED,
    TWO_LOOKS,
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


def _judged(looks: list[Evidence]) -> Verdict:
    """Without the tests of single checks, which have a module of their own."""
    return replace(judge(looks, policy=TWO_LOOKS), trials={})


def test_all_passed_is_passed() -> None:
    """A plan that is all there and all passed is the only proof of a good release."""
    assert judge([GREEN], policy=TWO_LOOKS) == Verdict(
        outcome=Outcome.PASSED, reasons=("2 of 2 checks passed",)
    )


def test_a_lesser_failure_is_told_and_fails_nothing() -> None:
    """A warning is in the reasons, and by id for whoever acts on it."""
    assert judge([look(passed(HOME), warned(LLM))], policy=TWO_LOOKS) == Verdict(
        outcome=Outcome.PASSED,
        reasons=(
            "1 of 2 checks passed, 1 warned",
            f"{LLM} is broken, but only minor: llm is degraded",
        ),
        warned={LLM: "llm is degraded"},
    )


def test_seen_failing_as_often_as_needed_is_failed() -> None:
    """Two looks that saw the same check fail convict it."""
    assert _judged([RED, AGAIN]) == Verdict(
        outcome=Outcome.FAILED,
        reasons=(f"{REDIS} failed twice and never passed: {REFUSED}", "1 of 2 checks passed"),
        convicted=frozenset({REDIS}),
        failures={REDIS: REFUSED},
    )


def test_passed_on_a_later_look_is_suspect() -> None:
    """One pass after a failure keeps the release and acquits nothing."""
    assert _judged([RED, RECOVERED]) == Verdict(
        outcome=Outcome.SUSPECT,
        reasons=(
            f"{REDIS} failed once and passed on a later look: {REFUSED}",
            "2 of 2 checks passed",
        ),
    )


def test_seen_failing_once_of_twice_proves_nothing() -> None:
    """A burst is never enough."""
    assert _judged([RED]) == Verdict(
        outcome=Outcome.INCONCLUSIVE,
        kind=Kind.INCOMPLETE,
        reasons=(
            f"{REDIS} was seen failing once; not proven: {REFUSED}",
            "1 of 2 checks passed",
        ),
    )


def test_no_look_proves_nothing() -> None:
    """No evidence is never a pass."""
    assert judge([], policy=ONE_LOOK) == Verdict(
        outcome=Outcome.INCONCLUSIVE,
        kind=Kind.INCOMPLETE,
        reasons=("there is no report, so nothing is proven",),
    )


@pytest.mark.parametrize(
    "looks, policy, expected",
    [
        pytest.param([RED], ONE_LOOK, (Outcome.FAILED, None), id="one-is-enough-for-one"),
        pytest.param([RED, AGAIN, AGAIN], TWO_LOOKS, (Outcome.FAILED, None), id="more-than-needed"),
        pytest.param(
            [RED, AGAIN, RECOVERED], TWO_LOOKS, (Outcome.SUSPECT, None), id="passed-at-last"
        ),
        pytest.param(
            [RED, RECOVERED, AGAIN],
            TWO_LOOKS,
            (Outcome.INCONCLUSIVE, Kind.INCOMPLETE),
            id="passed-between",
        ),
        pytest.param(
            [GREEN, AGAIN, AGAIN],
            TWO_LOOKS,
            (Outcome.FAILED, None),
            id="passed-first",
        ),
        pytest.param(
            [look(failed(HOME), failed(REDIS)), look(failed(HOME), passed(REDIS))],
            TWO_LOOKS,
            (Outcome.FAILED, None),
            id="one-recovers-and-one-does-not",
        ),
        pytest.param(
            [look(failed(HOME), failed(REDIS)), look(passed(HOME))],
            TWO_LOOKS,
            (Outcome.INCONCLUSIVE, Kind.INCOMPLETE),
            id="not-asked-again",
        ),
        pytest.param(
            [look(passed(HOME), failed(LLM, severity="minor"))],
            ONE_LOOK,
            (Outcome.FAILED, None),
            id="lesser-that-fails-the-run",
        ),
        pytest.param(
            [look(warned(LLM))],
            ONE_LOOK,
            (Outcome.INCONCLUSIVE, Kind.INCOMPLETE),
            id="nothing-passed",
        ),
    ],
)
def test_a_check_is_convicted_by_all_that_saw_it(
    looks: list[Evidence], policy: Policy, expected: tuple[Outcome, Kind | None]
) -> None:
    """Enough looks saw it fail and none saw it pass, or it is not convicted."""
    assert _outcome(judge(looks, policy=policy)) == expected


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
    verdict = judge(looks, policy=TWO_LOOKS)
    assert _outcome(verdict) == (Outcome.INCONCLUSIVE, Kind.INCOMPLETE)
    assert verdict.reasons[0] == (
        "look-2.xml: ends after 1 of 2 planned checks; the run was cut short, "
        "so this proves nothing"
    )


def test_a_fault_without_a_kind_is_incomplete() -> None:
    """Evidence that was made by hand is judged like any other."""
    evidence = Evidence(name="x", faults=("x: vanished",))
    assert judge([evidence], policy=ONE_LOOK) == Verdict(
        outcome=Outcome.INCONCLUSIVE, kind=Kind.INCOMPLETE, reasons=("x: vanished",)
    )


def test_an_error_is_no_failure() -> None:
    """A fixture that breaks says nothing about the release."""
    verdict = judge([look(passed(HOME), broken(REDIS))] * 3, policy=TWO_LOOKS)
    assert _outcome(verdict) == (Outcome.INCONCLUSIVE, Kind.HARNESS)
    assert verdict.reasons == (
        f'{REDIS} broke and judged nothing: failed on setup with "KeyError: 1"',
        "1 of 2 checks passed",
    )


def test_an_error_beside_a_conviction_excuses_nothing() -> None:
    """What is proven stays proven."""
    looks = [look(broken(HOME), failed(REDIS)), AGAIN]
    assert judge(looks, policy=TWO_LOOKS).convicted == {REDIS}


def test_an_error_does_not_acquit() -> None:
    """A check that failed and then broke has not passed."""
    looks = [RED, look(broken(REDIS), name="look-2.xml")]
    assert _outcome(judge(looks, policy=TWO_LOOKS)) == (Outcome.INCONCLUSIVE, Kind.HARNESS)


def test_a_skipped_critical_check_is_never_a_pass() -> None:
    """What was planned and not asked is missing."""
    verdict = judge([look(passed(HOME), skipped(REDIS))], policy=TWO_LOOKS)
    assert _outcome(verdict) == (Outcome.INCONCLUSIVE, Kind.INCOMPLETE)
    assert verdict.reasons == (
        f"{REDIS} was skipped, which proves nothing: not today",
        "1 of 2 checks passed, 1 skipped",
    )


def test_a_skipped_lesser_check_is_only_counted() -> None:
    """What cannot fail a release can be missing."""
    verdict = judge([look(passed(HOME), skipped(LLM, severity="minor"))], policy=TWO_LOOKS)
    assert verdict.outcome is Outcome.PASSED
    assert verdict.reasons == ("1 of 2 checks passed, 1 skipped",)


def test_many_failures_are_told_in_few_sentences() -> None:
    """A message that nobody can read to its end is cut; the ids are all there."""
    cases = [failed(CheckId(f"smoke/test_many.py::test_one[{n}]")) for n in range(30)]
    verdict = judge([look(*cases)], policy=ONE_LOOK)
    assert len(verdict.convicted) == 30
    assert verdict.reasons[20:] == ("and 10 more like these", "0 of 30 checks passed")


@pytest.mark.parametrize(
    "falls, outcome",
    [
        pytest.param("1", Outcome.PASSED, id="a-rollout"),
        pytest.param("2", Outcome.SUSPECT, id="a-restart-loop"),
    ],
)
def test_what_fell_again_and_again_while_it_settled_is_suspect(
    falls: str, outcome: Outcome
) -> None:
    """A process that restarts is well each time for a moment, and may be when it is looked at."""
    verdict = judge([look(passed(HOME), settle_falls=falls)], policy=TWO_LOOKS)
    told = "it was good and fell again twice while it settled, as in a crash loop"
    assert verdict.outcome is outcome
    assert (told in verdict.reasons) == (outcome is Outcome.SUSPECT)


def test_a_restart_loop_excuses_no_failure() -> None:
    """What is convicted is convicted all the same."""
    looks = [look(failed(REDIS), settle_falls="5"), look(failed(REDIS))]
    assert judge(looks, policy=TWO_LOOKS).outcome is Outcome.FAILED
