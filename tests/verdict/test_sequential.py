"""Wald's sequential test of each check: what convicts it, what acquits it, what does not count."""

from dataclasses import replace
from math import log

import pytest

from smokegate.verdict.check import Blame, CheckId, CheckOutcome, Seen, Severity, Silence
from smokegate.verdict.evidence import Control, Evidence
from smokegate.verdict.history import pooled
from smokegate.verdict.judge import judge
from smokegate.verdict.policy import Policy
from smokegate.verdict.sequential import Stand, Trial, is_long_dead, trials
from tests.verdict.looks import A, B, C, courses, looks, seen

DEFAULT = Policy()
FAILURE, PASS = log(0.9 / 0.01), log(0.1 / 0.99)
DOWN = Seen(outcome=CheckOutcome.FAILED, silence=Silence.TIMEOUT, sentence="silence")


def _stand(row: str) -> Stand:
    return trials(courses({A: row}), DEFAULT)[A].stand


@pytest.mark.parametrize(
    "row, stand",
    [
        pytest.param("F", Stand.UNDECIDED, id="once"),
        pytest.param("FF", Stand.UNDECIDED, id="twice"),
        pytest.param("FFF", Stand.CONVICTED, id="always"),
        pytest.param("F..F..F", Stand.CONVICTED, id="whenever-asked"),
        pytest.param("FP", Stand.UNDECIDED, id="passed-once-since"),
        pytest.param("FPP", Stand.UNDECIDED, id="passed-twice-since"),
        pytest.param("FPPP", Stand.ACQUITTED, id="passed-often-since"),
        pytest.param("PPPF", Stand.UNDECIDED, id="passed-often-before"),
        pytest.param("FPF", Stand.UNDECIDED, id="again"),
        pytest.param("FFP", Stand.UNDECIDED, id="recovered"),
        pytest.param("FPFF", Stand.UNDECIDED, id="a-pass-costs-half-a-failure"),
        pytest.param("FPFFF", Stand.CONVICTED, id="more-than-the-pass"),
        pytest.param("FFFP", Stand.UNDECIDED, id="a-later-pass-lifts-it"),
        pytest.param("FWWW", Stand.ACQUITTED, id="a-lesser-failure-is-a-pass"),
        pytest.param("FEFSF", Stand.CONVICTED, id="errors-and-skips-are-no-answer"),
    ],
)
def test_a_course_of_looks_decides(row: str, stand: Stand) -> None:
    """Three failures without a pass convict, and three passes to one failure acquit."""
    assert _stand(row) is stand


@pytest.mark.parametrize(
    "row, likelihood, number, failures",
    [
        pytest.param("F", FAILURE, 1, 1, id="F"),
        pytest.param("FPF", 2 * FAILURE + PASS, 3, 2, id="FPF"),
        pytest.param("FPPP", FAILURE + 3 * PASS, 4, 1, id="FPPP"),
        pytest.param("PEFSW", FAILURE + PASS, 2, 1, id="PEFSW"),
    ],
)
def test_the_likelihood_is_the_sum_of_its_steps(
    row: str, likelihood: float, number: int, failures: int
) -> None:
    """It is kept whole, so that the canary can go on from it."""
    trial = trials(courses({A: row}), DEFAULT)[A]
    assert trial.likelihood == pytest.approx(likelihood, abs=1e-9)
    assert replace(trial, likelihood=0.0, stand=Stand.UNDECIDED) == Trial(
        check=A,
        stand=Stand.UNDECIDED,
        likelihood=0.0,
        noise=0.01,
        looks=number,
        failures=failures,
        observations=number,
        bad=failures,
    )


def test_only_what_failed_is_tried() -> None:
    """A check that never failed needs no test."""
    assert list(trials(courses({A: "PPP", B: "FF.", C: "SEW"}), DEFAULT)) == [B]


def test_reaching_a_bound_is_enough() -> None:
    """Wald's bounds belong to the decisions; these figures meet them to the last bit."""
    convicting = Policy(noise=0.1, broken=0.2, false_rollback=0.225)
    acquitting = Policy(noise=0.25, broken=0.75, false_rollback=0.25, missed=0.25)
    convicted = trials(courses({A: "FF"}), convicting)[A]
    acquitted = trials(courses({A: "FPP"}), acquitting)[A]
    assert (convicted.likelihood, convicted.stand) == (convicting.convicts_at, Stand.CONVICTED)
    assert (acquitted.likelihood, acquitted.stand) == (acquitting.acquits_at, Stand.ACQUITTED)


