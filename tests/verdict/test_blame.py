"""Only what the release can be blamed for counts against it."""

import pytest

from smokegate.verdict.check import CheckId
from smokegate.verdict.judge import Kind, Outcome, Verdict, judge
from smokegate.verdict.policy import ONE_LOOK
from tests.verdict.reports import (
    HOME,
    REDIS,
    REFUSED,
    TWO_LOOKS,
    Case,
    broken,
    failed,
    look,
    passed,
)

SILENT = "GET / -> silence: no address for charhub.app (dns)"
AGAIN = look(failed(REDIS), name="look-2.xml")


def _outcome(verdict: Verdict) -> tuple[Outcome, Kind | None]:
    return verdict.outcome, verdict.kind


def _silent(check: CheckId, silence: str = "dns") -> Case:
    return failed(check, SILENT, cause="unreachable", silence=silence)


@pytest.mark.parametrize(
    "seen, expected",
    [
        pytest.param("3f2a91c", (Outcome.FAILED, None), id="the-same"),
        pytest.param("3F2A91C0B5D4", (Outcome.FAILED, None), id="longer"),
        pytest.param("9be01d7", (Outcome.INCONCLUSIVE, Kind.NOT_DEPLOYED), id="another"),
        pytest.param("3f2a91", (Outcome.INCONCLUSIVE, Kind.NOT_DEPLOYED), id="too-short"),
        pytest.param("3f2a91c-dirty", (Outcome.INCONCLUSIVE, Kind.NOT_DEPLOYED), id="no-hex"),
        pytest.param(None, (Outcome.INCONCLUSIVE, Kind.NOT_DEPLOYED), id="unseen"),
    ],
)
def test_only_the_release_that_answers_can_be_blamed(
    seen: str | None, expected: tuple[Outcome, Kind | None]
) -> None:
    """If another release answers, nothing was changed, so nothing is rolled back."""
    evidence = look(passed(HOME), failed(REDIS), release_expected="3f2a91c", release_seen=seen)
    assert _outcome(judge([evidence], policy=ONE_LOOK)) == expected


def test_silence_needs_no_release_to_be_blamed() -> None:
    """Where nothing answers, nothing can say which release it is; the silence is the failure."""
    evidence = look(_silent(HOME, "refused"), _silent(REDIS, "refused"), release_expected="3f2a91c")
    assert _outcome(judge([evidence], policy=ONE_LOOK)) == (Outcome.FAILED, None)


def test_another_release_is_named() -> None:
    """The reason says which release was wanted and which one answers."""
    evidence = look(passed(HOME), release_expected="3f2a91c", release_seen="9be01d7")
    assert judge([evidence], policy=ONE_LOOK).reasons == (
        "release 3f2a91c is not deployed: 9be01d7 answers",
        "1 of 1 check passed",
    )


def test_a_pass_needs_the_release_to_show_itself() -> None:
    """All may be green because the old release is still there."""
    verdict = judge([look(passed(HOME), release_expected="3f2a91c")], policy=ONE_LOOK)
    assert _outcome(verdict) == (Outcome.INCONCLUSIVE, Kind.NOT_DEPLOYED)
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
    verdict = judge(looks, policy=TWO_LOOKS)
    assert _outcome(verdict) == (Outcome.INCONCLUSIVE, Kind.INTERRUPTED)
    assert verdict.reasons == (
        "another deploy ran meanwhile: the looks saw release 3f2a91c and then 9be01d7",
        f"{REDIS} was seen failing twice; not proven: {REFUSED}",
        "0 of 1 check passed",
    )


BLIND = (Outcome.INCONCLUSIVE, Kind.BLIND)
GUILTY = (Outcome.FAILED, None)
ELSEWHERE = (Outcome.INCONCLUSIVE, Kind.OUTSIDE)


