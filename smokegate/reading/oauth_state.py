"""Reads what ties a login to the browser that began it: state, code challenge, nonce.

RFC 6749 sections 10.10 and 10.12; RFC 7636 (PKCE); RFC 9700 section 2.1.
"""

import math
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from urllib.parse import unquote

from smokegate.contract import Oauth
from smokegate.probe.observation import Answer
from smokegate.reading.authorization import (
    asked,
    is_pushed,
    is_redirect,
    listed,
    no_state,
    not_a_redirect,
    stated_state,
)
from smokegate.reading.problem import Problem
from smokegate.redact import shown

_MOST = 8192  # characters of a state that are looked into
_DAY_S = 86_400
_STEP = 2**20  # two states nearer to one another than this were counted up
_URL = re.compile(r"(?i)https?:(?:\\?/){2}[^\s\"'<>]+")
_WHO = re.compile(r"\"(?:iss|aud)\"\s*:\s*\"[^\"]*\"")  # claims of a token that name its maker


def state_problems(start: Answer, again: Answer) -> Iterator[Problem]:
    """Whether each start has a state of its own; without it anybody can log a victim in.

    Of a request that was pushed, what stands for it is looked at.
    """
    if not is_redirect(start):
        yield not_a_redirect(start)
        return
    if not is_redirect(again):
        found = f"{again.status} {shown(again.body, 80)}".strip()
        yield Problem(what="status of a second start", wanted="302 or 303", found=found)
        return
    for one in (start, again):
        if stated_state(one) is None and not is_pushed(one):
            yield no_state(one)
            return
    what = "request_uri" if is_pushed(start) else "state"
    first, second = (asked(one).get(what, []) for one in (start, again))
    if first == second:
        length = "" if is_pushed(start) else f" {len(first[0])} characters"
        found = f"the same{length} in two starts"
        yield Problem(what=what, wanted="fresh in each start", found=found)


def strength_problems(start: Answer) -> Iterator[Problem]:
    """Whether the state is too long to guess: 128 bits (RFC 6749 section 10.10)."""
    for state in asked(start).get("state", [])[:1]:
        bits = len(state) * math.log2(_alphabet(state))
        if bits < 128:
            found = f"{len(state)} characters, some {bits:.0f} bits"
            yield Problem(what="state", wanted="at least 128 bits", found=found)


def pkce_problems(start: Answer, again: Answer, promise: Oauth) -> Iterator[Problem]:
    """Whether a PKCE challenge, where there is or should be one, protects the code."""
    if is_pushed(start):
        return
    stated = asked(start)
    challenge = stated.get("code_challenge", [])
    if not challenge:
        if promise.pkce:
            yield Problem(what="code_challenge", wanted="present", found="none")
        return
    method = stated.get("code_challenge_method", ["plain"])
    if method != ["S256"]:
        yield Problem(what="code_challenge_method", wanted="S256", found=listed(method))
    if not re.fullmatch(r"[\w-]{43}", challenge[0]):
        found = f"{len(challenge[0])} characters"
        yield Problem(what="code_challenge", wanted="43 characters of base64url", found=found)
    if challenge == asked(again).get("code_challenge"):
        found = "the same in two starts"
        yield Problem(what="code_challenge", wanted="fresh in each start", found=found)


def guess_problems(start: Answer, again: Answer) -> Iterator[Problem]:
    """Whether the state is made of the clock or of a counter, however long it is."""
    first, second = stated_state(start), stated_state(again)
    if first is None:
        return
    for one in _readings(first):
        number = _number(one)
        if number is not None and _is_time(number, start.at.timestamp()):
            yield Problem(what="state", wanted="made by chance", found="a timestamp")
            return
    if second is None or first == second:
        return
    for one, other in zip(_readings(first), _readings(second), strict=False):
        if _is_next(one, other):
            yield Problem(what="state", wanted="made by chance", found="a counter")
            return


def opacity_problems(start: Answer) -> Iterator[Problem]:
    """Whether the state, decoded, names a place to go to: whoever can change it chooses that."""
    for one in _readings(stated_state(start) or ""):
        if found := _URL.search(_WHO.sub("", one)):
            place = shown(found[0].partition("?")[0], 100)
            yield Problem(what="state", wanted="opaque", found=f"one that decodes to {place}")
            return


def nonce_problems(start: Answer, again: Answer) -> Iterator[Problem]:
    """Whether each login has a nonce of its own (OpenID Connect Core section 3.1.2.1)."""
    if is_pushed(start):
        return
    stated = asked(start).get("nonce", [])
    if len(stated) != 1 or not stated[0]:
        found = "empty" if stated == [""] else f"{len(stated)} of them"
        yield Problem(what="nonce", wanted="present once", found=found)
    elif stated == asked(again).get("nonce"):
        yield Problem(what="nonce", wanted="fresh in each start", found="the same in two starts")


def _readings(state: str) -> Iterator[str]:
    """The state as it is, and as it reads once decoded: signed ones have parts."""
    plain = unquote(state[:_MOST])
    yield plain
    for part in (plain, *plain.split(".")[:3]):
        coded = part.translate(str.maketrans("+/", "-_")).rstrip("=")
        if not re.fullmatch(r"[\w-]{4,}", coded, re.ASCII):
            continue
        try:
            text = urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode()
        except ValueError:
            continue
        if text.isprintable():
            yield text


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[0-9]{9,20}(?:\.[0-9]{1,9})?", text, re.ASCII) else None


def _is_time(number: float, now_s: float) -> bool:
    """Whether it is about now in seconds, milliseconds, microseconds or nanoseconds."""
    return any(abs(number / unit - now_s) < _DAY_S for unit in (1, 1e3, 1e6, 1e9))


def _is_next(one: str, other: str) -> bool:
    for base, digits in ((10, r"[0-9]{1,64}"), (16, r"[0-9a-fA-F]{1,64}")):
        if re.fullmatch(digits, one, re.ASCII) and re.fullmatch(digits, other, re.ASCII):
            return abs(int(one, base) - int(other, base)) < _STEP
    return False


def _alphabet(state: str) -> int:
    for size, pattern in ((10, r"\d+"), (16, r"[\da-f]+|[\dA-F]+"), (36, r"[\da-z]+|[\dA-Z]+")):
        if re.fullmatch(pattern, state):
            return size
    return 64
