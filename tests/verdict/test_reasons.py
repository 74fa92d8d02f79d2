"""The sentences of a verdict beside its main reason, complete and in their order."""

from dataclasses import replace

import pytest

from smokegate.verdict.check import Blame, CheckId, CheckOutcome, Seen, Severity
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.judge import judge
from smokegate.verdict.outcome import Kind, Outcome
from smokegate.verdict.policy import ONE_LOOK, Policy
from tests.verdict.looks import A, B, C, D, looks, seen, with_seen

TWO_LOOKS = Policy(false_rollback=2e-4)
TRUSTED = (
    "taken at its word: the report states no plan",
    "taken at its word: the exit status of the run is not known",
)


def _blamed(given: list[Evidence], blame: Blame) -> list[Evidence]:
    told = Seen(outcome=CheckOutcome.FAILED, blame=blame, sentence="GET / -> stale")
    return [with_seen(look, A, told) for look in given]


@pytest.mark.parametrize(
    "blame, sentence",
    [
        pytest.param(
            Blame.EDGE,
            f"{A} fails at the edge, which going back would not mend; purge its cache: "
            "GET / -> stale",
            id="edge",
        ),
        pytest.param(
            Blame.OUTSIDE,
            f"{A} fails outside of the release, where going back would not mend it: GET / -> stale",
            id="outside",
        ),
    ],
)
def test_what_going_back_would_not_mend_asks_for_something_else(
    blame: Blame, sentence: str
) -> None:
    """Alone it is INCONCLUSIVE; beside a failure of the release it is told and not convicted."""
    alone = judge(_blamed(looks({B: "PP"}), blame), policy=TWO_LOOKS)
    assert (alone.outcome, alone.kind) == (Outcome.INCONCLUSIVE, Kind.OUTSIDE)
    assert alone.reasons == (sentence, "1 of 2 checks passed")
    beside = judge(_blamed(looks({B: "FF"}), blame), policy=TWO_LOOKS)
    assert beside.convicted == {B}
    assert beside.reasons == (
        f"{B} failed twice and never passed: down",
        sentence,
        "0 of 2 checks passed",
    )


def test_what_was_so_before_the_deploy_is_excused_wherever_it_is() -> None:
    """A certificate that had run out before is pre-existing first."""
    given = _blamed(looks({B: "PP"}), Blame.OUTSIDE)
    verdict = judge(given, policy=TWO_LOOKS, baseline=given[0])
    assert (verdict.outcome, verdict.kind) == (Outcome.INCONCLUSIVE, Kind.PRE_EXISTING)
    assert verdict.reasons == (
        f"{A} was failing before the deploy too, so it does not count: GET / -> stale",
        "1 of 2 checks passed",
    )


def test_noise_is_acquitted_by_name() -> None:
    """What failed once and passed often enough is no reason to doubt, and is still told."""
    verdict = judge(looks({A: "FPPP", B: "PPPP", C: "WWWW"}), policy=Policy())
    assert verdict.outcome is Outcome.PASSED
    assert verdict.reasons == (
        "2 of 3 checks passed, 1 warned",
        f"{A} failed once and passed 3 times, so it was noise: down",
        *TRUSTED,
        f"{C} failed as expected: slow",
    )
    assert set(verdict.trials) == {A}
    assert verdict.warned == {C: "slow"}


def test_an_acquitted_check_is_not_suspect_beside_one_that_is() -> None:
    """Only what is not decided yet is suspect."""
    verdict = judge(looks({A: "FPPP", B: "P.FP", C: "PWWW"}), policy=Policy())
    assert verdict.outcome is Outcome.SUSPECT
    assert verdict.reasons == (
        f"{B} failed once and passed on a later look: down",
        f"{C} failed as expected: slow",
        "2 of 3 checks passed, 1 warned",
        *TRUSTED,
    )
    assert set(verdict.trials) == {A, B}
    assert verdict.warned == {C: "slow"}


VOID = (
    Evidence(name="look-1.xml", faults=("look-1.xml: is empty", "look-1.xml: was killed")),
    Evidence(name="look-2.xml", faults=("look-2.xml: no report",)),
)
TOLD = (
    "taken anew: look-1.xml: is empty; look-1.xml: was killed",
    "taken anew: look-2.xml: no report",
)