@pytest.mark.parametrize(
    "known, noise, stand",
    [
        pytest.param(0.0001, 0.005, Stand.CONVICTED, id="hardly-ever"),
        pytest.param(0.005, 0.005, Stand.CONVICTED, id="at-the-floor"),
        pytest.param(0.02, 0.02, Stand.UNDECIDED, id="noisy"),
        pytest.param(0.1, 0.1, Stand.UNDECIDED, id="at-the-cap"),
        pytest.param(0.4, 0.1, Stand.UNDECIDED, id="all-the-time"),
    ],
)
def test_a_history_says_how_noisy_a_check_is(known: float, noise: float, stand: Stand) -> None:
    """A noisy check needs more failures; no history makes one convict alone, or never."""
    trial = trials(courses({A: "FFF", B: "FFF"}), DEFAULT, {A: known})[A]
    assert (trial.noise, trial.stand) == (noise, stand)
    assert trial.likelihood == pytest.approx(3 * log(0.9 / noise), abs=1e-9)


def test_a_history_of_one_check_says_nothing_of_another() -> None:
    """Without a history a check is as noisy as the policy takes for granted."""
    policy = Policy(noise=0.3)
    tried = trials(courses({A: "F", B: "F"}), policy, {A: 0.02})
    assert (tried[A].noise, tried[B].noise) == (0.02, 0.3)
    assert trials(courses({A: "F"}), policy)[A].noise == 0.3


def _silent(number: int, control: Control, silence: Silence = Silence.TIMEOUT) -> list[Evidence]:
    down = Seen(outcome=CheckOutcome.FAILED, silence=silence, sentence="silence")
    return [
        Evidence(name=f"look-{n + 1}.xml", control=control, checks={A: down, B: seen("P")})
        for n in range(number)
    ]


@pytest.mark.parametrize(
    "given, counts",
    [
        pytest.param(_silent(3, Control.OK), 3, id="control-answers"),
        pytest.param(_silent(3, Control.NONE), 3, id="no-control"),
        pytest.param(_silent(3, Control.SILENT), 0, id="control-is-silent-too"),
        pytest.param(_silent(3, Control.NONE, Silence.DNS), 0, id="as-without-network"),
        pytest.param(_silent(3, Control.OK, Silence.DNS), 3, id="no-name-but-a-network"),
        pytest.param(_silent(3, Control.OK, Silence.BLOCKED), 0, id="kept-out"),
        pytest.param(
            [*_silent(2, Control.OK), *_silent(1, Control.SILENT)], 2, id="one-look-was-blind"
        ),
    ],
)
def test_silence_counts_only_where_the_runner_sees(given: list[Evidence], counts: int) -> None:
    """What a blind runner hears is no failure, but a wrong answer always is."""
    trial = trials(pooled(given), DEFAULT)[A]
    assert (trial.failures, trial.looks) == (counts, counts)
    assert trial.likelihood == pytest.approx(counts * FAILURE, abs=1e-9)


def test_an_answer_is_proof_whatever_the_control_says() -> None:
    """Where the deployment answers wrongly, the control URLs need not answer."""
    given = [replace(look, control=Control.SILENT) for look in looks({A: "FFF"})]
    assert trials(pooled(given), DEFAULT)[A].stand is Stand.CONVICTED


def _sampled(outcome: CheckOutcome, observations: int, bad: int) -> Seen:
    return Seen(outcome=outcome, observations=observations, bad=bad, sentence="1 of 3 replicas")


def test_samples_inside_of_a_look_are_counted_and_do_not_multiply_it() -> None:
    """A look is one observation, however many replicas it asked; people are told the samples."""
    given = [
        Evidence(name=f"look-{number}.xml", checks={A: each, B: seen("P")}, planned=(A, B))
        for number, each in enumerate(
            [
                _sampled(CheckOutcome.FAILED, 20, 7),
                _sampled(CheckOutcome.PASSED, 20, 0),
                _sampled(CheckOutcome.FAILED, 20, 5),
                _sampled(CheckOutcome.FAILED, 1, 0),
                _sampled(CheckOutcome.FAILED, 20, 6),
            ]
        )
    ]
    trial = trials(pooled(given), DEFAULT)[A]
    assert trial == Trial(
        check=A,
        stand=Stand.CONVICTED,
        likelihood=pytest.approx(4 * FAILURE + PASS, abs=1e-9),  # type: ignore[arg-type]
        noise=0.01,
        looks=5,
        failures=4,
        observations=81,
        bad=19,
        is_release_to_blame=True,
    )
    assert judge(given, policy=DEFAULT).reasons[0] == (
        f"{A} failed 4 times and passed once (19 of 81 samples): 1 of 3 replicas"
    )


DEAD = Evidence(name="look.xml", control=Control.OK, silent_before_s=30, checks={A: DOWN, B: DOWN})
LESSER = CheckId("smoke/test_c.py::test_lesser")


