"""Which checks the next look asks, and which looks are taken anew."""

from dataclasses import replace

import pytest

from smokegate.verdict.check import Blame, CheckId, CheckOutcome, Seen, Severity, Silence
from smokegate.verdict.evidence import Control, Evidence
from smokegate.verdict.judge import Outcome, judge
from smokegate.verdict.policy import Policy
from smokegate.verdict.schedule import asked_next, counted, is_taken_anew
from tests.verdict.looks import A, B, C, D, looks, seen, with_seen

E = CheckId("smoke/test_e.py::test_it")
A2 = CheckId("smoke/test_a.py::test_more")

GOOD = looks({A: "P", B: "F"})[0]
CUT = Evidence(name="look.xml", faults=("look.xml: is empty",))
GIVEN_UP = Evidence(name="look.xml", exit_status=4, faults=("look.xml: pytest refused",))


def _asked(given: list[Evidence], *, is_planned: bool = True) -> tuple[CheckId, ...]:
    return asked_next(given, policy=Policy(), is_planned=is_planned)


@pytest.mark.parametrize(
    "given, good, void",
    [
        pytest.param([], (), (), id="none"),
        pytest.param([GOOD], (GOOD,), (), id="good"),
        pytest.param([CUT], (CUT,), (), id="not-taken-anew"),
        pytest.param([CUT, CUT], (CUT, CUT), (), id="not-taken-anew-again"),
        pytest.param([GOOD, CUT, CUT], (GOOD, CUT, CUT), (), id="nor-after-a-good-one"),
        pytest.param([CUT, GOOD], (GOOD,), (CUT,), id="taken-anew"),
        pytest.param([CUT, CUT, GOOD], (GOOD,), (CUT, CUT), id="taken-anew-twice"),
        pytest.param([GOOD, CUT], (GOOD, CUT), (), id="the-last-was-not"),
        pytest.param([GOOD, CUT, GOOD], (GOOD, GOOD), (CUT,), id="in-the-middle"),
        pytest.param([CUT, GOOD, CUT], (GOOD, CUT), (CUT,), id="alike-but-not-the-same"),
    ],
)
def test_a_look_that_was_taken_anew_does_not_count(
    given: list[Evidence], good: tuple[Evidence, ...], void: tuple[Evidence, ...]
) -> None:
    """What proved nothing is told; where nothing came after it, it leaves the verdict open."""
    assert counted(given) == (good, void)


@pytest.mark.parametrize(
    "given, expected",
    [
        pytest.param([], False, id="nothing-to-take-anew"),
        pytest.param([GOOD], False, id="good"),
        pytest.param([CUT], True, id="once"),
        pytest.param([CUT] * 2, True, id="twice"),
        pytest.param([CUT] * 3, False, id="three-in-a-row"),
        pytest.param([GOOD, CUT, CUT], True, id="two-in-a-row-after-a-good-one"),
        pytest.param([GOOD, *[CUT] * 3], False, id="three-in-a-row-after-a-good-one"),
        pytest.param([CUT, GOOD], False, id="the-last-is-good"),
        pytest.param([CUT, CUT, GOOD, CUT], True, id="three-in-all"),
        pytest.param([CUT, CUT, GOOD, CUT, CUT], True, id="four-in-all"),
        pytest.param([CUT, CUT, GOOD, CUT, CUT, GOOD, CUT], False, id="five-in-all"),
        pytest.param([GIVEN_UP], False, id="pytest-refused"),
        pytest.param([replace(GIVEN_UP, exit_status=5)], False, id="no-check"),
        pytest.param([replace(GIVEN_UP, exit_status=3)], True, id="pytest-crashed"),
        pytest.param([replace(GIVEN_UP, exit_status=-9)], True, id="killed"),
        pytest.param([GIVEN_UP, CUT], True, id="refused-only-before"),
    ],
)
def test_the_harness_has_a_budget_of_its_own(given: list[Evidence], expected: bool) -> None:
    """Three errors in a row, or five in all, are enough; what pytest refuses, it refuses again."""
    assert is_taken_anew(given) is expected


