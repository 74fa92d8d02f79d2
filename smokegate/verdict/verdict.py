"""A verdict: what the evidence proves about one release."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from smokegate.verdict.check import CheckId
from smokegate.verdict.outcome import Kind, Outcome
from smokegate.verdict.sequential import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the evidence proves about one release.

    kind: why it is INCONCLUSIVE; None for every other outcome.
    is_no_worse: of a pre-existing one, whether nothing fails or is open that did not fail before.
    reasons: one sentence each, most important first; shown to people as they are.
    convicted: ids of the checks that fail the release; empty unless FAILED.
    failures: last failure of each convicted check, as a sentence.
    warned: last failure of each check whose severity cannot fail a release.
    trials: where the sequential test of each check stands that failed at least once.
    """

    outcome: Outcome
    kind: Kind | None = None
    is_no_worse: bool = False
    reasons: tuple[str, ...]
    convicted: frozenset[CheckId] = frozenset()
    failures: Mapping[CheckId, str] = field(default_factory=dict)
    warned: Mapping[CheckId, str] = field(default_factory=dict)
    trials: Mapping[CheckId, Trial] = field(default_factory=dict)