@pytest.mark.parametrize(
    "cases, control, expected",
    [
        pytest.param(
            [_silent(HOME), _silent(REDIS, "unreachable")], "none", BLIND, id="no-control"
        ),
        pytest.param([_silent(HOME), _silent(REDIS)], "silent", BLIND, id="control-silent"),
        pytest.param(
            [_silent(HOME, "reset"), _silent(REDIS, "timeout")], "ok", GUILTY, id="control-ok"
        ),
        pytest.param([_silent(HOME), _silent(REDIS)], "ok", ELSEWHERE, id="no-name"),
        pytest.param([_silent(HOME, "tls")], "ok", ELSEWHERE, id="certificate"),
        pytest.param([failed(HOME, blame="edge")], "none", ELSEWHERE, id="poisoned-edge"),
        pytest.param(
            [failed(HOME, blame="edge"), failed(REDIS)], "none", GUILTY, id="edge-and-more"
        ),
        pytest.param([failed(HOME, blame="nobody")], "none", GUILTY, id="unknown-blame"),
        pytest.param([_silent(HOME, "refused")], "none", GUILTY, id="refused"),
        pytest.param([_silent(HOME, "timeout")], "silent", BLIND, id="timeout-and-control-silent"),
        pytest.param([_silent(HOME, "timeout"), passed(REDIS)], "silent", BLIND, id="with-a-pass"),
        pytest.param([_silent(HOME), failed(REDIS)], "none", GUILTY, id="mix"),
        pytest.param([_silent(HOME), failed(REDIS)], "silent", GUILTY, id="mix-control-silent"),
        pytest.param([failed(REDIS)], "silent", GUILTY, id="an-answer-is-an-answer"),
    ],
)
def test_a_blind_runner_accuses_nobody(
    cases: list[Case], control: str, expected: tuple[Outcome, Kind | None]
) -> None:
    """Silence counts only if the control URLs answer, or part of the deployment does."""
    assert _outcome(judge([look(*cases, control=control)] * 2, policy=TWO_LOOKS)) == expected


def test_silence_is_no_proof_where_the_control_is_silent_too() -> None:
    """Of a mix, only what answered wrongly is convicted."""
    looks = [look(_silent(HOME), failed(REDIS), control="silent")] * 2
    verdict = judge(looks, policy=TWO_LOOKS)
    assert verdict.convicted == {REDIS}
    assert verdict.reasons == (
        f"{REDIS} failed twice and never passed: {REFUSED}",
        f"{HOME} was seen failing twice; not proven: {SILENT}",
        "0 of 2 checks passed",
    )


def test_blindness_says_how_to_see() -> None:
    """The reader learns what to add."""
    verdict = judge([look(_silent(HOME))], policy=ONE_LOOK)
    assert verdict.reasons[0] == (
        "look-1.xml: what failed could not be reached at all, as from a runner without network; "
        "give --control=URL to tell them apart"
    )


def test_only_the_looks_that_accuse_must_see() -> None:
    """A blind look that did not see a check fail takes nothing from its conviction."""
    blind = look(_silent(HOME), broken(REDIS))
    seeing = look(passed(HOME), failed(REDIS), name="look-2.xml")
    assert judge([blind, seeing, AGAIN], policy=TWO_LOOKS).convicted == {REDIS}


def test_blind_once_and_recovered_is_suspect() -> None:
    """What passed later needs no eyes before."""
    looks = [look(_silent(HOME), control="silent"), look(passed(HOME))]
    assert judge(looks, policy=TWO_LOOKS).outcome is Outcome.SUSPECT


def test_who_is_kept_out_is_told_so() -> None:
    """A challenge page, a limit or a ban is an answer, but none of the deployment."""
    evidence = look(failed(HOME, "GET / -> 403: a challenge", silence="blocked"), control="ok")
    assert judge([evidence], policy=ONE_LOOK).reasons == (
        "look-1.xml: what failed was kept from the runner, by a challenge, a limit or a ban",
        f"{HOME} was seen failing once; not proven: GET / -> 403: a challenge",
        "0 of 1 check passed",
    )
