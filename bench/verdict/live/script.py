"""What a deployment does in each look of a run, drawn before the run begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf
from random import Random

from bench.verdict.deployment import Bug, Deployment, Scenario
from smokegate.verdict.check import CheckId, Silence
from smokegate.verdict.evidence import Control

ROUTES = 24
_HEALTH = "smoke/test_health.py::"
_PROMISES = (
    (f"{_HEALTH}test_health_is_good", f"{_HEALTH}test_component_is_ok[redis]"),
    ("smoke/test_readiness.py::test_deployment_is_ready",),
    *((f"smoke/test_routes.py::test_route_answers_as_promised[/r/{n:02}]",) for n in range(ROUTES)),
)
PROMISES = tuple(range(len(_PROMISES)))
HEALTH, READY, FIRST_ROUTE = 0, 1, 2
_RELEASE = "smoke/test_release.py::test_release_is_stated"  # fails when everything does
CHECKS = tuple(
    map(
        CheckId,
        (*_PROMISES[HEALTH], *_PROMISES[READY], _RELEASE, *sum(_PROMISES[FIRST_ROUTE:], ())),
    )
)
"""The critical checks of the contract, in the order in which they are run."""
_MOST_LOOKS = 40
_SCALED = 3600 * 0.05 / 20  # blips an hour for 5 % of the time
_NOISE = 0.03


@dataclass(frozen=True, slots=True)
class Turn:
    """One look. failing: the promises that are broken. is_down: whether nothing is kept."""

    failing: frozenset[int] = frozenset()
    is_down: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One run. before: the promises that were broken before the deploy; None without a baseline.

    is_absent: whether nothing listens at the address at all.
    """

    number: int
    scenario: Scenario
    turns: tuple[Turn, ...]
    before: frozenset[int] | None = None
    is_absent: bool = False

    def turn(self, number: int) -> Turn:
        """What happens in this look, counted from 0."""
        return self.turns[min(number, len(self.turns) - 1)]


class Scripted(Deployment):
    """The script, for the simulation: each look is a turn, whatever its time."""

    def __init__(self, script: Script) -> None:
        scenario = script.scenario
        if script.before is not None:
            scenario = replace(scenario, before=_numbers(script.before))
        super().__init__(scenario, Random(0))  # noqa: S311 - nothing is drawn any more
        self._script, self._looks = script, 0
        self._turn = Turn()

    def is_down(self, at_s: float) -> bool:
        """Whether everything failed in the last look."""
        del at_s
        return self._turn.is_down

    def failing(self, asked: Sequence[int], at_s: float) -> frozenset[int]:
        """Those of the checks that fail in the next look."""
        del at_s
        self._turn = self._script.turn(self._looks)
        self._looks += 1
        if self._turn.is_down:
            return frozenset(asked)
        return frozenset(_numbers(self._turn.failing)).intersection(asked)


def scripts(number: int, seed: int) -> Iterator[Script]:
    """So many scripts, of each kind in turn; the same for the same seed."""
    for each in range(number):
        kind = _KINDS[each % len(_KINDS)]
        random = Random(f"{seed}/{each}")  # noqa: S311 - a run has to be repeatable
        drawn = Deployment(kind.scenario, random)
        turns = tuple(_turns(drawn))
        is_absent = kind.is_absent
        yield replace(kind, number=each, turns=turns, is_absent=is_absent)


def _turns(drawn: Deployment) -> Iterator[Turn]:
    for look in range(_MOST_LOOKS):
        at_s = float((0, 10)[look] if look < 2 else 40 + 30 * (look - 2))
        failing = drawn.failing(PROMISES, at_s)
        yield Turn(failing, is_down=drawn.is_down(at_s))


def _numbers(promises: frozenset[int]) -> tuple[int, ...]:
    """The checks of these promises, by their place."""
    broken = {check for one in promises for check in _PROMISES[one]}
    return tuple(number for number, check in enumerate(CHECKS) if check in broken)


def _kind(name: str, *bugs: Bug, **more: object) -> Script:
    scenario = Scenario(name=name, title=name, noise=_NOISE, bugs=bugs)
    return Script(number=0, scenario=replace(scenario, **more), turns=())  # type: ignore[arg-type]


def _always(*promises: int) -> tuple[Bug, ...]:
    return tuple(Bug(checks=(one,)) for one in promises)


_REPLICA = tuple(Bug(checks=(one,), often=1 / 3) for one in PROMISES)
_SILENT = {"silence": Silence.RESET, "control": Control.OK}
_REFUSED = {"silence": Silence.REFUSED, "dead_from_s": -inf}
_KINDS: tuple[Script, ...] = (
    _kind("noise"),
    _kind("blips of 503", blips_per_h=_SCALED),
    _kind("silent blips, a control", blips_per_h=_SCALED, **_SILENT),
    _kind("always failing", *_always(5)),
    _kind("health always failing", *_always(HEALTH)),
    _kind("three always failing", *_always(READY, 9, 17)),
    _kind("half of the looks", Bug(checks=(7,), often=0.5)),
    _kind("four looks of five", Bug(checks=(7,), often=0.8)),
    _kind("one replica of three", *_REPLICA),
    _kind("crash after the first look", dead_from_s=5.0),
    _kind("down with 503", dead_from_s=-inf),
    replace(_kind("down, a control answers", **_REFUSED, control=Control.OK), is_absent=True),
    replace(_kind("blind", **_REFUSED, control=Control.SILENT), is_absent=True),
    replace(_kind("pre-existing", *_always(5, 8)), before=frozenset({5, 8})),
    replace(_kind("worse than before", *_always(5, 8)), before=frozenset({8})),
)
