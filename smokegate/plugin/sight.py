"""What one check has looked at, and the fixtures through which checks look.

A check never sees silence: where what it reads stayed silent, the plugin fails it first, with
the one sentence that says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar, cast
from urllib.parse import urlsplit

import pytest

from smokegate.contract import Oauth, Page, Route
from smokegate.plugin import asks
from smokegate.plugin.promises import Endpoint
from smokegate.plugin.settings import Settings
from smokegate.plugin.settling import release_asks, release_of, tolerated_components
from smokegate.plugin.survey import Loaded, Plan, Survey
from smokegate.probe.observation import Answer, Ask, Observation, Silence
from smokegate.reading import health as health_reading
from smokegate.reading.health import Health
from smokegate.reading.page import page_problems
from smokegate.reading.problem import told

T = TypeVar("T")


@dataclass(slots=True)
class Sight:
    """The observations of one check, in the order in which it looked."""

    settings: Settings
    survey: Survey
    seen: list[Observation] = field(default_factory=list)
    loaded: list[Loaded] = field(default_factory=list)
    silence: Silence | None = None
    unmet: str | None = None
    not_provided: str | None = None

    def read(self, ask: Ask, reader: Callable[[Answer], T], *, is_required: bool = True) -> T:
        """What the reader makes of the answer.

        Where there is none, or the promise need not be kept and the path is not there, the check
        is not run, so that what is returned then is never looked at.
        """
        one = self.survey.observation(ask)
        self.seen.append(one)
        if isinstance(one, Silence):
            self.silence = self.silence or one
            return cast(T, None)
        if not is_required and one.status in (404, 405):
            self.not_provided = f"{one.where}: not provided, and the contract does not require it"
        return reader(one)

    def foreign_silences(self) -> Iterator[str]:
        """Other origins' assets that could not be looked at; nobody is accused of them."""
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


@pytest.fixture
def health(sight: Sight) -> Health:
    """The health answer, normalised."""
    return sight.read(asks.health(sight.settings), health_reading.read)


@pytest.fixture
def health_answer(sight: Sight) -> Answer:
    """The health answer as it came."""
    return sight.read(asks.health(sight.settings), _as_it_came)


@pytest.fixture
def max_age_s(sight: Sight) -> float:
    """How old, in seconds, the health answer may be."""
    promise = sight.settings.contract.health
    assert promise is not None
    assert promise.max_age_s is not None
    return promise.max_age_s


@pytest.fixture
def tolerated(sight: Sight) -> frozenset[str]:
    """Components whose failure does not fail the run."""
    return tolerated_components(sight.settings)


@pytest.fixture
def ready_answer(sight: Sight) -> Answer:
    """The readiness answer."""
    promise = sight.settings.contract.ready
    assert promise is not None
    return sight.read(asks.ready(sight.settings), _as_it_came, is_required=promise.required)


@pytest.fixture
def page_answer(webpage: Page, sight: Sight) -> Answer:
    """A page as it came."""
    return sight.read(asks.page(sight.settings, webpage), _as_it_came)


@pytest.fixture
def loaded(webpage: Page, page_answer: Answer, sight: Sight) -> tuple[Loaded, ...]:
    """What a page loads, with what came when it was asked for."""
    found = sight.survey.loaded(asks.page(sight.settings, webpage))
    sight.loaded.extend(found)
    if sight.silence is None and (problems := tuple(page_problems(page_answer))):
        sight.unmet = told(page_answer.where, problems)  # no page, so nobody knows what it loads
    return found


@pytest.fixture
def start(provider: Oauth, sight: Sight) -> Answer:
    """The start of a login."""
    ask = asks.start(sight.settings, provider)
    return sight.read(ask, _as_it_came, is_required=provider.required)


# These three ask for `start` too: where the provider need not be there, that is where it shows.


@pytest.fixture
def again(provider: Oauth, start: Answer, sight: Sight) -> Answer:  # noqa: ARG001
    """The start of another login by somebody else."""
    return sight.read(asks.start(sight.settings, provider, sample=1), _as_it_came)


