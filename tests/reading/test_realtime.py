"""A channel opens, or refuses as the contract allows; anything else is told."""

import pytest

from smokegate.contract import Realtime
from smokegate.contract_fields import RealtimeKind
from smokegate.probe.observation import Answer
from smokegate.reading.realtime import accept_of, realtime_problems
from tests.reading.answers import answer, said

SOCKET_IO = Realtime(path="/api/v1/ws/", kind=RealtimeKind.SOCKET_IO)
WEBSOCKET = Realtime(path="/live", kind=RealtimeKind.WEBSOCKET, status=401)
OPEN = '0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000}'
ACCEPT = accept_of("")


def test_accept_is_the_one_of_the_standard() -> None:
    """The example of RFC 6455 section 1.3."""
    assert accept_of("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@pytest.mark.parametrize(
    "one, told",
    [
        (answer(OPEN), None),
        (answer(OPEN + '\x1e40{"sid":"x"}'), None),
        (answer(status=404), "status should be 200, got 404"),
        (
            answer('{"code":0,"message":"Transport unknown"}', status=400),
            'status should be 200, got 400 {"code":0,"message":"Transport unknown"}',
        ),
        (answer(status=401), "status should be 200, got 401"),
        *(
            (answer(body), f"body should be an open packet with a sid, got {body or '0 bytes'}")
            for body in (
                "<!doctype html>",
                '97:0{"sid":"x"}',
                '0{"upgrades":[]}',
                '0{"sid":""}',
                '0{"sid',
                "",
            )
        ),
    ],
)
def test_polling(one: Answer, told: str | None) -> None:
    """200, and the open packet of Engine.IO 4."""
    assert said(realtime_problems(one, SOCKET_IO)) == ([told] if told else [])


@pytest.mark.parametrize(
    "status, headers, told",
    [
        (101, {"Upgrade": "WebSocket", "Sec-WebSocket-Accept": ACCEPT}, []),
        (401, {}, []),
        (200, {}, ["status should be 101, got 200"]),
        (403, {}, ["status should be 101, got 403"]),
        (426, {"Upgrade": "websocket"}, ["status should be 101, got 426"]),
        (
            101,
            {"Upgrade": "h2c"},
            [
                "upgrade header should be websocket, got h2c",
                f"sec-websocket-accept header should be {ACCEPT}, got none",
            ],
        ),
        (
            101,
            {"Upgrade": "websocket", "Sec-WebSocket-Accept": "eA=="},
            [f"sec-websocket-accept header should be {ACCEPT}, got eA=="],
        ),
    ],
)
def test_upgrade(status: int, headers: dict[str, str], told: list[str]) -> None:
    """101 with the proof that the server speaks WebSocket, or a refusal that is allowed."""
    one = answer(status=status, headers=headers.items())
    assert said(realtime_problems(one, WEBSOCKET)) == told
