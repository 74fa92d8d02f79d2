"""The gate's own loop and its own judge, with looks that are drawn instead of taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.verdict.deployment import CHECKS, LOOK_S, Deployment, Scenario
from bench.verdict.settling import settle
from bench.verdict.symmetry import Symmetry
from smokegate.gate.attempt import Suite
from smokegate.gate.smoke import Smoke
from smokegate.gate.timings import Timings
from smokegate.verdict.check import Blame, Cause, CheckId, CheckOutcome, Seen, Silence
from smokegate.verdict.evidence import Control, Evidence
from smokegate.verdict.judge import judge
from smokegate.verdict.policy import Policy
from smokegate.verdict.schedule import counted
from smokegate.verdict.verdict import Verdict

_POLICY = Policy()
_PASSED = Seen(outcome=CheckOutcome.PASSED)
_SUITE = Suite(
    own_checks=("smoke",),
    base_url="https://charhub.app",
    contract=Path("smoke/charhub.toml"),
    control=(),
    arguments=(),
    run_s=300.0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """How a deploy ended. looks: how many were taken. took_s: from the first settling on."""

    verdict: Verdict
    looks: int
    took_s: float


class Rehearsals:
    """All deploys of one scenario. What was asked or judged once is remembered by its pattern."""

    def __init__(self, scenario: Scenario, checks: Sequence[CheckId] = CHECKS) -> None:
        self.scenario, self.checks = scenario, checks
        self.all = tuple(range(len(checks)))
        self.numbers = {check: number for number, check in enumerate(checks)}
        self.timings = Timings(settle_s=scenario.settle_s)
        self.symmetry = Symmetry(scenario.plain if checks is CHECKS else ())
        self._looks: dict[tuple[Sequence[int], frozenset[int], bool, float], Evidence] = {}
        self._asked: dict[tuple[int, ...], tuple[CheckId, ...]] = {}
        self._judged: dict[tuple[int, ...], Verdict] = {}
        self.baseline = self._before()

    def decide(self, deployment: Deployment) -> Decided:
        """What the gate decides on this deploy."""
        watch = _Watch()
        rehearsal = _Rehearsal(
            run_id="rehearsal",
            suite=_SUITE,
            timings=self.timings,
            folder=Path(),
            clock=watch.now,
            sleep=watch.sleep,
            watch=watch,
            rehearsals=self,
            deployment=deployment,
        )
        looks: list[Evidence] = []
        rehearsal.run("attempt", None, looks, self.baseline)
        return Decided(verdict=self._verdict(looks), looks=len(looks), took_s=watch.at_s)

    def asked(self, rehearsal: Smoke, good: tuple[Evidence, ...]) -> tuple[CheckId, ...]:
        """What the next look asks: the gate's own answer, once for each pattern."""
        key = tuple(map(id, good))
        found = self._asked.get(key)
        if found is None:
            found = self._asked[key] = Smoke._asked(rehearsal, good, self.baseline)
        return found

    def look(
        self, asked: Sequence[int], failed: frozenset[int], *, is_down: bool, silent_s: float
    ) -> Evidence:
        """The evidence of a look; the same object for the same pattern, so that ids are keys."""
        if not is_down:
            silent_s = 0.0
        key = (asked, failed, is_down, silent_s)
        found = self._looks.get(key)
        if found is None:
            found = self._looks[key] = self._evidence(asked, failed, is_down, silent_s)
        return found

    def _evidence(
        self, asked: Sequence[int], failed: frozenset[int], is_down: bool, silent_s: float
    ) -> Evidence:
        scenario = self.scenario
        is_silent = is_down and scenario.silence is not None
        bad = _failed(scenario.silence if is_silent else None)
        return Evidence(
            name=f"look of {len(asked)} checks",
            exit_status=1 if failed else 0,
            control=scenario.control if is_silent else Control.NONE,
            silent_before_s=round(silent_s),  # as the report tells it
            checks={self.checks[one]: bad if one in failed else _PASSED for one in asked},
        )

    def _verdict(self, looks: list[Evidence]) -> Verdict:
        key = tuple(map(id, looks))
        found = self._judged.get(key)
        if found is None:
            good, void = counted(looks)
            found = judge(good, policy=_POLICY, baseline=self.baseline, void=void)
            self._judged[key] = found
        return found

    def _before(self) -> Evidence | None:
        before = self.scenario.before
        if before is None:
            return None
        return self._evidence(self.all, frozenset(before), is_down=False, silent_s=0.0)


class _Watch:
    """A clock that only sleeping and looking move."""

    def __init__(self) -> None:
        self.at_s = 0.0

    def now(self) -> float:
        return self.at_s

    def sleep(self, seconds: float) -> None:
        self.at_s += seconds


@dataclass(frozen=True, kw_only=True)
class _Rehearsal(Smoke):
    """The loop is the gate's; only what a look sees is made up."""

    watch: _Watch
    rehearsals: Rehearsals
    deployment: Deployment

    def _asked(self, good: tuple[Evidence, ...], baseline: Evidence | None) -> tuple[CheckId, ...]:
        del baseline  # that of the scenario
        return self.rehearsals.asked(self, good)

    def _look(
        self,
        name: str,
        release: str | None,
        number: int,
        only: tuple[CheckId, ...] | None,
        left_s: float,
        *,
        is_settling: bool,
    ) -> Evidence:
        del name, release, number, left_s
        settled = settle(self.deployment, self.watch.at_s, self.timings.settle_s * is_settling)
        self.watch.sleep(settled.took_s)
        known = self.rehearsals
        asked = known.all if only is None else tuple(known.numbers[one] for one in only)
        at_s = self.watch.at_s
        failed = self.deployment.failing(asked, at_s)
        if only is None:
            failed = known.symmetry.alike(failed)
        self.watch.sleep(LOOK_S)
        return known.look(
            asked, failed, is_down=self.deployment.is_down(at_s), silent_s=settled.silent_s
        )


def _failed(silence: Silence | None) -> Seen:
    if silence is None:
        return Seen(outcome=CheckOutcome.FAILED, cause=Cause.CONTRACT)
    return Seen(
        outcome=CheckOutcome.FAILED,
        cause=Cause.UNREACHABLE,
        silence=silence,
        blame=Blame.OUTSIDE if silence in (Silence.DNS, Silence.TLS) else Blame.RELEASE,
    )
