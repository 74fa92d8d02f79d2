"""A deployment that fails as its scenario says, at whatever time it is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf, log, log1p
from random import Random

from smokegate.reading.replicas import Finding, trial
from smokegate.verdict.check import CheckId, Silence
from smokegate.verdict.evidence import Control

_FILES = ("health", "readiness", "frontend", "oauth", "routes", "edge", "release", "replicas")
_IN_A_FILE = 5
CHECKS = tuple(
    CheckId(f"smoke/test_{file}.py::test_promise[{number}]")
    for file in _FILES
    for number in range(_IN_A_FILE)
)
ALL = tuple(range(len(CHECKS)))
REPLICAS = ALL[-1]
"""The check that takes up to 40 samples; every other one takes one."""
SAMPLES = 40
LOOK_S = 1.0


def file_of(check: int) -> int:
    """Which file a check stands in."""
    return check // _IN_A_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug:
    """Something broken. checks: those that fail together. often: the share of looks they fail in.

    is_sampled: whether it is a share of the samples instead, and the check judges by many.
    """

    checks: tuple[int, ...]
    often: float = 1.0
    is_sampled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What a release and the world around it are like. is_bad: whether to go back would help.

    noise: how often a check fails by itself. blips_per_h: outages of exponentially
    distributed length, blip_s in the mean. blip_felt_by: the checks that fail in them.
    loop_s: for how long it is down and then up in a crash loop, from a random moment on.
    dead_from_s: when everything fails for good. silence: how an outage shows, None for answers
    such as 503. control: what the control URLs say then.
    before: what failed before the deploy, None without a baseline. is_unready: whether settling
    sees what is broken, too. deploys: how many are simulated.
    """

    name: str
    title: str
    is_bad: bool = False
    noise: float = 0.01
    bugs: tuple[Bug, ...] = ()
    blips_per_h: float = 0.0
    blip_s: float = 20.0
    blip_felt_by: tuple[int, ...] = ALL
    loop_s: tuple[float, float] | None = None
    dead_from_s: float = inf
    silence: Silence | None = None
    control: Control = Control.NONE
    settle_s: float = 0.0
    before: tuple[int, ...] | None = None
    is_unready: bool = False
    deploys: int = 20_000
    plain: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        special = {check for bug in self.bugs for check in bug.checks} | {*(self.before or ())}
        if len(self.blip_felt_by) < len(ALL):
            special.update(self.blip_felt_by)
        object.__setattr__(self, "plain", tuple(one for one in ALL if one not in special))


class Deployment:
    """One deploy of a scenario. Has to be asked in the order of time.

    samples: how many the check of replicas takes.
    """

    def __init__(self, scenario: Scenario, random: Random, samples: int = SAMPLES) -> None:
        self.scenario, self._random, self._samples = scenario, random, samples
        self._is_blip, self._turns_s = False, inf
        self._loop_since_s = random.uniform(0, sum(scenario.loop_s)) if scenario.loop_s else 0.0
        if scenario.blips_per_h:
            apart_s = 3600 / scenario.blips_per_h
            self._is_blip = random.random() < scenario.blip_s / (scenario.blip_s + apart_s)
            self._turns_s = self._lasts_s()

    def is_down(self, at_s: float) -> bool:
        """Whether an outage is on, or the end has come."""
        while self._turns_s <= at_s:
            self._is_blip = not self._is_blip
            self._turns_s += self._lasts_s()
        return self._is_blip or self._is_crashed(at_s) or at_s >= self.scenario.dead_from_s

    def _is_crashed(self, at_s: float) -> bool:
        loop_s = self.scenario.loop_s
        if loop_s is None:
            return False
        return (self._loop_since_s + at_s) % sum(loop_s) < loop_s[0]

    def failing(self, asked: Sequence[int], at_s: float) -> frozenset[int]:
        """Those of the checks that fail now."""
        failing = set[int]()
        if self.is_down(at_s):
            if len(self.scenario.blip_felt_by) == len(ALL):
                return frozenset(asked)
            failing.update(self.scenario.blip_felt_by)
            failing.intersection_update(asked)
        failing |= self._noise(asked)
        for bug in self.scenario.bugs:
            if not failing.issuperset(bug.checks) and self._shows(bug):
                failing.update(bug.checks)
        return frozenset(failing.intersection(asked) if self.scenario.bugs else failing)

    def _lasts_s(self) -> float:
        scenario = self.scenario
        mean_s = scenario.blip_s if self._is_blip else 3600 / scenario.blips_per_h
        return self._random.expovariate(1 / mean_s)

    def _noise(self, asked: Sequence[int]) -> set[int]:
        """Leaps from one failure to the next, which is quicker than to ask each check."""
        noise, found, place = self.scenario.noise, set[int](), -1
        if not noise:
            return found
        while True:
            place += 1 + int(log(1 - self._random.random()) / log1p(-noise))
            if place >= len(asked):
                return found
            found.add(asked[place])

    def _shows(self, bug: Bug) -> bool:
        if not bug.is_sampled or self._samples == 1:
            return bug.often >= 1 or self._random.random() < bug.often
        bad = 1 - (1 - bug.often) * (1 - self.scenario.noise)
        return (
            trial(self._random.random() >= bad for _ in range(self._samples)).finding
            is Finding.CONVICTED
        )
