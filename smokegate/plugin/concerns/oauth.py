"""The start of a login at each provider, and the way back."""

from typing import cast

import pytest

from smokegate.contract import Oauth
from smokegate.plugin import asks
from smokegate.plugin.concern import Case, Concern, Values
from smokegate.plugin.sampling import WayBack
from smokegate.plugin.settings import Settings
from smokegate.plugin.sight import Sight, as_it_came
from smokegate.plugin.survey import Plan
from smokegate.probe.observation import Answer
from smokegate.reading.authorization import is_posted_back, no_state, no_way_back
from smokegate.reading.problem import told


@pytest.fixture
def start(provider: Oauth, sight: Sight) -> Answer:
    """The start of a login."""
    ask = asks.start(sight.settings, provider)
    return sight.read(ask, as_it_came, is_required=provider.required)


# These ask for `start` too: where the provider need not be there, that is where it shows.


@pytest.fixture
def again(provider: Oauth, start: Answer, sight: Sight) -> Answer:  # noqa: ARG001
    """The start of another login by somebody else."""
    return sight.read(asks.start(sight.settings, provider, sample=1), as_it_came)


@pytest.fixture
def forwarded(provider: Oauth, start: Answer, sight: Sight) -> Answer:  # noqa: ARG001
    """The start of a login with an X-Forwarded-Host of the client's own."""
    return sight.read(asks.forwarded(sight.settings, provider), as_it_came)


@pytest.fixture
def callback(provider: Oauth, start: Answer, sight: Sight) -> Answer:
    """The callback, asked with a state that nobody gave out.

    One that takes a form knows no GET, which does not mean that it is not there.
    """
    takes_a_form = sight.silence is None and is_posted_back(start)
    is_required = provider.callback_required or takes_a_form
    return sight.read(asks.callback(sight.settings, provider), as_it_came, is_required=is_required)


@pytest.fixture
def way_back(provider: Oauth, start: Answer, sight: Sight) -> Answer:
    """The callback, given the state of the start as when the person refuses."""
    if sight.silence or sight.not_provided:
        return start
    if why := no_way_back(start):
        sight.not_provided = f"{start.where}: {why}"
        return start
    came = sight.survey.looked(_way_back(sight.settings, provider))
    if not came:
        sight.unmet = told(start.where, [no_state(start)])
    return sight.take(came[0], as_it_came) if came else start


@pytest.fixture
def limited_start(limited: Oauth, sight: Sight) -> Answer:
    """The start of a login that should not ask for everything."""
    ask = asks.start(sight.settings, limited)
    return sight.read(ask, as_it_came, is_required=limited.required)


@pytest.fixture
def nonced_starts(nonced: Oauth, sight: Sight) -> tuple[Answer, Answer]:
    """Two starts of a login that should carry a nonce."""
    first, second = (asks.start(sight.settings, nonced, sample=number) for number in (0, 1))
    start = sight.read(first, as_it_came, is_required=nonced.required)
    return start, sight.read(second, as_it_came)


@pytest.fixture
def foreign_return(returning: Oauth, sight: Sight) -> tuple[Answer, Answer | None]:
    """The start of a login with another host to go on to, and the way back of that login."""
    look = _foreign_return(sight.settings, returning)
    start = sight.read(look.start, as_it_came, is_required=returning.required)
    came = sight.survey.looked(look)
    return start, sight.take(came[0], as_it_came) if came else None


def _providers(settings: Settings) -> list[Case]:
    return [
        Case(value=oauth, id=oauth.provider, severity=oauth.severity)
        for oauth in settings.contract.oauth
    ]


def _limited(settings: Settings) -> list[Case]:
    return [c for c in _providers(settings) if cast(Oauth, c.value).scopes_allowed is not None]


def _nonced(settings: Settings) -> list[Case]:
    return [case for case in _providers(settings) if cast(Oauth, case.value).nonce]


def _returning(settings: Settings) -> list[Case]:
    return [case for case in _providers(settings) if cast(Oauth, case.value).return_to]


def _provider(values: Values) -> Oauth:
    return cast(Oauth, values["provider"])


def _way_back(settings: Settings, promise: Oauth) -> WayBack:
    callback = asks.callback_url(settings, promise)
    start = asks.start(settings, promise)
    return WayBack(start=start, callback=callback, origin=settings.origin)


def _foreign_return(settings: Settings, promise: Oauth) -> WayBack:
    callback = asks.callback_url(settings, promise)
    start = asks.returning(settings, promise)
    return WayBack(start=start, callback=callback, origin=settings.origin)


CONCERN = Concern(
    cases={
        "provider": _providers,
        "limited": _limited,
        "nonced": _nonced,
        "returning": _returning,
    },
    reads={
        "start": lambda run, case: Plan(asks=(asks.start(run, _provider(case)),)),
        "again": lambda run, case: Plan(asks=(asks.start(run, _provider(case), sample=1),)),
        "forwarded": lambda run, case: Plan(asks=(asks.forwarded(run, _provider(case)),)),
        "callback": lambda run, case: Plan(asks=(asks.callback(run, _provider(case)),)),
        "limited_start": lambda run, case: Plan(
            asks=(asks.start(run, cast(Oauth, case["limited"])),)
        ),
        "nonced_starts": lambda run, case: Plan(
            asks=tuple(asks.start(run, cast(Oauth, case["nonced"]), sample=n) for n in (0, 1))
        ),
        "foreign_return": lambda run, case: Plan(
            looks=(_foreign_return(run, cast(Oauth, case["returning"])),)
        ),
        "way_back": lambda run, case: Plan(looks=(_way_back(run, _provider(case)),)),
    },
)
