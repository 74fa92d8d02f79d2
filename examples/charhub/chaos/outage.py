"""What can go wrong with one part, and how it is mended."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from examples.charhub.deployment import Deployment


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """One part of a deployment, broken while the context lasts and whole again behind it.

    what: for people. check: the one that should name it; None where nobody outside should notice.
    is_old: whether it was so before the deploy already, so that the baseline has it. either: what
    the gate decides where that hangs on which of two backends it meets first, and how it may end.
    """

    what: str
    check: str | None
    broken: Callable[[Deployment], AbstractContextManager[None]]
    is_old: bool = False
    either: tuple[str, tuple[int, ...]] | None = None
