"""Attempts at one release until nothing is left to ask again, each at its time."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from smokegate.gate.attempt import Attempt, Suite, look
from smokegate.gate.timings import Timings
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.judge import asked_again

NEEDED = 2  # a critical failure is proven when this many spaced attempts saw it


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoke:
    """How the suite is run. folder: where this run of the gate keeps its reports."""

    run_id: str
    suite: Suite
    timings: Timings
    folder: Path
    clock: Callable[[], float]
    sleep: Callable[[float], None]

    def run(self, name: str, release: str | None, looks: list[Evidence]) -> None:
        """Adds to `looks` what each attempt saw; all of them stay there if it is interrupted.

        The first attempt asks everything, a later one only what failed and is not proven yet.
        Raises OSError where a report could not be written.
        """
        started = self.clock()
        for number, at_s in enumerate(self.timings.attempts_s, start=1):
            only = asked_again(looks, needed=NEEDED) if looks else None
            if looks and (looks[-1].faults or not only):
                return
            self.sleep(max(0.0, started + at_s - self.clock()))
            looks.append(
                look(
                    self.suite,
                    Attempt(
                        id=f"{self.run_id}.{name}-{number}",
                        report=self.folder / f"{name}-{number}.xml",
                        release=release,
                        settle_s=self.timings.settle_s if number == 1 else 0.0,
                        only=only,
                        is_first=number == 1 and name == "attempt",
                    ),
                )
            )
