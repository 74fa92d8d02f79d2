"""The newest switch on record, where that was a way back: nobody leaves its end by accident."""

import json
from dataclasses import dataclass

from smokegate.gate.journal import Journal
from smokegate.gate.message import short
from smokegate.release_id import is_same_release

_BACK = ("switch back", "undo")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneBack:
    """One way back. to_release: None where the driver found it by itself. why: for people."""

    to_release: str | None
    at: str
    why: str


def gone_back(journal: Journal) -> GoneBack | None:
    """The newest switch of this deployment if it was a way back, finished or not; else None.

    One that gave up with a problem is none. Raises ConfigurationError.
    """
    with journal.state.reading() as connection:
        row = connection.execute(
            'select runs.id, command, by, "order" from steps join runs on runs.id = steps.run '
            "where deployment = ? and name in ('switch', 'switch back', 'undo') "
            "order by fence desc limit 1",
            (journal.deployment,),
        ).fetchone()
        if row is None:
            return None
        run, command, by, order = row
        steps = {
            name: (intended, json.loads(result) if result else None)
            for name, intended, result in connection.execute(
                "select name, intended, result from steps where run = ?", (run,)
            )
        }
    back = next((name for name in _BACK if name in steps), None)
    if back is None:
        return None
    at, switched = steps[back]
    if switched and switched["problem"]:
        return None
    _, target = steps.get("target", (None, None))
    _, before = steps.get("current", (None, None))
    if back == "undo":
        to_release, why = before, f"{command} {run} could not switch, and went back to it"
    elif command == "rollback":
        to_release, why = json.loads(order).get("release"), f"{by} went back to it by hand"
    else:
        to_release, why = None, f"{command} {run} went back to it"
    if target:
        to_release = target["id"]
    return GoneBack(to_release=to_release, at=at, why=why)


def why_it_stays(journal: Journal, current: str) -> str | None:
    """Since when and why this release is live, if it was just gone back to; else None.

    Raises ConfigurationError.
    """
    back = gone_back(journal)
    if back is None or back.to_release is None or not is_same_release(back.to_release, current):
        return None
    return f"{short(current)} is known good and live since {back.at}: {back.why}"


def baseline_of_newest_deploy(journal: Journal) -> str | None:
    """The report that the newest deploy took before its switch; None where it took none.

    Raises ConfigurationError.
    """
    with journal.state.reading() as connection:
        row = connection.execute(
            "select runs.id from steps join runs on runs.id = steps.run "
            "where deployment = ? and command = 'deploy' and name = 'switch' "
            "order by fence desc limit 1",
            (journal.deployment,),
        ).fetchone()
    if row is None:
        return None
    report: str | None = journal.open(row[0]).done("baseline")
    return report
