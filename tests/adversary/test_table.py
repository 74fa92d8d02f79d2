"""The table of ways holds itself to the law that it states."""

from tests.adversary.checks import CHECKS
from tests.adversary.conftests import AROUND, EVERYWHERE
from tests.adversary.environments import ENVIRONMENTS
from tests.adversary.reports import REPORTS
from tests.adversary.settings import SETTINGS
from tests.adversary.way import FAILED, PASSED, Where
from tests.adversary.wreckers import WRECKERS

ALL = (*CHECKS, *REPORTS, *AROUND, *EVERYWHERE, *WRECKERS, *SETTINGS, *ENVIRONMENTS)
LEAST = 60
LEAST_OF_A_KIND = 30


def test_the_table_is_long_and_names_each_way_once() -> None:
    """Each way can be told from all the others, and no kind is left out."""
    names = [way.id for way in ALL]
    assert len(set(names)) == len(names)
    assert len(names) >= LEAST
    for where in Where:
        assert sum(way.where is where for way in ALL) >= LEAST_OF_A_KIND, where


def test_no_way_is_an_excuse() -> None:
    """No row lets a good release be convicted, or a bad one be kept."""
    assert [way.id for way in ALL if FAILED in way.good] == []
    assert [way.id for way in ALL if PASSED in way.bad] == []
