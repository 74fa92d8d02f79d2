"""What is in the outbox reaches people: at least once, in order, and nobody waits for it."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smokegate.errors import ConfigurationError
from smokegate.gate import notify
from smokegate.gate.channels import channels
from smokegate.gate.notify import Notifier, Tally, notify_test
from smokegate.gate.outbox import LEASE_S
from smokegate.gate.sending import Kind, Letter, Sent
from tests.gate.notify.clockwork import DOWN, GONE, SITE, TAKEN, World
from tests.gate.notify.services import SECRET, SLACK


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty outbox and one channel."""
    return World(file=tmp_path / "state.sqlite3")


def test_a_message_is_sent_once(world: World) -> None:
    """What was delivered is not sent again."""
    world.put("r1")
    assert world.notifier().deliver() == Tally(delivered=1)
    assert world.notifier().deliver() == Tally()
    assert world.letters == [
        Letter(
            title="r1",
            body="FAILED: r1\nnext: look\nid: r1:kept",
            deployment=SITE,
            kind=Kind.SUCCESS,
        )
    ]


def test_the_same_key_is_the_same_message(world: World) -> None:
    """A step that is done again after a crash puts no second message."""
    world.put("r1")
    world.put("r1")
    assert world.notifier().deliver() == Tally(delivered=1)


def test_without_channels_messages_wait(world: World) -> None:
    """A command that has no SMOKEGATE_NOTIFY leaves them for one that has."""
    world.put("r1")
    world.urls = ""
    assert world.notifier().deliver() == Tally()
    world.urls = "one://"
    assert world.notifier().deliver() == Tally(delivered=1)


def test_a_service_that_is_down_is_left_alone_longer_each_time(world: World) -> None:
    """After 5, 20, 60 and then every 300 s; within one call only what its deadline allows."""
    world.put("r1")
    world.answers[1] = [DOWN]
    assert world.notifier().deliver(deadline_s=500) == Tally(left=1)
    assert world.seconds == 5 + 20 + 60 + 300
    assert len(world.attempts) == 5
    assert world.rows("select tries, delivered, problem, is_refused from deliveries") == [
        (5, None, "answered 500", 0)
    ]


def test_a_call_ends_at_its_deadline(world: World) -> None:
    """Ten seconds at most, however many messages wait and however slow the service is."""
    for name in range(20):
        world.put(f"r{name}")
    world.takes_s = 4.0
    assert world.notifier().deliver() == Tally(delivered=3, left=17)
    assert world.seconds == 10.0


def test_a_dead_service_costs_one_attempt_and_not_one_a_message(world: World) -> None:
    """The channel rests, not only the message that met its silence."""
    for name in range(20):
        world.put(f"r{name}")
    world.takes_s, world.answers[1] = 3.0, [DOWN]
    assert world.notifier().deliver() == Tally(left=20)
    assert world.attempts == [(1, "r0"), (1, "r0")]  # at 0 s, and 5 s after its end at 3 s


def test_what_a_service_asks_for_is_waited_for(world: World) -> None:
    """Retry-After within the deadline is waited for, and what is longer is left."""
    world.put("r1")
    asks = Sent(service="Slack", problem="answered 429", retry_after_s=2.0)
    later = Sent(service="Slack", problem="answered 429", retry_after_s=30.0)
    world.answers[1] = [asks, later, TAKEN]
    assert world.notifier().deliver() == Tally(left=1)
    assert world.seconds == 2.0
    world.passes(29.0)
    assert world.notifier().deliver(deadline_s=0.6) == Tally(left=1)
    world.passes(1.0)
    assert world.notifier().deliver() == Tally(delivered=1)
    assert len(world.attempts) == 3


def test_what_a_service_asks_for_is_remembered_by_the_next_process(world: World) -> None:
    """The wait belongs to the channel, not to the message that it was asked for with."""
    world.answers[1] = [replace(DOWN, problem="answered 429", retry_after_s=60.0), TAKEN]
    for name in ("r1", "r2", "r3"):
        world.put(name)
        world.notifier().deliver(deadline_s=5)
    assert world.attempts == [(1, "r1")]
    world.passes(60)
    assert world.notifier().deliver() == Tally(delivered=3)
    assert [title for _, title in world.attempts] == ["r1", "r1", "r2", "r3"]


