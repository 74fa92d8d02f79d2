"""Item 16: a control that is down does not blind the gate while other endpoints answer."""

from dataclasses import replace

import pytest

from smokegate.verdict.blame import blindness, can_see, excused
from smokegate.verdict.check import CheckId, CheckOutcome, Seen, Severity, Silence
from smokegate.verdict.evidence import Control, Evidence
from smokegate.verdict.history import pooled
from smokegate.verdict.judge import judge
from smokegate.verdict.outcome import Kind, Outcome
from smokegate.verdict.policy import Policy
from smokegate.verdict.schedule import asked_next
from tests.verdict.looks import A, B, C, D

SILENT = Seen(outcome=CheckOutcome.FAILED, silence=Silence.TIMEOUT, sentence="timed out")
BLOCKED = replace(SILENT, silence=Silence.BLOCKED)
NAMELESS = replace(SILENT, silence=Silence.DNS)
ANSWERED = Seen(outcome=CheckOutcome.PASSED, is_answered=True)
PASSED = Seen(outcome=CheckOutcome.PASSED)


def _look(checks: dict[CheckId, Seen], control: Control = Control.SILENT) -> Evidence:
    return Evidence(name="look.xml", control=control, checks=checks)


def test_silences_beside_answers_convict_although_the_control_is_down() -> None:
    """Two endpoints time out and others answer: the runner can see, so the release is to blame."""
    looks = [_look({A: SILENT, B: SILENT, C: ANSWERED})] * 3
    verdict = judge(looks, policy=Policy())
    assert verdict.outcome is Outcome.FAILED
    assert verdict.convicted == {A, B}


@pytest.mark.parametrize(
    "beside",
    [
        pytest.param({}, id="nothing"),
        pytest.param({C: PASSED}, id="a-pass-that-asked-nothing"),
        pytest.param({C: replace(ANSWERED, outcome=CheckOutcome.WARNED)}, id="a-warning"),
        pytest.param({C: replace(ANSWERED, outcome=CheckOutcome.SKIPPED)}, id="a-skip"),
    ],
)
def test_what_needs_no_network_proves_no_sight(beside: dict[CheckId, Seen]) -> None:
    """Where only what needs no network passed, the runner may still be blind."""
    verdict = judge([_look({A: SILENT, B: SILENT, **beside})] * 3, policy=Policy())
    assert (verdict.outcome, verdict.kind) == (Outcome.INCONCLUSIVE, Kind.BLIND)


@pytest.mark.parametrize(
    "seen, control, is_blind",
    [
        pytest.param(SILENT, Control.SILENT, False, id="control-down"),
        pytest.param(NAMELESS, Control.NONE, False, id="one-name-without-an-address"),
        pytest.param(BLOCKED, Control.OK, True, id="kept-out-by-an-edge"),
    ],
)
def test_an_answer_that_passed_is_sight(seen: Seen, control: Control, is_blind: bool) -> None:
    """Passes on answers refute a blind runner; not an edge that keeps it from some of it."""
    look = _look({A: seen, B: ANSWERED}, control)
    assert can_see(look)
    assert (blindness(look) is not None) is is_blind
    (failed, _) = pooled([look])
    assert failed.failures[0].is_proof is not is_blind


def test_silence_is_proof_only_where_the_runner_sees() -> None:
    """Among failures of both kinds, silence counts with a silent control if something passed."""
    mixed = {A: SILENT, B: Seen(outcome=CheckOutcome.FAILED, sentence="503")}
    alone, seen = pooled([_look(mixed)])[0], pooled([_look({**mixed, C: ANSWERED})])[0]
    assert not alone.failures[0].is_proof
    assert seen.failures[0].is_proof


def test_a_baseline_that_sees_excuses_what_was_silent_before() -> None:
    """A check that was silent before excuses its silence now, unless all were silent then."""
    looks = [_look({A: SILENT, C: ANSWERED})]
    mixed = {A: SILENT, B: Seen(outcome=CheckOutcome.FAILED, sentence="503")}
    assert excused([A], _look({**mixed, C: ANSWERED}), looks) == {A}
    assert excused([A], _look(mixed), looks) == frozenset()


def test_the_witnesses_are_those_that_got_an_answer() -> None:
    """Later looks ask passes that prove sight before those that need no network."""
    first = _look({A: SILENT, B: PASSED, C: PASSED, D: ANSWERED}, Control.NONE)
    e, f = CheckId("smoke/test_e.py::test_it"), CheckId("smoke/test_f.py::test_it")
    first = replace(first, checks={**first.checks, e: PASSED, f: ANSWERED})
    asked = asked_next([first], policy=Policy(), is_planned=True)
    assert asked == (A, D, f, B)


def test_a_lesser_promise_that_answers_is_sight_too() -> None:
    """Whether the runner can see does not hang on how grave the passing promise is."""
    assert can_see(_look({A: SILENT, C: replace(ANSWERED, severity=Severity.MINOR)}))