@pytest.mark.parametrize(
    "rows, reasons",
    [
        pytest.param({A: "P"}, ("1 of 1 check passed", *TRUSTED, *TOLD), id="passed"),
        pytest.param(
            {A: "FP"},
            (
                f"{A} failed once and passed on a later look: down",
                *TOLD,
                "1 of 1 check passed",
                *TRUSTED,
            ),
            id="suspect",
        ),
        pytest.param(
            {A: "FF"},
            (f"{A} failed twice and never passed: down", *TOLD, "0 of 1 check passed"),
            id="failed",
        ),
        pytest.param(
            {A: "F"},
            (f"{A} was seen failing once; not proven: down", *TOLD, "0 of 1 check passed"),
            id="inconclusive",
        ),
    ],
)
def test_looks_that_were_taken_anew_are_told(
    rows: dict[CheckId, str], reasons: tuple[str, ...]
) -> None:
    """They decide nothing, and nobody has to wonder where the time went."""
    assert judge(looks(rows), policy=TWO_LOOKS, void=VOID).reasons == reasons


@pytest.mark.parametrize(
    "row, policy, told",
    [
        pytest.param("F", ONE_LOOK, "failed", id="F"),
        pytest.param("FF", TWO_LOOKS, "failed twice and never passed", id="FF"),
        pytest.param("FFF", Policy(), "failed 3 times and never passed", id="FFF"),
        pytest.param("PFFF", TWO_LOOKS, "failed 3 times and passed once", id="PFFF"),
        pytest.param("FPFPFFF", Policy(noise=0.001), "failed 5 times and passed twice", id="long"),
    ],
)
def test_how_often_a_convicted_check_failed(row: str, policy: Policy, told: str) -> None:
    """One look says what it saw; several say how often, and whether it ever passed."""
    verdict = judge(looks({A: row, B: "P"}), policy=policy)
    assert verdict.outcome is Outcome.FAILED
    assert verdict.reasons[0] == f"{A} {told}: down"
    assert verdict.convicted == {A}
    assert verdict.failures == {A: "down"}
    assert set(verdict.trials) == {A}


def test_one_look_of_many_samples_says_how_many_were_bad() -> None:
    """A replica that is broken is seen in some of the samples."""
    sampled = Seen(outcome=CheckOutcome.FAILED, observations=20, bad=7, sentence="1 of 3 replicas")
    given = [with_seen(look, A, sampled) for look in looks({B: "P"})]
    assert judge(given, policy=ONE_LOOK).reasons[0] == (
        f"{A} failed (7 of 20 samples): 1 of 3 replicas"
    )


@pytest.mark.parametrize(
    "rows, doubts",
    [
        pytest.param({A: "F"}, (f"{A} was seen failing once; not proven: down",), id="F"),
        pytest.param({A: "FF"}, (f"{A} was seen failing twice; not proven: down",), id="FF"),
        pytest.param(
            {A: "FPF"}, (f"{A} was seen passing and failing; not proven: down",), id="FPF"
        ),
        pytest.param(
            {A: "F", B: "F"},
            (
                f"{A} was seen failing once; not proven: down",
                f"{B} was seen failing once; not proven: down",
            ),
            id="two",
        ),
    ],
)
def test_what_is_not_proven_is_doubted(rows: dict[CheckId, str], doubts: tuple[str, ...]) -> None:
    """It is told how it was seen, and that it proves nothing."""
    verdict = judge(looks(rows), policy=Policy())
    assert (verdict.outcome, verdict.kind) == (Outcome.INCONCLUSIVE, Kind.INCOMPLETE)
    assert verdict.reasons[: len(doubts)] == doubts
    assert verdict.convicted == frozenset()


