"""Items 6 to 8: what shapes, blinds or wrecks a whole look neither convicts nor acquits."""

from pathlib import Path

import pytest

from tests.adversary.conftests import EVERYWHERE
from tests.adversary.environments import ENVIRONMENTS
from tests.adversary.settings import SETTINGS
from tests.adversary.stage import look_at
from tests.adversary.way import Way
from tests.adversary.wreckers import WRECKERS
from tests.live import Live

ALONE = [
    pytest.param(way, id=way.id, marks=[pytest.mark.slow] if way.is_slow else [])
    for way in (*WRECKERS, *EVERYWHERE, *SETTINGS, *ENVIRONMENTS)
]


@pytest.mark.parametrize("way", ALONE)
def test_items_6_to_8_a_good_release_is_never_convicted(
    way: Way, live: Live, tmp_path: Path
) -> None:
    """Whatever misbehaves, the decision on a good release is one of those that are right."""
    assert look_at(live, "good", tmp_path, way).decision() in way.good


@pytest.mark.parametrize("way", ALONE)
def test_items_6_to_8_a_bad_release_is_never_kept(way: Way, live: Live, tmp_path: Path) -> None:
    """Whatever misbehaves, the decision on a bad release is one of those that are right."""
    assert look_at(live, "redis-down", tmp_path, way).decision() in way.bad
