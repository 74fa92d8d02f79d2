"""Many deploys of a scenario, each decided, and how they ended."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing import get_context
from random import Random

from bench.verdict.deployment import Deployment, Scenario
from bench.verdict.peers import PEERS, decide
from bench.verdict.rehearsal import Rehearsals
from smokegate.verdict.outcome import Outcome

OURS = "smokegate"
POLICIES = (OURS, *(peer.name for peer in PEERS))
_CHUNK = 25_000
_MOST_OF_A_PEER = 100_000


@dataclass(slots=True, kw_only=True)
class Tally:
    """How many deploys were rolled back, kept silently, and kept with a word.

    took_s: seconds until the verdict, summed. looks: how many each one that failed took. kinds:
    the words of those kept with a word.
    """

    deploys: int = 0
    failed: int = 0
    silent: int = 0
    worded: int = 0
    took_s: float = 0.0
    looks: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """These deploys too."""
        self.deploys += other.deploys
        self.failed += other.failed
        self.silent += other.silent
        self.worded += other.worded
        self.took_s += other.took_s
        self.looks.update(other.looks)
        self.kinds.update(other.kinds)

    @property
    def mean_s(self) -> float:
        """Seconds until the verdict, in the mean."""
        return self.took_s / self.deploys


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A part of the deploys, with a seed of its own: any number of processes finds the same."""

    scenario: Scenario
    policy: str
    seed: str
    deploys: int


Found = dict[tuple[str, str], Tally]
"""By the names of scenario and policy."""


def tallied(scenarios: tuple[Scenario, ...], seed: int, scale: float, processes: int) -> Found:
    """All scenarios under all policies. scale: of the number of deploys."""
    found: Found = {}
    tasks = list(_tasks(scenarios, seed, scale))
    with get_context("spawn").Pool(processes) as pool:
        for task, tally in pool.imap_unordered(_numbered, enumerate(tasks)):
            key = (tasks[task].scenario.name, tasks[task].policy)
            found.setdefault(key, Tally()).add(tally)
    return found


def run(task: Task) -> Tally:
    """These deploys, one after the other."""
    random = Random(task.seed)  # noqa: S311 - what is simulated has to be repeatable
    return _ours(task, random) if task.policy == OURS else _peers(task, random)


def _tasks(scenarios: tuple[Scenario, ...], seed: int, scale: float) -> Iterator[Task]:
    for scenario in scenarios:
        for policy in POLICIES:
            left = max(1, round(scenario.deploys * scale))
            if policy != OURS:
                left = min(left, _MOST_OF_A_PEER)
            for number in range(0, left, _CHUNK):
                yield Task(
                    scenario=scenario,
                    policy=policy,
                    seed=f"{seed}/{scenario.name}/{policy}/{number}",
                    deploys=min(_CHUNK, left - number),
                )


def _numbered(numbered: tuple[int, Task]) -> tuple[int, Tally]:
    number, task = numbered
    return number, run(task)


@lru_cache(maxsize=1)
def _rehearsals(scenario: Scenario) -> Rehearsals:
    return Rehearsals(scenario)


def _ours(task: Task, random: Random) -> Tally:
    tally, rehearsals = Tally(deploys=task.deploys), _rehearsals(task.scenario)
    for _ in range(task.deploys):
        decided = rehearsals.decide(Deployment(task.scenario, random))
        tally.took_s += decided.took_s
        match decided.verdict.outcome:
            case Outcome.FAILED:
                tally.failed += 1
                tally.looks[decided.looks] += 1
            case Outcome.PASSED:
                tally.silent += 1
            case Outcome.SUSPECT | Outcome.INCONCLUSIVE as outcome:
                tally.worded += 1
                tally.kinds[decided.verdict.kind or outcome] += 1
    return tally


def _peers(task: Task, random: Random) -> Tally:
    (peer,) = (one for one in PEERS if one.name == task.policy)
    tally = Tally(deploys=task.deploys)
    for _ in range(task.deploys):
        ended = decide(peer, Deployment(task.scenario, random, samples=1))
        tally.took_s += ended.took_s
        tally.failed += ended.is_failed
    tally.silent = tally.deploys - tally.failed
    return tally