def test_a_refusal_goes_to_the_next_url(world: World) -> None:
    """A webhook that is gone costs no waiting: the next channel is asked at once."""
    world.put("r1")
    world.urls, world.answers[1] = "one:// two://", [GONE]
    assert world.notifier().deliver() == Tally(delivered=1)
    assert world.attempts == [(1, "r1"), (2, "r1")]
    assert world.seconds == 0.0
    assert world.rows("select channel, problem, is_refused from deliveries order by channel") == [
        (1, "answered 404", 1),
        (2, None, 0),
    ]


def test_refused_by_all_it_waits_for_somebody_to_mend_the_url(world: World) -> None:
    """Asked again every hour; after a day it is no news any more."""
    world.put("r1")
    world.answers[1] = [GONE]
    assert world.notifier().deliver() == Tally(left=1)
    assert world.notifier().deliver() == Tally(left=1)
    assert len(world.attempts) == 1
    world.passes(3600)
    assert world.notifier().deliver() == Tally(left=1)
    assert len(world.attempts) == 2
    world.passes(24 * 3600)
    assert world.notifier().deliver() == Tally()
    assert world.rows("select problem from outbox") == [("not delivered within a day",)]


def test_a_url_that_stays_down_gives_way_after_three_tries(world: World) -> None:
    """A message that can wait stays with its first channel for a while."""
    world.put("r1")
    world.urls, world.answers[1] = "one:// two://", [DOWN]
    assert world.notifier().deliver(deadline_s=60) == Tally(delivered=1)
    assert [channel for channel, _ in world.attempts] == [1, 1, 1, 2]
    assert world.seconds == 25.0


def test_what_cannot_wait_goes_to_the_next_url_at_once(world: World) -> None:
    """A person who has to act now is told wherever somebody listens; and before the others."""
    world.put("r1")
    world.put("r2", is_urgent=True, state="not-restored")
    world.urls, world.answers[1] = "one:// two://", [DOWN]
    assert world.notifier().deliver(deadline_s=1) == Tally(delivered=1, left=1)
    assert world.attempts == [(1, "r2"), (2, "r2")]
    assert world.letters[-1].kind is Kind.FAILURE


def test_a_pager_gets_only_what_cannot_wait(world: World) -> None:
    """And gets it besides the channel that gets everything."""
    world.urls = "one:// urgent=pager:// urgent=other://"
    world.put("r1")
    world.put("r2", is_urgent=True, state="not-restored")
    assert world.notifier().deliver() == Tally(delivered=3)
    assert world.attempts == [(1, "r2"), (2, "r2"), (1, "r1")]


def test_a_message_that_nobody_is_to_get_is_done_with(world: World) -> None:
    """A pager alone means: only what cannot wait."""
    world.urls = "urgent=pager://"
    world.put("r1")
    assert world.notifier().deliver() == Tally()
    assert world.attempts == []


def test_a_clock_that_was_set_back_holds_nothing_up(world: World) -> None:
    """What was put off until a moment far ahead is due."""
    world.put("r1")
    world.passes(20 * 3600)
    world.answers[1] = [DOWN, TAKEN]
    world.notifier().deliver(deadline_s=1)
    world.passes(-20 * 3600)
    assert world.notifier().deliver(deadline_s=1) == Tally(delivered=1)


def test_two_processes_never_send_the_same_message(world: World) -> None:
    """Each message is claimed before it is sent."""
    for name in range(30):
        world.put(f"r{name}")
    lock, sent = threading.Lock(), list[str]()

    def send(*given: object) -> Sent:
        letter = given[1]
        assert isinstance(letter, Letter)
        with lock:
            sent.append(letter.title)
        return TAKEN

    def deliver() -> None:
        Notifier(
            state=world.state, channels=channels("one://"), now=lambda: world.at, send=send
        ).deliver()

    processes = [threading.Thread(target=deliver) for _ in range(3)]
    for one in processes:
        one.start()
    for one in processes:
        one.join()
    assert sorted(sent) == sorted(f"r{name}" for name in range(30))


