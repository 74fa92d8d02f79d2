"""Reads the authorization request that the start of a login makes (RFC 6749 section 4.1.1)."""

from urllib.parse import SplitResult, parse_qs, urlsplit

from smokegate.probe.observation import Answer
from smokegate.reading.problem import Problem
from smokegate.redact import shown

_REDIRECTS = (301, 302, 303, 307, 308)
_PUSHED = "urn:ietf:params:oauth:request_uri:"


def is_redirect(answer: Answer) -> bool:
    """Whether a browser is sent elsewhere."""
    return answer.status in _REDIRECTS


def not_a_redirect(start: Answer) -> Problem:
    """What is told of a start that sends nobody anywhere."""
    found = f"{start.status} {shown(start.body, 80)}".strip()
    return Problem(what="status", wanted="302 or 303", found=found)


def asked(start: Answer) -> dict[str, list[str]]:
    """The parameters that the provider is given; none where they cannot be read."""
    target = split((start.headers.all("location") or ("",))[0])
    if target is None:
        return {}
    try:
        return parse_qs(target.query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return {}


def stated_state(start: Answer) -> str | None:
    """The state, where there is exactly one."""
    stated = asked(start).get("state", []) if is_redirect(start) else []
    return stated[0] if len(stated) == 1 and stated[0] else None


def no_state(start: Answer) -> Problem:
    """What is told of a start that has not exactly one state."""
    if not is_redirect(start):
        return not_a_redirect(start)
    stated = asked(start).get("state", [])
    found = "empty" if stated == [""] else f"{len(stated)} of them"
    return Problem(what="state", wanted="present once", found=found)


def is_pushed(start: Answer) -> bool:
    """Whether the provider was given the request before (RFC 9126), so that it cannot be seen."""
    stated = asked(start).get("request_uri", []) if is_redirect(start) else []
    return len(stated) == 1 and stated[0].startswith(_PUSHED)


def is_posted_back(start: Answer) -> bool:
    """Whether the provider is to send back a form, by POST (OAuth 2.0 Form Post Response Mode)."""
    return asked(start).get("response_mode") == ["form_post"]


def no_way_back(start: Answer) -> str | None:
    """Why a way back by GET would prove nothing of this login; None where it proves something."""
    if is_pushed(start):
        return "the request was pushed to the provider (RFC 9126), so that its state is not seen"
    if is_posted_back(start):
        return "the way back is a form_post from the provider, which is not tried"
    return None


def split(url: str) -> SplitResult | None:
    """The parts of a URL, or None of what is none."""
    try:
        target = urlsplit(url.strip())
        _ = target.port
    except ValueError:
        return None
    return target


def listed(values: list[str]) -> str:
    """The values of one parameter, for a message."""
    return shown(" ".join(values), 160) or ("nothing" if not values else "an empty value")