@pytest.mark.parametrize(
    "look, is_dead",
    [
        pytest.param(DEAD, True, id="dead"),
        pytest.param(replace(DEAD, control=Control.NONE), False, id="no-control"),
        pytest.param(replace(DEAD, control=Control.SILENT), False, id="control-silent"),
        pytest.param(replace(DEAD, silent_before_s=29), False, id="not-for-so-long"),
        pytest.param(replace(DEAD, silent_before_s=31), True, id="for-longer"),
        pytest.param(replace(DEAD, checks={}), False, id="nothing-asked"),
        pytest.param(replace(DEAD, checks={A: DOWN, B: seen("F")}), False, id="something-answers"),
        pytest.param(replace(DEAD, checks={A: DOWN, B: seen("P")}), False, id="something-passes"),
        pytest.param(
            replace(DEAD, checks={A: replace(DOWN, outcome=CheckOutcome.ERROR)}),
            False,
            id="broke-on-silence",
        ),
        pytest.param(
            replace(DEAD, checks={A: DOWN, LESSER: replace(seen("W"), severity=Severity.MINOR)}),
            True,
            id="whatever-a-lesser-check-says",
        ),
        pytest.param(
            replace(DEAD, checks={LESSER: replace(DOWN, severity=Severity.NORMAL)}),
            False,
            id="only-lesser-checks",
        ),
        pytest.param(
            replace(DEAD, checks={A: replace(DOWN, severity=Severity.BLOCKER)}), True, id="blocker"
        ),
    ],
)
def test_a_deployment_that_stays_dead_is_long_dead(look: Evidence, is_dead: bool) -> None:
    """Nothing answered for the whole wait, and the control URLs did."""
    assert is_long_dead(look, DEFAULT) is is_dead


def test_a_long_dead_deployment_is_convicted_a_look_sooner() -> None:
    """The wait before a look saw the same outage, so two looks are as good as three."""
    trial = trials(pooled([DEAD, DEAD]), DEFAULT)[A]
    assert trial.stand is Stand.CONVICTED
    assert trial.likelihood == pytest.approx(4 * FAILURE, abs=1e-9)
    assert (trial.looks, trial.failures) == (2, 2)
    one = trials(pooled([DEAD]), DEFAULT)[A]
    assert one.stand is Stand.UNDECIDED
    assert one.likelihood == pytest.approx(2 * FAILURE, abs=1e-9)


def test_only_failures_weigh_double_in_a_long_dead_look() -> None:
    """What a lesser check says while all is down is weighed once."""
    look = replace(DEAD, checks={A: DOWN, LESSER: replace(seen("W"), severity=Severity.MINOR)})
    before = Evidence(name="look-0.xml", checks={A: DOWN, LESSER: seen("F")})
    tried = trials(pooled([before, look]), DEFAULT)
    assert tried[LESSER].likelihood == pytest.approx(FAILURE + PASS, abs=1e-9)
    assert tried[A].likelihood == pytest.approx(3 * FAILURE, abs=1e-9)


def test_failures_in_an_ended_burst_are_not_counted() -> None:
    """Of a moment that two checks came through, neither keeps the failure."""
    tried = trials(courses({A: "FP", B: "FP", C: "FF"}), DEFAULT)
    assert {check: (each.looks, each.failures) for check, each in tried.items()} == {
        A: (1, 0),
        B: (1, 0),
        C: (1, 1),
    }


def test_a_shadow_takes_a_failure_from_a_conviction() -> None:
    """Two of three failures stood in moments when all that was asked failed, so they wait."""
    given = courses({A: "PFFF", B: "P.FF", C: "PPP."})
    assert trials(given, DEFAULT)[A].stand is Stand.UNDECIDED


def test_a_shadow_falls_only_where_something_else_is_convicted() -> None:
    """Checks that fail all alike from the first look on are convicted together."""
    tried = trials(courses({A: "FFF", B: "FFF"}), DEFAULT)
    assert {check: each.stand for check, each in tried.items()} == {
        A: Stand.CONVICTED,
        B: Stand.CONVICTED,
    }


def test_the_words_of_a_stand_are_kept() -> None:
    """They stand in verdict.json, which the canary reads."""
    assert list(map(str, Stand)) == ["convicted", "acquitted", "undecided"]


def test_a_failure_that_blames_another_does_not_count_against_the_release() -> None:
    """Two failures of the edge and one of the release convict the release of nothing."""
    outside = replace(seen("F"), blame=Blame.OUTSIDE)
    for row, expected in (
        ((outside, outside, seen("F")), False),
        ((outside, seen("F"), seen("F"), seen("F")), True),
        ((seen("F"), seen("F"), outside), False),
    ):
        looks = [Evidence(name="look.xml", checks={A: each}, planned=(A,)) for each in row]
        trial = trials(pooled(looks), DEFAULT)[A]
        assert (trial.stand, trial.is_release_to_blame) == (Stand.CONVICTED, expected)


def test_what_a_burst_made_fail_is_not_let_go_sooner_than_another() -> None:
    """A deployment that is down every other time is not acquitted by the times between."""
    tried = trials(courses({A: "FPFP", B: "FPFP"}), DEFAULT)
    assert [tried[each].stand for each in (A, B)] == [Stand.UNDECIDED] * 2
