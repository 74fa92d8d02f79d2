"""Item 5: each end of a run says the one thing to do, and contradicts itself nowhere."""

from dataclasses import replace

import pytest

from smokegate.gate.decision import Action, Decision, Exit, Rollback, judged
from smokegate.gate.message import details, message
from smokegate.gate.rollback import ENVIRONMENT
from smokegate.verdict.environment import Comparison
from smokegate.verdict.outcome import Kind, Outcome
from smokegate.verdict.policy import Policy
from smokegate.verdict.verdict import Verdict

NEW, OLD = "9be01d7" + "0" * 33, "3f2a91c" + "0" * 33
GOOD = Verdict(outcome=Outcome.PASSED, reasons=("3 of 3 checks passed",))
BAD = Verdict(outcome=Outcome.FAILED, reasons=("redis is error",))
UNPROVEN = Verdict(outcome=Outcome.INCONCLUSIVE, kind=Kind.BLIND, reasons=("no network",))
LATE = Verdict(outcome=Outcome.SUSPECT, reasons=("redis was error once",))
AUTOMATIC = Rollback(command="git", from_release=NEW, to_release=OLD, exit_status=0)
UNTRIED = replace(AUTOMATIC, exit_status=None)
LEFT_OUT = "next: nothing to do; it stays live, and nothing is rolled back to it yet"


def _inconclusive(kind: Kind) -> Verdict:
    return replace(UNPROVEN, kind=kind)


def _ended(
    action: Action,
    verdict: Verdict,
    rollback: Rollback | None = None,
    *,
    by_hand: bool = False,
    known_good: bool = False,
    run: str | None = "r1",
) -> Decision:
    return Decision(
        verdict=verdict,
        action=action,
        exit_code=Exit.FAILED,
        sentence="the decision",
        run=run,
        release=NEW,
        rollback=rollback,
        is_by_hand=by_hand,
        is_known_good=known_good,
    )


def _not_restored(rollback: Rollback, problem: str, verdict: Verdict | None = None) -> Decision:
    return _ended(Action.NOT_RESTORED, BAD, replace(rollback, problem=problem, verdict=verdict))


