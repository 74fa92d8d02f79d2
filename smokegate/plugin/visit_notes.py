"""Writes down a visit for a report: what happened, then the text that was to be read, redacted."""

from collections.abc import Iterator

from smokegate.probe.visited import Visited
from smokegate.redact import redacted, shown

_MOST_LINES = 200


def noted(seen: Visited) -> str:
    """The visit in full, as text."""
    return redacted("\n".join(_lines(seen)))


def _lines(seen: Visited) -> Iterator[str]:
    opening = seen.opening
    yield f"GET {shown(opening.ask.url, 2000)}, watched for {seen.total_s:.2f} s"
    if seen.fault:
        yield f"not opened: {shown(seen.fault, 500)}"
    yield f"documents: {', '.join(shown(one, 200) for one in seen.loads) or 'none'}"
    if seen.left_for:
        yield f"wanted to leave for {shown(seen.left_for, 200)}"
    for told in seen.kept_back:
        yield shown(told, 300)
    for error in seen.uncaught:
        through = ", ".join(shown(one, 200) for one in error.sources[:3])
        yield f"uncaught: {shown(error.message, 500)} [{through}]"
    for one in seen.refused:
        yield f"{one.kind} {shown(one.url, 500)} -> {one.status or shown(one.why, 200)}"
    for kept in seen.blocked:
        yield f"blocked by {shown(kept.directive, 100)}: {shown(kept.what, 500)}"
    yield ""
    if seen.screen is None:
        yield "[nothing could be read]"
    else:
        yield from (shown(line, 500) for line in seen.screen.lines[:_MOST_LINES])
