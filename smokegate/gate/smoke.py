"""Attempts at one release until nothing is left to ask, each at its time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from smokegate.gate.attempt import Attempt, Suite, is_made, look, look_again
from smokegate.gate.timings import Timings
from smokegate.verdict.check import CheckId
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.policy import Policy
from smokegate.verdict.schedule import asked_next, counted, is_taken_anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoke:
    """How the suite is run. folder: where this run of the gate keeps its reports.

    noise: how often a check fails on a good release, of those that have a history. was_let_in:
    whether the record shows that this runner was let in to the deployment before. witnesses:
    checks that each look asks as long as there is a further look.
    """

    run_id: str
    suite: Suite
    timings: Timings
    folder: Path
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    policy: Policy = field(default_factory=Policy)
    noise: Mapping[CheckId, float] = field(default_factory=dict)
    was_let_in: bool = False
    witnesses: tuple[CheckId, ...] = ()

    def run(
        self,
        name: str,
        release: str | None,
        looks: list[Evidence],
        baseline: Evidence | None = None,
    ) -> bool:
        """Adds to `looks` what each attempt saw; all of them stay there if it is interrupted.

        The first attempt asks everything, a later one only what is not decided yet. One that
        proves nothing is taken anew, from a budget of its own. One that was made before the run
        died is read, and not made again. Returns whether the time was enough. Raises OSError where
        a report could not be written.
        """
        pace = _Pace(timings=self.timings, clock=self.clock, sleep=self.sleep)
        only: tuple[CheckId, ...] | None = None
        while True:
            good, _ = counted(looks)
            if is_taken_anew(looks):
                at_s = self.clock() + self.timings.harness_s
            elif looks and looks[-1].faults:
                return True
            else:
                at_s = pace.next_s(len(good))
                only = self._asked(good, baseline) if good else None
                if good and not only:
                    return True
            report = self.folder / f"{name}-{len(looks) + 1}.xml"
            if is_made(report):
                looks.append(look_again(report))
            elif pace.waited_until(at_s):
                number, left_s = len(looks) + 1, pace.left_s()
                seen = self._look(name, release, number, only, left_s, is_settling=not good)
                looks.append(seen)
            else:
                return False
            pace.note_end(is_counted=not looks[-1].faults)

    def _asked(self, good: tuple[Evidence, ...], baseline: Evidence | None) -> tuple[CheckId, ...]:
        return asked_next(
            good,
            policy=self.policy,
            is_planned=len(good) < len(self.timings.attempts_s),
            baseline=baseline,
            noise=self.noise,
            was_let_in=self.was_let_in,
            witnesses=self.witnesses,
        )

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
        return look(
            self.suite,
            Attempt(
                id=f"{self.run_id}.{name}-{number}",
                report=self.folder / f"{name}-{number}.xml",
                release=release,
                settle_s=self.timings.settle_s if is_settling else 0.0,
                only=only,
                is_first=number == 1 and name == "attempt",
                most_s=left_s,
            ),
        )


class _Pace:
    """When the next attempt may begin: as far from the end of the last one as was planned."""

    def __init__(
        self, *, timings: Timings, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self.timings, self.clock, self.sleep = timings, clock, sleep
        self.ends_at = clock() + timings.settle_s + timings.verdict_s
        self.last_counted_at = clock()

    def next_s(self, number: int) -> float:
        """When the attempt of this number may begin, counted from 0."""
        if number == 0:
            return self.clock()
        return self.last_counted_at + self._planned(number) - self._planned(number - 1)

    def waited_until(self, at_s: float) -> bool:
        """Waits; False at once if that would be after the end."""
        if at_s >= self.ends_at:
            return False
        self.sleep(max(0.0, at_s - self.clock()))
        return True

    def left_s(self) -> float:
        """Seconds until the end."""
        return max(0.0, self.ends_at - self.clock())

    def note_end(self, *, is_counted: bool) -> None:
        """An attempt has ended; the next is spaced from here on, for it may have settled long."""
        if is_counted:
            self.last_counted_at = self.clock()

    def _planned(self, number: int) -> float:
        """After those that are planned, each as long after the one before as the last of them."""
        at = self.timings.attempts_s
        if number < len(at):
            return at[number]
        return at[-1] + (number - len(at) + 1) * (at[-1] - at[-2])