@pytest.mark.parametrize(
    "rows, asked",
    [
        pytest.param({A: "P", B: "P"}, (), id="all-well"),
        pytest.param({A: "P", B: "W", C: "S"}, (), id="no-failure"),
        pytest.param({A: "F", B: "P"}, (A, B), id="failed-once"),
        pytest.param({A: "FP", B: "PP"}, (A, B), id="recovered-and-not-acquitted"),
        pytest.param({A: "FPPP", B: "PPPP"}, (), id="acquitted"),
        pytest.param({A: "FFF", B: "F.P", C: "PPP"}, (), id="convicted"),
        pytest.param({A: "F", B: "F"}, (A, B), id="no-witness"),
        pytest.param({A: "E", B: "P"}, (A, B), id="broke-once"),
        pytest.param({A: "EE", B: "PP"}, (A, B), id="broke-twice"),
        pytest.param({A: "EEE", B: "PPP"}, (), id="broke-three-times"),
        pytest.param({A: "EESE", B: "PPPP"}, (), id="broke-three-times-and-a-skip"),
        pytest.param({A: "FE", B: "PP"}, (A, B), id="failed-and-broke"),
        pytest.param({A: "FEEE", B: "PPPP"}, (), id="failed-and-broke-too-often"),
        pytest.param({A: "EP", B: "PP"}, (), id="broke-and-passed"),
    ],
)
def test_a_planned_look_asks_what_is_not_decided(
    rows: dict[CheckId, str], asked: tuple[CheckId, ...]
) -> None:
    """Undecided checks, broken ones at most three times, and witnesses beside them."""
    assert _asked(looks(rows)) == asked


@pytest.mark.parametrize(
    "rows, asked",
    [
        pytest.param({A: "FFP", B: "PPP"}, (A, B), id="fails-more-often-than-not"),
        pytest.param({A: "FPP", B: "PPP"}, (A, B), id="nearly-acquitted"),
        pytest.param({A: "FP", B: "PP"}, (A, B), id="recovered"),
        pytest.param({A: "FPPP", B: "PPPP"}, (), id="acquitted"),
        pytest.param({A: "PPPF", B: "PPPP"}, (A, B), id="passes-before-are-no-excuse"),
        pytest.param({A: "FPPPF", B: "PPPPP"}, (A, B), id="fails-again-after-an-acquittal"),
        pytest.param({A: "FPF", B: "PPP"}, (A, B), id="still-fails"),
        pytest.param({A: "PPF", B: "PPP"}, (A, B), id="fails-at-last"),
        pytest.param({A: "FPFF", B: "PPPP"}, (A, B), id="nearly-convicted"),
        pytest.param({A: "E", B: "P"}, (A, B), id="broke"),
    ],
)
def test_a_look_beyond_the_plan_asks_what_is_not_decided_either(
    rows: dict[CheckId, str], asked: tuple[CheckId, ...]
) -> None:
    """What recovered is asked until it is acquitted, what fails until it is convicted."""
    assert _asked(looks(rows), is_planned=False) == asked


def test_a_noisy_check_is_weighed_by_its_history() -> None:
    """With its own noise known, two failures of three do not stand out."""
    given = looks({A: "FFF", B: "PPP"})
    noise = {A: 0.1}
    assert asked_next(given, policy=Policy(), is_planned=True, noise=noise) == (A, B)
    assert asked_next(given, policy=Policy(), is_planned=True) == ()


@pytest.mark.parametrize(
    "control, asked",
    [
        pytest.param(Control.SILENT, (), id="blind"),
        pytest.param(Control.OK, (A, B), id="seeing"),
    ],
)
def test_a_blind_failure_is_not_waited_for(control: Control, asked: tuple[CheckId, ...]) -> None:
    """Beyond the plan, only a failure that is proof is worth another look."""
    silent = Seen(outcome=CheckOutcome.FAILED, silence=Silence.TIMEOUT)
    given = [Evidence(name="look-1.xml", control=control, checks={A: silent, B: seen("P")})]
    assert _asked(given, is_planned=False) == asked
    assert _asked(given) == (A, B)


def test_one_seeing_look_is_worth_another() -> None:
    """Of several failures, one that is proof is enough."""
    silent = Seen(outcome=CheckOutcome.FAILED, silence=Silence.TIMEOUT)
    given = [
        Evidence(name=f"look-{number}.xml", control=control, checks={A: silent})
        for number, control in enumerate([Control.SILENT, Control.OK, Control.SILENT])
    ]
    assert _asked(given, is_planned=False) == (A,)


