"""What stays open should open: the channel over which the application hears of news."""

from smokegate.contract import Realtime
from smokegate.probe.observation import Answer
from smokegate.reading.problem import told
from smokegate.reading.realtime import realtime_problems


def test_channel_opens(channel: Realtime, opening: Answer) -> None:
    """A realtime channel should open, as Socket.IO or as WebSocket."""
    problems = tuple(realtime_problems(opening, channel))
    assert not problems, told(opening.where, problems)
