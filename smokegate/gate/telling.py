"""What people are told, and when: the end of a run, that it is still bad, that it is well again."""

import sqlite3
from datetime import UTC, datetime, timedelta

from smokegate.gate.decision import Action, Decision
from smokegate.gate.message import NONE_KNOWN, Commits, message
from smokegate.gate.notice import is_urgent, title
from smokegate.gate.outbox import Waiting, newest, put, settle, told

REMINDER_S = 3600.0
TOO_OLD = timedelta(days=1)
MOST_AN_HOUR = 30
FORGOTTEN = timedelta(days=90)
NOT_RESTORED = "not-restored"
REMINDER = "reminder-"
KEPT = "kept"
ENDS_WELL = (KEPT, "rolled-back")


def put_decision(
    connection: sqlite3.Connection,
    decision: Decision,
    *,
    run: str,
    deployment: str,
    now: datetime,
    commits: Commits = NONE_KNOWN,
) -> None:
    """Puts the message about the end of a run; one that ends a bad time says so."""
    head, body, urgent = title(decision), message(decision, commits), is_urgent(decision)
    state = _state(decision.action)
    before = stuck(connection, deployment)
    if before and before.run != run and state in ENDS_WELL:
        head, urgent = f"resolved: {head}", True
        body += f"\nresolved: run {before.run} could not restore it, {_ago(now - before.at)} ago"
        _drop_reminders(connection, deployment, now)
    put(
        connection,
        key=f"{run}:{state}",
        run=run,
        deployment=deployment,
        title=head,
        body=body,
        is_urgent=urgent,
        now=now,
    )


def remind(connection: sqlite3.Connection, now: datetime) -> None:
    """Puts one message an hour about each deployment that is still not restored."""
    for (deployment,) in connection.execute("select distinct deployment from outbox").fetchall():
        before = stuck(connection, deployment)
        if before is None:
            continue
        hours = int((now - before.at).total_seconds() // REMINDER_S)
        key = f"{before.run}:{REMINDER}{hours}"
        if hours < 1 or connection.execute("select 1 from outbox where key = ?", (key,)).fetchone():
            continue
        _drop_reminders(connection, deployment, now)
        decision, *others = before.body.split("\n")
        lines = [f"still so after {_ago(now - before.at)}: {decision}"]
        lines += [line for line in others if not line.startswith("id: ")]
        put(
            connection,
            key=key,
            run=before.run,
            deployment=deployment,
            title=f"still: {before.title}",
            body="\n".join(lines),
            is_urgent=True,
            now=now,
        )


def stuck(connection: sqlite3.Connection, deployment: str) -> Waiting | None:
    """The message about the run that was not restored, unless a later one ended well."""
    found = newest(connection, deployment, (NOT_RESTORED, *ENDS_WELL))
    return found if found and found.state == NOT_RESTORED else None


def tidy(connection: sqlite3.Connection, now: datetime) -> None:
    """Settles what is too old to be news, and forgets what was settled long ago."""
    connection.execute(
        "update outbox set settled = ?, problem = 'not delivered within a day' "
        "where settled is null and at < ?",
        (told(now), told(now - TOO_OLD)),
    )
    old = "select key from outbox where settled < ? and key not like '%:not-restored'"
    connection.execute(
        f"delete from deliveries where key in ({old})",  # noqa: S608 - our own words
        (told(now - FORGOTTEN),),
    )
    connection.execute(
        f"delete from outbox where key in ({old})",  # noqa: S608 - our own words
        (told(now - FORGOTTEN),),
    )


def hold_back(connection: sqlite3.Connection, one: Waiting, now: datetime) -> bool:
    """Whether too many were delivered in this hour: then it is settled, and people are told once.

    What cannot wait is counted by itself, so that no flood of other messages holds it back.
    """
    if one.state.startswith("held-back"):
        return False
    count = connection.execute(
        "select count(distinct o.key) from outbox o join deliveries d on d.key = o.key "
        "where o.deployment = ? and o.is_urgent = ? and o.key <> ? and d.delivered > ? "
        "and o.key not like '%:held-back'",
        (one.deployment, int(one.is_urgent), one.key, told(now - timedelta(hours=1))),
    ).fetchone()[0]
    if count < MOST_AN_HOUR or any(each.is_delivered for each in one.done.values()):
        return False
    settle(connection, one.key, now, f"held back after {MOST_AN_HOUR} messages in an hour")
    which = "urgent messages" if one.is_urgent else "messages"
    put(
        connection,
        key=f"{one.deployment}:{now.astimezone(UTC):%Y%m%dT%H}:{which[:6]}:held-back",
        run=one.run,
        deployment=one.deployment,
        title=f"more than {MOST_AN_HOUR} {which} in an hour, the others are held back",
        body=f"deployment: {one.deployment}\n"
        "next: look at `smokegate log`; the ones held back are not sent later",
        is_urgent=one.is_urgent,
        now=now,
    )
    return True


def _drop_reminders(connection: sqlite3.Connection, deployment: str, now: datetime) -> None:
    """Settles the reminders that were not delivered: what is put now says more."""
    connection.execute(
        "update outbox set settled = ?, problem = 'a newer message was sent instead' "
        "where deployment = ? and key like '%:reminder-%' and settled is null",
        (told(now), deployment),
    )


def _state(action: Action) -> str:
    return str(action).replace(" ", "-")


def _ago(span: timedelta) -> str:
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"
