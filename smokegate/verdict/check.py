"""A check, and what one look saw of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

CheckId = NewType("CheckId", str)
"""A pytest node id where the report states its plan, else `classname::name` (or the name alone)."""
NOT_COVERED = "not covered: "  # how the plugin begins what it says of an optional promise


class CheckOutcome(StrEnum):
    """How a check ended. WARNED: a promise below critical was broken, which fails no release."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"
    WARNED = "warned"


class Severity(StrEnum):
    """How bad a broken promise is (Allure's words), the worst first."""

    BLOCKER = "blocker"
    CRITICAL = "critical"
    NORMAL = "normal"
    MINOR = "minor"
    TRIVIAL = "trivial"

    @property
    def is_critical(self) -> bool:
        """Whether a broken promise of this severity can fail a release."""
        return self in (Severity.BLOCKER, Severity.CRITICAL)


class Cause(StrEnum):
    """Why a check failed, as far as the suite can tell."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    CONTRACT = "contract"
    SLOW = "slow"
    SKEW = "skew"


class Silence(StrEnum):
    """How the deployment kept silent instead of answering.

    BLOCKED: something before it answered, to keep the runner out.
    """

    DNS = "dns"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    PROTOCOL = "protocol"
    TOO_LARGE = "too_large"
    BLOCKED = "blocked"


class Blame(StrEnum):
    """Whom a failure blames.

    RELEASE: going back would mend it. EDGE: a cache keeps what the release does not serve, so it
    has to be purged. OUTSIDE: names, certificates and the way to the deployment, which no release
    brings along.
    """

    RELEASE = "release"
    EDGE = "edge"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one look saw of one check.

    severity: the worst that the report gives; critical where it gives none.
    cause, silence: None where the check did not fail, or failed on a proper answer.
    blame: whom a failure blames. is_answered: whether it judged an answer that it got from the
    network, so that a pass shows that the runner can see.
    observations, bad: how many samples it took and how many of them were bad, where it took more
    than one.
    sentence: first line of the failure's message, fit to be shown; empty for a pass.
    is_uncollected: it is a file or folder of checks that could not be collected.
    is_flaky: it passed only when its tool ran it again; the sentence is that of the failure.
    """

    outcome: CheckOutcome
    severity: Severity = Severity.CRITICAL
    cause: Cause | None = None
    silence: Silence | None = None
    blame: Blame = Blame.RELEASE
    is_answered: bool = False
    observations: int = 1
    bad: int = 0
    sentence: str = ""
    is_uncollected: bool = False
    is_flaky: bool = False