def test_what_one_process_sends_another_leaves_alone(world: World) -> None:
    """Also while the answer has not come."""
    world.put("r1")
    other = list[Tally]()

    def send(*_: object) -> Sent:
        other.append(world.notifier().deliver())
        return TAKEN

    assert replace(world.notifier(), send=send).deliver() == Tally(delivered=1)
    assert other == [Tally(left=1)]
    assert world.attempts == []


def test_a_claim_of_another_machine_ends_by_itself(world: World) -> None:
    """Whether another machine's process lives cannot be told, so its claim has a term."""
    world.put("r1")
    world.rows(
        "update outbox set claimed_by = 'elsewhere:1:x', "
        "claimed_until = '2026-11-24T12:00:15.000+00:00'"
    )
    assert world.notifier().deliver(deadline_s=1) == Tally(left=1)
    world.passes(LEASE_S)
    assert world.notifier().deliver(deadline_s=1) == Tally(delivered=1)


def test_a_flood_is_held_back_and_said_once(world: World) -> None:
    """Thirty an hour; what cannot wait is not held back by what can."""
    for name in range(40):
        world.put(f"r{name}")
    world.put("bad", is_urgent=True, state="not-restored")
    assert world.notifier().deliver().left == 0
    assert [title for _, title in world.attempts] == [
        "bad",
        *[f"r{name}" for name in range(30)],
        "more than 30 messages in an hour, the others are held back",
    ]
    assert world.rows("select count(*) from outbox where problem like 'held back%'") == [(10,)]
    world.passes(timedelta(hours=1).total_seconds() + 1)
    world.put("next")
    world.notifier().deliver()
    assert "next" in [title for _, title in world.attempts]


def test_nothing_that_goes_wrong_reaches_the_caller(world: World) -> None:
    """A record that cannot be read changes no exit code."""
    world.put("r1")
    world.file.write_bytes(b"this is no database, but it is long enough to look like one" * 20)
    assert world.notifier().deliver() == Tally(
        problem="messages could not be sent (ConfigurationError)"
    )


def test_what_was_settled_long_ago_is_forgotten(world: World) -> None:
    """The outbox does not grow for ever."""
    world.put("r1")
    world.notifier().deliver()
    world.passes(timedelta(days=91).total_seconds())
    world.notifier().deliver()
    assert world.rows("select key from outbox union select key from deliveries") == []


def test_the_test_tells_of_each_channel(world: World) -> None:
    """One line each, with the service and never the token."""
    world.answers = {1: [TAKEN], 2: [GONE]}
    lines, are_all = notify_test(f"{SLACK} urgent={SLACK}", world.send)
    assert lines == [
        "URL 1 (Slack): delivered",
        "URL 2 (Slack, urgent messages only): answered 404",
    ]
    assert not are_all
    assert notify_test(SLACK, world.send) == (["URL 1 (Slack): delivered"], True)


def test_the_test_says_what_is_missing() -> None:
    """Without a URL there is nothing to test."""
    with pytest.raises(ConfigurationError) as raised:
        notify_test(" \n")
    assert str(raised.value) == (
        "SMOKEGATE_NOTIFY: is empty, got ' \\n'; give the URLs of your services, see docs/notify.md"
    )


def test_urls_give_nothing_away() -> None:
    """No record of a channel shows its token, and no table holds it."""
    assert SECRET not in repr(channels(f"{SLACK} urgent={SLACK}"))


def test_the_environment_names_the_channels(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whitespace of any kind is between them."""
    monkeypatch.setenv("SMOKEGATE_NOTIFY", f"{SLACK}\n\turgent=pager://x ")
    found = Notifier.of_environment(world.state).channels
    assert [(one.number, str(one.url), one.is_urgent) for one in found] == [
        (1, SLACK, False),
        (2, "pager://x", True),
    ]
    assert notify.DEADLINE_S == 10.0
