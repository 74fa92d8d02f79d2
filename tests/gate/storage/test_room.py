"""Room that was kept is there when it is needed; a lock and a switch need none."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from smokegate.errors import ConfigurationError
from smokegate.gate.decision import Action, Decision, Exit
from smokegate.gate.journal import Journal
from smokegate.gate.lock import LockedError, held
from smokegate.gate.notify import tell_at_once
from smokegate.gate.room import Reserve, lack_of_room, take_away
from smokegate.gate.sending import Kind, Letter, Sent
from smokegate.gate.state import State
from smokegate.verdict.outcome import Outcome
from smokegate.verdict.verdict import Verdict
from tests.gate.test_journal import NOW, SITE, begun

MB = 1 << 20


def disk(
    patch: pytest.MonkeyPatch, *, left: int = 100 * MB, inodes: int = 9999, flag: int = 0
) -> None:
    """From now on each folder is on a disk with so much left."""
    found = SimpleNamespace(f_bavail=left, f_frsize=1, f_files=10_000, f_favail=inodes, f_flag=flag)
    patch.setattr(os, "statvfs", lambda _: found)


def test_a_lack_of_room_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In bytes or inodes, of a folder that may not be there yet."""
    folder = tmp_path / "not/yet"
    disk(monkeypatch)
    assert lack_of_room(folder) is None
    disk(monkeypatch, left=16 * MB - 1)
    assert lack_of_room(folder) == f"{folder} has 15 MB left, 16 MB are needed"
    disk(monkeypatch, inodes=499)
    assert lack_of_room(folder) == f"{folder} has 499 inodes left, 500 are needed"
    disk(monkeypatch, flag=1)
    assert lack_of_room(folder) == f"{folder} is on a disk that is read-only"


def test_the_reserve_is_given_up_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not before, and laid down again only where there is plenty."""
    reserve = Reserve(tmp_path)
    disk(monkeypatch, left=2 * MB)
    reserve.keep()
    assert not reserve.folder.exists()
    disk(monkeypatch)
    reserve.keep()
    files = list(reserve.folder.iterdir())
    assert sum(file.stat().st_size for file in files) == MB
    assert len(files) == 9
    disk(monkeypatch, left=MB)
    reserve.give_up_if_scarce()
    assert reserve.folder.exists()
    disk(monkeypatch, inodes=7)
    reserve.give_up_if_scarce()
    assert not reserve.folder.exists()


def test_what_a_run_left_is_taken_away_if_it_can_be(tmp_path: Path) -> None:
    """A folder cannot."""
    file, folder = tmp_path / "file", tmp_path / "folder"
    file.touch()
    folder.mkdir()
    for one in (file, file, folder):
        take_away(one)
    assert (file.exists(), folder.exists()) == (False, True)


def test_a_lock_that_cannot_be_written_is_held_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as its file is there; else that is said."""
    usual = os.open

    def read_only(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            raise OSError(30, "Read-only file system")
        return usual(path, flags, mode)

    file = tmp_path / "lock"
    with held(file, "run-1"):
        pass
    monkeypatch.setattr(os, "open", read_only)
    with held(file, "run-2"), pytest.raises(LockedError), held(file, "run-3"):
        pass
    missing = tmp_path / "missing"
    told = (
        rf"{missing}: the lock cannot be taken \(Read-only file system\); "
        "make room and the folder writable"
    )
    with pytest.raises(ConfigurationError, match=told), held(missing, "run-4"):
        pass


def test_what_was_done_is_put_down_without_its_intent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A vital act is made where its intent cannot be written; with room again it counts."""
    run = begun(tmp_path)

    def full(*_: object) -> None:
        raise ConfigurationError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(run, "_intended", full)
        assert run.do("switch back", lambda: "made", is_vital=True) == "made"
    assert Journal(State(tmp_path / "state.sqlite3"), SITE, lambda: NOW).rolled_back_since(NOW) == 1
    assert run.do("switch back", lambda: "again") == "made"


def test_what_no_outbox_holds_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the words and the id that it would have had."""
    monkeypatch.setenv("SMOKEGATE_NOTIFY", "one:// urgent=two://")
    sent: list[tuple[int, Letter]] = []

    def send(channel: object, letter: Letter, *_: object) -> Sent:
        sent.append((getattr(channel, "number", 0), letter))
        return Sent(service="made-up")

    decision = Decision(
        verdict=Verdict(outcome=Outcome.FAILED, reasons=("x failed",)),
        action=Action.NOT_RESTORED,
        exit_code=Exit.NOT_RESTORED,
        sentence="FAILED: x failed; not restored: y",
        run="run-1",
        base_url=SITE,
        release="abc",
        is_on_record=False,
    )
    assert tell_at_once(decision, send).delivered == 2
    assert [number for number, _ in sent] == [1, 2]
    letter = sent[0][1]
    assert (letter.title, letter.kind) == (
        "charhub.app: abc FAILED and is NOT RESTORED",
        Kind.FAILURE,
    )
    assert letter.body.splitlines()[0] == decision.sentence
    assert letter.body.splitlines()[-1] == "id: run-1:not-restored"
