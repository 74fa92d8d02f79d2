"""Reads for how long an answer may be kept without asking again (RFC 9111 section 5.2.2)."""

import re

from smokegate.probe.observation import Answer
from smokegate.redact import shown

DAY_S = 86_400


def kept_long(answer: Answer) -> str | None:
    """The words by which it may be kept for more than a day, or for ever; None if it may not."""
    stated = (answer.headers.get("cache-control") or "").lower()
    words = [word.strip() for word in stated.split(",")]
    if "no-store" in words or "no-cache" in words:
        return None
    ages = [
        int(found[1])
        for word in words
        if (found := re.fullmatch(r"(?:s-maxage|max-age)\s*=\s*\"?([0-9]{1,12})\"?", word))
    ]
    is_long = "immutable" in words or max(ages, default=0) > DAY_S
    return f"cache-control {shown(stated, 60)}" if is_long else None
