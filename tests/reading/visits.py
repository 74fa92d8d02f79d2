"""Visits as a browser hands them out, made by hand."""

from typing import Any

from smokegate.probe.observation import Ask
from smokegate.probe.visited import Opening, Refused, Screen, Visited
from tests.reading.answers import ORIGIN, answer

SCREEN = Screen(lines=("CharHub", "Characters worth talking to"), is_mounted=True)
OPENING = Opening(ask=Ask(url=f"{ORIGIN}/"), own=(ORIGIN,), mount="#root", judged=("/health",))


def visit(**fields: Any) -> Visited:
    """A good visit but for these fields."""
    good: dict[str, Any] = {"document": answer(), "screen": SCREEN, "loads": ("/",)}
    return Visited(opening=OPENING, total_s=1.2, **{**good, **fields})


def shows(*lines: str, has_more: bool = False) -> Screen:
    """A mount node with this text, and perhaps more."""
    return Screen(lines=lines, has_more=has_more, is_mounted=True)


def refused(url: str, status: int | None = None, kind: str = "fetch", why: str = "") -> Refused:
    """A request that came to nothing; a path is one of the deployment's own."""
    whole = f"{ORIGIN}{url}" if url.startswith("/") else url
    return Refused(kind=kind, url=whole, status=status, why=why)
