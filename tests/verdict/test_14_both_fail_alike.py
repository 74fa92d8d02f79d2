"""Item 14: whether the environment is to blame is told by overlap and rate, not by equal sets."""

from collections.abc import Callable, Collection, Sequence
from random import Random

import pytest

from smokegate.verdict.check import CheckId, CheckOutcome, Seen, Silence
from smokegate.verdict.environment import Comparison, compared
from smokegate.verdict.evidence import Control, Evidence
from smokegate.verdict.judge import judge
from smokegate.verdict.outcome import Outcome
from smokegate.verdict.policy import Policy
from smokegate.verdict.schedule import asked_next
from smokegate.verdict.verdict import Verdict
from tests.verdict.looks import A, B, C, D, looks

POLICY = Policy()
CHECKS = tuple(CheckId(f"smoke/test_{n % 8}.py::test_it[{n}]") for n in range(40))
FAILED = Seen(outcome=CheckOutcome.FAILED, sentence="503")
PASSED = Seen(outcome=CheckOutcome.PASSED)
MOST_LOOKS = 20
Fails = Callable[[Random, Sequence[CheckId]], Collection[CheckId]]
"""Which of the asked checks fail in one look."""


def _smoke(
    fails: Fails, random: Random, witnesses: tuple[CheckId, ...] = ()
) -> tuple[tuple[Evidence, ...], Verdict]:
    """One run of the gate's schedule against a deployment that fails so."""
    taken: list[Evidence] = []
    asked: tuple[CheckId, ...] = CHECKS
    while asked and len(taken) < MOST_LOOKS:
        failing = fails(random, asked)
        checks = {one: FAILED if one in failing else PASSED for one in asked}
        taken.append(Evidence(name="look", checks=checks))
        is_planned = len(taken) < 3
        asked = asked_next(taken, policy=POLICY, is_planned=is_planned, witnesses=witnesses)
    return tuple(taken), judge(taken, policy=POLICY)


def _rollback(new: Fails, old: Fails, random: Random) -> str | None:
    """What comes of one deploy: nothing where the new release is not convicted."""
    convicted = _smoke(new, random)[1].convicted
    if not convicted:
        return None
    taken, verdict = _smoke(old, random, tuple(sorted(convicted)))
    comparison = compared(convicted, taken, policy=POLICY)
    if comparison is Comparison.ALIKE:
        return "environment"
    is_restored = verdict.outcome in (Outcome.PASSED, Outcome.SUSPECT)
    return "quarantined" if is_restored or comparison is Comparison.BETTER else "neither"


def _noise(random: Random, asked: Sequence[CheckId], noise: float) -> set[CheckId]:
    return {one for one in asked if random.random() < noise}


def _outage(often: float, *, is_of_all: bool = False) -> Fails:
    """Three checks feel it: each in a share of the looks, or all of them in the same looks."""
    felt = CHECKS[3:6]

    def fails(random: Random, asked: Sequence[CheckId]) -> set[CheckId]:
        if is_of_all:
            failing = set(felt) if random.random() < often else set()
        else:
            failing = {one for one in felt if random.random() < often}
        return failing | _noise(random, [one for one in asked if one not in felt], 0.01)

    return fails


def _broken(*broken: CheckId, noise: float) -> Fails:
    return lambda random, asked: {*broken, *_noise(random, asked, noise)}


def _ends(new: Fails, old: Fails, runs: int, seed: int) -> dict[str | None, int]:
    random = Random(seed)  # noqa: S311 - what is simulated has to be repeatable
    ends: dict[str | None, int] = {}
    for _ in range(runs):
        end = _rollback(new, old, random)
        ends[end] = ends.get(end, 0) + 1
    return ends


RUNS = pytest.mark.parametrize("runs", [100, pytest.param(1000, marks=pytest.mark.slow)])


@RUNS
@pytest.mark.parametrize(
    "outage, quarantined",
    [
        pytest.param(_outage(1.0), 0, id="all-looks"),
        pytest.param(_outage(0.9), 0, id="most-looks"),
        pytest.param(_outage(0.9, is_of_all=True), 0.03, id="most-looks-and-all-in-the-same"),
    ],
)
def test_an_outage_of_old_and_new_alike_blames_the_environment(
    outage: Fails, quarantined: float, runs: int
) -> None:
    """Three checks fail in 90 % of looks, whichever release answers: at least 95 % of runs.

    Where all three fail in the same looks, two looks in a row are without it in 1 of 100 runs: then
    the old release does count as restored.
    """
    ends = _ends(outage, outage, runs=runs, seed=14)
    rolled_back = sum(ends.values()) - ends.get(None, 0)
    assert rolled_back > 0.8 * runs
    assert ends["environment"] >= 0.95 * rolled_back
    assert ends.get("quarantined", 0) <= quarantined * rolled_back


@RUNS
@pytest.mark.parametrize("noise", [0.01, 0.02])
def test_noise_never_takes_the_blame_from_a_bad_release(noise: float, runs: int) -> None:
    """A bad release over a good one is blamed on the environment in less than 1 of 1,000."""
    new, old = _broken(*CHECKS[3:6], noise=noise), _broken(noise=noise)
    ends = _ends(new, old, runs=runs, seed=15)
    assert ends.get("environment", 0) == 0
    assert ends["quarantined"] >= 0.99 * sum(ends.values())


