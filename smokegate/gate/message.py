"""What people are told: what happened, which release to which, why, what was not undone."""

from smokegate.gate.decision import Action, Decision
from smokegate.verdict.outcome import Outcome

MOST_CHECKS = 10


def message(decision: Decision) -> str:
    """The whole message as plain text, the decision first."""
    lines = [decision.sentence, ""]
    if decision.base_url:
        lines.append(f"deployment: {decision.base_url}")
    if decision.rollback:
        before = decision.rollback.from_release or "the new release"
        after = decision.rollback.to_release or "the release before"
        lines.append(f"release: {before} -> {after}")
    elif decision.release:
        lines.append(f"release: {decision.release}")
    lines += [f"why: {reason}" for reason in decision.verdict.reasons]
    lines += _checks(decision)
    lines += _what_now(decision)
    return "\n".join(lines)


def _checks(decision: Decision) -> list[str]:
    failures = decision.verdict.failures
    lines = [f"- {check}: {sentence}" for check, sentence in failures.items()]
    left = len(lines) - MOST_CHECKS
    return [*lines[:MOST_CHECKS], *([f"- and {left} more"] if left > 0 else [])]


def _what_now(decision: Decision) -> list[str]:
    match decision.action:
        case Action.ROLLED_BACK:
            return [
                "not undone: database migrations, queued jobs, settings outside of the release",
                "next: mend the release; the old one serves",
            ]
        case Action.NOT_RESTORED:
            problem = decision.rollback.problem if decision.rollback else None
            return [f"problem: {problem}", "next: go back by hand, now"]
        case Action.OBSERVED:
            return ["next: nothing was changed (--observe); decide by hand"]
        case Action.NOTHING if decision.verdict.outcome is Outcome.FAILED:
            return ["next: nothing was changed, no --rollback was given; decide by hand"]
        case Action.NOTHING:
            return ["next: nothing was changed; look at the deployment, then run the gate again"]
        case Action.KEPT:
            return ["next: nothing to do"]
