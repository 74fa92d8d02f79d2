"""Writes into the JUnit report what makes it evidence: its run, its plan, how it ended."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from smokegate.plugin.recognition import Recognition
from smokegate.plugin.settings import Settings


@dataclass(slots=True)
class Facts:
    """What is learnt while the run goes on.

    asked: ids that were called, or broke before. reported: those of them whose report is complete.
    deselected: how many checks somebody left out. sentinels: "right", or what is wrong with them;
    None where there are none.
    """

    planned: dict[str, None] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    reported: set[str] = field(default_factory=set)
    deselected: int = 0
    release_seen: str | None = None
    release_after: str | None = None
    is_release_broken: bool = False
    silent_s: float = 0.0
    falls: int = 0
    control: str = "none"
    has_silence: bool = False
    finished: str | None = None
    sentinels: str | None = None
    recognition: Recognition = field(default_factory=Recognition)

    def plan(self, ids: Iterable[str]) -> None:
        """Adds the ids of selected checks."""
        self.planned.update(dict.fromkeys(ids))

    def report(self, report: pytest.TestReport) -> None:
        """Takes note of one phase of one check."""
        if report.when == "call" or (report.when == "setup" and not report.passed):
            self.asked.add(report.nodeid)
        elif report.when == "teardown" and report.nodeid in self.asked:
            self.reported.add(report.nodeid)

    def finish(self, now: datetime) -> None:
        """The run came to its end, if each planned check was reported."""
        if self.planned and self.reported >= set(self.planned):
            self.finished = now.isoformat(timespec="seconds")


def write_properties(config: pytest.Config, settings: Settings, facts: Facts) -> None:
    """Gives pytest's JUnit writer the properties of the whole suite, before it writes."""
    values = {
        "run": settings.run,
        "base_url": settings.base_url,
        "contract": settings.contract_name,
        "release.expected": settings.release,
        "release.seen": facts.release_seen,
        "release.after": facts.release_after,
        "release.unstated": "broken" if facts.is_release_broken else None,
        "settle.silent_s": f"{facts.silent_s:.0f}" if facts.silent_s else None,
        "settle.falls": str(facts.falls) if facts.falls else None,
        **_recognised(settings, facts.recognition),
        "planned": "\n".join(facts.planned),
        "deselected": str(facts.deselected),
        "own_checks_only": "true" if settings.is_own_only else None,
        "control": facts.control,
        "sentinels": facts.sentinels,
        "finished": facts.finished,
    }
    for plugin in config.pluginmanager.get_plugins():
        add = getattr(plugin, "add_global_property", None)  # pytest's own writer has no public name
        if add is not None:
            for name, value in values.items():
                if value is not None:
                    add(f"smokegate.{name}", value)


def _recognised(settings: Settings, recognition: Recognition) -> dict[str, str | None]:
    """Whether the run was let in, and whether it was the application that answered."""
    kept_out, unlike = recognition.kept_out(), recognition.unlike(settings)
    return {
        "kept_out": kept_out.sentence if kept_out else None,
        "kept_out.by": ("edge" if kept_out.is_edge else "deployment") if kept_out else None,
        "unlike": unlike.sentence if unlike else None,
        "unlike.another": "true" if unlike and unlike.is_another else None,
        "let_in": "true" if recognition.is_let_in(settings) else None,
    }
