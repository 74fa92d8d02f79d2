"""How soon answers begin."""

from dataclasses import dataclass
from typing import cast

import pytest

from smokegate.plugin import asks
from smokegate.plugin.concern import Case, Concern
from smokegate.plugin.settings import Settings
from smokegate.plugin.sight import Sight, as_it_came
from smokegate.plugin.survey import Plan
from smokegate.probe.observation import Answer, Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A path whose time to the first byte is promised."""

    path: str
    is_page: bool


@pytest.fixture
def endpoint_answer(endpoint: Endpoint, sight: Sight) -> Answer:
    """The answer whose time is promised."""
    return sight.read(_endpoint_ask(sight.settings, endpoint), as_it_came)


@pytest.fixture
def budget_s(sight: Sight) -> float:
    """Seconds that the first byte may take."""
    promise = sight.settings.contract.latency
    assert promise is not None
    return promise.budget_ms / 1000


def _endpoints(settings: Settings) -> list[Case]:
    contract = settings.contract
    if contract.latency is None:
        return []
    asked = {page.path: True for page in contract.pages}
    if contract.ready and contract.ready.required:
        asked[contract.ready.path] = False
    if contract.health:
        asked[contract.health.path] = False
    return [
        Case(
            value=Endpoint(path=path, is_page=is_page), id=path, severity=contract.latency.severity
        )
        for path, is_page in sorted(asked.items())
    ]


def _endpoint_ask(settings: Settings, endpoint: Endpoint) -> Ask:
    """The same request that another check reads, so that it is made once."""
    contract = settings.contract
    if endpoint.is_page:
        return asks.page(settings, next(p for p in contract.pages if p.path == endpoint.path))
    if contract.health and contract.health.path == endpoint.path:
        return asks.health(settings)
    return asks.ready(settings)


CONCERN = Concern(
    cases={"endpoint": _endpoints},
    reads={
        "endpoint_answer": lambda run, case: Plan(
            asks=(_endpoint_ask(run, cast(Endpoint, case["endpoint"])),)
        )
    },
)
