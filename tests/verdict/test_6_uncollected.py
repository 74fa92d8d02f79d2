"""Item 6: a file of checks that cannot be collected spoils itself alone."""

import pytest

from smokegate.verdict.check import CheckId
from smokegate.verdict.evidence import Evidence, read
from smokegate.verdict.history import pooled
from smokegate.verdict.judge import Kind, Outcome, judge
from smokegate.verdict.plan import is_inside
from smokegate.verdict.schedule import asked_next, is_taken_anew
from tests.verdict.reports import HOME, REDIS, TWO_LOOKS, Case, failed, look, passed, report

MODULE = CheckId("own.test_own")
INSIDE = CheckId("own/test_own.py::TestIt::test_one[a]")


def uncollected(how: str = "error", message: str = "collection failure") -> Case:
    """What pytest writes of a module that raises when it is imported."""
    return Case(check=MODULE, results=((how, {"message": message}, "E   ImportError: no x"),))


def looked(*cases: Case, number: int = 1) -> Evidence:
    """A look that planned all that could be collected."""
    plan = [case.check for case in cases if case.check != MODULE]
    return look(*cases, planned=plan, name=f"look-{number}.xml")


def test_it_is_a_broken_check_and_no_fault() -> None:
    """Everything that was planned was asked, so the look counts."""
    seen = looked(passed(HOME), uncollected())
    assert seen.faults == ()
    assert seen.checks[MODULE].sentence == "ImportError: no x"
    assert not is_taken_anew([seen])


def test_it_never_passes() -> None:
    """What it would have checked is not known."""
    verdict = judge([looked(passed(HOME), uncollected())], policy=TWO_LOOKS)
    assert (verdict.outcome, verdict.kind) == (Outcome.INCONCLUSIVE, Kind.HARNESS)
    assert any("own.test_own broke and judged nothing" in each for each in verdict.reasons)


def test_what_other_checks_prove_still_convicts() -> None:
    """A broken file of checks hides no bad release."""
    looks = [looked(failed(REDIS), passed(HOME), uncollected(), number=n) for n in (1, 2)]
    verdict = judge(looks, policy=TWO_LOOKS)
    assert (verdict.outcome, set(verdict.convicted)) == (Outcome.FAILED, {REDIS})


def test_a_skipped_file_is_missing_evidence() -> None:
    """A module that skips itself leaves its promises unproven."""
    skipped = uncollected("skipped", "collection skipped")
    verdict = judge([looked(passed(HOME), skipped)], policy=TWO_LOOKS)
    assert (verdict.outcome, verdict.kind) == (Outcome.INCONCLUSIVE, Kind.INCOMPLETE)


def test_it_is_asked_again_and_not_for_ever() -> None:
    """It may have been an accident; three looks are enough."""
    looks = [looked(passed(HOME), uncollected(), number=n) for n in (1, 2, 3)]
    for number in (1, 2):
        assert MODULE in asked_next(looks[:number], policy=TWO_LOOKS, is_planned=True)
    assert asked_next(looks, policy=TWO_LOOKS, is_planned=True) == ()


def test_a_file_that_could_be_collected_later_is_mended() -> None:
    """Its checks were asked then, and they are what counts."""
    looks = [
        looked(passed(HOME), uncollected()),
        looked(passed(HOME), passed(INSIDE), number=2),
    ]
    assert {each.check for each in pooled(looks)} == {HOME, INSIDE}
    assert judge(looks, policy=TWO_LOOKS).outcome is Outcome.PASSED
    assert judge(looks[::-1], policy=TWO_LOOKS).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    "planned, said, exit_status",
    [
        pytest.param([], {}, 1, id="nothing-else"),
        pytest.param([HOME], {"smokegate.finished": None}, 1, id="not-finished"),
        pytest.param([HOME], {"smokegate.planned": None}, 1, id="no-plan"),
        pytest.param([HOME], {}, 2, id="interrupted"),
    ],
)
def test_a_run_that_did_not_ask_the_others_proves_nothing(
    planned: list[CheckId], said: dict[str, str | None], exit_status: int
) -> None:
    """Then nobody knows what is missing, and the look is taken anew."""
    cases = [*map(passed, planned), uncollected()]
    raw = report(cases, planned=planned, said=said)
    seen = read(raw, name="look-1.xml", exit_status=exit_status, run="run-1")
    assert seen.faults
    assert is_taken_anew([seen])
    assert judge([seen], policy=TWO_LOOKS).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    "check, module, expected",
    [
        pytest.param(INSIDE, MODULE, True, id="module"),
        pytest.param(INSIDE, "own", True, id="folder"),
        pytest.param(INSIDE, "own.__init__", True, id="package"),
        pytest.param(INSIDE, "own.test_own::TestIt", True, id="class"),
        pytest.param(INSIDE, "own.test_own::TestOther", False, id="another-class"),
        pytest.param(INSIDE, "own.test_ow", False, id="prefix"),
        pytest.param(HOME, MODULE, False, id="another-module"),
    ],
)
def test_what_lies_inside_is_known_by_name(check: CheckId, module: str, expected: bool) -> None:
    """pytest writes only the dotted name of what it could not collect."""
    assert is_inside(check, CheckId(module)) is expected
