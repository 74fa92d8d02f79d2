"""Looks in which one passing cause made many checks fail accuse none of them alone."""

from collections.abc import Mapping

import pytest

from smokegate.verdict.burst import ended_bursts, overshadowed
from smokegate.verdict.check import CheckId
from smokegate.verdict.judge import Outcome, judge
from smokegate.verdict.policy import Policy
from smokegate.verdict.sequential import Stand, trials
from tests.verdict.looks import A, B, C, D, courses, looks

Rows = Mapping[CheckId, str]


@pytest.mark.parametrize(
    "rows, numbers",
    [
        pytest.param({A: "FP", B: "FP"}, {0}, id="two-of-two-passed"),
        pytest.param({A: "FP", B: "FP", C: "FF", D: "FF"}, {0}, id="half-passed"),
        pytest.param(
            {A: "FP", B: "FP", C: "FF", D: "FF", CheckId("e"): "FF"}, set(), id="less-than-half"
        ),
        pytest.param({A: "FP", B: "FP", C: "PP", D: "PP"}, {0}, id="half-of-what-was-asked-failed"),
        pytest.param(
            {A: "FP", B: "FP", C: "PP", D: "PP", CheckId("e"): "PP"}, set(), id="less-failed"
        ),
        pytest.param(
            {A: "FP", B: "FP", C: ".P", D: ".P", CheckId("e"): ".P"}, {0}, id="not-asked-then"
        ),
        pytest.param({A: "FP", B: "FF"}, set(), id="one-is-too-few"),
        pytest.param({A: "FP"}, set(), id="one-alone"),
        pytest.param({A: "FFP", B: "F.P"}, {0}, id="only-the-look-where-both-failed"),
        pytest.param({A: "FFP", B: "FFP"}, {0, 1}, id="two-bursts-in-a-row"),
        pytest.param({A: "PFP", B: "PFP"}, {1}, id="in-the-middle"),
        pytest.param({A: "PF", B: "PF"}, set(), id="not-over-yet"),
        pytest.param({A: "PFW", B: "PFW"}, set(), id="a-lesser-failure-is-no-pass"),
        pytest.param({A: "FE", B: "FS"}, set(), id="an-error-is-no-pass"),
        pytest.param({A: "PP", B: "PP"}, set(), id="nothing-failed"),
    ],
)
def test_a_burst_has_ended_when_half_of_it_passed(rows: Rows, numbers: set[int]) -> None:
    """At least half of what failed in the look, two at least, passed in a later one."""
    assert ended_bursts(courses(rows)) == numbers


@pytest.mark.parametrize(
    "rows, numbers",
    [
        pytest.param({A: "PFP", B: "PFP", C: "FFF", D: "FFF"}, {1}, id="all-that-had-passed"),
        pytest.param(
            {A: "PFP", B: "PFP", C: "FFF", D: "FFF", CheckId("e"): "FFF"},
            {1},
            id="however-much-fails-on",
        ),
        pytest.param(
            {A: "PFP", C: "FFF", D: "FFF", CheckId("e"): "FFF"}, set(), id="one-witness-is-too-few"
        ),
        pytest.param(
            {A: "PFP", B: "PFP", C: "PP.", D: "FFF", CheckId("e"): "FFF", CheckId("f"): "FFF"},
            set(),
            id="a-witness-that-passed-in-it",
        ),
        pytest.param({A: "PFP", B: "PFF", C: "FFF", D: "FFF"}, set(), id="a-witness-that-fails-on"),
        pytest.param(
            {A: "PFP", B: "PFP", C: "P.P", D: "FFF", CheckId("e"): "FFF", CheckId("f"): "FFF"},
            {1},
            id="who-was-not-asked-is-no-witness",
        ),
        pytest.param(
            {A: "PFP", B: "PFP", C: "PEP", D: "FFF", CheckId("e"): "FFF", CheckId("f"): "FFF"},
            {1},
            id="who-broke-is-no-witness",
        ),
    ],
)
def test_a_burst_has_ended_when_its_witnesses_say_so(rows: Rows, numbers: set[int]) -> None:
    """All that had passed before failed in the look, two at least, and passed later again."""
    assert ended_bursts(courses(rows)) == numbers