@pytest.mark.parametrize(
    "rows, witnesses",
    [
        pytest.param({A: "F", B: "P", C: "P"}, (B, C), id="one-a-file"),
        pytest.param({A: "F", A2: "P"}, (A2,), id="from-the-same-file"),
        pytest.param({A: "F", B: "P", C: "P", D: "P", E: "P"}, (B, C, D), id="three-at-most"),
        pytest.param({A: "F", B: "F", C: "P"}, (C,), id="what-failed-is-no-witness"),
        pytest.param({A: "FF", B: "PF", C: "P."}, (C,), id="nor-what-failed-later"),
        pytest.param({A: "FF", B: ".P", C: "SP", D: "WP", E: "EP"}, (), id="not-seen-at-first"),
        pytest.param({A: "FF", B: "P.", C: "PP"}, (B, C), id="the-same-ones-again"),
    ],
)
def test_witnesses_are_asked_too(rows: dict[CheckId, str], witnesses: tuple[CheckId, ...]) -> None:
    """Checks that passed in the first look, one a file: where they fail too, the moment was bad."""
    given = looks(rows)
    failed = tuple(check for check, row in rows.items() if "F" in row)
    assert _asked(given) == (*failed, *witnesses)


def test_of_a_file_the_first_check_is_the_witness() -> None:
    """Which one it is does not change from look to look."""
    b_more = CheckId("smoke/test_b.py::TestIt::test_more")
    assert _asked(looks({A: "F", B: "P", b_more: "P"})) == (A, B)


def test_a_lesser_check_is_no_witness() -> None:
    """What cannot fail a release says nothing of the moment either."""
    lesser = replace(seen("P"), severity=Severity.NORMAL)
    given = [with_seen(looks({A: "F", C: "P"})[0], B, lesser)]
    assert _asked(given) == (A, C)


def test_a_witness_that_broke_is_asked_once() -> None:
    """It is open itself, and nothing is asked twice in one look."""
    assert _asked(looks({A: "FF", B: "PE"})) == (A, B)


def test_a_check_that_was_failing_before_the_deploy_ends_nothing() -> None:
    """It is proven and excused; what else is open goes on."""
    baseline = looks({A: "F", B: "P"})[0]
    rows = {A: "FFF", B: "FPF", C: "PPP"}
    assert asked_next(looks(rows), policy=Policy(), is_planned=True, baseline=baseline) == (B, C)
    assert asked_next(looks(rows), policy=Policy(), is_planned=True) == ()


@pytest.mark.parametrize("blame", [Blame.EDGE, Blame.OUTSIDE])
def test_a_failure_outside_of_the_release_ends_nothing(blame: Blame) -> None:
    """It asks for no rollback, so what else is open goes on."""
    certificate = Seen(outcome=CheckOutcome.FAILED, blame=blame)
    given = [with_seen(look, A, certificate) for look in looks({B: "FPF", C: "PPP"})]
    assert _asked(given) == (B, C)


@pytest.mark.parametrize(
    "expected, answered, asked",
    [
        pytest.param("3f2a91c", ("3f2a91c", "3f2a91c0b5d4"), (A, B), id="deployed"),
        pytest.param("3f2a91c", (None, None), (A, B), id="not-seen"),
        pytest.param("3f2a91c", ("9be01d7", "9be01d7"), (), id="not-deployed"),
        pytest.param("3f2a91c", ("3f2a91c", "9be01d7"), (), id="another-deploy"),
        pytest.param(None, ("3f2a91c", "9be01d7"), (), id="another-deploy-unexpected"),
        pytest.param(None, ("9be01d7", "9be01d7"), (A, B), id="nothing-expected"),
    ],
)
def test_nothing_is_asked_of_another_release(
    expected: str | None, answered: tuple[str | None, ...], asked: tuple[CheckId, ...]
) -> None:
    """Where another release answers, no further look can prove anything."""
    given = [
        replace(look, release_expected=expected, release_seen=release)
        for look, release in zip(looks({A: "FP", B: "PP"}), answered, strict=True)
    ]
    assert _asked(given) == asked


def test_a_broken_release_is_asked_three_times() -> None:
    """Walked step by step: the plan, what each look asks, and the end."""
    given = looks({A: "F", B: "P", C: "P"})
    assert _asked(given) == (A, B, C)
    given += looks({A: "F", B: "P", C: "P"})
    assert _asked(given) == (A, B, C)
    given += looks({A: "F", B: "P", C: "P"})
    assert _asked(given, is_planned=False) == ()
    assert judge(given, policy=Policy()).outcome is Outcome.FAILED
