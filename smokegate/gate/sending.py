"""How one attempt to send a message ended, and when to try again. No network, no clock."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

SEND_S = 5.0  # one attempt
LONGEST_RETRY_AFTER_S = 60.0
BACK_OFF_S = (5.0, 20.0, 60.0, 300.0)
REFUSED_AGAIN_S = 3600.0  # somebody may have mended the URL
_BUSY = (408, 425, 429)  # of the 4xx, those that ask to come again
_SLACK_BUSY = ("ratelimited", "rate_limited", "internal_error", "fatal_error", "request_timeout")


class Kind(StrEnum):
    """How good the news is, in Apprise's words: the colour that a service shows."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is sent. deployment: the same for all messages about one incident."""

    title: str
    body: str
    deployment: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a service answered. headers: names in lower case. body: its beginning."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One attempt. problem: why the message was not taken, None if it was; no secret in it.

    is_refused: the same again would not be taken either. retry_after_s: what the service asks for.
    """

    service: str
    problem: str | None = None
    is_refused: bool = False
    retry_after_s: float | None = None

    def wait(self, tries: int) -> timedelta:
        """How long to leave the service alone after so many tries of one message."""
        if self.is_refused:
            return timedelta(seconds=REFUSED_AGAIN_S)
        if self.retry_after_s is not None:
            return timedelta(seconds=self.retry_after_s)
        return timedelta(seconds=BACK_OFF_S[min(tries, len(BACK_OFF_S)) - 1])


def understood(service: str, answers: Sequence[Answered], now: datetime) -> Sent:
    """What it means that the service answered so, and that Apprise did not call it delivered."""
    bad = [one for one in answers if not 200 <= one.status < 300] or list(answers)
    if not bad:  # mail and others that do not speak HTTP
        return Sent(service=service, problem="did not take the message")
    answer = bad[-1]
    told = f"answered {answer.status}"
    if 300 <= answer.status < 400:
        return Sent(
            service=service,
            problem=f"{told}, a redirect, which is not followed with a secret",
            is_refused=True,
        )
    if 400 <= answer.status < 500 and answer.status not in _BUSY:
        return Sent(service=service, problem=told, is_refused=True)
    if answer.status >= 400:
        return Sent(service=service, problem=told, retry_after_s=retry_after_s(answer, now))
    reason = _slack_error(answer)
    return Sent(
        service=service,
        problem=f"{told} but did not take the message" + (f" ({reason})" if reason else ""),
        is_refused=reason is not None and reason not in _SLACK_BUSY,
        retry_after_s=retry_after_s(answer, now),
    )


def retry_after_s(answer: Answered, now: datetime) -> float | None:
    """How long the service asks to be left alone, from 1 s to a minute, or None.

    Discord says it in its body too, documented in seconds and seen in milliseconds: more than
    1000 are those.
    """
    asked = _in_header(answer.headers.get("retry-after", ""), now)
    if asked is None:
        asked = _in_body(answer.body)
    if asked is None or not math.isfinite(asked) or asked < 0:
        return None
    return min(max(asked, 1.0), LONGEST_RETRY_AFTER_S)


def _in_header(value: str, now: datetime) -> float | None:
    """Seconds, or a date (RFC 9110 section 10.2.3)."""
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", value.strip()):
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    if until.tzinfo is None:  # `-0000`: UTC, of an unknown place
        until = until.replace(tzinfo=now.tzinfo)
    return max(0.0, (until - now).total_seconds())


def _in_body(body: bytes) -> float | None:
    asked = _json(body).get("retry_after")
    if isinstance(asked, bool) or not isinstance(asked, int | float):
        return None
    return min(asked, 10**9) / 1000 if asked > 1000 else float(asked)


def _slack_error(answer: Answered) -> str | None:
    """Slack's API says no with 200: `{"ok": false, "error": "channel_not_found"}`."""
    content = _json(answer.body)
    error = content.get("error")
    if content.get("ok") is not False or not isinstance(error, str):
        return None
    return error if re.fullmatch(r"[a-z_]{1,40}", error) else None


def _json(body: bytes) -> Mapping[str, object]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
