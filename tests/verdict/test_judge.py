"""What looks prove: each verdict, and what it takes to get it."""

import pytest

from smokegate.verdict.check import CheckId
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.judge import Kind, Outcome, Verdict, asked_again, judge
from tests.verdict.reports import (
    GOOGLE,
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


@pytest.mark.parametrize(
    "seen, expected",
    [
        pytest.param("3f2a91c", (Outcome.FAILED, None), id="the-same"),
        pytest.param("3F2A91C0B5D4", (Outcome.FAILED, None), id="longer"),
        pytest.param("9be01d7", (Outcome.INCONCLUSIVE, Kind.NOT_DEPLOYED), id="another"),
        pytest.param("3f2a91", (Outcome.INCONCLUSIVE, Kind.NOT_DEPLOYED), id="too-short"),
        pytest.param("3f2a91c-dirty", (Outcome.INCONCLUSIVE, Kind.NOT_DEPLOYED), id="no-hex"),
        pytest.param(None, (Outcome.FAILED, None), id="unseen"),
    ],
)
def test_only_the_release_that_answers_can_be_blamed(
    seen: str | None, expected: tuple[Outcome, Kind | None]
) -> None:
    """If another release answers, nothing was changed, so nothing is rolled back."""
    evidence = look(passed(HOME), failed(REDIS), release_expected="3f2a91c", release_seen=seen)
    assert _outcome(judge([evidence], needed=1)) == expected


def test_another_release_is_named() -> None:
    """The reason says which release was wanted and which one answers."""
    evidence = look(passed(HOME), release_expected="3f2a91c", release_seen="9be01d7")
    assert judge([evidence], needed=1).reasons == (
        "release 3f2a91c is not deployed: 9be01d7 answers, so nothing was changed",
        "1 of 1 check passed",
    )


def test_a_pass_needs_the_release_to_show_itself() -> None:
    """All may be green because the old release is still there."""
    verdict = judge([look(passed(HOME), release_expected="3f2a91c")], needed=1)
    assert _outcome(verdict) == (Outcome.INCONCLUSIVE, Kind.INCOMPLETE)
    assert verdict.reasons == (
        "nothing says that release 3f2a91c is the one answering",
        "1 of 1 check passed",
    )


def test_a_deploy_between_two_looks_voids_them() -> None:
    """Looks at two releases are no looks at one."""
    looks = [
        look(failed(REDIS), release_expected="3f2a91c", release_seen="3f2a91c"),
        look(failed(REDIS), release_expected="3f2a91c", release_seen="9be01d7"),
    ]
    verdict = judge(looks, needed=2)
    assert _outcome(verdict) == (Outcome.INCONCLUSIVE, Kind.INTERRUPTED)
    assert verdict.reasons == (
        "another deploy ran meanwhile: the looks saw release 3f2a91c and then 9be01d7",
        f"{REDIS} was seen failing twice; not proven: {REFUSED}",
        "0 of 1 check passed",
    )


BLIND = (Outcome.INCONCLUSIVE, Kind.BLIND)
GUILTY = (Outcome.FAILED, None)


@pytest.mark.parametrize(
    "cases, control, expected",
    [
        pytest.param(
            [_silent(HOME), _silent(REDIS, "unreachable")], "none", BLIND, id="no-control"
        ),
        pytest.param([_silent(HOME), _silent(REDIS)], "silent", BLIND, id="control-silent"),
        pytest.param([_silent(HOME), _silent(REDIS)], "ok", GUILTY, id="control-ok"),
        pytest.param(
            [_silent(HOME, "refused")], "none", GUILTY, id="refused"
        ),
        pytest.param([_silent(HOME, "timeout")], "silent", BLIND, id="timeout-and-control-silent"),
        pytest.param(
            [_silent(HOME, "timeout"), passed(REDIS)], "silent", BLIND, id="with-a-pass"
        ),
        pytest.param([_silent(HOME), failed(REDIS)], "none", GUILTY, id="mix"),
        pytest.param([_silent(HOME), failed(REDIS)], "silent", GUILTY, id="mix-control-silent"),
        pytest.param([failed(REDIS)], "silent", GUILTY, id="an-answer-is-an-answer"),
    ],
)
def test_a_blind_runner_accuses_nobody(
    cases: list[Case], control: str, expected: tuple[Outcome, Kind | None]
) -> None:
    """Silence counts only if the control URLs answer, or part of the deployment does."""
    assert _outcome(judge([look(*cases, control=control)] * 2, needed=2)) == expected


def test_silence_is_no_proof_where_the_control_is_silent_too() -> None:
    """Of a mix, only what answered wrongly is convicted."""
    looks = [look(_silent(HOME), failed(REDIS), control="silent")] * 2
    verdict = judge(looks, needed=2)
    assert verdict.convicted == {REDIS}
    assert verdict.reasons == (
        f"{REDIS} failed twice and never passed: {REFUSED}",
        f"{HOME} was seen failing twice; not proven: {SILENT}",
        "0 of 2 checks passed",
    )


def test_blindness_says_how_to_see() -> None:
    """The reader learns what to add."""
    verdict = judge([look(_silent(HOME))], needed=1)
    assert verdict.reasons[0] == (
        "look-1.xml: what failed could not be reached at all, as from a runner without network; "
        "give --control=URL to tell them apart"
    )


def test_blind_once_and_recovered_is_suspect() -> None:
    """What passed later needs no eyes before."""
    looks = [look(_silent(HOME), control="silent"), look(passed(HOME))]
    assert judge(looks, needed=2).outcome is Outcome.SUSPECT


MOVED = CheckId(f"checkout/{REDIS}")
BEFORE = look(passed(HOME), failed(REDIS), name="baseline.xml")


@pytest.mark.parametrize(
    "baseline, expected",
    [
        pytest.param(BEFORE, (Outcome.INCONCLUSIVE, Kind.PRE_EXISTING), id="failed-before"),
        pytest.param(GREEN, (Outcome.FAILED, None), id="passed-before"),
        pytest.param(
            look(failed(MOVED)), (Outcome.INCONCLUSIVE, Kind.PRE_EXISTING), id="another-folder"
        ),
        pytest.param(
            look(failed(MOVED), passed(REDIS)), (Outcome.FAILED, None), id="the-whole-id-first"
        ),
        pytest.param(
            look(failed(MOVED), passed(CheckId(f"elsewhere/{REDIS}"))),
            (Outcome.FAILED, None),
            id="ambiguous-folder",
        ),
        pytest.param(
            look(passed(HOME), warned(REDIS)),
            (Outcome.INCONCLUSIVE, Kind.PRE_EXISTING),
            id="warned-before",
        ),
        pytest.param(look(passed(HOME), broken(REDIS)), (Outcome.FAILED, None), id="broke-before"),
    ],
)
def test_what_failed_before_the_deploy_does_not_count(
    baseline: Evidence, expected: tuple[Outcome, Kind | None]
) -> None:
    """The release cannot be blamed for what it found."""
    assert _outcome(judge([RED, AGAIN], needed=2, baseline=baseline)) == expected


def test_what_is_pre_existing_is_named() -> None:
    """The reason says which check was failing before."""
    assert judge([RED, AGAIN], needed=2, baseline=BEFORE).reasons == (
        f"{REDIS} was failing before the deploy too, so it does not count: {REFUSED}",
        "1 of 2 checks passed",
    )


def test_one_excuse_does_not_cover_another_check() -> None:
    """What is new is convicted, what is old is told."""
    both = look(failed(GOOGLE, "no redirect"), failed(REDIS))
    verdict = judge([both, both], needed=2, baseline=BEFORE)
    assert verdict.convicted == {GOOGLE}
    assert verdict.failures == {GOOGLE: "no redirect"}
    assert verdict.reasons == (
        f"{GOOGLE} failed twice and never passed: no redirect",
        f"{REDIS} was failing before the deploy too, so it does not count: {REFUSED}",
        "0 of 2 checks passed",
    )


@pytest.mark.parametrize(
    "baseline, reason",
    [
        pytest.param(
            look(failed(REDIS), planned=[REDIS, HOME], name="baseline.xml"),
            "baseline.xml: ends after 1 of 2 planned checks; the run was cut short, "
            "so this proves nothing",
            id="faulty",
        ),
        pytest.param(
            look(_silent(REDIS), control="silent", name="baseline.xml"),
            "baseline.xml: what failed got no answer, and the control URLs gave none either",
            id="blind",
        ),
    ],
)
def test_a_baseline_that_proves_nothing_excuses_nothing(baseline: Evidence, reason: str) -> None:
    """A bad release is not kept because its baseline was bad."""
    verdict = judge([RED, AGAIN], needed=2, baseline=baseline)
    assert verdict.convicted == {REDIS}
    assert f"the baseline excuses nothing: {reason}" in verdict.reasons


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