def test_all_that_a_person_should_know_in_its_order() -> None:
    """Excused, outside, broken, skipped, in doubt, baseline, warned, taken anew, and the count."""
    spared, llm = CheckId("smoke/test_e.py::test_it"), CheckId("smoke/test_f.py::test_it")
    lesser = Seen(outcome=CheckOutcome.WARNED, severity=Severity.MINOR, sentence="llm is slow")
    given = [
        replace(with_seen(look, llm, lesser), planned=(A, B, C, D, spared, llm), exit_status=1)
        for look in _blamed(looks({B: "EE", C: "SS", D: "F.", spared: "FF"}), Blame.EDGE)
    ]
    verdict = judge(given, policy=TWO_LOOKS, baseline=looks({spared: "F"})[0], void=VOID[1:])
    assert (verdict.outcome, verdict.kind) == (Outcome.INCONCLUSIVE, Kind.PRE_EXISTING)
    assert verdict.reasons == (
        f"{spared} was failing before the deploy too, so it does not count: down",
        f"{A} fails at the edge, which going back would not mend; purge its cache: GET / -> stale",
        f"{B} broke and judged nothing: KeyError: 1",
        f"{C} was skipped, which proves nothing: not today",
        f"{D} was seen failing once; not proven: down",
        f"{llm} is broken, but only minor: llm is slow",
        "taken anew: look-2.xml: no report",
        "0 of 6 checks passed, 1 warned, 1 skipped",
    )
    assert verdict.warned == {llm: "llm is slow"}
    assert set(verdict.trials) == {A, D, spared}


def test_what_is_proven_comes_before_what_is_doubted() -> None:
    """A failed release: its convictions, then everything else, then the count."""
    verdict = judge(looks({A: "FF", B: "PF", C: "PW", D: "PP"}), policy=TWO_LOOKS)
    assert verdict.reasons == (
        f"{A} failed twice and never passed: down",
        f"{B} was seen passing and failing; not proven: down",
        f"{C} failed as expected: slow",
        "1 of 4 checks passed, 1 warned",
    )
    assert verdict.warned == {C: "slow"}
    assert set(verdict.trials) == {A, B}


def test_the_last_words_of_a_check_are_quoted() -> None:
    """Of several errors, skips or warnings the last one is the one that is told."""
    given = [
        Evidence(name="look.xml", checks={A: replace(seen(letter), sentence=f"{letter} {n}")})
        for n, letter in enumerate("WWP")
    ]
    warned = judge(given[:2], policy=Policy())
    assert warned.warned == {A: "W 1"}
    assert warned.reasons[1] == f"{A} failed as expected: W 1"
    assert judge(given, policy=Policy()).warned == {}


def test_a_skip_counts_only_where_a_plan_says_that_it_was_to_be_asked() -> None:
    """Another tool's suite skips as it likes; a planned critical check may not be missing."""
    loose = looks({A: "S", B: "P"})
    assert judge(loose, policy=Policy()).outcome is Outcome.PASSED
    planned = [replace(look, planned=(A, B)) for look in loose]
    assert judge(planned, policy=Policy()).kind is Kind.INCOMPLETE


def test_what_was_answered_once_is_not_counted_as_skipped() -> None:
    """A check that passed and was then skipped has passed."""
    assert judge(looks({A: "PS", B: "P."}), policy=Policy()).reasons[0] == "2 of 2 checks passed"
    assert judge(looks({A: "FW", B: "PP"}), policy=Policy()).reasons[-1] == "1 of 2 checks passed"


@pytest.mark.parametrize(
    "planned, exit_status, trusted",
    [
        pytest.param((A,), 0, (), id="all-is-known"),
        pytest.param(None, 0, TRUSTED[:1], id="no-plan"),
        pytest.param((A,), None, TRUSTED[1:], id="no-exit-status"),
    ],
)
def test_what_is_taken_at_its_word_is_told(
    planned: tuple[CheckId, ...] | None, exit_status: int | None, trusted: tuple[str, ...]
) -> None:
    """A verdict in favour of the release says what it could not make sure of."""
    given = [replace(look, planned=planned, exit_status=exit_status) for look in looks({A: "P"})]
    assert judge(given, policy=Policy()).reasons == ("1 of 1 check passed", *trusted)


def test_a_noisy_check_needs_more_than_one_that_is_not() -> None:
    """What the canary knows of a check weighs in the verdict."""
    given = looks({A: "FFF", B: "FFF"})
    verdict = judge(given, policy=Policy(), noise={A: 0.1})
    assert verdict.convicted == {B}
    assert (verdict.trials[A].noise, verdict.trials[B].noise) == (0.1, 0.01)
