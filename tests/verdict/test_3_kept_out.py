"""Item 3, the runner is kept out, and the release is convicted: what the verdict makes of it."""

from dataclasses import replace

import pytest

from smokegate.verdict.access import access
from smokegate.verdict.evidence import Evidence, read
from smokegate.verdict.judge import judge
from smokegate.verdict.outcome import Kind, Outcome
from smokegate.verdict.policy import Policy
from smokegate.verdict.schedule import asked_next
from tests.verdict.reports import GOOGLE, HOME, LLM, REDIS, failed, look, passed, report

OURS = "kept out by basic auth: every one of 4 requests was answered with 401; use a password"
EDGE = "kept out by Okta: every one of 4 requests was answered with a redirect; let it in"
UNLIKE = "this does not look like CharHub: GET / -> 200, title 'Acme'"


def refused(name: str = "look-1.xml", by: str = "deployment", said: str = OURS) -> Evidence:
    """A look in which all was refused."""
    cases = [failed(check, "GET / -> 401 in 0.01 s") for check in (HOME, REDIS, LLM, GOOGLE)]
    one = look(*cases, name=name)
    return with_access(one, kept_out=said, by=by)


def with_access(one: Evidence, *, kept_out: str, by: str) -> Evidence:
    """The look, kept out by somebody."""
    seen = replace(one.access, kept_out=kept_out, is_by_edge=by == "edge")
    return replace(one, access=seen)


def let_in(name: str = "baseline.xml") -> Evidence:
    """A look in which all was answered well."""
    one = look(*(passed(check) for check in (HOME, REDIS, LLM, GOOGLE)), name=name)
    return replace(one, access=replace(one.access, is_let_in=True))


LOOKS = [refused(f"look-{number}.xml") for number in (1, 2, 3)]
BY_EDGE = [refused(f"look-{number}.xml", "edge", EDGE) for number in (1, 2, 3)]


def test_the_properties_are_read() -> None:
    """The report says who kept the run out, and whether it was let in."""
    said = {"smokegate.kept_out": OURS, "smokegate.kept_out.by": "deployment"}
    assert access(said).kept_out == OURS
    assert not access(said).is_by_edge
    assert access({"smokegate.kept_out": OURS}).is_by_edge
    assert access({"smokegate.let_in": "true"}).is_let_in
    assert read(
        report([passed(HOME)], said={"smokegate.kept_out": OURS}),
        name="look-1.xml",
        exit_status=0,
        run=None,
    ).access == access({"smokegate.kept_out": OURS})


def test_item_3_a_first_deploy_that_is_refused_is_blind() -> None:
    """Nothing is known of the release, and the first sentence says who kept the runner out."""
    verdict = judge(LOOKS, policy=Policy())
    assert (verdict.outcome, verdict.kind) == (Outcome.INCONCLUSIVE, Kind.BLIND)
    assert verdict.reasons[0] == OURS


@pytest.mark.parametrize(
    "baseline, was_let_in",
    [
        pytest.param(None, True, id="by-the-record"),
        pytest.param(let_in(), False, id="by-the-baseline"),
    ],
)
def test_a_release_that_locks_out_who_was_let_in_is_failed(
    baseline: Evidence | None, was_let_in: bool
) -> None:
    """What a release can send is the release's, where it did not send it before."""
    verdict = judge(LOOKS, policy=Policy(), baseline=baseline, was_let_in=was_let_in)
    assert verdict.outcome is Outcome.FAILED
    assert verdict.reasons[0] == (
        "the release lets nobody in, and this runner was let in before: "
        "kept out by basic auth: every one of 4 requests was answered with 401"
    )
    assert verdict.convicted == {HOME, REDIS, LLM, GOOGLE}


def test_a_lockout_of_a_release_that_cannot_be_read_any_more_is_failed() -> None:
    """With --release, too: the refusal stands where the release would be stated."""
    looks = [replace(one, release_expected="abc1234") for one in LOOKS]
    assert judge(looks, policy=Policy(), was_let_in=True).outcome is Outcome.FAILED
    assert judge(looks, policy=Policy()).kind is Kind.BLIND


