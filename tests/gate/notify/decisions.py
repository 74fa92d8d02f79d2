"""The ends that a run can have, as the gate writes them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from smokegate.gate.decision import Action, Decision, Exit, Rollback
from smokegate.verdict.check import CheckId
from smokegate.verdict.outcome import Kind, Outcome
from smokegate.verdict.verdict import Verdict

SITE = "https://charhub.example"
NEW, OLD = "9be01d7" + "0" * 33, "3f2a91c" + "0" * 33
REDIS = CheckId("smoke/test_health.py::test_component_is_ok[redis]")
PAGE = CheckId("smoke/test_frontend.py::test_page_shows_the_application[/]")
WHY = "GET /api/v1/health -> 503 in 0.04 s: redis is error (ECONNREFUSED)"


@dataclass(frozen=True)
class Written:
    """A commit, as a driver describes it."""

    subject: str
    author: str


COMMITS = {NEW: Written("cache the characters", "Ada"), OLD: Written("mend the build", "Bo")}
FAILED = Verdict(
    outcome=Outcome.FAILED,
    reasons=(f"{REDIS} - {WHY}", "the control URLs answer"),
    convicted=frozenset({REDIS, PAGE}),
    failures={REDIS: WHY, PAGE: "GET / -> 200 in 0.02 s: title should be CharHub, got ''"},
)
HEADLINE = f"FAILED: {REDIS} - {WHY} (and 1 more)"


def decision(
    action: Action,
    sentence: str,
    verdict: Verdict = FAILED,
    *,
    problem: str | None = None,
    is_known_good: bool = False,
) -> Decision:
    """The end of a run of release NEW."""
    has_moved = action in (Action.ROLLED_BACK, Action.NOT_RESTORED)
    return Decision(
        verdict=verdict,
        action=action,
        exit_code=Exit.FAILED,
        sentence=sentence,
        run="r2",
        at=datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
        base_url=SITE,
        release=NEW,
        is_known_good=is_known_good,
        rollback=Rollback(
            command="git",
            from_release=NEW,
            to_release=OLD,
            exit_status=1 if problem else 0,
            problem=problem,
        )
        if has_moved
        else None,
    )


PASSED = decision(
    Action.KEPT,
    "PASSED: all 41 checks passed; release 9be01d7 is known good",
    Verdict(outcome=Outcome.PASSED, reasons=("all 41 checks passed",)),
    is_known_good=True,
)
SUSPECT = decision(
    Action.KEPT,
    "SUSPECT: 1 of 41 checks passed only later; not marked known good",
    Verdict(outcome=Outcome.SUSPECT, reasons=("1 of 41 checks passed only later",)),
)
ROLLED_BACK = decision(
    Action.ROLLED_BACK, f"{HEADLINE}; rolled back from 9be01d7 to 3f2a91c and verified"
)
NOT_RESTORED = decision(
    Action.NOT_RESTORED,
    f"{HEADLINE}; not restored: the command ended with status 1; go back by hand",
    problem="the command ended with status 1",
)
BLIND = decision(
    Action.NOTHING,
    "INCONCLUSIVE (blind): the control URLs are silent too; nothing was changed, a person has to "
    "look",
    Verdict(
        outcome=Outcome.INCONCLUSIVE,
        kind=Kind.BLIND,
        reasons=("the control URLs are silent too",),
    ),
)
OBSERVED = decision(
    Action.OBSERVED, f"{HEADLINE}; nothing was changed (--observe, would have rolled back)"
)
LEFT = decision(Action.NOTHING, f"{HEADLINE}; nothing was changed (no --rollback was given)")
