"""The release that answers should say which one it is, and be the one that was deployed."""

import pytest

from smokegate.probe.observation import Answer
from smokegate.reading.problem import told
from smokegate.reading.release import page_problems
from smokegate.release_id import is_same_release

pytestmark = pytest.mark.cause("skew")


def test_release_is_stated(release_seen: str | None) -> None:
    """The deployment should say which release it is, where the contract says."""
    assert release_seen, (
        "no release is stated where the contract says; a bare number such as v1 is none"
    )


def test_release_is_the_expected_one(release_seen: str | None, release_expected: str) -> None:
    """The release that answers should be the one that was deployed."""
    assert release_seen, f"no release is stated, expected {release_expected}"
    assert is_same_release(release_expected, release_seen), (
        f"release {release_seen} answers, expected {release_expected}"
    )


def test_page_is_of_the_same_release(
    release_seen: str | None, page_meta: str, stated_page: Answer
) -> None:
    """The page should name the release that answers."""
    assert release_seen, f"{stated_page.where}: no release is stated to hold the page against"
    problems = tuple(page_problems(stated_page, page_meta, release_seen))
    assert not problems, told(stated_page.where, problems)