FIX = "next: fix the release before deploying it again; the previous one is live"
BACK = "next: go back by hand, now"
ENDS = [
    pytest.param(
        _ended(Action.KEPT, GOOD, known_good=True),
        "next: nothing to do; a bad release after it is rolled back to this one",
        id="kept-known-good",
    ),
    pytest.param(_ended(Action.KEPT, GOOD), LEFT_OUT, id="kept-not-known-good"),
    pytest.param(_ended(Action.KEPT, LATE), LEFT_OUT, id="kept-suspect"),
    pytest.param(_ended(Action.ROLLED_BACK, BAD, AUTOMATIC), FIX, id="rolled-back"),
    pytest.param(
        _ended(Action.ROLLED_BACK, _inconclusive(Kind.HARNESS), AUTOMATIC),
        "next: fix what stopped the switch, then deploy again; the previous release is live",
        id="a-switch-undone",
    ),
    pytest.param(
        _ended(Action.ROLLED_BACK, GOOD, AUTOMATIC, by_hand=True),
        "next: nothing to do; the release that was gone back to is live",
        id="rolled-back-by-hand",
    ),
    pytest.param(
        _ended(Action.OBSERVED, BAD),
        "next: decide by hand whether to roll back; --observe changes nothing",
        id="observed",
    ),
    pytest.param(
        _ended(Action.NOTHING, BAD),
        "next: roll back by hand, or fix the release; it is still live",
        id="failed-without-a-way-back",
    ),
    pytest.param(
        _not_restored(replace(AUTOMATIC, comparison=Comparison.ALIKE), ENVIRONMENT, BAD),
        "next: fix the environment that both releases fail in; going back again does not help",
        id="the-environment",
    ),
    pytest.param(
        _not_restored(replace(AUTOMATIC, exit_status=1), "the command ended with status 1"),
        BACK,
        id="the-command-failed",
    ),
    pytest.param(_not_restored(UNTRIED, "no such file"), BACK, id="the-command-is-not-there"),
    pytest.param(
        _not_restored(replace(AUTOMATIC, to_release=None, exit_status=1), "status 1"),
        BACK,
        id="the-command-knows-where-to",
    ),
    pytest.param(
        _not_restored(
            replace(AUTOMATIC, to_release=NEW, seen=NEW), "it still answers as 9be01d7", BAD
        ),
        BACK,
        id="unmoved-and-nobody-knew-where-to",
    ),
    pytest.param(
        _not_restored(replace(AUTOMATIC, seen=NEW), "it still answers", BAD), BACK, id="unmoved"
    ),
    pytest.param(
        _not_restored(AUTOMATIC, "the old release could not be verified", UNPROVEN),
        "next: check by hand whether 3f2a91c works; it was made live and is not verified",
        id="not-verified",
    ),
    pytest.param(
        _not_restored(AUTOMATIC, "the old release is not healthy either (x)", BAD),
        "next: fix the deployment, or make another release live; 3f2a91c is live and fails too",
        id="the-old-one-fails-too",
    ),
    pytest.param(
        _not_restored(
            replace(UNTRIED, to_release=None, has_no_target=True), "no other release is known good"
        ),
        "next: choose a release and make it live by hand, or fix this one",
        id="nowhere-to-go",
    ),
    pytest.param(
        _not_restored(replace(UNTRIED, is_barred=True), "users are split in two tables"),
        "next: decide by hand whether to go back; nothing was switched",
        id="barred",
    ),
    pytest.param(
        _not_restored(replace(UNTRIED, from_release=OLD), "it was current before"),
        "next: make 3f2a91c live by hand, now",
        id="the-same-release",
    ),
    pytest.param(
        _ended(Action.NOTHING, UNPROVEN, by_hand=True),
        "next: see what is live (smokegate releases) before you go back again",
        id="by-hand-overtaken",
    ),
    *(
        pytest.param(_ended(Action.NOTHING, _inconclusive(kind)), f"next: {told}", id=kind)
        for kind, told in (
            (Kind.BLIND, "make sure that the runner can reach the deployment, then run it again"),
            (Kind.HARNESS, "fix the checks or the runner, then run it again"),
            (Kind.INCOMPLETE, "run it again; not every check was proven"),
            (
                Kind.PRE_EXISTING,
                "fix what failed before the deploy already; the release is not to blame",
            ),
            (Kind.OUTSIDE, "fix what failed outside of the release; going back does not help"),
            (Kind.NOT_DEPLOYED, "make sure that the release is deployed, then run it again"),
            (Kind.INTERRUPTED, "see what is live, then run it again"),
        )
    ),
    *(
        pytest.param(judged(verdict, (), Policy()), f"next: {told}", id=f"judge-{verdict.outcome}")
        for verdict, told in (
            (GOOD, "nothing to do"),
            (LATE, "nothing to do now; it passed only on a later look, so check it again"),
            (BAD, "roll the release back, or fix it"),
            (UNPROVEN, "make sure that the runner can reach the deployment, then run it again"),
        )
    ),
]


@pytest.mark.parametrize("decision, told", ENDS)
def test_each_end_says_the_one_thing_to_do(decision: Decision, told: str) -> None:
    """Of every outcome, action and command: one `next:`, and it stands last."""
    lines = message(decision).split("\n")
    assert [line for line in lines if line.startswith("next: ")] == [told]
    assert lines[-1] == told


def test_each_kind_and_action_has_its_line() -> None:
    """No end of a run is without a `next:` in this table."""
    ends = [end for param in ENDS if isinstance(end := param.values[0], Decision)]
    assert {end.action for end in ends} == set(Action)
    assert {end.verdict.kind for end in ends} == {None, *Kind}


def test_nobody_is_sent_back_for_what_the_environment_did() -> None:
    """Exit 4: where both fail alike, going back is what did not help."""
    text = "\n".join(
        details(_not_restored(replace(AUTOMATIC, comparison=Comparison.ALIKE), ENVIRONMENT, BAD))
    )
    assert "go back by hand" not in text
