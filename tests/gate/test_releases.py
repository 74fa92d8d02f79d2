"""The record should name the release to go back to, and never one that failed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from smokegate.gate.arguments import taken
from smokegate.gate.releases import Release, Releases, Standing
from smokegate.gate.state import State

NOW = datetime(2026, 11, 24, tzinfo=UTC)
A, B = "a" * 40, "b" * 40


def record(tmp_path: Path) -> Releases:
    """An empty record."""
    return Releases(State(tmp_path / "state.sqlite3"), "https://charhub.app")


def mark(
    releases: Releases, release: str, state: Standing, contract: str, now: datetime = NOW
) -> None:
    """Puts it on record."""
    with releases.state.transaction() as connection:
        releases.mark(connection, release, state, contract=contract, now=now, by="ada")


def known_good(release: str, contract: str, number: int) -> Release:
    """As it is on record."""
    return Release(
        id=release,
        state=Standing.KNOWN_GOOD,
        at="2026-11-24T00:00:00+00:00",
        contract=contract,
        by="ada",
        number=number,
    )


def test_the_last_one_on_record_is_the_newest(tmp_path: Path) -> None:
    """Whatever the clock said."""
    releases = record(tmp_path)
    mark(releases, A, Standing.KNOWN_GOOD, "a", NOW + timedelta(hours=1))
    mark(releases, B, Standing.KNOWN_GOOD, "b")
    assert releases.newest_known_good(but=None) == known_good(B, "b", 2)


def test_the_release_that_failed_is_not_gone_back_to(tmp_path: Path) -> None:
    """Not to itself either, however it is abbreviated."""
    releases = record(tmp_path)
    mark(releases, A, Standing.KNOWN_GOOD, "a")
    assert releases.newest_known_good(but=A[:7]) is None
    mark(releases, A[:7], Standing.FAILED, "a")
    assert releases.newest_known_good(but=None) is None
    assert [one.id for one in releases.all()] == [A]


def test_a_release_that_passes_again_is_known_good_again(tmp_path: Path) -> None:
    """The last word counts."""
    releases = record(tmp_path)
    mark(releases, A, Standing.FAILED, "a")
    mark(releases, A, Standing.KNOWN_GOOD, "a2")
    assert releases.newest_known_good(but=None) == known_good(A, "a2", 2)


def test_what_lies_ready_comes_first(tmp_path: Path) -> None:
    """Of those that are known good, where it is known what lies there."""
    releases = record(tmp_path)
    mark(releases, A, Standing.KNOWN_GOOD, "a")
    mark(releases, B, Standing.KNOWN_GOOD, "b")
    assert releases.newest_known_good(but=None, among=[A[:7]]) == known_good(A, "a", 1)
    assert releases.newest_known_good(but=None, among=[]) is None


def test_deployments_have_records_of_their_own(tmp_path: Path) -> None:
    """What is good in one place says nothing of another."""
    mark(record(tmp_path), A, Standing.KNOWN_GOOD, "a")
    other = Releases(State(tmp_path / "state.sqlite3"), "https://other.example")
    assert other.newest_known_good(but=None) is None


def test_our_options_are_taken_out_of_pytests() -> None:
    """In both spellings, the last one counting, --control kept all."""
    given = ("-x", "--release", "1", "--release=2", "--control=a", "--control", "b", "-k", "c")
    assert taken(given) == ({"--release": "2", "--control": "a b"}, ("-x", "-k", "c"))