@pytest.fixture
def forwarded(provider: Oauth, start: Answer, sight: Sight) -> Answer:  # noqa: ARG001
    """The start of a login with an X-Forwarded-Host of the client's own."""
    return sight.read(asks.forwarded(sight.settings, provider), _as_it_came)


@pytest.fixture
def callback(provider: Oauth, start: Answer, sight: Sight) -> Answer:  # noqa: ARG001
    """The callback, asked with a state that nobody gave out."""
    return sight.read(asks.callback(sight.settings, provider), _as_it_came)


@pytest.fixture
def route_answer(route: Route, sight: Sight) -> Answer:
    """The answer of any other path."""
    return sight.read(asks.route(sight.settings, route), _as_it_came)


@pytest.fixture
def endpoint_answer(endpoint: Endpoint, sight: Sight) -> Answer:
    """The answer whose time is promised."""
    return sight.read(_endpoint_ask(sight.settings, endpoint), _as_it_came)


@pytest.fixture
def budget_s(sight: Sight) -> float:
    """Seconds that the first byte may take."""
    promise = sight.settings.contract.latency
    assert promise is not None
    return promise.budget_ms / 1000


@pytest.fixture
def release_expected(sight: Sight) -> str:
    """The release that should be the one answering."""
    assert sight.settings.release is not None
    return sight.settings.release


@pytest.fixture
def release_seen(sight: Sight) -> str | None:
    """The release that the deployment states, or None."""
    wanted = release_asks(sight.settings)
    for ask in wanted:
        sight.read(ask, _as_it_came)
    return release_of(sight.settings, dict(zip(wanted, sight.seen[-len(wanted) :], strict=True)))


def plan_of(item: pytest.Item, settings: Settings) -> Plan:
    """The requests that this check will read, so that they can be started before it runs."""
    names = set(getattr(item, "fixturenames", ()))
    values = (
        item.callspec.params
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
        else {}
    )
    wanted = [ask(settings) for name, ask in _RUN_WIDE.items() if name in names] + [
        ask(settings, values) for name, ask in _PER_CASE.items() if name in names
    ]
    if "release_seen" in names:
        wanted.extend(release_asks(settings))
    pages = (asks.page(settings, cast(Page, values["webpage"])),) if "loaded" in names else ()
    return Plan(asks=tuple(wanted), pages=pages)


_RUN_WIDE: dict[str, Callable[[Settings], Ask]] = {
    "health": asks.health,
    "health_answer": asks.health,
    "ready_answer": asks.ready,
}
_PER_CASE: dict[str, Callable[[Settings, dict[str, object]], Ask]] = {
    "page_answer": lambda run, case: asks.page(run, cast(Page, case["webpage"])),
    "start": lambda run, case: asks.start(run, cast(Oauth, case["provider"])),
    "again": lambda run, case: asks.start(run, cast(Oauth, case["provider"]), sample=1),
    "forwarded": lambda run, case: asks.forwarded(run, cast(Oauth, case["provider"])),
    "callback": lambda run, case: asks.callback(run, cast(Oauth, case["provider"])),
    "route_answer": lambda run, case: asks.route(run, cast(Route, case["route"])),
    "endpoint_answer": lambda run, case: _endpoint_ask(run, cast(Endpoint, case["endpoint"])),
}


def _endpoint_ask(settings: Settings, endpoint: Endpoint) -> Ask:
    """The same request that another check reads, so that it is made once."""
    contract = settings.contract
    if endpoint.is_page:
        return asks.page(settings, next(p for p in contract.pages if p.path == endpoint.path))
    if contract.health and contract.health.path == endpoint.path:
        return asks.health(settings)
    return asks.ready(settings)


def _as_it_came(answer: Answer) -> Answer:
    return answer


def _is_conclusive(seen: Observation) -> bool:
    return isinstance(seen, Answer) and seen.status in (200, 204, 404, 410)
