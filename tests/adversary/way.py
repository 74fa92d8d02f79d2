"""One way in which what a team wrote, or where it runs, misbehaves; and what may come of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from smokegate.verdict.outcome import Kind, Outcome
from smokegate.verdict.verdict import Verdict

PASSED = "PASSED"
FAILED = "FAILED"
HARNESS = "INCONCLUSIVE (harness)"
INCOMPLETE = "INCONCLUSIVE (incomplete)"
INTERRUPTED = "INCONCLUSIVE (interrupted)"
BLIND = "INCONCLUSIVE (blind)"
NOT_DEPLOYED = "INCONCLUSIVE (not-deployed)"

KEPT = frozenset({PASSED})
SPOILT = frozenset({HARNESS})
CONVICTED = frozenset({FAILED})
OPEN = frozenset({HARNESS, INCOMPLETE, INTERRUPTED})
KEPT_OR_OPEN = KEPT | OPEN
CONVICTED_OR_OPEN = CONVICTED | OPEN


class Where(StrEnum):
    """What misbehaves."""

    CHECK = "check"
    CONFTEST = "conftest"
    SETTINGS = "settings"
    ENVIRONMENT = "environment"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to misbehave.

    files: what is planted, relative to the team's folder. environment: None takes a name away.
    arguments: given to pytest after `--`. good, bad: the decisions that are right on a good and on
    a bad release. reason: why a decision is what it is, where that is not plain.
    """

    id: str
    where: Where
    files: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str | None] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    good: frozenset[str] = KEPT
    bad: frozenset[str] = CONVICTED
    is_slow: bool = False
    reason: str = ""


def label(verdict: Verdict) -> str:
    """The decision as the tables write it; passed on a later look is passed."""
    return _label(verdict.outcome, verdict.kind)


def label_of(written: Mapping[str, Any]) -> str:
    """The same, of a verdict.json."""
    kind = written["kind"]
    return _label(Outcome(written["verdict"]), Kind(kind) if kind else None)


def _label(outcome: Outcome, kind: Kind | None) -> str:
    if outcome is Outcome.SUSPECT:
        return PASSED
    return f"{outcome} ({kind})" if kind else str(outcome)
