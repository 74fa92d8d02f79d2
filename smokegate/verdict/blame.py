"""Whether a failure can be blamed on the release at all."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from smokegate.release_id import is_same_release
from smokegate.verdict.check import CheckId, CheckOutcome, Seen, Silence
from smokegate.verdict.evidence import Control, Evidence

_NO_NETWORK = (Silence.DNS, Silence.UNREACHABLE)
_BROKEN = (CheckOutcome.FAILED, CheckOutcome.WARNED)


def releases_seen(looks: Sequence[Evidence]) -> tuple[str, ...]:
    """The different releases that answered, in their order."""
    distinct: list[str] = []
    for look in looks:
        seen = look.release_seen
        if seen is not None and not any(is_same_release(seen, other) for other in distinct):
            distinct.append(seen)
    return tuple(distinct)


def is_silent(look: Evidence) -> bool:
    """Whether no check got an answer: each of them failed on silence."""
    return bool(look.checks) and all(seen.silence is not None for seen in look.checks.values())


def failures(look: Evidence) -> Mapping[CheckId, Seen]:
    """What failed in this look."""
    failed = CheckOutcome.FAILED
    return {check: seen for check, seen in look.checks.items() if seen.outcome is failed}


def blindness(look: Evidence) -> str | None:
    """Why what failed in this look may be the runner's own fault; None where it cannot be.

    A mix of answers and silences among the failures is not blind.
    """
    failed = failures(look).values()
    if not failed or any(seen.silence is None for seen in failed):
        return None
    if any(seen.silence is Silence.BLOCKED for seen in failed):
        return "what failed was kept from the runner, by a challenge, a limit or a ban"
    if look.control is Control.SILENT:
        return "what failed got no answer, and the control URLs gave none either"
    if look.control is Control.NONE and all(seen.silence in _NO_NETWORK for seen in failed):
        return (
            "what failed could not be reached at all, as from a runner without network; "
            "give --control=URL to tell them apart"
        )
    return None


def excuse_refused(baseline: Evidence) -> tuple[str, ...]:
    """Why the baseline excuses nothing; empty where it may."""
    if baseline.faults:
        return baseline.faults
    blind = blindness(baseline)
    return () if blind is None else (f"{baseline.name}: {blind}",)


def excused(checks: Iterable[CheckId], baseline: Evidence | None) -> frozenset[CheckId]:
    """Those of the checks that were already failing in the baseline.

    Ids are compared whole; where the baseline has no such id, without their folders, because it
    may come from another checkout.
    """
    if baseline is None or excuse_refused(baseline):
        return frozenset()
    tails = Counter(map(_without_folders, baseline.checks))
    broken = {check for check, seen in baseline.checks.items() if seen.outcome in _BROKEN}
    broken_tails = {tail for tail in map(_without_folders, broken) if tails[tail] == 1}
    return frozenset(
        check
        for check in checks
        if check in broken
        or (check not in baseline.checks and _without_folders(check) in broken_tails)
    )


def _without_folders(check: CheckId) -> str:
    path, colons, rest = check.partition("::")
    return path.rpartition("/")[2] + colons + rest
