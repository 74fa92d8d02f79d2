"""A verdict: what the evidence proves about one release."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from smokegate.verdict.check import CheckId


class Outcome(StrEnum):
    """The four verdicts. SUSPECT: passed, but only on a later look."""

    PASSED = "PASSED"
    SUSPECT = "SUSPECT"
    FAILED = "FAILED"
    INCONCLUSIVE = "INCONCLUSIVE"


class Kind(StrEnum):
    """Why a verdict is INCONCLUSIVE.

    BLIND: the runner could not see. HARNESS: the suite itself is broken. INCOMPLETE: evidence is
    missing. PRE_EXISTING: it failed before the deploy too. NOT_DEPLOYED: another release answered.
    INTERRUPTED: the run, or the deployment under it, was disturbed.
    """

    BLIND = "blind"
    HARNESS = "harness"
    INCOMPLETE = "incomplete"
    PRE_EXISTING = "pre-existing"
    NOT_DEPLOYED = "not-deployed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the evidence proves about one release.

    kind: why it is INCONCLUSIVE; None for every other outcome.
    reasons: one sentence each, most important first; shown to people as they are.
    convicted: ids of the checks that fail the release; empty unless FAILED.
    failures: last failure of each convicted check, as a sentence.
    warned: last failure of each check whose severity cannot fail a release.
    """

    outcome: Outcome
    kind: Kind | None = None
    reasons: tuple[str, ...]
    convicted: frozenset[CheckId] = frozenset()
    failures: Mapping[CheckId, str] = field(default_factory=dict)
    warned: Mapping[CheckId, str] = field(default_factory=dict)
