"""Reads whether HTTP is spoken well beyond a single GET: HEAD, and a connection used again."""

from collections.abc import Iterator

from smokegate.probe.observation import Answer, Kind, Observation, Silence
from smokegate.reading.problem import Problem

_NOT_OFFERED = 501  # as 405 is: many healthy applications answer no HEAD


def head_problems(page: Answer, head: Answer) -> Iterator[Problem]:
    """Whether HEAD crashes where GET does not; uptime monitors and caches use it."""
    if page.status < 500 <= head.status and head.status != _NOT_OFFERED:
        yield Problem(what="status", wanted=f"{page.status} as of GET", found=str(head.status))


def reuse_problems(second: Observation) -> Iterator[Problem]:
    """Whether a second request on one connection is cut off, which clients may not ask again.

    A server that wants no second one says so, or closes the connection before it comes.
    """
    if isinstance(second, Silence) and second.kind is Kind.RESET and second.ask.is_second:
        wanted = "answered on the connection of the first (keep-alive)"
        yield Problem(what="a second request", wanted=wanted, found=f"silence: {second.detail}")
