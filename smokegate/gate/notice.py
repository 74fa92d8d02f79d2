"""A message as a service takes it: its title, whether it cannot wait, how long it may be."""

import html
from urllib.parse import urlsplit

from smokegate.gate.decision import Action, Decision
from smokegate.gate.message import short
from smokegate.verdict.outcome import Outcome

LONGEST_EVIDENCE = 200
_EVIDENCE = ("failing: ", "why: ", "and ")
_VITAL = ("next: ", "id: ")
_CUT = " ... "


def title(decision: Decision) -> str:
    """What was done where, for the lock screen of a telephone."""
    where = urlsplit(decision.base_url or "").netloc or decision.base_url or "smokegate"
    return f"{where}: {_done(decision)}"


def is_urgent(decision: Decision) -> bool:
    """Whether a person has to act now: a release that is proven bad serves on."""
    if decision.action is Action.NOT_RESTORED:
        return True
    return decision.action is Action.NOTHING and decision.verdict.outcome is Outcome.FAILED


def fitted(text: str, limit: int) -> str:
    """The text in at most `limit` characters; the decision and what happens next stay whole.

    Evidence goes first, its last line before its first: all of it is on record.
    """
    if size(text) <= limit:
        return text
    decision, *others = text.split("\n")
    lines = [decision, *(_shortened(line) for line in others)]
    evidence = [at for at, line in enumerate(lines) if at and line.startswith(_EVIDENCE)]
    for left in range(len(evidence) - 1, -1, -1):
        found = _without(lines, evidence[left:])
        if size(found) <= limit:
            return found
    return _vital(lines, limit)


def size(text: str) -> int:
    """The length that counts: Slack counts `&`, `<` and `>` as they are sent, escaped."""
    return len(html.escape(text, quote=False))


def _done(decision: Decision) -> str:
    release = short(decision.release) if decision.release else "the release"
    outcome = decision.verdict.outcome
    if decision.is_by_hand:
        return _done_by_hand(decision, release)
    match decision.action:
        case Action.KEPT:
            suspect = " (SUSPECT)" if outcome is Outcome.SUSPECT else ""
            return f"{release} is kept{suspect}"
        case Action.ROLLED_BACK:
            return f"{release} is rolled back"
        case Action.NOT_RESTORED:
            failed = "FAILED and " if outcome is Outcome.FAILED else ""  # it may not be judged
            return f"{release} {failed}is NOT RESTORED"
        case Action.OBSERVED:
            return f"{release} FAILED, only observed, {decision.untouched}"
        case Action.NOTHING:
            kind = f" ({decision.verdict.kind})" if decision.verdict.kind else ""
            return f"{release} is {outcome}{kind}, {decision.untouched}"


def _done_by_hand(decision: Decision, release: str) -> str:
    """What a person who goes back wants to know first: which release serves, and whether well."""
    rollback = decision.rollback
    if decision.action is Action.NOTHING:
        is_switched = rollback is not None and rollback.exit_status == 0
        told = (
            "made, then taken over by a newer run"
            if is_switched
            else "not made, nothing was switched by it"
        )
        return f"rollback by hand to {release}: {told}"
    if rollback is None or rollback.exit_status != 0 or rollback.is_unmoved:
        return f"rollback by hand to {release} FAILED, NOT RESTORED"
    match rollback.verdict.outcome if rollback.verdict else Outcome.INCONCLUSIVE:
        case Outcome.INCONCLUSIVE:
            return f"gone back by hand to {release}, NOT VERIFIED"
        case Outcome.FAILED:
            return f"gone back by hand to {release}, which FAILED"
        case _ if decision.action is Action.ROLLED_BACK:
            return f"gone back by hand to {release}"
        case _:
            return f"rollback by hand to {release} FAILED, NOT RESTORED"


def _shortened(line: str) -> str:
    if line.startswith(_VITAL) or len(line) <= LONGEST_EVIDENCE:
        return line
    return f"{line[: LONGEST_EVIDENCE - 3]}..."


def _without(lines: list[str], gone: list[int]) -> str:
    """The lines but for those at `gone`, and a word on that in their place."""
    told = f"and {len(gone)} more lines of evidence: smokegate explain"
    kept = [told if at == gone[0] else line for at, line in enumerate(lines) if at not in gone[1:]]
    return "\n".join(kept)


def _vital(lines: list[str], limit: int) -> str:
    """The decision and what happens next; should even they be too long, the ends of them."""
    decision, *others = lines
    rest = "".join(f"\n{line}" for line in others if line.startswith(_VITAL))
    room = limit - size(rest)
    if room < len(_CUT) + 2:
        return _squeezed(decision + rest, limit)
    return _squeezed(decision, room) + rest


def _squeezed(text: str, limit: int) -> str:
    """The beginning and the end of the text."""
    found, keep = text, limit
    while size(found) > limit:
        keep -= max(1, size(found) - limit) if found is not text else len(_CUT)
        if keep < 2:
            return text[: max(0, limit)] if size(text[: max(0, limit)]) <= limit else ""
        found = f"{text[: keep - keep // 3]}{_CUT}{text[len(text) - keep // 3 :]}"
    return found
