"""Item 6: what misbehaves in one check, or beside it, spoils that check alone."""

import pytest

from tests.adversary.checks import CHECKS
from tests.adversary.conftests import AROUND
from tests.adversary.reports import REPORTS
from tests.adversary.stage import Look, look_at
from tests.adversary.way import Way
from tests.live import Live

RELEASES = (pytest.param("good", id="good"), pytest.param("redis-down", id="bad"))


def wrong(look: Look, ways: tuple[Way, ...], release: str) -> dict[str, str]:
    """The ways whose decision is not right, each judged beside the checks that behave."""
    found = {}
    for way in ways:
        decision = look.without(other for other in ways if other is not way).decision()
        if decision not in (way.good if release == "good" else way.bad):
            found[way.id] = decision
    return found


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize(
    "ways",
    [
        pytest.param(CHECKS, id="checks"),
        pytest.param(AROUND, id="conftests"),
        pytest.param(REPORTS, id="reports"),
    ],
)
def test_item_6_a_check_that_misbehaves_spoils_itself_alone(
    ways: tuple[Way, ...], release: str, live: Live, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Never FAILED on the good release, never PASSED on the bad one, however many misbehave."""
    look = look_at(live, release, tmp_path_factory.mktemp("team"), *ways)
    assert wrong(look, ways, release) == {}