@RUNS
def test_another_broken_check_of_the_old_one_takes_no_blame(runs: int) -> None:
    """The old release is broken elsewhere, and passes what convicted the new one: quarantined."""
    new, old = _broken(*CHECKS[3:6], noise=0.01), _broken(CHECKS[17], noise=0.01)
    ends = _ends(new, old, runs=runs, seed=16)
    assert ends.get("environment", 0) == 0
    assert ends["quarantined"] >= 0.8 * sum(ends.values())


@pytest.mark.parametrize(
    "convicted, old, expected",
    [
        pytest.param({A}, {A: "FFF"}, "alike", id="the-same"),
        pytest.param({A, B}, {A: "FFF", B: "FFP"}, "alike", id="a-part-of-them"),
        pytest.param({A}, {A: "FFF", B: "FFF"}, "alike", id="more-than-them"),
        pytest.param({A}, {A: "PFF", B: "FFF"}, "alike", id="it-passed-first"),
        pytest.param({A}, {A: "FPF", B: "FFF"}, "alike", id="it-passed-meanwhile"),
        pytest.param({A, B}, {A: "FFF", B: "FPP"}, "alike", id="too-seldom-to-say"),
        pytest.param({A, B}, {A: "FFF", B: "PP"}, "alike", id="two-passes-may-be-luck"),
        pytest.param({A, B}, {A: "FFF", C: "PPP"}, "alike", id="one-of-them-was-not-asked"),
        pytest.param({A, B}, {A: "FFF", B: "PPP"}, "unclear", id="one-of-them-is-well"),
        pytest.param({A, B}, {A: "FFF", B: "FPPPP"}, "unclear", id="one-of-them-was-noise"),
        pytest.param({A}, {A: "P", B: "FFF"}, "unclear", id="asked-once"),
        pytest.param({A}, {A: "PPF", B: "FFF"}, "unclear", id="noise-beside-another-one"),
        pytest.param({A}, {A: "FPP", B: "FFF"}, "unclear", id="not-often-enough"),
        pytest.param({A}, {A: "FPPP", B: "FFF"}, "unclear", id="nor-well-enough"),
        pytest.param({A}, {A: "PP"}, "unclear", id="two-passes"),
        pytest.param({A}, {A: "PPP", B: "FFF"}, "better", id="it-is-well-and-another-is-not"),
        pytest.param({A, B}, {A: "PPP", B: "PPP"}, "better", id="all-are-well"),
        pytest.param({A, B}, {A: "PPP", B: "P"}, "unclear", id="one-of-them-was-asked-once"),
        pytest.param({A, B}, {A: "PPP", C: "P"}, "unclear", id="one-is-well-and-one-unknown"),
        pytest.param({A}, {B: "FFF"}, "unclear", id="it-was-not-asked"),
        pytest.param({A}, {A: "SSS", B: "F"}, "unclear", id="it-was-skipped"),
        pytest.param(set(), {A: "FFF"}, "unclear", id="nothing-was-convicted"),
    ],
)
def test_old_and_new_are_compared(
    convicted: set[CheckId], old: dict[CheckId, str], expected: str
) -> None:
    """Alike: one fails as broken checks do, and none passes again and again; better: all pass."""
    assert compared(convicted, looks(old), policy=POLICY) == expected


@pytest.mark.parametrize(
    "row, rate, expected",
    [
        pytest.param("FPP", 0.1, "unclear", id="noisy-once"),
        pytest.param("FPF", 0.1, "alike", id="noisy-twice"),
        pytest.param("FPPF", None, "alike", id="as-others-twice-of-four"),
        pytest.param("FPPF", 0.1, "unclear", id="noisy-twice-of-four"),
        pytest.param("FPPPPF", 0.0001, "alike", id="never-less-than-the-least"),
        pytest.param("FPPPPPF", 0.0001, "unclear", id="the-least-is-not-nothing"),
    ],
)
def test_a_check_that_is_known_to_be_noisy_needs_more(
    row: str, rate: float | None, expected: str
) -> None:
    """What fails by itself now and then fails alike less easily."""
    noise = None if rate is None else {A: rate}
    assert compared({A}, looks({A: row}), policy=POLICY, noise=noise) == expected


def test_silence_before_a_blind_runner_is_not_alike() -> None:
    """A failure that the runner may have caused itself shows nothing of the old release."""
    silent = Seen(outcome=CheckOutcome.FAILED, silence=Silence.TIMEOUT, sentence="timed out")
    look = Evidence(name="look", control=Control.SILENT, checks={A: silent})
    assert compared({A}, [look] * 3, policy=POLICY) is Comparison.UNCLEAR
    seeing = Evidence(name="look", control=Control.OK, checks={A: silent})
    assert compared({A}, [seeing] * 3, policy=POLICY) is Comparison.ALIKE


def test_each_look_at_the_old_one_asks_what_convicted_the_new_one() -> None:
    """They are compared by rate, so they are asked as often as what fails there."""
    taken = looks({A: "F", B: "P", C: "P", D: "P"})
    unknown = CheckId("smoke/test_e.py::test_it")
    asked = asked_next(taken, policy=POLICY, is_planned=True, witnesses=[D, unknown, A])
    assert asked == (A, B, C, D)
    taken = looks({A: "F", CheckId("smoke/test_a.py::test_more"): "P"})
    more = CheckId("smoke/test_a.py::test_more")
    assert asked_next(taken, policy=POLICY, is_planned=True, witnesses=[more]) == (A, more)
    assert asked_next(looks({A: "P"}), policy=POLICY, is_planned=True, witnesses=[A]) == (A,)
    assert asked_next(looks({A: "PP"}), policy=POLICY, is_planned=True, witnesses=[A]) == ()
