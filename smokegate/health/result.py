"""What one run of all checks found, and what follows for the whole."""

from dataclasses import dataclass
from datetime import datetime

from smokegate.health.check import Check, Finding, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the last look at one dependency found, when, and how long it took."""

    check: Check
    finding: Finding
    latency_ms: float
    at: datetime

    @property
    def status(self) -> Status:
        """How well it is."""
        return self.finding.status


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What all checks found. at: when the run began. release: who answers, if it is known."""

    at: datetime
    release: str | None
    results: tuple[Result, ...]

    @property
    def status(self) -> Status:
        """FAIL where a critical check fails; of anything less, WARN."""
        if any(one.status is Status.FAIL and one.check.is_critical for one in self.results):
            return Status.FAIL
        is_well = all(one.status is Status.OK for one in self.results)
        return Status.OK if is_well else Status.WARN

    @property
    def http_status(self) -> int:
        """503 where a critical check fails, else 200."""
        return 503 if self.status is Status.FAIL else 200
