"""Whether a health answer tells secrets; what is found is named, and never shown."""

import re
from collections.abc import Iterator
from typing import Any

from smokegate.probe.observation import Answer
from smokegate.reading.health.words import Status, Words
from smokegate.reading.json_body import MalformedError, parse
from smokegate.reading.problem import Problem
from smokegate.redact import shown

_LOOKED_AT = 256 * 1024
_MOST_TOLD = 5
_TEXTS = {
    "a connection string with a password": re.compile(
        r"(?<![\w+.-])[a-zA-Z][\w+.-]{0,30}://[^\s:/@\"'<>]{0,100}:(?!\*|\[?redacted|x{3})[^\s/@\"'<>]{1,200}@",
        re.I,
    ),
    "a password": re.compile(
        r"\b(?:password|passwd|pwd)\s{0,3}=\s{0,3}(?!\*|\[?redacted|x{3}|[;&\s]|$)\S", re.I
    ),
    "an API key": re.compile(
        r"\b(?:api[_-]?key|secret[_-]?key)\s{0,3}=\s{0,3}(?!\*|\[?redacted|x{3})[\w-]{8}", re.I
    ),
    "a private key": re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"),
    "a stack trace": re.compile(
        r"Traceback \(most recent call last\)"
        r"|^\s{1,40}at (?:async |new )?[^\s(]{1,200} ?\([^()\n]{1,300}:\d{1,6}(?::\d{1,6})?\)"
        r"|^\s{1,40}at (?:async )?[^\s()]{1,300}:\d{1,6}:\d{1,6}$"
        r"|^\s{1,40}at [\w.$<>]{1,200}\([^()\n]{0,300}\) in [^\n]{1,300}:line \d"
        r"|^#\d{1,3} [^\s()]{1,300}\(\d{1,6}\): |^goroutine \d{1,9} \[",
        re.M,
    ),
}
_SECRET_KEY = re.compile(
    r"(?:.{0,60}[_.-])?(?:password|passwd|passphrase|secret|(?:api|secret|private)[_-]?key)", re.I
)
_NO_SECRET = re.compile(
    r"[*•x]+|<[^>]*>|\[?(?:redacted|hidden|masked|filtered)\]?"
    r"|(?:not |un)?(?:set|configured)|present|missing|(?:in)?valid|expired|expiring",
    re.I,
)


def leak_problems(answer: Answer) -> Iterator[Problem]:
    """Connection strings, passwords, keys and stack traces in the body, each where it stands."""
    told = 0
    for where, key, text in _texts(answer):
        for what in _leaks(key, text):
            yield Problem(what="body", wanted="without secrets", found=f"{what}{where}")
            told += 1
            if told == _MOST_TOLD:
                return


def _texts(answer: Answer) -> Iterator[tuple[str, str, str]]:
    """Each text of the body: where it stands, under which name, and itself."""
    body = answer.body[:_LOOKED_AT]
    try:
        value: Any = parse(answer.body) if body.lstrip()[:1] in (b"{", b"[") else None
    except MalformedError:
        value = None
    if value is None:
        yield "", "", body.decode("utf-8", "replace")
        return
    yield from _strings(value, "", "")


def _strings(value: Any, where: str, key: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, str):
        yield f" at {shown(where, 80)}", key, value[:_LOOKED_AT]
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _strings(item, f"{where}/{name}", name)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _strings(item, f"{where}/{index}", key)


def _leaks(key: str, text: str) -> Iterator[str]:
    if _SECRET_KEY.fullmatch(key) and _is_secret(text):
        yield "a value"
    for what, pattern in _TEXTS.items():
        if pattern.search(text):
            yield what


def _is_secret(text: str) -> bool:
    is_told = _NO_SECRET.fullmatch(text.strip()) is not None
    return len(text.strip()) >= 4 and not is_told and Words().status(text) is Status.UNKNOWN
