"""A health body is judged as an independent reader judges it, and the culprit is named."""

import pytest

from smokegate.reading.health import Status, degradation_problems, overall_problems, read
from tests.reading import health_frameworks, health_libraries, health_products
from tests.reading.answers import said
from tests.reading.health_judged import Judged

NOBODY = frozenset[str]()
BODIES = [
    one
    for module in (health_frameworks, health_libraries, health_products)
    for group in vars(module).values()
    if isinstance(group, tuple)
    for one in group
]
BY_DECISION = {
    decision: [pytest.param(one, id=one.server) for one in BODIES if one.decision == decision]
    for decision in ("good", "warned", "bad")
}


def failures(body: Judged) -> str:
    """What test_health_is_good says of it."""
    health = read(body.given)
    return health.problem or "; ".join(said(overall_problems(health, NOBODY)))


def warnings(body: Judged) -> str:
    """What test_health_is_not_degraded says of it."""
    return "; ".join(said(degradation_problems(read(body.given), NOBODY)))


@pytest.mark.parametrize("body", BY_DECISION["good"])
def test_a_healthy_server_is_green(body: Judged) -> None:
    """Nothing is said against it, and its components are known by their names."""
    assert (failures(body), warnings(body)) == ("", "")
    components = read(body.given).components
    assert set(body.names) <= set(components)
    assert all(components[name].status is Status.OK for name in body.names)


@pytest.mark.parametrize("body", BY_DECISION["warned"])
def test_what_is_not_quite_well_is_warned_of(body: Judged) -> None:
    """It fails nothing, and the warning names it."""
    assert failures(body) == ""
    assert [name for name in body.names if name not in warnings(body)] == []
    assert body.names


@pytest.mark.parametrize("body", BY_DECISION["bad"])
def test_a_broken_server_is_red_and_its_culprit_is_named(body: Judged) -> None:
    """Whatever the code, and wherever the name stands."""
    failure = failures(body)
    assert failure
    assert [name for name in body.names if name not in failure] == []
