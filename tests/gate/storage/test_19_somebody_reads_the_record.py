"""Item 19: whoever reads or locks the record keeps no release from being rolled back."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smokegate.errors import ConfigurationError
from smokegate.gate import state as state_module
from smokegate.gate.journal import Journal
from smokegate.gate.releases import Releases, Standing
from smokegate.gate.state import Memory, State
from tests.gate.deploys.site import QUICK, Site
from tests.gate.deploys.site import site as new_site
from tests.live import last_line

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
URL = "https://charhub.app"
READER = ("begin", "select count(*) from releases")
LOCKS = {
    "a-reader": READER,
    "a-backup": ("begin immediate", "select count(*) from releases"),
}


@contextmanager
def locked(file: Path, statements: tuple[str, ...] = READER) -> Iterator[None]:
    """Somebody else has the record open, as a shell of sqlite3 would."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement).fetchall()
        yield


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_module, "_PATIENCE_S", 0.05)
    monkeypatch.setattr(state_module, "_IMPATIENCE_S", 0.01)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A record with one release that is known good, and a run that came to no end."""
    state = State(tmp_path / "state.sqlite3")
    releases = Releases(state, URL)
    with state.transaction() as connection:
        releases.mark(connection, "3f2a91c", Standing.KNOWN_GOOD, contract="", now=NOW)
    Journal(state, URL, lambda: NOW).begin("run-1", "deploy", {}, "jo")
    return state.file


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_on_record_can_be_read(lock: str, file: Path) -> None:
    """No read needs the lock of a writer."""
    releases, journal = Releases(State(file), URL), Journal(State(file), URL, lambda: NOW)
    with locked(file, LOCKS[lock]):
        assert [release.id for release in releases.all()] == ["3f2a91c"]
        assert releases.was_let_in()
        assert releases.noise() == {}
        unfinished = journal.unfinished()
        assert unfinished is not None
        assert unfinished.id == "run-1"
        assert [begun.id for begun, _, _ in journal.ended()] == ["run-1"]
        assert journal.rolled_back_since(NOW) == 0
        assert journal.deployed_before() == (URL,)
        journal.open("run-1").refuse_if_overtaken()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_vital_step_is_made_while_nothing_can_be_written(lock: str, file: Path) -> None:
    """And is read again once it can."""
    run = Journal(State(file), URL, lambda: NOW).open("run-1")
    with locked(file, LOCKS[lock]):
        assert run.do("target", lambda: {"id": "3f2a91c"}, is_vital=True) == {"id": "3f2a91c"}
        with pytest.raises(ConfigurationError, match="database is locked"):
            run.do("prepare", lambda: None)


def test_what_cannot_be_read_any_more_is_as_it_was_read_last(file: Path) -> None:
    """It is never empty: that would say that no release is known good."""
    releases = Releases(State(file), URL)
    assert releases.newest_known_good(but=None) is not None
    file.write_bytes(b"no database" * 1000)
    known = releases.newest_known_good(but=None)
    assert known is not None
    assert known.id == "3f2a91c"
    with pytest.raises(ConfigurationError, match="file is not a database"):
        Releases(State(file), URL).newest_known_good(but=None)


def test_a_record_that_is_not_there_is_empty_and_stays_away(tmp_path: Path) -> None:
    """To look makes no file."""
    state = State(tmp_path / "nowhere" / "state.sqlite3")
    assert Releases(state, URL).all() == ()
    assert list(tmp_path.iterdir()) == []


def test_a_copy_holds_all_of_it_and_says_why_it_is_one(file: Path) -> None:
    """A person who goes back works on it where the record cannot be written to."""
    with locked(file):
        copy = Memory.copied(State(file), "database is locked")
    with closing(copy):
        assert copy.unkept == "database is locked"
        assert [release.id for release in Releases(copy, URL).all()] == ["3f2a91c"]
        run = Journal(copy, URL, lambda: NOW).begin("run-2", "rollback", {}, "jo")
        assert run.begun.fence == 2
    assert [begun.id for begun, _, _ in Journal(State(file), URL, lambda: NOW).ended()] == ["run-1"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str, str]]:
    """Two releases that are known good, the second one current."""
    with new_site(tmp_path_factory.mktemp("site")) as charhub:
        first, second = charhub.commit("Release 1"), charhub.commit("Release 2")
        for release in (first, second):
            done = charhub.deploy(release)
            assert done.returncode == 0, done.stdout + done.stderr
        yield charhub, first, second


@pytest.mark.slow
def test_a_person_goes_back_on_a_locked_record(site: tuple[Site, str, str]) -> None:
    """Exit 0: verified, and it says that it is not on record; `releases` and `log` answer too."""
    charhub, first, second = site
    with locked(charhub.folder / ".smokegate/state.sqlite3"):
        listed = charhub.gate("releases")
        logged = charhub.gate("log")
        back = charhub.gate("rollback", first, *QUICK)
    assert (listed.returncode, logged.returncode) == (0, 0), listed.stderr + logged.stderr
    assert first[:7] in listed.stdout
    assert second[:7] in logged.stdout
    assert back.returncode == 0, back.stdout + back.stderr
    assert "not put on record" in last_line(back.stdout)
    assert charhub.current == first


@pytest.mark.slow
def test_a_bad_release_is_rolled_back_while_somebody_reads(site: tuple[Site, str, str]) -> None:
    """Exit 1: the reader comes once it is current, and stays to the end."""
    charhub, _, _ = site
    bad, is_over = charhub.commit("Release 3", redis="error"), threading.Event()

    def reads() -> None:
        while bad not in charhub.activated and not is_over.wait(0.02):
            pass
        with locked(charhub.folder / ".smokegate/state.sqlite3"):
            is_over.wait(100)

    reader = threading.Thread(target=reads)
    reader.start()
    started = time.monotonic()
    try:
        done = charhub.deploy(bad)
    finally:
        is_over.set()
        reader.join()
    assert done.returncode == 1, done.stdout + done.stderr
    assert "rolled back from" in last_line(done.stdout)
    assert "not put on record" in last_line(done.stdout)
    assert charhub.current != bad
    assert time.monotonic() - started < 100
