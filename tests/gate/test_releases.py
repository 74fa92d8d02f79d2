"""The record should name the release to go back to, and never one that failed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from smokegate.gate.arguments import taken
from smokegate.gate.releases import Release, Releases

NOW = datetime(2026, 11, 24, tzinfo=UTC)
A, B = "a" * 40, "b" * 40


def record(tmp_path: Path) -> Releases:
    """An empty record."""
    return Releases(tmp_path / "state.sqlite3", "https://charhub.app")


def test_the_last_one_on_record_is_the_newest(tmp_path: Path) -> None:
    """Whatever the clock said."""
    releases = record(tmp_path)
    releases.mark_known_good(A, "a", NOW)
    releases.mark_known_good(B, "b", NOW - timedelta(hours=1))
    assert releases.newest_known_good(but=None) == Release(id=B, contract="b")


def test_the_release_that_failed_is_not_gone_back_to(tmp_path: Path) -> None:
    """Not to itself either, however it is abbreviated."""
    releases = record(tmp_path)
    releases.mark_known_good(A, "a", NOW)
    assert releases.newest_known_good(but=A[:7]) is None
    releases.mark_failed(A[:7], "a", NOW)
    assert releases.newest_known_good(but=None) is None


def test_a_release_that_passes_again_is_known_good_again(tmp_path: Path) -> None:
    """The last word counts."""
    releases = record(tmp_path)
    releases.mark_failed(A, "a", NOW)
    releases.mark_known_good(A, "a2", NOW)
    assert releases.newest_known_good(but=None) == Release(id=A, contract="a2")


def test_deployments_have_records_of_their_own(tmp_path: Path) -> None:
    """What is good in one place says nothing of another."""
    record(tmp_path).mark_known_good(A, "a", NOW)
    other = Releases(tmp_path / "state.sqlite3", "https://other.example")
    assert other.newest_known_good(but=None) is None


def test_our_options_are_taken_out_of_pytests() -> None:
    """In both spellings, the last one counting, --control kept all."""
    given = ("-x", "--release", "1", "--release=2", "--control=a", "--control", "b", "-k", "c")
    assert taken(given) == ({"--release": "2", "--control": "a b"}, ("-x", "-k", "c"))
