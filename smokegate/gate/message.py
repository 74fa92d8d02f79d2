"""What people are told: what happened, which release to which, why, what was not undone."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from smokegate.gate.decision import Action, Decision, Rollback
from smokegate.grouping import reason_of, shown_once
from smokegate.redact import shown
from smokegate.verdict.check import CheckId
from smokegate.verdict.environment import Comparison
from smokegate.verdict.outcome import Kind, Outcome

MOST_LINES = 6
LONGEST_SUBJECT = 72
LONGEST_LINE = 3000
GO_BACK = "go back by hand"
_AFTER_INCONCLUSIVE = {
    Kind.BLIND: "make sure that the runner can reach the deployment, then run it again",
    Kind.HARNESS: "fix the checks or the runner, then run it again",
    Kind.INCOMPLETE: "run it again; not every check was proven",
    Kind.PRE_EXISTING: "fix what failed before the deploy already; the release is not to blame",
    Kind.OUTSIDE: "fix what failed outside of the release; going back does not help",
    Kind.NOT_DEPLOYED: "make sure that the release is deployed, then run it again",
    Kind.INTERRUPTED: "see what is live, then run it again",
}
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
        groups.setdefault(reason_of(sentence), []).append(check)
    for first, *others in groups.values():
        more = f" and {len(others)} more" if others else ""
        yield f"{first}{more} - {shown_once([failures[check] for check in (first, *others)])}"


def _reasons(decision: Decision) -> list[str]:
    """The reasons that are not about one convicted check: those stand in `failing`."""
    convicted = tuple(decision.verdict.failures)
    told = decision.verdict.reasons
    return [reason for reason in told if not convicted or not reason.startswith(convicted)]


def _limited(lines: list[str]) -> list[str]:
    left = len(lines) - MOST_LINES
    return lines if left <= 1 else [*lines[:MOST_LINES], f"and {left} more lines like these"]


def _what_now(decision: Decision) -> list[str]:
    """What is left of a release that was rolled back, and the one thing to do now."""
    left = []
    if decision.action is Action.ROLLED_BACK:
        left = ["not undone: database migrations, queued jobs, settings outside of the release"]
    return [*left, f"next: {_next(decision)}"] if _next(decision) else left


def _next(decision: Decision) -> str | None:
    """The one thing to do now; None where the sentence of a kept release says all of it."""
    outcome = decision.verdict.outcome
    match decision.action:
        case Action.KEPT:
            return None
        case Action.ROLLED_BACK if decision.is_by_hand:
            return "nothing to do; the release that was gone back to is live"
        case Action.ROLLED_BACK if outcome is Outcome.INCONCLUSIVE:
            return "fix what stopped the switch, then deploy again; the previous release is live"
        case Action.ROLLED_BACK:
            return "fix the release before deploying it again; the previous one is live"
        case Action.NOT_RESTORED:
            what = after_failure(decision.rollback)
            return f"{what}, now" if what == GO_BACK else what
        case Action.OBSERVED:
            return "decide by hand whether to roll back; --observe changes nothing"
        case Action.NOTHING if decision.is_by_hand:
            return "see what is live (smokegate releases) before you go back again"
        case Action.NOTHING if outcome is Outcome.FAILED and decision.run:
            return "roll back by hand, or fix the release; it is still live"
        case Action.NOTHING:
            return _after_a_verdict(outcome, decision.verdict.kind)


def after_failure(rollback: Rollback | None) -> str:
    """What a person has to do where the rollback did not restore the deployment."""
    if rollback is None:
        return GO_BACK
    if rollback.comparison is Comparison.ALIKE:
        return "fix the environment that both releases fail in; going back again does not help"
    if rollback.is_barred:
        return "decide by hand whether to go back; nothing was switched"
    if rollback.has_no_target:
        return "choose a release and make it live by hand, or fix this one"
    if rollback.is_unmoved:
        return GO_BACK
    if rollback.exit_status != 0:
        is_same = rollback.to_release and rollback.to_release == rollback.from_release
        return f"make {short(rollback.to_release or '')} live by hand, now" if is_same else GO_BACK
    live = short(rollback.to_release) if rollback.to_release else "the release before"
    if rollback.verdict is None or rollback.verdict.outcome is Outcome.INCONCLUSIVE:
        return f"check by hand whether {live} works; it was made live and is not verified"
    return f"fix the deployment, or make another release live; {live} is live and fails too"


def _after_a_verdict(outcome: Outcome, kind: Kind | None) -> str:
    """What follows where nothing was done: of `judge`, or of a verdict that proves nothing."""
    match outcome:
        case Outcome.PASSED:
            return "nothing to do"
        case Outcome.SUSPECT:
            return "nothing to do now; it passed only on a later look, so check it again"
        case Outcome.FAILED:
            return "roll the release back, or fix it"
        case Outcome.INCONCLUSIVE:
            return _AFTER_INCONCLUSIVE[kind] if kind else "check the deployment, then run it again"


def _kept(decision: Decision) -> list[str]:
    """What happens next to a release that was kept; on a console it goes without saying."""
    if decision.action is not Action.KEPT:
        return []
    if decision.is_known_good:
        return ["next: nothing to do; a bad release after it is rolled back to this one"]
    return ["next: nothing to do; it stays live, and nothing is rolled back to it yet"]


def _one_line(text: str) -> str:
    return shown(text, LONGEST_LINE)
