"""Whether a failure can be blamed on the release at all."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from smokegate.release_id import is_among
from smokegate.verdict.check import CheckId, CheckOutcome, Seen, Severity, Silence
from smokegate.verdict.evidence import Control, Evidence

_NO_NETWORK = (Silence.DNS, Silence.UNREACHABLE)


def releases_seen(looks: Sequence[Evidence]) -> tuple[str, ...]:
    """The different releases that answered, in their order."""
    distinct: list[str] = []
    for look in looks:
        seen = look.release_seen
        if seen is not None and not is_among(seen, distinct):
            distinct.append(seen)
    return tuple(distinct)


def is_mute(look: Evidence) -> bool:
    """Whether nobody was there to say which release it is: silence, errors, refusals."""
    is_silent = all(seen.silence is not None for seen in look.checks.values())
    is_mute = is_silent or look.is_release_broken or look.access.is_locked_out
    return bool(look.checks) and is_mute


def failures(look: Evidence) -> Mapping[CheckId, Seen]:
    """What failed in this look."""
    failed = CheckOutcome.FAILED
    return {check: seen for check, seen in look.checks.items() if seen.outcome is failed}


def can_see(look: Evidence) -> bool:
    """Whether a check passed on an answer from the network: then the runner is not blind."""
    return any(
        seen.outcome is CheckOutcome.PASSED and seen.is_answered for seen in look.checks.values()
    )


def blindness(look: Evidence) -> str | None:
    """Why what failed in this look may be the runner's own fault; None where it cannot be.

    A mix of answers and silences among the failures is not blind, and passes prove sight: a
    control URL that is down says nothing of a runner that other answers reach. A runner that is
    kept out is blind.
    """
    if look.access.is_blind:
        return look.access.kept_out
    failed = failures(look).values()
    if not failed or any(seen.silence is None for seen in failed):
        return None
    if any(seen.silence is Silence.BLOCKED for seen in failed):
        return "what failed was kept from the runner, by a challenge, a limit or a ban"
    if can_see(look):
        return None
    if look.control is Control.SILENT:
        return "what failed got no answer, and the control URLs gave none either"
    if look.control is Control.NONE and all(seen.silence in _NO_NETWORK for seen in failed):
        return (
            "what failed could not be reached at all, as from a runner without network; "
            "give --control=URL to tell them apart"
        )
    return None


def excuse_refused(baseline: Evidence, looks: Sequence[Evidence]) -> tuple[str, ...]:
    """Why the baseline excuses nothing; empty where it may."""
    if baseline.faults or baseline.gaps:
        return (*baseline.faults, *baseline.gaps)
    if blind := blindness(baseline):
        return (f"{baseline.name}: {blind}",)
    there = _host(baseline)
    here = next((host for host in map(_host, looks) if host), None)
    if there and here and there != here:
        return (f"{baseline.name}: it was taken of {there}, not of {here}",)
    return ()


def excused(
    checks: Iterable[CheckId], baseline: Evidence | None, looks: Sequence[Evidence]
) -> frozenset[CheckId]:
    """Those of the checks that were already failing in the baseline.

    Ids are compared whole; where the baseline has no such id, without their folders, because it
    may come from another checkout.
    """
    if baseline is None or excuse_refused(baseline, looks):
        return frozenset()
    tails = Counter(map(_without_folders, baseline.checks))
    now = {check: seen.severity for look in looks for check, seen in look.checks.items()}
    severities = {_without_folders(check): severity for check, severity in now.items()}
    broken = {
        check
        for check, seen in baseline.checks.items()
        if _was_broken(seen, severities.get(_without_folders(check)), baseline)
    }
    broken_tails = {tail for tail in map(_without_folders, broken) if tails[tail] == 1}
    return frozenset(
        check
        for check in checks
        if check in broken
        or (check not in baseline.checks and _without_folders(check) in broken_tails)
    )


def _was_broken(seen: Seen, severity: Severity | None, baseline: Evidence) -> bool:
    """Whether it failed before, as gravely as now.

    What was not provided then is a warning of no weight, and excuses no failure of what is.
    """
    if seen.silence is not None and baseline.control is Control.SILENT and not can_see(baseline):
        return False
    if seen.outcome is CheckOutcome.WARNED:
        return seen.severity is severity
    return seen.outcome is CheckOutcome.FAILED


def _host(look: Evidence) -> str | None:
    """Ports are left out: the embedded demo deployment has another one each time."""
    if look.base_url is None:
        return None
    try:
        return urlsplit(look.base_url).hostname
    except ValueError:
        return None


def _without_folders(check: CheckId) -> str:
    path, colons, rest = check.partition("::")
    return path.rpartition("/")[2] + colons + rest
