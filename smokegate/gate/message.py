"""What people are told: what happened, which release to which, why, what was not undone."""

import re
from collections.abc import Iterator

from smokegate.gate.decision import Action, Decision
from smokegate.verdict.check import CheckId
from smokegate.verdict.outcome import Outcome

MOST_LINES = 6
_COMMIT = re.compile(r"[0-9a-f]{40}")


def message(decision: Decision) -> str:
    """The whole message as plain text, the decision first."""
    return "\n".join([decision.sentence, *details(decision)])


def details(decision: Decision) -> list[str]:
    """The message without the decision: few lines, each of them needed at 3 a.m."""
    return [
        *([f"deployment: {decision.base_url}"] if decision.base_url else []),
        *_release(decision),
        *_limited([f"failing: {line}" for line in _failing(decision)]),
        *_limited([f"why: {reason}" for reason in _reasons(decision)]),
        *_what_now(decision),
    ]


def short(release: str) -> str:
    """A release as people say it: a commit by its first seven digits."""
    return release[:7] if _COMMIT.fullmatch(release) else release


def _release(decision: Decision) -> list[str]:
    if decision.rollback:
        before = short(decision.rollback.from_release or "the new release")
        after = short(decision.rollback.to_release or "the release before")
        return [f"release: {before} -> {after}"]
    return [f"release: {decision.release}"] if decision.release else []


def _failing(decision: Decision) -> Iterator[str]:
    """The convicted checks; those that failed for one reason in one line."""
    failures = decision.verdict.failures
    groups: dict[str, list[CheckId]] = {}
    for check, sentence in failures.items():
        _, silence, detail = sentence.partition(" -> silence: ")
        groups.setdefault(f"every request{silence}{detail}" if silence else sentence, []).append(
            check
        )
    for reason, checks in groups.items():
        first, *others = checks
        yield (
            f"{first} and {len(others)} more - {reason}"
            if others
            else f"{first} - {failures[first]}"
        )


def _reasons(decision: Decision) -> list[str]:
    """The reasons that are not about one convicted check: those stand in `failing`."""
    convicted = tuple(decision.verdict.failures)
    told = decision.verdict.reasons
    return [reason for reason in told if not convicted or not reason.startswith(convicted)]


def _limited(lines: list[str]) -> list[str]:
    left = len(lines) - MOST_LINES
    return lines if left <= 1 else [*lines[:MOST_LINES], f"and {left} more lines like these"]


def _what_now(decision: Decision) -> list[str]:
    match decision.action:
        case Action.ROLLED_BACK:
            return [
                "not undone: database migrations, queued jobs, settings outside of the release",
                "next: mend the release; the old one serves",
            ]
        case Action.NOT_RESTORED:
            return ["next: go back by hand, now"]
        case Action.OBSERVED:
            return ["next: nothing was changed (--observe); decide by hand"]
        case Action.NOTHING if decision.verdict.outcome is Outcome.FAILED:
            return ["next: nothing was changed; decide by hand"]
        case Action.NOTHING:
            return ["next: nothing was changed; look at the deployment, then ask again"]
        case Action.KEPT:
            return []
