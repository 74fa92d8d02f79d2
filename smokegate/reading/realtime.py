"""Reads whether a realtime endpoint opens: Engine.IO by polling, or a WebSocket (RFC 6455)."""

import base64
import hashlib
from collections.abc import Iterator, Mapping

from smokegate.contract import Realtime
from smokegate.contract_fields import RealtimeKind
from smokegate.probe.observation import Answer
from smokegate.reading.json_body import MalformedError, parse
from smokegate.reading.problem import Problem
from smokegate.redact import shown

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 section 1.3


def realtime_problems(answer: Answer, promise: Realtime) -> Iterator[Problem]:
    """Whether the endpoint opens, or refuses in a way that the contract allows."""
    if answer.status in promise.statuses:
        return
    match promise.kind:
        case RealtimeKind.SOCKET_IO:
            yield from _polling_problems(answer)
        case RealtimeKind.WEBSOCKET:
            yield from _upgrade_problems(answer)


def accept_of(key: str) -> str:
    """What a server makes of the key, to show that it speaks WebSocket (RFC 6455 section 4.2.2)."""
    digest = hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


def _polling_problems(answer: Answer) -> Iterator[Problem]:
    """The first packet is `0` and what the session is: Engine.IO protocol 4, open."""
    if answer.status != 200:
        yield Problem(what="status", wanted="200", found=_refusal(answer))
    elif not answer.body.startswith(b"0{") or not _has_session(answer.body[1:]):
        found = shown(answer.body, 80) or "0 bytes"
        yield Problem(what="body", wanted="an open packet with a sid", found=found)


def _has_session(packet: bytes) -> bool:
    """Whether it is an object with a session id; further packets may follow."""
    try:
        value = parse(packet.partition(b"\x1e")[0])
    except MalformedError:
        return False
    stated = value.get("sid") if isinstance(value, Mapping) else None
    return isinstance(stated, str) and stated != ""


def _upgrade_problems(answer: Answer) -> Iterator[Problem]:
    if answer.status != 101:
        yield Problem(what="status", wanted="101", found=_refusal(answer))
        return
    upgrade = (answer.headers.get("upgrade") or "").strip()
    if upgrade.lower() != "websocket":
        yield Problem(what="upgrade header", wanted="websocket", found=shown(upgrade, 40) or "none")
    wanted = accept_of(dict(answer.ask.headers).get("sec-websocket-key", ""))
    stated = (answer.headers.get("sec-websocket-accept") or "").strip()
    if stated != wanted:
        found = shown(stated, 40) or "none"
        yield Problem(what="sec-websocket-accept header", wanted=wanted, found=found)


def _refusal(answer: Answer) -> str:
    return f"{answer.status} {shown(answer.body, 80)}".strip()
