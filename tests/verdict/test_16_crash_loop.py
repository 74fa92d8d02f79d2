"""Item 16: a crash loop (red, green, red, green) is a failed release."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from smokegate.verdict.check import Blame, CheckId, CheckOutcome, Seen, Silence
from smokegate.verdict.crash_loop import crash_loop, falls_while_settling
from smokegate.verdict.evidence import Control, Evidence
from smokegate.verdict.history import pooled
from smokegate.verdict.judge import judge
from smokegate.verdict.outcome import Kind, Outcome
from smokegate.verdict.policy import Policy
from smokegate.verdict.schedule import asked_next
from tests.verdict.looks import A, B, C, D, courses, looks, with_seen

E, F = (CheckId(f"smoke/test_{letter}.py::test_it") for letter in "ef")
Rows = Mapping[CheckId, str]


@pytest.mark.parametrize(
    "rows, falls, broken",
    [
        pytest.param({A: "FPFPFPF", B: "FPFPFPF"}, 4, {A, B}, id="four-falls"),
        pytest.param({A: "FPFPFP", B: "FPFPFP"}, 3, set(), id="three-may-be-outages"),
        pytest.param({A: "FFFFFFF", B: "FFFFFFF"}, 1, set(), id="never-back"),
        pytest.param({A: "FFPFFPFPFP", B: "F.PFFPFPFP"}, 4, {A, B}, id="each-fall-of-some-looks"),
        pytest.param({A: "FFPFFPFPFP", B: "FPPFPPFPFP"}, 4, {A, B}, id="a-part-is-back-before"),
        pytest.param({A: "PFPFPFPFP", B: "PFPFPFPFP"}, 4, {A, B}, id="good-at-first"),
        pytest.param({A: "FPFPFPF", B: "FPFPPPP"}, 2, set(), id="one-alone-is-no-fall"),
        pytest.param(
            {A: "FPFPFPF", B: "FPFPFPF", C: "FPFPPPP"}, 4, {A, B}, id="failed-in-two-of-four"
        ),
        pytest.param({A: "FPFPFPF", B: "FPFPFPF", C: "PPPPPPP"}, 4, {A, B}, id="never-failed"),
        pytest.param({A: "FPFPFPF", B: "FPFPFPF", C: "FFFFFFF"}, 4, {A, B, C}, id="never-passed"),
        pytest.param({A: "FPFPFPF", B: "FPFPFPF", C: "FP.PFPF"}, 4, {A, B}, id="not-asked-in-one"),
        pytest.param({A: "FPFPFP", B: "FPPPPP", C: "FPPFPF"}, 1, set(), id="one-at-a-time"),
        pytest.param(
            {A: "FPFPFPF", B: "FPFPFPF", C: "FPPPPPP", D: "FPPPPPP", E: "FPPPPPP"},
            1,
            set(),
            id="less-than-half-of-the-first",
        ),
        pytest.param(
            {A: "FPFPFPF", B: "FPFPFPF", C: "FPPPPPP", D: "FPPPPPP"},
            4,
            {A, B},
            id="half-of-the-first",
        ),
        pytest.param(
            {A: "FPFPFPF", B: "FPFPFPF", C: "FP.....", D: "FP.....", E: "FP....."},
            4,
            {A, B},
            id="half-of-what-is-still-asked",
        ),
        pytest.param({A: "FP.....", B: "FP.....", C: "PPFPF", D: "PPFPF"}, 1, set(), id="others"),
        pytest.param(
            {A: "FFFPFPFPF", B: "FFFPFPFPF", C: "FPPPP...."}, 4, {A, B}, id="a-third-is-not-back"
        ),
        pytest.param(
            {A: "FPFPFPF", B: "FPFPFPF", C: "FFFFFFF", D: "FFFFFFF"},
            1,
            set(),
            id="half-is-not-back",
        ),
        pytest.param(
            {A: "FPFPFPF", B: "FPFPFPF", C: "FFFFFFF", D: "FFFFFFF", E: "FFFFFFF"},
            1,
            set(),
            id="less-than-half-is-back",
        ),
        pytest.param({A: "FEFEFEF", B: "FEFEFEF"}, 1, set(), id="what-broke-is-not-back"),
        pytest.param({A: "FWFWFWF", B: "FWFWFWF"}, 1, set(), id="a-warning-is-not-back"),
        pytest.param({A: "PPPP", B: "PPPP"}, 0, set(), id="nothing-fails"),
    ],
)
def test_falls_are_counted(rows: Rows, falls: int, broken: set[CheckId]) -> None:
    """Two checks fall together, and half of what fell first comes back in between."""
    loop = crash_loop(courses(rows))
    assert (loop.falls, loop.checks) == (falls, frozenset(broken))


@pytest.mark.parametrize(
    "settling, rows, falls, broken",
    [
        pytest.param(1, {A: "FPFP", B: "FPFP"}, 2, set(), id="a-rollout-falls-once"),
        pytest.param(2, {A: "FPFPF", B: "FPFPF"}, 4, {A, B}, id="twice-while-settling"),
        pytest.param(3, {A: "FPFP", B: "FPFP"}, 4, {A, B}, id="three-times-while-settling"),
        pytest.param(9, {A: "FP", B: "FP"}, 9, set(), id="two-have-to-be-seen"),
        pytest.param(9, {A: "PP", B: "PP"}, 8, set(), id="never-seen"),
    ],
)
def test_falls_while_it_settles_count_beyond_the_first(
    settling: int, rows: Rows, falls: int, broken: set[CheckId]
) -> None:
    """Once it may fall in a rollout; and who convicts has to have seen what failed, twice."""
    taken = looks(rows)
    taken[0] = replace(taken[0], falls=settling)
    loop = crash_loop(pooled(taken))
    assert (loop.falls, loop.checks) == (falls, frozenset(broken))
    assert falls_while_settling(pooled(taken)) == settling


def test_nothing_fell_where_nothing_was_seen() -> None:
    """Without a look there is no fall."""
    assert falls_while_settling(()) == 0
    assert crash_loop(()).falls == 0


def test_what_a_blind_runner_missed_is_no_fall() -> None:
    """Silence counts where the runner sees, and not where the control is silent too."""
    silent = Seen(outcome=CheckOutcome.FAILED, silence=Silence.REFUSED, sentence="refused")
    passed = looks({A: "P", B: "P"})[0]
    for control, broken in ((Control.OK, {A, B}), (Control.SILENT, set[CheckId]())):
        red = Evidence(name="red", checks={A: silent, B: silent}, control=control)
        assert crash_loop(pooled([red, passed, red, passed, red, passed, red])).checks == broken


def test_a_crash_loop_fails_the_release_and_is_named_first() -> None:
    """The first sentence says what it is; each check says how often it was seen."""
    verdict = judge(looks({A: "FPFPFPF", B: "FPFPFPF", C: "PPPPPPP"}), policy=Policy())
    assert verdict.outcome is Outcome.FAILED
    assert verdict.convicted == {A, B}
    assert verdict.reasons[:2] == (
        "it fell 4 times and came back in between, as in a crash loop",
        f"{A} failed 4 times and passed 3 times: down",
    )


def test_what_is_convicted_otherwise_is_called_no_crash_loop() -> None:
    """A check that never passes is broken, and that is all."""
    verdict = judge(looks({A: "FFF", B: "FFF"}), policy=Policy())
    assert verdict.reasons[0].startswith(A)


def test_a_crash_loop_before_the_deploy_is_no_news() -> None:
    """What failed in the baseline convicts nobody, however it fails."""
    taken = looks({A: "FPFPFPF", B: "FPFPFPF", C: "PPPPPPP"})
    verdict = judge(taken, policy=Policy(), baseline=looks({A: "F", B: "F", C: "P"})[0])
    assert (verdict.outcome, verdict.kind) == (Outcome.INCONCLUSIVE, Kind.PRE_EXISTING)


def test_what_is_outside_of_the_release_is_not_held_against_it_in_a_loop() -> None:
    """A name that comes and goes is nothing that going back would mend."""
    taken = looks({A: "FPFPFPF", B: "FPFPFPF"})
    outside = Seen(outcome=CheckOutcome.FAILED, blame=Blame.OUTSIDE, sentence="no name")
    for number in (0, 2, 4, 6):
        taken[number] = with_seen(with_seen(taken[number], A, outside), B, outside)
    verdict = judge(taken, policy=Policy())
    assert (verdict.outcome, verdict.kind) == (Outcome.INCONCLUSIVE, Kind.OUTSIDE)


def test_nothing_is_asked_once_the_loop_is_proven() -> None:
    """Each look of the loop is followed by another one, and the last one by none."""
    rows = {A: "FPFPFPF", B: "FPFPFPF", C: "PPPPPPP"}
    for length in range(1, 8):
        taken = looks({check: row[:length] for check, row in rows.items()})
        asked = asked_next(taken, policy=Policy(), is_planned=length < 3)
        assert bool(asked) == (length < 7), length


@pytest.mark.parametrize(
    "settling, is_planned, asked",
    [
        pytest.param(2, True, (A, B), id="fell-twice"),
        pytest.param(1, True, (), id="fell-once"),
        pytest.param(2, False, (), id="not-for-ever"),
    ],
)
def test_one_good_look_is_not_enough_for_what_fell_while_it_settled(
    settling: int, *, is_planned: bool, asked: tuple[CheckId, ...]
) -> None:
    """It may have been caught on its feet: the planned looks are taken, with witnesses."""
    taken = [replace(looks({A: "P", B: "P"})[0], falls=settling)]
    assert asked_next(taken, policy=Policy(), is_planned=is_planned) == asked


BLOCKED = Seen(outcome=CheckOutcome.FAILED, silence=Silence.BLOCKED, sentence="429")


def _limited(rows: Rows) -> list[Evidence]:
    """Looks in letters; L is a failure by a limit of requests."""
    taken = looks({check: row.replace("L", "F") for check, row in rows.items()})
    for check, row in rows.items():
        for number, letter in enumerate(row):
            if letter == "L":
                taken[number] = with_seen(taken[number], check, BLOCKED)
    return taken


@pytest.mark.parametrize(
    "rows, asked",
    [
        pytest.param({A: "FLL", B: "PLL"}, {A, B}, id="one-look-more"),
        pytest.param({A: "FPL", B: "PPL"}, {A, B}, id="in-the-last-only"),
        pytest.param({A: "FLLF", B: "PLLL"}, {A, B}, id="still-limited"),
        pytest.param({A: "FLLPPP", B: "PLLLL."}, set(), id="four-times-is-enough"),
        pytest.param({A: "LLL", B: "LLL"}, set(), id="never-let-in"),
    ],
)
def test_item_16_a_limit_in_later_looks_gets_a_look_more(rows: Rows, asked: set[CheckId]) -> None:
    """What passed before the runner was limited is asked until it passes again, for a while."""
    assert set(asked_next(_limited(rows), policy=Policy(), is_planned=False)) == asked


def test_item_16_a_limit_that_is_over_leaves_no_doubt() -> None:
    """429 in looks 2 and 3 only: a bad release is convicted, a good one passes."""
    good = _limited({A: "FLLPPP", B: "PLLPP"})
    assert judge(good, policy=Policy()).outcome is Outcome.PASSED
    bad = _limited({A: "FLLFF", B: "PLLPP"})
    assert judge(bad, policy=Policy()).convicted == {A}
