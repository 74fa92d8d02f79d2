"""Sends what waits in the outbox. Can neither change a verdict nor delay one for long."""

import contextlib
import os
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from smokegate.errors import ConfigurationError
from smokegate.gate.channels import (
    VARIABLE,
    Channel,
    chains,
    channels,
    resting_channels,
    turn,
)
from smokegate.gate.decision import Decision
from smokegate.gate.outbox import LEASE_S, Waiting, claim, record, settle, waiting
from smokegate.gate.sending import SEND_S, Kind, Letter, Sent
from smokegate.gate.state import Memory, State
from smokegate.gate.telling import ENDS_WELL, KEPT, hold_back, put_decision, remind, tidy

DEADLINE_S = 10.0
LEAST_S = 0.5  # less than this is no fair try

Send = Callable[[Channel, Letter, float, datetime], Sent]


def _send(channel: Channel, letter: Letter, limit_s: float, now: datetime) -> Sent:
    from smokegate.gate import courier  # lazy: Apprise takes a second

    return courier.send(channel, letter, limit_s, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one call of deliver came to, in messages. problem: why it could not do its work."""

    delivered: int = 0
    left: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifier:
    """The sender. channels: in the order in which they are asked; see docs/notify.md."""

    state: State
    channels: Sequence[Channel]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    send: Send = _send
    owner: str = field(
        default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    )

    @classmethod
    def of_environment(cls, state: State) -> "Notifier":
        """The sender to the channels that SMOKEGATE_NOTIFY names."""
        return cls(state=state, channels=channels(os.environ.get(VARIABLE, "")))

    def deliver(self, deadline_s: float = DEADLINE_S) -> Tally:
        """Sends what is due, and what comes due before the deadline. Never raises.

        What is left is sent by the next call, whichever command makes it.
        """
        if not self.channels or not self.state.file.exists():
            return Tally()
        try:
            return self._deliver(self.clock() + deadline_s)
        except Exception as err:  # a verdict stands, whether or not people could be told
            return Tally(problem=f"messages could not be sent ({type(err).__name__})")

    def _deliver(self, until: float) -> Tally:
        with self.state.transaction() as connection:
            tidy(connection, self.now())
            remind(connection, self.now())
            tried = [message.done for message in waiting(connection)]
        delivered, resting = 0, resting_channels(tried, self.now())
        while (left_s := until - self.clock()) >= LEAST_S:
            match self._next(resting):
                case None:
                    break
                case datetime() as at:
                    wait_s = (at - self.now()).total_seconds()
                    if wait_s > left_s - LEAST_S:
                        break
                    self.sleep(max(wait_s, 0.0))
                case message, channel:
                    delivered += self._try(message, channel, min(SEND_S, left_s), resting)
        with self.state.transaction() as connection:
            return Tally(delivered=delivered, left=len(waiting(connection)))

    def _next(self, resting: dict[int, datetime]) -> tuple[Waiting, Channel] | datetime | None:
        """What to send next and to whom, claimed; else when something comes due, or None."""
        later = []
        with self.state.transaction() as connection:
            for message in waiting(connection):
                if self._is_claimed(message):
                    continue
                if hold_back(connection, message, self.now()):
                    later.append(self.now())  # what is told of that is in the outbox now
                    continue
                match self._turn(message, resting):
                    case None:
                        settle(connection, message.key, self.now())
                    case datetime() as at:
                        later.append(at)
                    case channel:
                        claim(connection, message.key, self.owner, self.now())
                        return message, channel
        return min(later, default=None)

    def _turn(self, message: Waiting, resting: dict[int, datetime]) -> Channel | datetime | None:
        """Whom to ask now; else when to look again, or None if all who have to be told are."""
        later = []
        for chain in chains(self.channels, is_urgent=message.is_urgent):
            match turn(chain, message.done, resting, is_urgent=message.is_urgent, now=self.now()):
                case Channel() as channel:
                    return channel
                case datetime() as at:
                    later.append(at)
                case None:
                    pass
        return min(later, default=None)

    def _try(
        self, message: Waiting, channel: Channel, limit_s: float, resting: dict[int, datetime]
    ) -> bool:
        """One attempt, and how it ended put on record. Whether the message was taken."""
        letter = Letter(
            title=message.title,
            body=message.body,
            deployment=message.deployment,
            kind=_kind(message),
        )
        sent = self.send(channel, letter, limit_s, self.now())
        with self.state.transaction() as connection:
            found = record(connection, message.key, channel.number, sent, self.now())
            if not found.is_delivered and not found.is_refused:
                resting[channel.number] = found.next_at
            after = replace(message, done={**message.done, channel.number: found})
            if self._turn(after, resting) is None:
                settle(connection, message.key, self.now())
        return sent.problem is None

    def _is_claimed(self, message: Waiting) -> bool:
        """Whether another process sends it now; one that died does not."""
        owner, until = message.claimed_by, message.claimed_until
        if not owner or not until or owner == self.owner:
            return False
        now = self.now()
        if not now < until <= now + timedelta(seconds=LEASE_S):
            return False
        host, _, process = owner.partition(":")
        return host != socket.gethostname() or _is_alive(int(process.partition(":")[0]))


def tell_at_once(decision: Decision, send: Send = _send) -> Tally:
    """Tells people of a decision that no outbox holds: now, or nobody does. Never raises."""
    with contextlib.closing(Memory()) as state:
        with state.transaction() as connection:
            put_decision(
                connection,
                decision,
                run=decision.run or "",
                deployment=decision.base_url or "",
                now=decision.at or datetime.now(UTC),
            )
        among = channels(os.environ.get(VARIABLE, ""))
        return Notifier(state=state, channels=among, send=send).deliver()


def notify_test(
    value: str, send: Send = _send, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> tuple[list[str], bool]:
    """Sends a test message to each channel of this value of SMOKEGATE_NOTIFY.

    A line for each, without a secret, and whether all took it. Raises ConfigurationError.
    """
    among = channels(value)
    if not among:
        raise ConfigurationError(
            f"{VARIABLE}: is empty, got {value!r}; give the URLs of your services, "
            "see docs/notify.md"
        )
    letter = Letter(
        title="smokegate: a test",
        body="smokegate notify test: messages about your deployments arrive here\n"
        "next: nothing to do",
        deployment="test",
        kind=Kind.INFO,
    )
    lines, are_all = [], True
    for channel in among:
        sent = send(channel, letter, SEND_S, now())
        urgent = ", urgent messages only" if channel.is_urgent else ""
        lines.append(
            f"URL {channel.number} ({sent.service}{urgent}): {sent.problem or 'delivered'}"
        )
        are_all = are_all and sent.problem is None
    return lines, are_all


def _kind(message: Waiting) -> Kind:
    """Green for what is well, and for what is well again; red for what cannot wait."""
    if message.state == KEPT or (message.state in ENDS_WELL and message.is_urgent):
        return Kind.SUCCESS
    return Kind.FAILURE if message.is_urgent else Kind.WARNING


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
