"""A disk that is full, without an inode or read-only: each end is the documented one.

Nothing is lost by it: what was current is whole, the record can be read, and once there is room
again, what did not come to its end is carried on.
"""

import itertools
import re
from pathlib import Path

import pytest

from tests.gate.notify.services import service
from tests.gate.storage.disk import Fault
from tests.gate.storage.struck import OPTIONS, Ended, Place, Struck, struck

pytestmark = pytest.mark.slow
STATE, REPORTS, RELEASES = Place
FULL, NO_INODE, READ_ONLY = Fault
NOTHING_LEFT = Ended(code=0, sentence="nothing to resume: the newest run came to its end")
_HEALTH = r"smokegate/test_health\.py::test_health_is_good"  # a shipped check, which comes first
_FAILED = rf"FAILED: {_HEALTH} failed 3 times and never passed: .*"
_BACK = rf"{_FAILED}; rolled back from BAD to SECOND and verified"
_UNRECORDED = (
    r"\.smokegate/state\.sqlite3: the record of releases cannot be used \(attempt to write a "
    "readonly database\\); make room and the folder writable, or move the file away"
)
_NOT_RUN = (
    r"INCONCLUSIVE \(harness\): the suite could not be run \(\[Errno 28\] .*\); release BAD stays "
    "current, a person has to look"
)
_NO_ROOM = r"refused: there is no room for one more"
_CHECK = "check by hand whether .* works; it was made live and is not verified"
_UNVERIFIED = r"the old release could not be verified \(\[Errno (28|30)\] .*\)"


def named(value: object) -> str:
    """A word of the case's name; the sentence is none."""
    return str(value) if len(str(value)) < 10 else "sentence"


@pytest.mark.parametrize(
    "place, fault, code, sentence",
    [
        (STATE, FULL, 5, rf"{_NO_ROOM} run: \.smokegate has \d+ MB left, 16 MB are needed"),
        (STATE, NO_INODE, 5, rf"{_NO_ROOM} run: \.smokegate has \d+ inodes left, 500 are needed"),
        (STATE, READ_ONLY, 5, rf"{_NO_ROOM} run: \.smokegate is on a disk that is read-only"),
        (REPORTS, FULL, 5, rf"{_NO_ROOM} run: reports/runs has 0 MB left, 16 MB are needed"),
        (REPORTS, NO_INODE, 5, rf"{_NO_ROOM} run: reports/runs has 0 inodes left, 500 are needed"),
        (REPORTS, READ_ONLY, 5, rf"{_NO_ROOM} run: reports/runs is on a disk that is read-only"),
        (RELEASES, FULL, 5, rf"{_NO_ROOM} release: ROOT .* has 0 MB left, 200 MB are needed"),
        (RELEASES, NO_INODE, 5, rf"{_NO_ROOM} release: ROOT .* has 0 inodes left, 1000 are needed"),
        (
            RELEASES,
            READ_ONLY,
            3,
            r"INCONCLUSIVE \(harness\): release BAD could not be made ready: prepare on this "
            r"machine: ROOT cannot be written \(.*: Read-only file system\); nothing was changed, "
            "a person has to look",
        ),
    ],
    ids=named,
)
def test_a_deploy_is_not_begun(
    place: Place, fault: Fault, code: int, sentence: str, tmp_path: Path
) -> None:
    """Nothing is switched where its end could not be put down."""
    with struck(tmp_path, place) as one:
        one.disk.strike(fault)
        assert_ended(one, ("deploy", one.bad), code, sentence)
        assert (one.current, one.site.activated) == (one.second, [one.first, one.second])
        one.disk.mend()
        assert one.states == (["nothing"] if code == 3 else [])
        assert one.smokegate("resume") == NOTHING_LEFT


@pytest.mark.parametrize(
    "place, fault, moment, code, sentence",
    [
        (STATE, FULL, "prepare", 1, _BACK),
        (STATE, FULL, "activate", 1, _BACK),
        (STATE, NO_INODE, "activate", 1, _BACK),
        (STATE, READ_ONLY, "look", 1, rf"{_BACK}; not put on record \({_UNRECORDED}\)"),
        (
            REPORTS,
            FULL,
            "look",
            3,
            _NOT_RUN,
        ),
        (
            RELEASES,
            FULL,
            "prepare",
            3,
            r"INCONCLUSIVE \(harness\): release BAD could not be made ready: prepare on this "
            r"machine: releases/BAD cannot be marked \(.*\); nothing was changed, a person has to "
            "look",
        ),
        (RELEASES, FULL, "activate", 1, _BACK),
        (RELEASES, NO_INODE, "activate", 1, _BACK),
        (
            RELEASES,
            READ_ONLY,
            "activate",
            4,
            r"INCONCLUSIVE \(harness\): release BAD could not be switched to: .*; not restored: "
            r"switch on this machine: ROOT cannot be written \(.*: Read-only file system\); "
            "go back by hand",
        ),
    ],
    ids=named,
)
def test_a_bad_release_in_the_middle_of_it(
    place: Place, fault: Fault, moment: str, code: int, sentence: str, tmp_path: Path
) -> None:
    """It comes when the bad release is made ready, switched to or looked at."""
    with struck(tmp_path, place) as one:
        one.arm(moment, one.bad, fault)
        assert_ended(one, ("deploy", one.bad), code, sentence)
        is_switched = (code == 3 and place is REPORTS) or code == 4
        assert one.current == (one.bad if is_switched else one.second)
        assert_carried_on(one, code)


