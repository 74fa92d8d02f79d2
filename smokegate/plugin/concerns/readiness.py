"""The deployment's word on whether it may be given traffic."""

import pytest

from smokegate.contract_fields import Severity
from smokegate.plugin import asks
from smokegate.plugin.concern import Concern
from smokegate.plugin.settings import Settings
from smokegate.plugin.sight import Sight, as_it_came
from smokegate.plugin.survey import Plan
from smokegate.probe.observation import Answer
from smokegate.reading.health import Health, read


@pytest.fixture
def ready_answer(sight: Sight) -> Answer:
    """The readiness answer."""
    promise = sight.settings.contract.ready
    assert promise is not None
    return sight.read(asks.ready(sight.settings), as_it_came, is_required=promise.required)


@pytest.fixture
def readiness(sight: Sight) -> Health:
    """The readiness answer, normalised."""
    promise = sight.settings.contract.ready
    assert promise is not None
    return sight.read(
        asks.ready(sight.settings),
        lambda answer: read(answer, promise),
        is_required=promise.required,
    )


def _promised(settings: Settings) -> Severity | None:
    promise = settings.contract.ready
    return promise.severity if promise else None


CONCERN = Concern(
    single={"ready_answer": _promised, "readiness": _promised},
    reads={
        "ready_answer": lambda run, _: Plan(asks=(asks.ready(run),)),
        "readiness": lambda run, _: Plan(asks=(asks.ready(run),)),
    },
)
