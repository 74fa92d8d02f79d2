"""Every other path that the contract names."""

from typing import cast

import pytest

from smokegate.contract import Route
from smokegate.plugin import asks
from smokegate.plugin.concern import Case, Concern, cases_by_path
from smokegate.plugin.settings import Settings
from smokegate.plugin.sight import Sight, as_it_came
from smokegate.plugin.survey import Plan
from smokegate.probe.observation import Answer


@pytest.fixture
def route_answer(route: Route, sight: Sight) -> Answer:
    """The answer of any other path."""
    return sight.read(asks.route(sight.settings, route), as_it_came)


def _routes(settings: Settings) -> list[Case]:
    return cases_by_path(settings.contract.routes)


CONCERN = Concern(
    cases={"route": _routes},
    reads={
        "route_answer": lambda run, case: Plan(asks=(asks.route(run, cast(Route, case["route"])),))
    },
)
