"""What several looks saw of each check, pooled in their order."""

from dataclasses import replace

import pytest

from smokegate.verdict.check import Blame, CheckOutcome, Seen, Silence
from smokegate.verdict.evidence import Control, Evidence
from smokegate.verdict.history import Course, Sighting, pooled
from tests.verdict.looks import A, B, C, courses, looks, seen

PASSED, FAILED, WARNED = CheckOutcome.PASSED, CheckOutcome.FAILED, CheckOutcome.WARNED


def _course(row: str) -> Course:
    return courses({A: row})[0]


def test_looks_are_pooled_by_check() -> None:
    """Each check has its own course, in the order in which the checks were first seen."""
    first, second = given = looks({A: ".F", B: "PP", C: "F."})
    assert pooled(given) == (
        Course(
            check=B,
            sightings=(
                Sighting(number=0, look=first, seen=seen("P")),
                Sighting(number=1, look=second, seen=seen("P")),
            ),
        ),
        Course(check=C, sightings=(Sighting(number=0, look=first, seen=seen("F")),)),
        Course(check=A, sightings=(Sighting(number=1, look=second, seen=seen("F")),)),
    )
    assert pooled([]) == ()


@pytest.mark.parametrize(
    "row, answers, failures, last",
    [
        pytest.param("P", [0], [], PASSED, id="P"),
        pytest.param("FEPS", [0, 2], [0], PASSED, id="FEPS"),
        pytest.param("FWF", [0, 1, 2], [0, 2], FAILED, id="FWF"),
        pytest.param("PW", [0, 1], [], WARNED, id="PW"),
        pytest.param("ES", [], [], None, id="ES"),
    ],
)
def test_an_error_or_a_skip_is_no_answer(
    row: str, answers: list[int], failures: list[int], last: CheckOutcome | None
) -> None:
    """Only what says whether the promise was kept counts."""
    course = _course(row)
    assert [each.number for each in course.answers] == answers
    assert [each.number for each in course.failures] == failures
    assert course.last is last


@pytest.mark.parametrize(
    "row, is_failing, is_recovered, is_broken",
    [
        pytest.param("P", False, False, False, id="P"),
        pytest.param("F", True, False, False, id="F"),
        pytest.param("FP", False, True, False, id="FP"),
        pytest.param("PF", True, False, False, id="PF"),
        pytest.param("FW", True, False, False, id="FW"),
        pytest.param("FE", True, False, True, id="FE"),
        pytest.param("FPE", False, True, True, id="FPE"),
        pytest.param("FES", True, False, True, id="FES"),
        pytest.param("E", False, False, True, id="E"),
        pytest.param("EP", False, False, False, id="EP"),
        pytest.param("S", False, False, False, id="S"),
        pytest.param("W", False, False, False, id="W"),
    ],
)
def test_where_a_course_stands(
    row: str, is_failing: bool, is_recovered: bool, is_broken: bool
) -> None:
    """Failing and recovered go by the last answer, broken by what was said last at all."""
    course = _course(row)
    assert (course.is_failing, course.is_recovered, course.is_broken) == (
        is_failing,
        is_recovered,
        is_broken,
    )


def test_the_last_failure_speaks_for_a_course() -> None:
    """The sentence and the blame are those of the last failure, else of what was seen last."""
    told = [
        Seen(outcome=FAILED, sentence="first", blame=Blame.EDGE),
        Seen(outcome=FAILED, sentence="second", blame=Blame.OUTSIDE),
        Seen(outcome=PASSED, sentence="third"),
    ]
    given = [Evidence(name="look.xml", checks={A: each}) for each in told]
    (failed,), (passed,) = pooled(given), pooled(given[2:])
    assert (failed.sentence, failed.blame) == ("second", Blame.OUTSIDE)
    assert (passed.sentence, passed.blame) == ("third", Blame.RELEASE)


@pytest.mark.parametrize(
    "row, before, after",
    [
        pytest.param("PFP", True, True, id="PFP"),
        pytest.param("FPF", False, False, id="the-look-itself-is-neither"),
        pytest.param("WFW", False, False, id="a-lesser-failure-is-no-pass"),
        pytest.param("PFF", True, False, id="PFF"),
        pytest.param("FFP", False, True, id="FFP"),
    ],
)
def test_passed_before_and_after_a_look(row: str, before: bool, after: bool) -> None:
    """Whether the check was well on the other side of a moment."""
    course = _course(row)
    assert (course.passed_before(1), course.passed_after(1)) == (before, after)


def test_whether_any_look_saw_it_end_so() -> None:
    """All sightings count, answers or not."""
    course = _course("PES")
    assert [course.has(each) for each in CheckOutcome] == [True, False, True, True, False]


DOWN = Seen(outcome=FAILED, silence=Silence.TIMEOUT)
KEPT_OUT = Seen(outcome=FAILED, silence=Silence.BLOCKED)
NO_NAME = Seen(outcome=FAILED, silence=Silence.DNS)


@pytest.mark.parametrize(
    "now, control, is_proof",
    [
        pytest.param(seen("F"), Control.SILENT, True, id="an-answer"),
        pytest.param(DOWN, Control.OK, True, id="silence-and-the-control-answers"),
        pytest.param(DOWN, Control.NONE, True, id="silence-and-no-control"),
        pytest.param(DOWN, Control.SILENT, False, id="silence-everywhere"),
        pytest.param(KEPT_OUT, Control.OK, False, id="kept-out"),
        pytest.param(NO_NAME, Control.NONE, False, id="no-network"),
    ],
)
def test_silence_is_no_proof_for_a_blind_runner(
    now: Seen, control: Control, is_proof: bool
) -> None:
    """Only what the deployment can have caused is proof."""
    look = Evidence(name="look.xml", control=control, checks={A: now})
    (course,) = pooled((look,))
    assert course.sightings[0].is_proof is is_proof


def test_silence_beside_an_answer_is_proof_unless_the_control_is_silent() -> None:
    """A mix is not blind; but silence stays doubtful where the control URLs are silent as well."""
    look = Evidence(name="look.xml", checks={A: NO_NAME, B: seen("F")})
    assert pooled((look,))[0].sightings[0].is_proof
    deaf = replace(look, control=Control.SILENT)
    assert not pooled((deaf,))[0].sightings[0].is_proof


def test_only_a_failure_is_a_failure() -> None:
    """A lesser failure, an error and a skip are none."""
    look = Evidence(name="look.xml")
    told = {
        letter: Sighting(number=0, look=look, seen=seen(letter)).is_failure for letter in "PFWES"
    }
    assert told == {"P": False, "F": True, "W": False, "E": False, "S": False}