@pytest.mark.parametrize(
    "place, fault, code, sentence",
    [
        (STATE, FULL, 1, _BACK),
        (STATE, NO_INODE, 1, _BACK),
        (STATE, READ_ONLY, 1, rf"{_BACK}; not put on record \({_UNRECORDED}\)"),
        (REPORTS, FULL, 4, rf"{_FAILED}; not restored: {_UNVERIFIED}; {_CHECK}"),
        (REPORTS, READ_ONLY, 4, rf"{_FAILED}; not restored: {_UNVERIFIED}; {_CHECK}"),
        (RELEASES, FULL, 1, _BACK),
        (
            RELEASES,
            READ_ONLY,
            4,
            rf"{_FAILED}; not restored: switch on this machine: activate ended with status 2 "
            r"\(.*: Read-only file system\); go back by hand",
        ),
    ],
    ids=named,
)
def test_a_rollback_in_the_middle_of_it(
    place: Place, fault: Fault, code: int, sentence: str, tmp_path: Path
) -> None:
    """The worst moment: the old release is current all the same, or that it is not is said."""
    with struck(tmp_path, place) as one:
        one.arm("activate", one.second, fault)
        assert_ended(one, ("deploy", one.bad), code, sentence)
        assert one.current == one.second
        assert_carried_on(one, code)


@pytest.mark.parametrize(
    "place, fault, code, sentence",
    [
        (STATE, FULL, 0, r"PASSED: .*; rolled back by hand from SECOND to FIRST and verified"),
        (STATE, NO_INODE, 0, r"PASSED: .*; rolled back by hand from SECOND to FIRST and verified"),
        (
            STATE,
            READ_ONLY,
            0,
            r"PASSED: .*; rolled back by hand from SECOND to FIRST and verified; not put on record "
            rf"\({_UNRECORDED}\)",
        ),
        (
            REPORTS,
            FULL,
            3,
            rf"INCONCLUSIVE \(harness\): {_UNVERIFIED}; gone back by hand from SECOND to FIRST, "
            "but not verified",
        ),
        (RELEASES, NO_INODE, 0, r"PASSED: .*; rolled back by hand from SECOND to FIRST and .*"),
        (
            RELEASES,
            READ_ONLY,
            4,
            r"INCONCLUSIVE \(harness\): switch on this machine: ROOT cannot be written \(.*: "
            r"Read-only file system\); not restored; see docs/by-hand\.md",
        ),
    ],
    ids=named,
)
def test_going_back_by_hand(
    place: Place, fault: Fault, code: int, sentence: str, tmp_path: Path
) -> None:
    """Needs no room but what is kept for it; what does not work is said."""
    with struck(tmp_path, place) as one:
        one.disk.strike(fault)
        assert_ended(one, ("rollback",), code, sentence)
        assert one.current == (one.second if code in (2, 4) else one.first)
        one.disk.mend()
        assert one.smokegate("resume") == NOTHING_LEFT


@pytest.mark.parametrize(
    "place, fault, code, sentence, is_over",
    [
        (STATE, FULL, 1, _BACK, True),
        (STATE, READ_ONLY, 1, rf"{_BACK}; not put on record \({_UNRECORDED}\)", False),
        (
            REPORTS,
            FULL,
            3,
            _NOT_RUN,
            True,
        ),
        (RELEASES, FULL, 1, _BACK, True),
    ],
    ids=named,
)
def test_a_run_that_died_is_resumed(
    place: Place, fault: Fault, code: int, sentence: str, is_over: bool, tmp_path: Path
) -> None:
    """It ends as the run would have, or is there to be resumed once there is room."""
    with struck(tmp_path, place) as one:
        suite = one.site.folder / "own/test_own.py"
        living = suite.read_text("utf-8")
        kill = f"    if now == {one.bad!r}:\n        os.kill(os.getppid(), signal.SIGKILL)\n"
        dying = living.replace("import", "import os\nimport signal\nimport", 1)
        dying = dying.replace("    assert", f"{kill}    assert")
        suite.write_text(dying, "utf-8")
        assert one.site.gate("deploy", one.bad, *OPTIONS).returncode == -9
        suite.write_text(living, "utf-8")
        one.disk.strike(fault)
        assert_ended(one, ("resume",), code, sentence)
        one.disk.mend()
        if not is_over:
            assert_ended(one, ("resume",), 1, _BACK)
        assert one.smokegate("resume") == NOTHING_LEFT
        assert one.current == (one.bad if code == 3 else one.second)
        assert one.states == ["nothing" if code == 3 else "rolled-back"]


