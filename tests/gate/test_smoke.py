"""Attempts should be spaced, end, and neither spend nor hide what the harness breaks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from smokegate.gate import smoke as module
from smokegate.gate.attempt import Attempt, Suite
from smokegate.gate.smoke import Smoke
from smokegate.gate.timings import Timings
from smokegate.verdict.check import CheckId, CheckOutcome, Seen
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.outcome import Kind

HOME = CheckId("smoke/test_frontend.py::test_page_answers[/]")
REDIS = CheckId("smoke/test_health.py::test_component_is_ok[redis]")
ROUTE = CheckId("smoke/test_routes.py::test_route_answers[/x]")


@dataclass(slots=True)
class Scene:
    """Scripted attempts on a clock of their own. marks: `x` redis fails, `.` passes, `!` faulty.

    took_s: how long each attempt takes. asked: when each began, and what it was asked.
    """

    marks: str
    took_s: Sequence[float] = (1.0,)
    now_s: float = 100.0
    asked: list[tuple[float, tuple[CheckId, ...] | None]] = field(default_factory=list)
    most_s: list[float] = field(default_factory=list)

    def clock(self) -> float:
        """Seconds."""
        return self.now_s

    def sleep(self, seconds: float) -> None:
        """Moves the clock."""
        self.now_s += seconds

    def look(self, _suite: Suite, attempt: Attempt) -> Evidence:
        """What this attempt sees."""
        number = len(self.asked)
        only = None if attempt.only is None else tuple(attempt.only)
        self.asked.append((self.now_s - 100.0, only))
        self.most_s.append(attempt.most_s)
        self.now_s += self.took_s[min(number, len(self.took_s) - 1)]
        mark = self.marks[min(number, len(self.marks) - 1)]
        if mark == "!":
            return Evidence(
                name=attempt.report.name, faults=("broken",), fault_kind=Kind.HARNESS, exit_status=3
            )
        ended = CheckOutcome.FAILED if mark == "x" else CheckOutcome.PASSED
        passed = Seen(outcome=CheckOutcome.PASSED)
        return Evidence(
            name=attempt.report.name,
            checks={HOME: passed, REDIS: Seen(outcome=ended), ROUTE: passed},
        )


def run(scene: Scene, monkeypatch: pytest.MonkeyPatch, timings: Timings | None = None) -> bool:
    """Runs attempts in this scene; whether the time was enough."""
    monkeypatch.setattr(module, "look", scene.look)
    suite = Suite(
        own_checks=("smoke",),
        base_url="http://127.0.0.1:9",
        contract=Path("contract.toml"),
        control=(),
        arguments=(),
        run_s=300,
    )
    smoke = Smoke(
        run_id="run",
        suite=suite,
        timings=timings or Timings(),
        folder=Path("reports/runs/run"),
        clock=scene.clock,
        sleep=scene.sleep,
    )
    return smoke.run("attempt", None, [])


AGAIN = (REDIS, HOME, ROUTE)


@pytest.mark.parametrize(
    "marks, asked",
    [
        pytest.param(".", [(0.0, None)], id="good-at-once"),
        pytest.param("x", [(0.0, None), (11.0, AGAIN), (42.0, AGAIN)], id="dead-is-seen-thrice"),
        pytest.param(
            "x..", [(0.0, None), (11.0, AGAIN), (42.0, AGAIN), (73.0, AGAIN)], id="recovered"
        ),
        pytest.param(
            "x.xx",
            [(0.0, None), (11.0, AGAIN), (42.0, AGAIN), (73.0, AGAIN), (104.0, AGAIN)],
            id="on-and-off-is-asked-on",
        ),
        pytest.param("!.", [(0.0, None), (11.0, None)], id="broken-once"),
        pytest.param("!!!.", [(0.0, None), (11.0, None), (22.0, None)], id="broken-for-good"),
        pytest.param(
            "x!xx",
            [(0.0, None), (11.0, AGAIN), (22.0, AGAIN), (53.0, AGAIN)],
            id="broken-between-costs-no-attempt",
        ),
    ],
)
def test_each_attempt_has_its_time_and_its_question(
    marks: str,
    asked: list[tuple[float, tuple[CheckId, ...] | None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first asks all; later ones what is open, with witnesses, as far apart as planned."""
    scene = Scene(marks)
    assert run(scene, monkeypatch)
    assert scene.asked == asked


def test_slow_attempts_are_no_closer_than_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    """An attempt of a minute, or one that settled for long, does not let the next begin at once."""
    scene = Scene("x", took_s=[60.0, 60.0, 1.0])
    assert run(scene, monkeypatch)
    assert [at for at, _ in scene.asked] == [0.0, 70.0, 160.0]


def test_the_time_for_a_verdict_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """No attempt begins after the end, and none may run on beyond it."""
    scene = Scene("x.", took_s=[20.0])
    assert not run(scene, monkeypatch, Timings(settle_s=0.0, verdict_s=55.0))
    assert [at for at, _ in scene.asked] == [0.0, 30.0]
    assert scene.most_s == [55.0, 25.0]
