"""A contract may promise channels; what contradicts itself is refused in one line."""

from pathlib import Path

import pytest

from smokegate.contract import Realtime
from smokegate.contract_fields import RealtimeKind, Severity
from tests.contract.writing import APP, loaded, refusal, written

CHANNEL = '[[realtime]]\npath = "/ws"\nkind = "websocket"\n'


def test_channels_are_read(tmp_path: Path) -> None:
    """A contract that promises nothing else is one."""
    text = CHANNEL + 'status = 401\nseverity = "minor"\n' + CHANNEL.replace("/ws", "/io")
    contract = loaded(tmp_path, APP + text)
    assert contract.realtime == (
        Realtime(path="/ws", kind=RealtimeKind.WEBSOCKET, status=401, severity=Severity.MINOR),
        Realtime(path="/io", kind=RealtimeKind.WEBSOCKET),
    )
    assert [one.statuses for one in contract.realtime] == [(401,), ()]


@pytest.mark.parametrize(
    "text, told",
    [
        pytest.param(
            CHANNEL + CHANNEL,
            "$.realtime[1].path is given twice, got '/ws'; remove one of them",
            id="twice",
        ),
        pytest.param(
            CHANNEL.replace("websocket", "sse"),
            "$.realtime[0].kind should be one of socket.io, websocket, got 'sse'; "
            'write "websocket"',
            id="kind",
        ),
        pytest.param(
            '[[realtime]]\npath = "/ws"\n',
            "$.realtime[0].kind is missing; write one of socket.io, websocket, "
            'such as kind = "websocket"',
            id="no-kind",
        ),
        pytest.param(
            CHANNEL + "stats = 1\n",
            "$.realtime[0].stats is not a known key; did you mean status?",
            id="unknown-key",
        ),
    ],
)
def test_a_contradiction_is_refused(text: str, told: str, tmp_path: Path) -> None:
    """With the place and the cure."""
    assert refusal(written(tmp_path, APP + text)) == f"charhub.toml: {told}"