@pytest.mark.parametrize("was_let_in", [False, True])
@pytest.mark.parametrize("baseline", [None, let_in()], ids=["no-baseline", "let-in-before"])
def test_what_an_edge_has_signed_is_never_the_release(
    baseline: Evidence | None, was_let_in: bool
) -> None:
    """Somebody switched it on between two deploys; going back would not mend it."""
    verdict = judge(BY_EDGE, policy=Policy(), baseline=baseline, was_let_in=was_let_in)
    assert (verdict.outcome, verdict.kind) == (Outcome.INCONCLUSIVE, Kind.BLIND)
    assert verdict.reasons[0] == EDGE


def test_who_was_kept_out_before_as_well_is_blind() -> None:
    """A baseline that was refused shows nothing."""
    verdict = judge(LOOKS, policy=Policy(), baseline=refused("baseline.xml"))
    assert verdict.kind is Kind.BLIND


def test_who_was_let_in_a_moment_ago_sees() -> None:
    """The first look found the page in order, so that what it was refused later is evidence."""
    first = look(passed(HOME), failed(REDIS, "GET /api/v1/health -> 401 in 0.01 s"))
    first = replace(first, access=replace(first.access, is_let_in=True))
    later = [
        with_access(
            look(failed(REDIS, "GET /api/v1/health -> 401 in 0.01 s"), name=f"look-{number}.xml"),
            kept_out=OURS,
            by="deployment",
        )
        for number in (2, 3)
    ]
    verdict = judge([first, *later], policy=Policy())
    assert (verdict.outcome, verdict.convicted) == (Outcome.FAILED, frozenset({REDIS}))


def test_a_limit_in_later_looks_convicts_nobody() -> None:
    """One failure and two looks at a limit are one failure."""
    first = look(passed(HOME), failed(REDIS))
    later = [
        with_access(look(failed(REDIS), name=f"look-{number}.xml"), kept_out=EDGE, by="edge")
        for number in (2, 3)
    ]
    assert judge([first, *later], policy=Policy(), was_let_in=True).outcome is Outcome.INCONCLUSIVE


def test_a_refusal_that_breaks_no_critical_promise_is_blind_too() -> None:
    """What was kept out of everything proves nothing good either."""
    one = with_access(look(passed(HOME)), kept_out=OURS, by="deployment")
    assert judge([one], policy=Policy()).kind is Kind.BLIND


def test_the_next_look_asks_again_as_long_as_looks_are_planned() -> None:
    """A refusal may pass; after the planned looks nothing would change."""
    assert asked_next(LOOKS[:1], policy=Policy(), is_planned=True)
    assert not asked_next(LOOKS, policy=Policy(), is_planned=False)
    assert not asked_next(LOOKS, policy=Policy(), is_planned=False, was_let_in=True)


def another(name: str) -> Evidence:
    """A look that met another application."""
    one = look(failed(HOME), failed(REDIS), name=name)
    return replace(one, access=replace(one.access, unlike=UNLIKE, is_another=True))


def test_another_application_is_not_the_release() -> None:
    """Item 1, last sentence: the contract is not that of what answered."""
    looks = [another("look-1.xml"), another("look-2.xml"), another("look-3.xml")]
    verdict = judge(looks, policy=Policy())
    assert (verdict.outcome, verdict.kind) == (Outcome.INCONCLUSIVE, Kind.NOT_DEPLOYED)
    assert verdict.reasons[0] == UNLIKE


@pytest.mark.parametrize(
    "baseline, was_let_in", [(None, True), (let_in(), False)], ids=["record", "baseline"]
)
def test_what_was_the_application_before_and_is_no_more_is_failed(
    baseline: Evidence | None, was_let_in: bool
) -> None:
    """A release may be another application by mistake; the first sentence says so."""
    looks = [another("look-1.xml"), another("look-2.xml"), another("look-3.xml")]
    verdict = judge(looks, policy=Policy(), baseline=baseline, was_let_in=was_let_in)
    assert (verdict.outcome, verdict.reasons[0]) == (Outcome.FAILED, UNLIKE)


def test_a_default_page_is_the_releases_as_ever() -> None:
    """Nothing of the application, and no other one: it is broken as ever."""
    looks = []
    for number in (1, 2, 3):
        one = look(failed(HOME), failed(REDIS), name=f"look-{number}.xml")
        looks.append(replace(one, access=replace(one.access, unlike=UNLIKE)))
    verdict = judge(looks, policy=Policy())
    assert (verdict.outcome, verdict.reasons[0]) == (Outcome.FAILED, UNLIKE)
