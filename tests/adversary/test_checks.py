"""Item 6: what misbehaves in one check, or beside it, spoils that check alone."""

import pytest

from tests.adversary.checks import CHECKS
from tests.adversary.conftests import AROUND
from tests.adversary.stage import look_at, wrong
from tests.adversary.way import Way
from tests.live import Live

RELEASES = (pytest.param("good", id="good"), pytest.param("redis-down", id="bad"))


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize(
    "ways",
    [
        pytest.param(CHECKS, id="checks"),
        pytest.param(AROUND, id="conftests"),
    ],
)
def test_item_6_a_check_that_misbehaves_spoils_itself_alone(
    ways: tuple[Way, ...], release: str, live: Live, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Never FAILED on the good release, never PASSED on the bad one, however many misbehave."""
    look = look_at(live, release, tmp_path_factory.mktemp("team"), *ways)
    assert wrong(look, ways, release) == {}
