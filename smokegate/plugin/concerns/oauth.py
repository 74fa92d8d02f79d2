"""The start of a login at each provider, and the way back."""

from typing import cast

import pytest

from smokegate.contract import Oauth
from smokegate.plugin import asks
from smokegate.plugin.concern import Case, Concern, Values
from smokegate.plugin.settings import Settings
from smokegate.plugin.sight import Sight, as_it_came
from smokegate.plugin.survey import Plan
from smokegate.probe.observation import Answer


@pytest.fixture
def start(provider: Oauth, sight: Sight) -> Answer:
    """The start of a login."""
    ask = asks.start(sight.settings, provider)
    return sight.read(ask, as_it_came, is_required=provider.required)


# These three ask for `start` too: where the provider need not be there, that is where it shows.


@pytest.fixture
def again(provider: Oauth, start: Answer, sight: Sight) -> Answer:  # noqa: ARG001
    """The start of another login by somebody else."""
    return sight.read(asks.start(sight.settings, provider, sample=1), as_it_came)


@pytest.fixture
def forwarded(provider: Oauth, start: Answer, sight: Sight) -> Answer:  # noqa: ARG001
    """The start of a login with an X-Forwarded-Host of the client's own."""
    return sight.read(asks.forwarded(sight.settings, provider), as_it_came)


@pytest.fixture
def callback(provider: Oauth, start: Answer, sight: Sight) -> Answer:  # noqa: ARG001
    """The callback, asked with a state that nobody gave out."""
    return sight.read(asks.callback(sight.settings, provider), as_it_came)


def _providers(settings: Settings) -> list[Case]:
    return [
        Case(value=oauth, id=oauth.provider, severity=oauth.severity)
        for oauth in settings.contract.oauth
    ]


def _provider(values: Values) -> Oauth:
    return cast(Oauth, values["provider"])


CONCERN = Concern(
    cases={"provider": _providers},
    reads={
        "start": lambda run, case: Plan(asks=(asks.start(run, _provider(case)),)),
        "again": lambda run, case: Plan(asks=(asks.start(run, _provider(case), sample=1),)),
        "forwarded": lambda run, case: Plan(asks=(asks.forwarded(run, _provider(case)),)),
        "callback": lambda run, case: Plan(asks=(asks.callback(run, _provider(case)),)),
    },
)
