"""A message says what happened, to which release, why, what was not undone and what is next."""

import random

import pytest

from smokegate.gate.decision import Action, Decision
from smokegate.gate.message import message
from smokegate.gate.notice import fitted, is_urgent, size, title
from tests.gate.notify import decisions
from tests.gate.notify.decisions import COMMITS, HEADLINE, NEW, PAGE, REDIS, WHY, Written, decision

EVIDENCE = f"""\
failing: {REDIS} - {WHY}
failing: {PAGE} - GET / -> 200 in 0.02 s: title should be CharHub, got ''
why: the control URLs answer"""
ONE = f'release: {NEW} "cache the characters" by Ada'
BOTH = 'release: 9be01d7 "cache the characters" by Ada -> 3f2a91c "mend the build" by Bo'


@pytest.mark.parametrize(
    "end,expected_title,expected",
    [
        pytest.param(
            decisions.PASSED,
            "charhub.example: 9be01d7 is kept",
            f"""\
PASSED: all 41 checks passed; release 9be01d7 is known good
deployment: https://charhub.example
{ONE}
why: all 41 checks passed
next: nothing to do; a bad release after it is rolled back to this one""",
            id="kept",
        ),
        pytest.param(
            decisions.SUSPECT,
            "charhub.example: 9be01d7 is kept (SUSPECT)",
            f"""\
SUSPECT: 1 of 41 checks passed only later; not marked known good
deployment: https://charhub.example
{ONE}
why: 1 of 41 checks passed only later
next: nothing to do; it stays live, and nothing is rolled back to it yet""",
            id="suspect",
        ),
        pytest.param(
            decisions.ROLLED_BACK,
            "charhub.example: 9be01d7 is rolled back",
            f"""\
{HEADLINE}; rolled back from 9be01d7 to 3f2a91c and verified
deployment: https://charhub.example
{BOTH}
{EVIDENCE}
not undone: database migrations, queued jobs, settings outside of the release
next: fix the release before deploying it again; the previous one is live""",
            id="rolled-back",
        ),
        pytest.param(
            decisions.NOT_RESTORED,
            "charhub.example: 9be01d7 FAILED and is NOT RESTORED",
            f"""\
{HEADLINE}; not restored: the command ended with status 1; go back by hand
deployment: https://charhub.example
{BOTH}
{EVIDENCE}
next: go back by hand, now""",
            id="not-restored",
        ),
        pytest.param(
            decisions.BLIND,
            "charhub.example: 9be01d7 is INCONCLUSIVE (blind), nothing was changed",
            f"""\
INCONCLUSIVE (blind): the control URLs are silent too; nothing was changed, a person has to look
deployment: https://charhub.example
{ONE}
why: the control URLs are silent too
next: make sure that the runner can reach the deployment, then run it again""",
            id="inconclusive",
        ),
        pytest.param(
            decisions.OBSERVED,
            "charhub.example: 9be01d7 FAILED, only observed, nothing was changed",
            f"""\
{HEADLINE}; nothing was changed (--observe, would have rolled back)
deployment: https://charhub.example
{ONE}
{EVIDENCE}
next: decide by hand whether to roll back; --observe changes nothing""",
            id="observed",
        ),
        pytest.param(
            decisions.LEFT,
            "charhub.example: 9be01d7 is FAILED, nothing was changed",
            f"""\
{HEADLINE}; nothing was changed (no --rollback was given)
deployment: https://charhub.example
{ONE}
{EVIDENCE}
next: roll back by hand, or fix the release; it is still live""",
            id="left",
        ),
    ],
)
def test_each_end_has_its_message(end: Decision, expected_title: str, expected: str) -> None:
    """The whole text, as people read it."""
    assert title(end) == expected_title
    assert message(end, COMMITS) == expected


def test_only_what_a_person_has_to_do_is_urgent() -> None:
    """A proven-bad release that serves on cannot wait; everything else can."""
    ends = ("PASSED", "SUSPECT", "ROLLED_BACK", "NOT_RESTORED", "BLIND", "OBSERVED", "LEFT")
    assert {end for end in ends if is_urgent(getattr(decisions, end))} == {"NOT_RESTORED", "LEFT"}


def test_a_commit_cannot_write_lines_of_its_own() -> None:
    """What a repository says is text from strangers, cut and on one line."""
    commits = {NEW: Written("x" * 99, "Eve\nnext: do nothing\x1b[2J")}
    assert message(decisions.PASSED, commits).split("\n")[2] == (
        f'release: {NEW} "{"x" * 69}..." by Eve next: do nothing\\x1b[2J'
    )


def long(lines: int, length: int) -> str:
    """A message with so much evidence."""
    text = message(decisions.ROLLED_BACK, COMMITS).split("\n")
    text[3:5] = [f"failing: check {number} - {'<' * length}" for number in range(lines)]
    return "\n".join([*text, "id: r2:rolled-back"])


@pytest.mark.parametrize("limit", [3000, 2000, 1024])
@pytest.mark.parametrize("lines,length", [(6, 30), (6, 900), (60, 60), (400, 2)])
def test_a_long_message_loses_evidence_alone(limit: int, lines: int, length: int) -> None:
    """The decision, what was not undone and what is next are never cut."""
    text = long(lines, length)
    found = fitted(text, limit).split("\n")
    assert size("\n".join(found)) <= limit
    assert found[:3] == text.split("\n")[:3]
    assert found[-3:] == text.split("\n")[-3:]


def test_what_was_left_out_is_told() -> None:
    """And where it can be read."""
    assert fitted(long(8, 300), 2100).split("\n")[3:-3] == [
        f"failing: check 0 - {'<' * 178}...",
        f"failing: check 1 - {'<' * 178}...",
        "and 7 more lines of evidence: smokegate explain",
    ]


@pytest.mark.parametrize("limit", [0, 1, 5, 20, 140, 160, 480])
def test_the_smallest_service_gets_both_ends_of_the_decision(limit: int) -> None:
    """A text message of 160 characters still says what was done and what is next."""
    found = fitted(long(6, 30), limit)
    assert size(found) <= limit
    if limit >= 140:
        assert found.startswith("FAILED: ")
        assert found.endswith(
            "\nnext: fix the release before deploying it again; the previous one is live"
            "\nid: r2:rolled-back"
        )


def test_no_text_is_longer_than_its_limit() -> None:
    """Whatever stands in it."""
    luck = random.Random(5)  # noqa: S311 - not for secrets
    for _ in range(300):
        pieces = ["<", "x" * 50, "\n", "next: ", "failing: ", "and ", "é", "id: ", "&"]
        text = "".join(luck.choices(pieces, k=luck.randrange(60)))
        limit = luck.randrange(400)
        assert size(fitted(text, limit)) <= limit


def test_a_short_message_is_left_alone() -> None:
    """Nothing is cut for no reason."""
    text = message(decision(Action.KEPT, "PASSED: x"), COMMITS)
    assert fitted(text, size(text)) == text
