"""What is told of the life of a deployment: each end, that it is bad still, that it is well."""

from dataclasses import replace
from pathlib import Path

import pytest

from smokegate.gate.decision import Decision
from smokegate.gate.sending import Kind
from smokegate.gate.telling import put_decision
from tests.gate.notify import decisions
from tests.gate.notify.clockwork import DOWN, SITE, World
from tests.gate.notify.decisions import COMMITS


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty outbox and one channel."""
    return World(file=tmp_path / "state.sqlite3")


def ends(world: World, run: str, end: Decision, deployment: str = SITE) -> list[str]:
    """A run ends so, and what waits is delivered. The titles of what was sent."""
    before = len(world.attempts)
    with world.state.transaction() as connection:
        put_decision(
            connection,
            replace(end, run=run),
            run=run,
            deployment=deployment,
            now=world.at,
            commits=COMMITS,
        )
    world.notifier().deliver()
    return [title for _, title in world.attempts[before:]]


def passes(world: World, hours: float) -> list[str]:
    """Time goes by, and some command delivers what waits. The titles of what was sent."""
    before = len(world.attempts)
    world.passes(hours * 3600)
    world.notifier().deliver()
    return [title for _, title in world.attempts[before:]]


GOOD = "charhub.example: 9be01d7 is kept"
BACK = "charhub.example: 9be01d7 is rolled back"
BAD = "charhub.example: 9be01d7 FAILED and is NOT RESTORED"


def test_a_deployment_that_is_stuck_is_told_of_each_hour_until_it_is_well(world: World) -> None:
    """The walk: good, stuck, reminders, inconclusive, reminders, well again, quiet."""
    assert ends(world, "r1", decisions.PASSED) == [GOOD]
    assert passes(world, 2) == []
    assert ends(world, "r2", decisions.NOT_RESTORED) == [BAD]
    assert passes(world, 0.9) == []
    assert passes(world, 0.2) == [f"still: {BAD}"]
    assert passes(world, 0.2) == []
    assert passes(world, 5) == [f"still: {BAD}"]  # one, however many hours nobody looked
    blind = ends(world, "r3", decisions.BLIND)
    assert blind == ["charhub.example: 9be01d7 is INCONCLUSIVE (blind), nothing was changed"]
    assert passes(world, 1) == [f"still: {BAD}"]
    assert ends(world, "r4", decisions.ROLLED_BACK) == [f"resolved: {BACK}"]
    assert passes(world, 5) == []
    assert ends(world, "r5", decisions.PASSED) == [GOOD]
    assert [one.kind for one in world.letters] == [
        Kind.SUCCESS,
        *[Kind.FAILURE] * 3,
        Kind.WARNING,
        Kind.FAILURE,
        Kind.SUCCESS,
        Kind.SUCCESS,
    ]


def test_a_reminder_says_since_when_and_what_to_do(world: World) -> None:
    """Whoever reads only this one knows enough."""
    ends(world, "r2", decisions.NOT_RESTORED)
    passes(world, 2.5)
    lines = world.letters[-1].body.split("\n")
    assert lines[0] == f"still so after 2 h 30 min: {decisions.NOT_RESTORED.sentence}"
    assert lines[-2:] == ["next: go back by hand, now", "id: r2:reminder-2"]


def test_that_it_is_well_again_is_told_to_the_pager_too(world: World) -> None:
    """Whoever was woken is told that it is over, and of which run."""
    world.urls = "one:// urgent=pager://"
    ends(world, "r2", decisions.NOT_RESTORED)
    passes(world, 0.5)
    ends(world, "r3", decisions.PASSED)
    assert world.attempts[-2:] == [(1, f"resolved: {GOOD}"), (2, f"resolved: {GOOD}")]
    assert world.letters[-1].body.split("\n")[-2:] == [
        "resolved: run r2 could not restore it, 30 min ago",
        "id: r3:kept",
    ]


@pytest.mark.parametrize(
    "end,kind",
    [
        (decisions.PASSED, Kind.SUCCESS),
        (decisions.SUSPECT, Kind.SUCCESS),
        (decisions.ROLLED_BACK, Kind.WARNING),
        (decisions.BLIND, Kind.WARNING),
        (decisions.OBSERVED, Kind.WARNING),
        (decisions.LEFT, Kind.FAILURE),
        (decisions.NOT_RESTORED, Kind.FAILURE),
    ],
    ids=["kept", "suspect", "rolled-back", "blind", "observed", "left", "not-restored"],
)
def test_the_colour_says_how_good_the_news_is(end: Decision, kind: Kind, world: World) -> None:
    """Red is what a person has to act on."""
    ends(world, "r1", end)
    assert [one.kind for one in world.letters] == [kind]


def test_deployments_do_not_speak_for_each_other(world: World) -> None:
    """Staging being well resolves nothing in production."""
    ends(world, "r2", decisions.NOT_RESTORED)
    assert ends(world, "r3", decisions.PASSED, "https://staging.example") == [GOOD]
    assert passes(world, 1) == [f"still: {BAD}"]


def test_a_run_that_is_ended_twice_is_told_once(world: World) -> None:
    """Resuming a run that died after its end puts nothing new, and resolves nothing."""
    assert ends(world, "r2", decisions.NOT_RESTORED) == [BAD]
    assert ends(world, "r2", decisions.NOT_RESTORED) == []


def test_reminders_do_not_pile_up_while_the_service_is_down(world: World) -> None:
    """Only the newest one is worth reading; and none once it is well."""
    world.answers[1] = [DOWN]
    ends(world, "r2", decisions.NOT_RESTORED)
    for _ in range(5):
        passes(world, 1)
    ends(world, "r3", decisions.PASSED)
    assert world.rows("select key from outbox where settled is null order by rowid") == [
        ("r2:not-restored",),
        ("r3:kept",),
    ]
