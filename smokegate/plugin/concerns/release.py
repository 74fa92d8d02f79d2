"""Which release answers."""

import pytest

from smokegate.contract_fields import Severity
from smokegate.plugin import asks
from smokegate.plugin.concern import Concern
from smokegate.plugin.settings import Settings
from smokegate.plugin.settling import release_asks, release_of
from smokegate.plugin.sight import Sight, as_it_came
from smokegate.plugin.survey import Plan
from smokegate.probe.observation import Answer


@pytest.fixture
def release_expected(sight: Sight) -> str:
    """The release that should be the one answering."""
    assert sight.settings.release is not None
    return sight.settings.release


@pytest.fixture
def release_seen(sight: Sight) -> str | None:
    """The release that the deployment states, or None.

    A check of a release that is not stated is not run where it need not be: the contract does not
    require it, and nobody named the one that should answer.
    """
    wanted = release_asks(sight.settings)
    for ask in wanted:
        sight.read(ask, as_it_came)
    asked = sight.seen[-len(wanted) :]
    release = release_of(sight.settings, dict(zip(wanted, asked, strict=True)))
    if release is None and not _is_required(sight.settings):
        where = ", ".join(observation.where for observation in asked)
        sight.not_provided = f"{where}: no release is stated, and the contract does not require it"
    return release


@pytest.fixture
def page_meta(sight: Sight) -> str:
    """The meta tag in which the first page names its release."""
    promise = sight.settings.contract.release
    assert promise is not None
    assert promise.page_meta is not None
    return promise.page_meta


@pytest.fixture
def stated_page(sight: Sight) -> Answer:
    """The first page as it came."""
    return sight.read(asks.page(sight.settings, sight.settings.contract.pages[0]), as_it_came)


def _is_required(settings: Settings) -> bool:
    promise = settings.contract.release
    return settings.release is not None or (promise is not None and promise.required)


def _page_meta(settings: Settings) -> Severity | None:
    promise = settings.contract.release
    return promise.severity if promise and promise.page_meta else None


def _stated(settings: Settings) -> Severity | None:
    promise = settings.contract.release
    return promise.severity if promise else None


def _expected(settings: Settings) -> Severity | None:
    return _stated(settings) if settings.release else None


CONCERN = Concern(
    single={"release_seen": _stated, "release_expected": _expected, "page_meta": _page_meta},
    reads={
        "release_seen": lambda run, _: Plan(asks=release_asks(run)),
        "page_meta": lambda run, _: Plan(asks=(asks.page(run, run.contract.pages[0]),)),
    },
)
