"""The words for what a verdict says, and for why it says nothing."""

from enum import StrEnum


class Outcome(StrEnum):
    """The four verdicts. SUSPECT: passed, but only on a later look."""

    PASSED = "PASSED"
    SUSPECT = "SUSPECT"
    FAILED = "FAILED"
    INCONCLUSIVE = "INCONCLUSIVE"


class Kind(StrEnum):
    """Why a verdict is INCONCLUSIVE.

    BLIND: the runner could not see. HARNESS: the suite itself is broken. INCOMPLETE: evidence is
    missing. PRE_EXISTING: it failed before the deploy too. OUTSIDE: going back would not mend it.
    NOT_DEPLOYED: another release answered. INTERRUPTED: the run, or the deployment under it, was
    disturbed.
    """

    BLIND = "blind"
    HARNESS = "harness"
    INCOMPLETE = "incomplete"
    PRE_EXISTING = "pre-existing"
    OUTSIDE = "outside"
    NOT_DEPLOYED = "not-deployed"
    INTERRUPTED = "interrupted"
