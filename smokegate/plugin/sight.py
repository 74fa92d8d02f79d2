"""What one check has looked at, and how checks look.

A check never sees silence: where what it reads stayed silent, the plugin fails it first, with
the one sentence that says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar, cast
from urllib.parse import urlsplit

import pytest

from smokegate.plugin.settings import Settings
from smokegate.plugin.survey import Loaded, Survey
from smokegate.probe.observation import Answer, Ask, Observation, Silence
from smokegate.probe.visited import Visited
from smokegate.reading.blocked import refusal

T = TypeVar("T")


@dataclass(slots=True)
class Sight:
    """The observations of one check, in the order in which it looked.

    samples: repeated observations of one endpoint; failures: how many of them were bad.
    visited: what a browser saw, where the check looks at that. page: the one that loads what is
    sampled, where that is a script.
    """

    settings: Settings
    survey: Survey
    seen: list[Observation] = field(default_factory=list)
    loaded: list[Loaded] = field(default_factory=list)
    samples: list[Observation] = field(default_factory=list)
    failures: int | None = None
    silence: Silence | None = None
    blocked: str | None = None
    unmet: str | None = None
    not_provided: str | None = None
    notes: list[str] = field(default_factory=list)
    visited: Visited | None = None
    page: Observation | None = None

    def read(self, ask: Ask, reader: Callable[[Answer], T], *, is_required: bool = True) -> T:
        """What the reader makes of the answer.

        Where there is none, or the promise need not be kept and the path is not there, the check
        is not run, so that what is returned then is never looked at.
        """
        return self.take(self.survey.observation(ask), reader, is_required=is_required)

    def take(
        self, one: Observation, reader: Callable[[Answer], T], *, is_required: bool = True
    ) -> T:
        """The same, of what came of a request that depended on others."""
        self.seen.append(one)
        if isinstance(one, Silence):
            self.silence = self.silence or one
            return cast(T, None)
        if why := refusal(one):
            self.blocked = self.blocked or f"{one.where}: {why}; this says nothing of the release"
        if not is_required and one.status in (404, 405):
            self.not_provided = f"{one.where}: not provided, and the contract does not require it"
        return reader(one)

    def not_covered(self) -> Iterator[str]:
        """What could not be looked at; nobody is accused of other origins' assets."""
        yield from self.notes
        for one in self.loaded:
            if one.asset.is_foreign_to(self.settings.origin) and not _is_conclusive(one.seen):
                host = urlsplit(one.asset.url).netloc
                yield f"{one.seen.where} (another origin, {host})"


SIGHT = pytest.StashKey[Sight]()
RUN = pytest.StashKey[tuple[Settings, Survey]]()


@pytest.fixture
def sight(request: pytest.FixtureRequest) -> Sight:
    """What this check looks at; kept for its report."""
    settings, survey = request.config.stash[RUN]
    one = Sight(settings, survey)
    request.node.stash[SIGHT] = one
    return one


@pytest.fixture
def origin(sight: Sight) -> str:
    """The origin that people use."""
    return sight.settings.origin


def as_it_came(answer: Answer) -> Answer:
    """The reader that reads nothing into it."""
    return answer


def _is_conclusive(seen: Observation) -> bool:
    return isinstance(seen, Answer) and seen.status in (200, 204, 206, 404, 410)
