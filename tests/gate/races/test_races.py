"""Two and three runs at once, in each order that a seed draws: they never undo each other."""

import itertools
import json
import random
import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from smokegate.gate import assembly, attempt, jobs, lock, switch
from smokegate.gate.decision import Decision
from smokegate.gate.deploy import RefusedError
from smokegate.gate.lock import LockedError
from smokegate.gate.order import Order
from smokegate.gate.process import Ended
from smokegate.gate.state import State
from tests.gate.crash.dying import played
from tests.gate.deploys.site import CONTRACT
from tests.gate.races.host import LONG, Host
from tests.gate.races.turns import Turns

SEEDS, PARTS = 200, 10
URL = "http://127.0.0.1:9"
SETTINGS = """
base_url = "http://127.0.0.1:9"
[timings]
settle_s = 0
attempts_s = [0, 0.01]
harness_s = 0.01
rollback_s = 60
[driver]
kind = "command"
switch = "true"
"""
FIRST, SECOND = "1" * 40, "2" * 40
_HOLDS = re.compile(
    r"(?:another run holds the lock, run (\S+), process \d+, for \d+ s|"
    r"rollback (\S+) by hand is running); wait for it"
)


@dataclass(kw_only=True)
class World:
    """One deployment. bad: releases that fail. ends: what each run came to, by its name.

    holders: the runs that held a lock.
    """

    folder: Path
    turns: Turns
    host: Host
    bad: set[str] = field(default_factory=set)
    ends: dict[str, Decision | Exception] = field(default_factory=dict)
    holders: set[str] = field(default_factory=set)

    def look(self, argv: Sequence[str], *, environment: Mapping[str, str], **_given: Any) -> Ended:
        """What the suite finds at what is current, some time in the middle of it."""
        self.host.seen.append(environment["SMOKEGATE_RUN"].partition(".")[0])
        self.turns.passes()
        now = self.host.now or "none"
        status = played(argv, environment, now, is_bad=now in self.bad)
        for _ in range(LONG):
            self.turns.passes()
        return Ended(status=status, is_late=False, took_s=0.1)

    def order(self, name: str, command: str, release: str | None) -> Callable[[], None]:
        """A run of the command; how it ended is noted."""
        order = Order(
            base_url=URL,
            contract="contract.toml",
            suite=("own",),
            release=release,
            rollback="true" if command == "gate" else None,
        )
        back = partial(jobs.go_back, is_again=True)  # whoever went back before
        known: dict[str, Callable[[Order, Path], Decision]] = {
            "deploy": jobs.deploy,
            "gate": jobs.decide,
            "rollback": back,
        }
        job = known[command]

        def ordered() -> None:
            try:
                self.ends[name] = job(order, Path(f"verdict-{name}.json"))
            except (LockedError, RefusedError) as err:
                self.ends[name] = err

        return ordered

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What is on record."""
        with sqlite3.connect(self.folder / ".smokegate/state.sqlite3") as connection:
            found = connection.execute(query).fetchall()
        connection.close()
        return found


@contextmanager
def world(folder: Path, seed: int) -> Iterator[World]:
    """One with two releases that are known good, the second one current."""
    turns = Turns(seed)
    one = World(folder=folder, turns=turns, host=Host(passes=turns.passes))
    (folder / "own").mkdir(parents=True)
    (folder / "smokegate.toml").write_text(SETTINGS, "utf-8")
    (folder / "contract.toml").write_text(CONTRACT, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(attempt, "run", one.look)
        for name in ("driver_of", "given"):
            patch.setattr(assembly, name, lambda *_, **__: one.host)
        told = SimpleNamespace(monotonic=time.monotonic, sleep=lambda _: turns.passes())
        patch.setattr(assembly, "time", told)
        for module in (switch, jobs):
            patch.setattr(module, "held", _held(one))
        patch.setattr(State, "transaction", _transaction(turns))
        patch.setattr(jobs, "lack_of_room", lambda _: None)
        for release in (FIRST, SECOND):
            one.order(release, "deploy", release)()
            assert isinstance(one.ends.pop(release), Decision)
        yield one


def _held(one: World) -> Callable[..., Any]:
    """The lock: before it is tried, while it is waited for and after it is free, others go on."""

    @contextmanager
    def held(file: Path, run: str, *, wait_s: float = 0.0) -> Iterator[None]:
        one.turns.passes()
        with lock.held(file, run, wait_s=wait_s, sleep=lambda _: one.turns.passes()):
            one.holders.add(run)
            one.turns.passes()
            yield
        one.turns.passes()

    return held


def _transaction(turns: Turns) -> Callable[..., Any]:
    usual = State.transaction

    @contextmanager
    def transaction(self: State) -> Iterator[sqlite3.Connection]:
        turns.passes()
        with usual(self) as connection:
            yield connection
        turns.passes()

    return transaction


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_runs_at_once_never_undo_each_other(part: int, tmp_path: Path) -> None:
    """Whatever is ordered at once, in whatever order they go on."""
    for seed in range(part, SEEDS, PARTS):
        assert_sound(seed, tmp_path / str(seed))


def assert_sound(seed: int, folder: Path) -> None:
    """Two or three runs drawn by this seed, and each law that has to hold after them."""
    draw = random.Random(f"runs {seed}")  # noqa: S311 no secret
    with world(folder, seed) as one:
        runs = {}
        for number in range(draw.choice((2, 2, 3))):
            command = draw.choice(("deploy", "deploy", "rollback", "gate"))
            release = f"{number + 3}" * 40 if command == "deploy" else None
            if release and draw.random() < 0.5:
                one.bad.add(release)
            runs[f"run-{number}"] = one.order(f"run-{number}", command, release)
        one.turns.run(runs)
        why = f"seed {seed}: {[str(end) for end in one.ends.values()]}"
        assert set(one.ends) == set(runs), why
        assert one.host.wrong == [], why
        assert_linear(one, why)
        assert_refusals(one, why)
        assert_one_at_a_time(one, why)
        assert_recorded(one, why)


def assert_linear(one: World, why: str) -> None:
    """No older run switches after a newer one; what is current is complete."""
    fences = [each.fence for each in one.host.switches]
    assert fences == sorted(fences), why
    afters = [None, *(each.after for each in one.host.switches)]
    assert [each.before for each in one.host.switches] == afters[:-1], why
    assert one.host.now == afters[-1], why
    assert one.host.now in one.host.ready, why


def assert_refusals(one: World, why: str) -> None:
    """Whoever was refused is told which run is under way, and that one was."""
    for end in one.ends.values():
        if isinstance(end, LockedError):
            found = _HOLDS.search(str(end))
            assert found, why
            assert (found[1] or found[2]) in one.holders, why


def assert_one_at_a_time(one: World, why: str) -> None:
    """What deploys and gates did is never mixed; a person waits for nobody."""
    by_hand = {run for (run,) in one.rows("select id from runs where command = 'rollback'")}
    acted = [run for run, _ in itertools.groupby(one.host.seen) if run not in by_hand]
    order = [run for run, _ in itertools.groupby(acted)]
    assert len(order) == len(set(order)), why


def assert_recorded(one: World, why: str) -> None:
    """Each run came to its end, with a message; each switch has its intent and its end."""
    runs = one.rows("select id, command, ended, decision from runs order by fence")
    told = {key.partition(":")[0] for (key,) in one.rows("select key from outbox")}
    steps = one.rows("select run, name, done from steps where name like 'switch%'")
    done = {(run, at) for run, _, at in steps if at}
    assert len(done) >= len({each.run for each in one.host.switches}), why
    for run, command, ended, decision in runs:
        assert ended, f"{command} {run} did not end; {why}"
        assert run in told, f"nobody is told of {command} {run}; {why}"
        assert json.loads(decision)["exit"] in (0, 1, 3, 4), why
    good = {id_ for (id_,) in one.rows("select id from releases where state = 'known good'")}
    assert not good & one.bad, why
