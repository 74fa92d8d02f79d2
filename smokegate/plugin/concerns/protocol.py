"""How HTTP is spoken beyond a single GET."""

import pytest

from smokegate.contract_fields import Severity
from smokegate.plugin import asks
from smokegate.plugin.concern import Concern
from smokegate.plugin.settings import Settings
from smokegate.plugin.sight import Sight, as_it_came
from smokegate.plugin.survey import Plan
from smokegate.probe.observation import Answer, Ask, Observation, Silence


@pytest.fixture
def front_page(sight: Sight) -> Answer:
    """The first page, as GET is answered."""
    return sight.read(asks.page(sight.settings, sight.settings.contract.pages[0]), as_it_came)


@pytest.fixture
def front_head(front_page: Answer, sight: Sight) -> Answer:
    """The same, as HEAD is answered."""
    return front_page if sight.silence else sight.read(asks.head(sight.settings), as_it_came)


@pytest.fixture
def asked_twice(sight: Sight) -> Answer:
    """What is asked for twice on one connection, as it came for others."""
    return sight.read(_asked(sight.settings), as_it_came)


@pytest.fixture
def second_answer(asked_twice: Answer, sight: Sight) -> Observation:
    """What came of the second request on one connection."""
    if sight.silence:
        return asked_twice
    seen = sight.survey.observation(asks.second(_asked(sight.settings)))
    sight.seen.append(seen)
    if isinstance(seen, Silence) and not seen.ask.is_second:
        sight.silence = seen
    return seen


def _asked(settings: Settings) -> Ask:
    """Health, which is small, else the first page."""
    contract = settings.contract
    return asks.health(settings) if contract.health else asks.page(settings, contract.pages[0])


def _first_page(settings: Settings) -> Severity | None:
    pages = settings.contract.pages
    return pages[0].severity if pages else None


def _health_or_page(settings: Settings) -> Severity | None:
    health = settings.contract.health
    return health.severity if health else _first_page(settings)


CONCERN = Concern(
    single={"front_head": _first_page, "second_answer": _health_or_page},
    reads={
        "front_head": lambda run, _: Plan(
            asks=(asks.page(run, run.contract.pages[0]), asks.head(run))
        ),
        "second_answer": lambda run, _: Plan(asks=(_asked(run), asks.second(_asked(run)))),
    },
)
