"""Whether a release that refuses everything is to blame for it: only if it did not before."""

from collections.abc import Sequence
from dataclasses import replace

from smokegate.verdict.blame import excuse_refused
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.outcome import Kind


def was_let_in_before(
    looks: Sequence[Evidence], baseline: Evidence | None, *, was_let_in: bool
) -> bool:
    """Whether this runner was let in to the deployment before these looks, by all that is known."""
    if was_let_in or baseline is None:
        return was_let_in
    return baseline.access.is_let_in and not excuse_refused(baseline, looks)


def with_lockouts(
    looks: Sequence[Evidence], baseline: Evidence | None, *, was_let_in: bool
) -> tuple[Evidence, ...]:
    """The looks, with each refusal marked that is held against the release.

    That is one that a release can send, after the runner was let in: before the deploy, by the
    record, or in an earlier look.
    """
    is_known = was_let_in_before(looks, baseline, was_let_in=was_let_in)
    marked = []
    for look in looks:
        seen = look.access
        is_locked_out = is_known and seen.kept_out is not None and not seen.is_by_edge
        marked.append(replace(look, access=replace(seen, is_locked_out=is_locked_out)))
        is_known = is_known or seen.is_let_in
    return tuple(marked)


def not_seen(looks: Sequence[Evidence], *, was_let_in: bool) -> tuple[Kind, list[str]] | None:
    """Why the application was not seen in any look, as a kind and sentences; None where it was.

    Each look was kept out, or met another application; the latter only where the runner was not
    let in before, for then it is what the release has become.
    """
    if all(look.access.is_blind for look in looks):
        return Kind.BLIND, list(dict.fromkeys(look.access.kept_out or "" for look in looks))
    if not was_let_in and all(look.access.is_another for look in looks):
        return Kind.NOT_DEPLOYED, list(dict.fromkeys(look.access.unlike or "" for look in looks))
    return None