@pytest.mark.parametrize(
    "place, fault, moment, code, sentence",
    [
        (STATE, FULL, "before", 1, _BACK),
        (STATE, READ_ONLY, "before", 2, _UNRECORDED),
        (STATE, FULL, "activate", 1, _BACK),
        (STATE, READ_ONLY, "activate", 1, rf"{_BACK}; not put on record \({_UNRECORDED}\)"),
        (REPORTS, FULL, "before", 3, r"INCONCLUSIVE \(harness\): the suite could not be run .*"),
        (
            REPORTS,
            FULL,
            "activate",
            4,
            rf"{_FAILED}; not restored: {_UNVERIFIED}; {_CHECK}",
        ),
    ],
    ids=named,
)
def test_a_gate_with_a_command(
    place: Place, fault: Fault, moment: str, code: int, sentence: str, tmp_path: Path
) -> None:
    """The command of --rollback is run, or not at all; again only where nothing could show it."""
    with struck(tmp_path, place) as one:
        released(one)
        back = (
            f"sh -c '/bin/sh moment.sh activate {one.second}; "
            f"echo {one.second} >>{one.site.root}/activated'"
        )
        if moment == "before":
            one.disk.strike(fault)
        else:
            one.arm(moment, one.second, fault)
        base_url = (one.site.folder / "smokegate.toml").read_text("utf-8").split('"')[1]
        order = ("gate", f"--base-url={base_url}", f"--release={one.bad}", f"--rollback={back}")
        assert_ended(one, order, code, sentence)
        is_back = code in (1, 4)
        back_to = [one.second] if is_back else []
        assert once(one) == [one.first, one.second, one.bad, *back_to]
        one.disk.mend()
        done = one.smokegate("resume", f"--rollback={back}")
        assert done.code == (1 if "not put on record" in sentence else 0)
        assert once(one) == [one.first, one.second, one.bad, *back_to]


def released(one: Struck) -> None:
    """The bad release serves, whoever has deployed it."""
    folder = one.site.root / "releases" / one.bad
    folder.mkdir()
    (folder / "redis").write_text("error\n", "utf-8")
    with (one.site.root / "activated").open("a", encoding="utf-8") as log:
        log.write(f"{one.bad}\n")


def once(one: Struck) -> list[str]:
    """What was activated, without repetition: what could not be put on record is made again."""
    return [release for release, _ in itertools.groupby(one.site.activated)]


def test_people_are_told_where_no_outbox_is(tmp_path: Path) -> None:
    """At once, and again when it is put on record: with the same id, so that nobody is misled."""
    with struck(tmp_path, STATE) as one, service() as hook:
        one.arm("activate", one.second, READ_ONLY)
        done = one.smokegate("deploy", one.bad, *OPTIONS, notify=hook.json_url)
        assert done.code == 1, done
        one.disk.mend()
        assert one.smokegate("resume", notify=hook.json_url).code == 1
        about = [sent["message"].splitlines() for sent in hook.sent() if "FAILED" in str(sent)]
        assert len(about) == 2
        assert about[0][-1] == about[1][-1]
        assert about[0][-1].endswith(":rolled-back")


def assert_ended(one: Struck, order: tuple[str, ...], code: int, sentence: str) -> None:
    """The command ends so."""
    options = () if order[0] == "resume" else OPTIONS
    done = one.smokegate(*order, *options)
    assert done.code == code, done
    assert re.fullmatch(sentence, one.short(done.sentence)), one.short(done.sentence)


def assert_carried_on(one: Struck, code: int) -> None:
    """With room again, what was not put on record is, once; then nothing is left to resume."""
    one.disk.mend()
    current, activated = one.current, once(one)
    if not one.states:
        assert_ended(one, ("resume",), code, _BACK)
    assert one.smokegate("resume") == NOTHING_LEFT
    ends = {1: "rolled-back", 3: "nothing", 4: "not-restored"}
    assert one.states == [ends[code]]
    assert (one.current, once(one)) == (current, activated)
