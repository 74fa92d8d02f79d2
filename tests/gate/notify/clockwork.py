"""A clock that only sleeping moves, and a service that answers as it is told."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from smokegate.gate.channels import Channel, channels
from smokegate.gate.notify import Notifier
from smokegate.gate.outbox import put
from smokegate.gate.sending import Letter, Sent
from smokegate.gate.state import State

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SITE = "https://charhub.example"
TAKEN = Sent(service="Slack")
DOWN = Sent(service="Slack", problem="answered 500")
GONE = Sent(service="Slack", problem="answered 404", is_refused=True)


@dataclass
class World:
    """An outbox, its time, and what each channel was sent. answers: by channel, in turn."""

    file: Path
    urls: str = "one://"
    at: datetime = START
    answers: dict[int, list[Sent]] = field(default_factory=dict)
    attempts: list[tuple[int, str]] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    takes_s: float = 0.0

    @property
    def state(self) -> State:
        """The file."""
        return State(self.file)

    @property
    def seconds(self) -> float:
        """How much time has gone by."""
        return (self.at - START).total_seconds()

    def notifier(self) -> Notifier:
        """A process that sends."""
        return Notifier(
            state=self.state,
            channels=channels(self.urls),
            now=lambda: self.at,
            clock=lambda: self.seconds,
            sleep=self.passes,
            send=self.send,
        )

    def passes(self, seconds: float) -> None:
        """Time goes by."""
        self.at += timedelta(seconds=seconds)

    def send(self, channel: Channel, letter: Letter, limit_s: float, _: datetime) -> Sent:
        """Answers as it was told to; the last answer again and again."""
        self.passes(min(self.takes_s, limit_s))
        self.attempts.append((channel.number, letter.title))
        self.letters.append(letter)
        among = self.answers.get(channel.number, [TAKEN])
        return among.pop(0) if len(among) > 1 else among[0]

    def put(self, title: str, *, is_urgent: bool = False, state: str = "kept") -> None:
        """A message in the outbox."""
        with self.state.transaction() as connection:
            put(
                connection,
                key=f"{title}:{state}",
                run=title,
                deployment=SITE,
                title=title,
                body=f"FAILED: {title}\nnext: look",
                is_urgent=is_urgent,
                now=self.at,
            )

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What the tables hold."""
        with self.state.transaction() as connection:
            return connection.execute(query).fetchall()
