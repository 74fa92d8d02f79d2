"""What people are told: what happened, which release to which, why, what was not undone."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from smokegate.gate.decision import Action, Decision
from smokegate.redact import shown
from smokegate.verdict.check import CheckId
from smokegate.verdict.outcome import Outcome

MOST_LINES = 6
LONGEST_SUBJECT = 72
LONGEST_LINE = 3000
_COMMIT = re.compile(r"[0-9a-f]{40}")


class Commit(Protocol):
    """What a repository says of a release."""

    @property
    def subject(self) -> str:
        """The first line of the commit's message."""

    @property
    def author(self) -> str:
        """Who wrote it."""


Commits = Mapping[str, Commit]
NONE_KNOWN: Commits = MappingProxyType({})


def message(decision: Decision, commits: Commits = NONE_KNOWN) -> str:
    """The whole message as plain text, the decision first, then what happens next."""
    lines = [decision.sentence, *details(decision, commits), *_kept(decision)]
    return "\n".join(_one_line(line) for line in lines)


def details(decision: Decision, commits: Commits = NONE_KNOWN) -> list[str]:
    """The message without the decision: few lines, each of them needed at 3 a.m."""
    return [
        *([f"deployment: {decision.base_url}"] if decision.base_url else []),
        *_release(decision, commits),
        *_limited([f"failing: {line}" for line in _failing(decision)]),
        *_limited([f"why: {reason}" for reason in _reasons(decision)]),
        *_what_now(decision),
    ]


def short(release: str) -> str:
    """A release as people say it: a commit by its first seven digits."""
    return release[:7] if _COMMIT.fullmatch(release) else release


def _release(decision: Decision, commits: Commits) -> list[str]:
    if decision.rollback:
        before = _told(decision.rollback.from_release, commits) or "the new release"
        after = _told(decision.rollback.to_release, commits) or "the release before"
        return [f"release: {before} -> {after}"]
    if not decision.release:
        return []
    commit = commits.get(decision.release)
    return [f"release: {decision.release}{_authored(commit)}"]


def _told(release: str | None, commits: Commits) -> str | None:
    return f"{short(release)}{_authored(commits.get(release))}" if release else None


def _authored(commit: Commit | None) -> str:
    if commit is None:
        return ""
    subject = _one_line(commit.subject)
    if len(subject) > LONGEST_SUBJECT:
        subject = f"{subject[: LONGEST_SUBJECT - 3]}..."
    return f' "{subject}" by {_one_line(commit.author)[:LONGEST_SUBJECT]}'


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
            return ["next: it stays as it is (--observe); decide by hand"]
        case Action.NOTHING if decision.verdict.outcome is Outcome.FAILED:
            return ["next: it stays as it is; decide by hand"]
        case Action.NOTHING:
            return ["next: look at the deployment, then ask again"]
        case Action.KEPT:
            return []


def _kept(decision: Decision) -> list[str]:
    """What happens next to a release that was kept; on a console it goes without saying."""
    if decision.action is not Action.KEPT:
        return []
    if decision.is_known_good:
        return ["next: nothing to do; a bad release after it is rolled back to this one"]
    return ["next: it stays; until it is known good, nothing is rolled back to it"]


def _one_line(text: str) -> str:
    return shown(text, LONGEST_LINE)
