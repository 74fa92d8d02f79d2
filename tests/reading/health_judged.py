"""A health body of a real server, and what an independent reader makes of it."""

import json
from dataclasses import dataclass
from typing import Any

from smokegate.probe.observation import Answer
from tests.reading.answers import answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """decision: good, warned or bad. names: components that are there, where it is good; texts
    that are to be said of it, where it is not.
    """

    server: str
    decision: str
    given: Answer
    names: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """For pytest."""
        return f"{self.server}-{self.decision}"


@dataclass(frozen=True, slots=True)
class _Written:
    body: str
    kind: str


def text(body: str) -> _Written:
    """A body in plain text."""
    return _Written(body, "text/plain; charset=utf-8")


def page(body: str) -> _Written:
    """A body that is a page."""
    return _Written(body, "text/html")


def good(server: str, body: Any, *names: str, status: int = 200) -> Judged:
    """It is well: not even a warning."""
    return Judged(server=server, decision="good", given=_answer(body, status), names=names)


def warned(server: str, body: Any, *says: str) -> Judged:
    """It answers 200, and something is not quite well."""
    return Judged(server=server, decision="warned", given=_answer(body, 200), names=says)


def bad(server: str, body: Any, status: int, *says: str) -> Judged:
    """It fails, and says of what."""
    return Judged(server=server, decision="bad", given=_answer(body, status), names=says)


def _answer(body: Any, status: int) -> Answer:
    written = body if isinstance(body, _Written) else _Written(json.dumps(body), "application/json")
    return answer(written.body, status=status, kind=written.kind)
