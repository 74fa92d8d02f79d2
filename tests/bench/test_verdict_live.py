"""Real runs of the gate on scripted deployments end as the simulation of the script says."""

import urllib.error
import urllib.request

import pytest

from bench.verdict.live.__main__ import table
from bench.verdict.live.runs import Ending, Pair, compared, foretold
from bench.verdict.live.script import CHECKS, HEALTH, PROMISES, Script, Turn, scripts
from bench.verdict.live.server import CONTROL, NEXT, staged

SEED = 1
SCRIPTS = tuple(scripts(15, SEED))


def named(script: Script) -> str:
    """The kind of a script, as the id of a test."""
    return script.scenario.name.replace(" ", "-")


def status(url: str) -> int | None:
    """The status of an answer; None if there was none."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as err:
        return err.code
    except OSError:
        return None


def test_scripts_are_the_same_each_time() -> None:
    """A run that differs can be run again."""
    assert tuple(scripts(15, SEED)) == SCRIPTS
    assert tuple(scripts(15, SEED + 1)) != SCRIPTS
    assert len({named(script) for script in SCRIPTS}) == len(SCRIPTS)


@pytest.mark.parametrize(
    "name, foretold_as",
    [
        ("always failing", ("FAILED", None)),
        ("down with 503", ("FAILED", None)),
        ("blind", ("INCONCLUSIVE", "blind")),
        ("pre-existing", ("INCONCLUSIVE", "pre-existing")),
        ("worse than before", ("FAILED", None)),
    ],
)
def test_what_a_script_comes_to_is_foretold(name: str, foretold_as: tuple[str, str | None]) -> None:
    """Without a run of the gate."""
    (script,) = (one for one in SCRIPTS if one.scenario.name == name)
    ending = foretold(script)
    assert (ending.verdict, ending.kind) == foretold_as


@pytest.mark.parametrize(
    "is_silent, down", [pytest.param(False, 503, id="503"), pytest.param(True, None, id="silent")]
)
def test_the_stage_plays_a_turn_a_look(is_silent: bool, down: int | None) -> None:
    """Each look begins the next turn, and the last one stays; the control always answers."""
    turns = (Turn(frozenset({HEALTH})), Turn(is_down=True), Turn())
    with staged() as stage:
        stage.play(turns, is_silent=is_silent)
        seen = []
        for _ in range(4):
            assert status(stage.url + NEXT) == 200
            seen.append((status(stage.url + "/health"), status(stage.url + "/r/00")))
        assert seen == [(503, 200), (down, down), (200, 200), (200, 200)]
        stage.play((Turn(is_down=True),), is_silent=is_silent)
        assert status(stage.url + CONTROL) == 200


def test_a_run_that_differs_is_told_with_what_it_printed() -> None:
    """The table counts it, and below it stands how."""
    real = Ending("FAILED", None, 3, frozenset({"a"}))
    other = Ending("SUSPECT", None, 3, frozenset())
    lines = list(table([Pair(SCRIPTS[0], real, other, "last words")], SEED))
    assert lines[0] == "1 real runs of the gate, seed 1: 0 end as the simulation says"
    assert lines[4:] == [
        "| noise | 1 | 0 | 1 FAILED |",
        "",
        "run 0 (noise) differs",
        "  the gate:       FAILED (no kind) after 3 looks, 1 convicted, not by the other: a",
        "  the simulation: SUSPECT (no kind) after 3 looks, 0 convicted",
        "    last words",
    ]


def test_every_promise_has_its_checks() -> None:
    """The contract of the stage and the checks of the simulation are the same in number."""
    assert len(CHECKS) == len(set(CHECKS)) == len(PROMISES) + 2


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=named)
def test_the_gate_does_what_the_simulation_says(script: Script) -> None:
    """Outcome, kind, number of looks and convicted checks, of one script of each kind."""
    pair = compared(script)
    assert pair.real == pair.foretold, pair.output
