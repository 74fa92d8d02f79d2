"""What stays: five releases, the last two known good among them; of the runs, those of a year."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection

from smokegate.gate.releases import Release, Standing
from smokegate.release_id import is_among

PINNED_GOOD = 2
REMEMBERED = timedelta(days=400)  # a year, and what is asked about it afterwards
_BAD = (Standing.FAILED, Standing.QUARANTINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """keep: releases that stay ready. set_aside: failed ones that stay for the post-mortem."""

    keep: tuple[str, ...]
    set_aside: tuple[str, ...]


def retained(
    releases: Sequence[Release],
    *,
    lying: Collection[str],
    pinned: Collection[str],
    most: int,
    most_failed: int,
) -> Retention:
    """What stays of the releases that lie on the host. releases: newest first.

    pinned: ids that stay whatever they are: the current one, and those of a run that is open. The
    two newest that are known good stay as well, so that five bad deploys in a row leave a way back.
    """
    ordered = [one for one in releases if is_among(one.id, lying)]
    good = [one.id for one in ordered if one.state is Standing.KNOWN_GOOD]
    fixed = [*(one for one in lying if is_among(one, pinned)), *good[:PINNED_GOOD]]
    rest = [one.id for one in ordered if one.state not in _BAD]
    unknown = [one for one in lying if not is_among(one, [each.id for each in releases])]
    keep: list[str] = []
    for one in (*fixed, *rest, *unknown):
        is_fixed = is_among(one, fixed)
        if not is_among(one, keep) and (is_fixed or len(keep) < most):
            keep.append(one)
    # on record, not among what lies ready: one that was set aside lies there no more, and stays
    failed = [one.id for one in releases if one.state in _BAD and not is_among(one.id, keep)]
    return Retention(keep=tuple(keep), set_aside=tuple(failed[:most_failed]))


def forget_long_ago(connection: Connection, deployment: str, now: datetime) -> None:
    """Removes the runs of long ago and their steps, but for the newest run.

    What is known of releases and checks is kept: a release stays quarantined for ever.
    """
    old = (
        "from runs where deployment = :place and coalesce(ended, began) < :since "
        "and fence < (select max(fence) from runs where deployment = :place)"
    )
    given = {"place": deployment, "since": (now - REMEMBERED).isoformat(timespec="seconds")}
    connection.execute(f"delete from steps where run in (select id {old})", given)  # noqa: S608 - our own words
    connection.execute(f"delete {old}", given)
