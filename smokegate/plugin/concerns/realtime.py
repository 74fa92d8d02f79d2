"""Endpoints that stay open: Socket.IO and WebSocket."""

from typing import cast

import pytest

from smokegate.contract import Realtime
from smokegate.plugin import asks
from smokegate.plugin.concern import Case, Concern
from smokegate.plugin.settings import Settings
from smokegate.plugin.sight import Sight, as_it_came
from smokegate.plugin.survey import Plan
from smokegate.probe.observation import Answer


@pytest.fixture
def opening(channel: Realtime, sight: Sight) -> Answer:
    """The answer to the opening of a channel."""
    return sight.read(asks.realtime(sight.settings, channel), as_it_came)


def _channels(settings: Settings) -> list[Case]:
    return [
        Case(value=one, id=one.path, severity=one.severity) for one in settings.contract.realtime
    ]


CONCERN = Concern(
    cases={"channel": _channels},
    reads={
        "opening": lambda run, case: Plan(
            asks=(asks.realtime(run, cast(Realtime, case["channel"])),)
        )
    },
)
