"""Reads the way back from the provider: a callback that was made up, and one with our own state."""

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus, urlsplit

from smokegate.probe.observation import Answer
from smokegate.reading.authorization import is_posted_back, is_redirect, split
from smokegate.reading.page import looks_like_html
from smokegate.reading.problem import Problem
from smokegate.redact import shown

_GAP = r"[\s_\"':.-]{0,3}"
# not quotes or tags: `<meta name="csrf-token" content="...">` is in pages of all kinds
_NEAR = r"(?:[\s_.:!-]{1,3}|[\"']\s?:\s?[\"'])"
# what libraries say of a state that they do not know; the word alone is in every good URL
_COMPLAINT = re.compile(
    rf"(?i)(?<![a-z])(?:invalid|unknown|bad|wrong|missing|expired|unexpected|mismatch(?:ed|ing)?"
    rf"|incorrect|no|unable{_GAP}to{_GAP}verify|could{_GAP}not{_GAP}verify)"
    rf"{_GAP}(?:the{_GAP})?(?:o?auth2?{_GAP}|authorization{_GAP}request{_GAP}|session{_GAP}){{0,2}}"
    rf"state(?![a-z])"
    rf"|(?<![a-z])state{_GAP}(?:param(?:eter)?{_GAP}|cookie{_GAP}|value{_GAP}|token{_GAP}){{0,2}}"
    rf"(?:is{_GAP}|was{_GAP}|has{_GAP}|does{_GAP}|did{_GAP}){{0,2}}"
    rf"(?:invalid|unknown|missing|expired|mismatch|incorrect|verification"
    rf"|not{_GAP}(?:found|valid|match|known|recogni[sz]ed))"
    rf"|(?<![a-z])(?:invalid|missing|mismatch(?:ed|ing)?|bad|wrong|expired|incorrect|unknown"
    rf"|error=?){_NEAR}?(?:the{_NEAR})?[cx]srf(?:{_NEAR}?token)?(?![a-z])"
    rf"|[cx]srf{_NEAR}"
    rf"(?:(?:token|cookie|check|state|value|header|session|attack|protection|validation"
    rf"|verification|is|was|has|does|did|could){_NEAR}){{0,4}}"
    rf"(?:invalid|missing|mismatch(?:ed|ing)?|fail(?:ed|ure|s)?|error|detected|warning|attack"
    rf"|verification|expired|incorrect|unknown"
    rf"|not{_NEAR}(?:found|valid|match|set|be{_NEAR}verified))(?![a-z])"
    rf"|ebadcsrftoken"
)
_MOST = 16_384  # bytes of an answer that are looked into
_WORD = re.compile(r"[\w.+:=~-]+")


def callback_problems(
    callback: Answer, origin: str, start: Answer | None = None
) -> Iterator[Problem]:
    """Whether the callback is there and refuses a state that it never gave out.

    start: of the login; one that is posted back has a callback that need not know GET.
    """
    status = callback.status
    if status in (404, 405) and start is not None and is_posted_back(start):
        return
    if status in (404, 405, 410):
        yield Problem(what="callback", wanted="there (such as 400)", found=str(status))
    elif status >= 500:
        found = f"{status} {shown(callback.body, 60)}".strip()
        yield Problem(what="callback", wanted="a refusal such as 400", found=found)
    elif is_redirect(callback):
        # to a browser, a backslash is a slash
        target = split((callback.headers.get("location") or "").replace("\\", "/"))
        own = urlsplit(origin)
        if target is None or (target.netloc and target.netloc.lower() != own.netloc.lower()):
            found = shown((callback.headers.get("location") or "").partition("?")[0], 100)
            yield Problem(what="callback", wanted="a refusal on our own origin", found=found)
    elif status < 400:
        what = "a page (SPA fallback)" if looks_like_html(callback.body) else "an answer"
        found = f"{status} with {what} for a made-up state"
        yield Problem(what="callback", wanted="a refusal such as 400", found=found)


def memory_problems(way_back: Answer, callback: Answer) -> Iterator[Problem]:
    """Whether the callback knows the state that the start has just given out.

    callback: what it says to a made-up state. If that is the very same complaint about the state,
    the state was lost on the way. Two answers that are alike and say nothing of the state prove
    nothing: many look at the provider's `error` first.
    """
    complaint = _complaint(way_back)
    if complaint is None or _said(way_back) != _said(callback):
        return
    found = (
        f"{way_back.status} {complaint} (memory of another replica, or of a process that restarted)"
    )
    yield Problem(what="state", wanted="known to the callback that gave it out", found=found)


def return_problems(start: Answer, way_back: Answer | None, foreign: str) -> Iterator[Problem]:
    """Whether a return URL on another host, given to the start, sends the browser there."""
    for name, one in (("start", start), ("callback", way_back)):
        target = split((one.headers.get("location") or "").replace("\\", "/")) if one else None
        if target is not None and target.hostname == foreign:
            found = f"a redirect to {foreign}"
            yield Problem(what=name, wanted="on our own origin", found=found)


def _complaint(answer: Answer) -> str | None:
    place = answer.headers.get("location") or ""
    for text in (unquote_plus(place), _text(answer)):
        if found := _COMPLAINT.search(text):
            return shown(found[0], 60)
    return None


def _said(answer: Answer) -> tuple[int, str, str]:
    """Status, Location and body without what differs each time: numbers, ids, times."""
    place = unquote_plus(answer.headers.get("location") or "")
    return answer.status, _WORD.sub(_kept, place), _WORD.sub(_kept, _text(answer))


def _kept(word: re.Match[str]) -> str:
    return "*" if re.search(r"\d", word[0]) else word[0]


def _text(answer: Answer) -> str:
    return answer.body[:_MOST].decode("utf-8", "replace")