@pytest.mark.parametrize(
    "rows, convicted, shadows",
    [
        pytest.param({A: "FF", B: "PF"}, {A}, {(A, 1)}, id="under-a-witness"),
        pytest.param({A: "FF", B: "PP"}, {A}, set(), id="the-witness-passed"),
        pytest.param({A: "FF", B: "P."}, {A}, set(), id="the-witness-was-not-asked"),
        pytest.param({A: "FF", B: "FF"}, {A}, set(), id="no-witness"),
        pytest.param({A: "FF", B: "PF"}, {A, B}, set(), id="the-witness-is-convicted-itself"),
        pytest.param(
            {A: "FF", B: "PF", C: "PF"},
            {A, B},
            {(A, 1), (B, 1)},
            id="one-witness-of-two-is-not-convicted",
        ),
        pytest.param({A: "FF", B: "PF", C: "PP"}, {A}, set(), id="one-witness-of-two-passed"),
        pytest.param({A: "PFF", B: "FF."}, {B}, {(B, 1)}, id="a-witness-is-not-its-own-shadow"),
        pytest.param({A: "FFF", B: "PFF"}, {A}, {(A, 1), (A, 2)}, id="in-each-look"),
        pytest.param({A: "FPF", B: "PPF"}, {A}, {(A, 2)}, id="only-failures-are-in-a-shadow"),
        pytest.param({A: "FF", B: "PF", C: "PE"}, {A}, {(A, 1)}, id="errors-see-nothing"),
    ],
)
def test_a_failure_stands_in_the_shadow_of_what_failed_with_it(
    rows: Rows, convicted: set[CheckId], shadows: set[tuple[CheckId, int]]
) -> None:
    """All else that had passed before failed too, and one of that is not proven by itself."""
    assert overshadowed(courses(rows), convicted) == shadows


def test_an_outage_that_catches_two_looks_convicts_nothing() -> None:
    """Walked step by step: noise in A, then an outage, then all is well again.

    Without witnesses, A would be convicted at the third look.
    """
    policy = Policy()
    rows = {A: "FFFP", B: "PFFP", C: "PFFP"}
    stands = [
        trials(courses({check: row[:length] for check, row in rows.items()}), policy)[A].stand
        for length in (1, 2, 3, 4)
    ]
    assert stands == [Stand.UNDECIDED] * 4
    alone = trials(courses({A: "FFF"}), policy)[A]
    assert alone.stand is Stand.CONVICTED
    trial = trials(courses(rows), policy)[A]
    assert (trial.looks, trial.failures) == (2, 1)
    assert judge(looks(rows), policy=policy).outcome is Outcome.SUSPECT


def test_what_breaks_while_witnesses_look_is_convicted_with_them() -> None:
    """Walked step by step: A is broken from the start, and all else breaks after the first look.

    Three failures of A are proof, but two of them may be an outage that B and C tell of. When B
    and C are proven by themselves, it was none, and the shadow is lifted from A.
    """
    policy = Policy()
    rows = {A: "FFFF", B: "PFFF", C: "PFFF"}
    convicted = []
    for length in range(1, 5):
        tried = trials(courses({check: row[:length] for check, row in rows.items()}), policy)
        convicted.append({check for check, each in tried.items() if each.stand is Stand.CONVICTED})
    assert convicted == [set(), set(), set(), {A, B, C}]


def test_a_broken_check_is_convicted_beside_witnesses_that_pass() -> None:
    """The usual case: one check is broken, the witnesses are well, three looks are enough."""
    tried = trials(courses({A: "FFF", B: "PPP", C: "P.P"}), Policy())
    assert tried[A].stand is Stand.CONVICTED
