"""The git driver on real repositories: what is current is whole, and is changed at once."""

from pathlib import Path

import pytest

from smokegate.gate.drivers.driver import Commit, DriverError
from smokegate.gate.drivers.git import GitDriver
from tests.gate.drivers.conftest import MakeDriver, move
from tests.gate.drivers.repository import Repository

ABSENT = "0123456789012345678901234567890123456789"


def deployed(driver: GitDriver, release: str, *, fence: int = 1) -> None:
    """Prepared and current."""
    driver.prepare(move(release))
    driver.switch(move(release, fence=fence))


def test_a_host_without_a_release_knows_of_none(driver: MakeDriver) -> None:
    """Before the first deploy there is nothing, and asking makes nothing."""
    host = driver()
    assert (host.current(), host.prepared()) == (None, ())
    assert host.described(ABSENT) is None
    assert host.irreversible(ABSENT, ABSENT) is None
    assert host.prune((), ()) == ()
    assert not Path(host.settings.root).exists()


def test_a_release_is_prepared_then_switched_to(
    driver: MakeDriver, remote: Repository, root: Path
) -> None:
    """Preparing touches nothing that serves; the commands are told what they work for."""
    host = driver(
        prepare='echo "built $SMOKEGATE_RELEASE" >built',
        activate="env | grep ^SMOKEGATE_ | sort >../../on",
    )
    release = remote.commit("first")
    host.prepare(move(release))
    assert (host.current(), host.prepared()) == (None, (release,))
    host.switch(move(release))
    assert host.current() == release
    assert (root / "current/version").read_text() == "first\n"
    assert (root / "current/built").read_text() == f"built {release}\n"
    assert (root / "on").read_text().splitlines() == [
        "SMOKEGATE_FROM=",
        "SMOKEGATE_REASON=a test",
        f"SMOKEGATE_RELEASE={release}",
        "SMOKEGATE_RUN=run-1",
        f"SMOKEGATE_TO={release}",
    ]
    assert host.described(release) == Commit(subject="first", author="Ada")


def test_each_act_may_be_done_again(driver: MakeDriver, remote: Repository, root: Path) -> None:
    """Prepared is prepared; what is current is activated again, for it may not have come so far."""
    host = driver(prepare="echo x >>../../prepared", activate="echo x >>../../activated")
    release = remote.commit("first")
    for _ in range(2):
        deployed(host, release)
    assert (root / "prepared").read_text() == "x\n"
    assert (root / "activated").read_text() == "x\nx\n"


def test_going_back_needs_neither_the_network_nor_a_build(
    driver: MakeDriver, remote: Repository, root: Path
) -> None:
    """What lies ready is found by its first digits, and switched to, when the remote is gone."""
    host = driver(prepare="echo x >>../../prepared")
    old = remote.commit("old")
    deployed(host, old)
    deployed(host, remote.commit("new"))
    remote.folder.rename(remote.folder.with_name("gone"))
    assert host.full_id(old[:7]) == old
    host.switch(move(old))
    assert host.current() == old
    assert (root / "prepared").read_text() == "x\nx\n"


def test_a_half_made_release_is_made_again(
    driver: MakeDriver, remote: Repository, root: Path
) -> None:
    """A folder without its mark, or with the mark of another commit, is no release."""
    release = remote.commit("first")
    host = driver()
    half = root / "releases" / release
    half.mkdir(parents=True)
    (half / "left").write_text("from before")
    (half / ".smokegate-ready").write_text(ABSENT)
    assert host.prepared() == ()
    with pytest.raises(DriverError, match="does not lie ready"):
        host.switch(move(release))
    host.prepare(move(release))
    assert host.prepared() == (release,)
    assert sorted(one.name for one in half.iterdir()) == [".smokegate-ready", "version"]


def test_a_mark_in_the_repository_is_none(driver: MakeDriver, remote: Repository) -> None:
    """A commit that brings the file along does not look complete before it is."""
    release = remote.commit("first", {".smokegate-ready": "yes", "version": "1"})
    host = driver(prepare="test ! -e .smokegate-ready")
    deployed(host, release)
    assert host.current() == release


@pytest.mark.parametrize(
    "given, shown",
    [
        pytest.param("--upload-pack=x", "'--upload-pack=x'", id="option"),
        pytest.param("../../etc", "'../../etc'", id="path"),
        pytest.param("main", "'main'", id="branch"),
        pytest.param("abc 123f", "'abc 123f'", id="space"),
        pytest.param("abc12", "'abc12'", id="too-short"),
        pytest.param("", "''", id="empty"),
        pytest.param("abcdef1\n", "'abcdef1'", id="line-end"),
    ],
)
def test_an_id_is_refused_that_could_be_something_else(
    given: str, shown: str, driver: MakeDriver
) -> None:
    """Ids come from a command line, and go to git and to paths."""
    with pytest.raises(DriverError) as caught:
        driver().full_id(given)
    assert str(caught.value) == (
        f"{shown} is not the id of a commit; write its first seven digits or more, "
        "as `git log` shows them"
    )


def test_only_a_whole_id_is_prepared(driver: MakeDriver, remote: Repository) -> None:
    """The folder's name is the whole id, whoever asks."""
    release = remote.commit("first")
    with pytest.raises(DriverError, match="is not the whole id of a commit"):
        driver().prepare(move(release[:9]))
    with pytest.raises(DriverError, match="there is no release to switch to"):
        driver().switch(move(None))


def test_a_branch_that_is_named_like_an_id_is_none(driver: MakeDriver, remote: Repository) -> None:
    """Git itself would take the branch."""
    release = remote.commit("first")
    remote.commit("second")
    remote.git("branch", release[:7])
    assert driver().full_id(release[:7].upper()) == release


def test_the_id_of_an_annotated_tag_means_its_commit(
    driver: MakeDriver, remote: Repository
) -> None:
    """The tag is an object of its own, so its id is never that of what is deployed."""
    release = remote.commit("first")
    remote.git("tag", "--annotate", "--message=stable", "stable")
    assert driver().full_id(remote.git("rev-parse", "stable")) == release


def test_a_tag_that_was_moved_is_followed(driver: MakeDriver, remote: Repository) -> None:
    """A fetch that does not force it keeps the first commit for ever."""
    host = driver()
    first = remote.commit("first")
    remote.git("tag", "--annotate", "--message=1", "stable")
    assert host.full_id(first[:7]) == first
    second = remote.commit("second")
    remote.git("tag", "--annotate", "--force", "--message=2", "stable")
    assert host.full_id(second[:7]) == second
    mirror = Path(host.settings.root) / "mirror.git"
    assert Repository(mirror).git("rev-parse", "stable^{commit}") == second


def test_a_forced_push_takes_no_release_away(driver: MakeDriver, remote: Repository) -> None:
    """What was deployed can be gone back to, whatever the branch says now."""
    host = driver()
    remote.commit("base")
    old = remote.commit("old")
    deployed(host, old)
    remote.git("reset", "--quiet", "--hard", "HEAD~1")
    remote.git("reflog", "expire", "--expire=now", "--all")
    remote.git("gc", "--quiet", "--prune=now")
    new = remote.commit("new")
    deployed(host, new)
    Repository(Path(host.settings.root) / "mirror.git").git("gc", "--quiet", "--prune=now")
    assert host.described(old) == Commit(subject="old", author="Ada")
    host.switch(move(old, before=new))
    assert host.current() == old


def test_a_commit_that_no_branch_has_is_asked_for_by_its_id(
    driver: MakeDriver, remote: Repository
) -> None:
    """The head of a pull request, where the remote hands it out."""
    remote.commit("base")
    lost = remote.commit("lost")
    remote.git("reset", "--quiet", "--hard", "HEAD~1")
    remote.git("config", "uploadpack.allowAnySHA1InWant", "true")
    assert driver().full_id(lost) == lost


def test_an_id_of_no_commit_is_said_to_be_none(driver: MakeDriver, remote: Repository) -> None:
    """Also one of a file."""
    remote.commit("first")
    for absent in (ABSENT, remote.git("rev-parse", "HEAD:version")):
        with pytest.raises(DriverError) as caught:
            driver().full_id(absent)
        assert str(caught.value) == f"{remote.folder} has no commit {absent}; push it first"
        with pytest.raises(DriverError, match=f"the repository has no commit {absent}"):
            driver().prepare(move(absent))


def test_an_abbreviation_of_two_is_refused(
    driver: MakeDriver, remote: Repository, root: Path
) -> None:
    """Both are named."""
    remote.commit("first")
    both = [f"{'a' * 7}{digit * 33}" for digit in "12"]
    for one in both:
        folder = root / "releases" / one
        folder.mkdir(parents=True)
        (folder / ".smokegate-ready").write_text(f"{one}\n")
    with pytest.raises(DriverError) as caught:
        driver().full_id("a" * 7)
    assert str(caught.value) == f"{'a' * 7} may be any of {', '.join(both)}; write more of it"


def test_locks_that_a_killed_git_left_are_recovered_from(
    driver: MakeDriver, remote: Repository, root: Path
) -> None:
    """Git would refuse for ever."""
    host = driver()
    host.full_id(remote.commit("first"))
    for name in ("packed-refs.lock", "refs/heads/main.lock", "shallow.lock", "config.lock"):
        (root / "mirror.git" / name).touch()
    (root / "mirror.git/smokegate-index.lock").touch()
    deployed(host, remote.commit("second"))
    third = host.full_id(remote.commit("third"))
    (root / f"mirror.git/refs/smokegate/{third}.lock").touch()
    deployed(host, third)


def test_what_is_current_is_not_made_again(
    driver: MakeDriver, remote: Repository, root: Path
) -> None:
    """It serves, whole or not."""
    host = driver()
    release = remote.commit("first")
    deployed(host, release)
    (root / "current/.smokegate-ready").unlink()
    with pytest.raises(DriverError) as caught:
        host.prepare(move(release))
    assert str(caught.value) == (
        f"prepare on this machine: {release} is current but not complete; "
        "switch to another release first"
    )
    assert (root / "current/version").exists()


@pytest.mark.parametrize("kind", ["commit", "tree", "blob", ""], ids=lambda kind: kind or "all")
@pytest.mark.parametrize("is_known", [True, False], ids=["known", "new"])
def test_a_torn_mirror_is_made_anew(
    kind: str, is_known: bool, driver: MakeDriver, remote: Repository, root: Path
) -> None:
    """The death of the machine may leave objects empty, whatever they are of."""
    host = driver()
    deployed(host, remote.commit("first"))
    release = remote.commit("second")
    if is_known:
        host.full_id(release)
    mirror = Repository(root / "mirror.git")
    for one in (mirror.folder / "objects").glob("??/*"):
        if kind in mirror.git("cat-file", "-t", one.parent.name + one.name):
            one.chmod(0o600)
            one.write_bytes(b"")
    assert host.full_id(release[:7]) == release
    deployed(host, release)
    assert (root / "current/version").read_text() == "second\n"


def test_the_environment_of_a_git_hook_leads_nowhere(
    driver: MakeDriver, remote: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A push may be what starts the gate."""
    release = remote.commit("first")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "CDPATH"):
        monkeypatch.setenv(name, str(tmp_path / "nowhere"))
    host = driver()
    deployed(host, release)
    assert host.current() == release
    assert not (tmp_path / "nowhere").exists()


def test_a_remote_that_does_not_answer_is_named_with_gits_reason(
    driver: MakeDriver, remote: Repository
) -> None:
    """The mirror is kept."""
    host = driver()
    host.full_id(remote.commit("first"))
    remote.folder.rename(remote.folder.with_name("gone"))
    with pytest.raises(DriverError) as caught:
        host.full_id(ABSENT)
    assert str(caught.value).startswith(
        "find commit on this machine: git could not fetch from it ("
    )
    assert (Path(host.settings.root) / "mirror.git").is_dir()


def test_an_older_run_cannot_switch_any_more(driver: MakeDriver, remote: Repository) -> None:
    """Whatever it was still about to do."""
    host = driver()
    old, new = remote.commit("old"), remote.commit("new")
    deployed(host, old, fence=1)
    deployed(host, new, fence=3)
    with pytest.raises(DriverError) as caught:
        host.switch(move(old, fence=2))
    assert str(caught.value) == (
        "switch on this machine: run 3 has switched since, and this is only run 2; "
        f"where the record of runs was begun anew, remove {host.settings.root}/.fence"
    )
    assert host.current() == new
    host.switch(move(old, fence=3))
    assert host.current() == old


def test_a_person_who_switched_meanwhile_is_not_corrected(
    driver: MakeDriver, remote: Repository, root: Path
) -> None:
    """Where `current` is neither of the two, the move is refused; abbreviations are understood."""
    host = driver()
    old, new, other = (remote.commit(name) for name in ("old", "new", "other"))
    deployed(host, old)
    host.prepare(move(new))
    (root / "current").unlink()
    (root / "current").symlink_to(f"releases/{other}")
    with pytest.raises(DriverError) as caught:
        host.switch(move(new, before=old))
    assert str(caught.value) == (
        f"switch on this machine: somebody has made {other} current meanwhile"
    )
    host.switch(move(new, before=other[:7]))
    assert host.current() == new


def test_a_current_that_is_no_release_is_said_to_be_none(
    driver: MakeDriver, remote: Repository, root: Path
) -> None:
    """Nothing of the user's is replaced."""
    host = driver()
    host.prepare(move(release := remote.commit("first")))
    (root / "current").symlink_to("/srv/other")
    with pytest.raises(DriverError, match="leads to /srv/other, which is no release"):
        host.current()
    (root / "current").unlink()
    (root / "current").mkdir()
    for act in (host.current, lambda: host.switch(move(release))):
        with pytest.raises(DriverError, match="current is no link"):
            act()


def test_shared_paths_lead_out_of_each_release(
    driver: MakeDriver, remote: Repository, root: Path
) -> None:
    """What is committed in their place is replaced."""
    host = driver(shared=("backend/.env", "uploads"))
    release = remote.commit("first", {"uploads/readme": "x", "version": "1"})
    (root / "shared/uploads").mkdir(parents=True)
    with pytest.raises(DriverError) as caught:
        host.prepare(move(release))
    assert str(caught.value) == (
        f"prepare on this machine: {root}/shared/backend/.env is missing; put it there"
    )
    (root / "shared/backend").mkdir()
    (root / "shared/backend/.env").write_text("A=1")
    deployed(host, release)
    assert (root / "current/backend/.env").read_text() == "A=1"
    assert list((root / "current/uploads").iterdir()) == []


def test_nothing_outside_of_a_release_is_replaced(
    driver: MakeDriver, remote: Repository, root: Path, tmp_path: Path
) -> None:
    """A link in the repository may lead anywhere."""
    (tmp_path / "precious/uploads").mkdir(parents=True)
    (tmp_path / "precious/uploads/photo").touch()
    (remote.folder / "data").symlink_to(tmp_path / "precious")
    release = remote.commit("first")
    (root / "shared/data/uploads").mkdir(parents=True)
    with pytest.raises(DriverError, match="data/uploads leads out of the release"):
        driver(shared=("data/uploads",)).prepare(move(release))
    assert (tmp_path / "precious/uploads/photo").exists()


@pytest.mark.parametrize(
    "settings, message",
    [
        pytest.param(
            {"prepare": "echo no compiler; exit 7"},
            "prepare on this machine: prepare ended with status 7 (no compiler)",
            id="prepare",
        ),
        pytest.param(
            {"activate": "echo port taken >&2; exit 65"},
            "switch on this machine: activate ended with status 65 (port taken)",
            id="activate",
        ),
        pytest.param(
            {"activate": "sleep 60", "switch_s": 0.3},
            "switch on this machine did not end within 0.3 s",
            id="late",
        ),
        pytest.param(
            {"activate": "echo password=hunter2hunter2; exit 1"},
            "switch on this machine: activate ended with status 1 (password=[redacted])",
            id="secret",
        ),
    ],
)
def test_a_command_that_fails_is_told_with_its_last_line(
    settings: dict[str, object], message: str, driver: MakeDriver, remote: Repository
) -> None:
    """The reason is what it said last."""
    release = remote.commit("first")
    with pytest.raises(DriverError) as caught:
        deployed(driver(**settings), release)
    assert str(caught.value) == message


def test_a_migration_that_was_declared_bars_the_way_back(
    driver: MakeDriver, remote: Repository
) -> None:
    """It lies between the two if a commit that the older one has not brings the file."""
    host = driver()
    first = remote.commit("first")
    second = remote.commit("second", {".smokegate-irreversible": "drops users.name\nsee 12\n"})
    third = remote.commit("third")
    for one in (first, second, third):
        host.prepare(move(one))
    told = f".smokegate-irreversible of {third[:7]} says: drops users.name"
    assert host.irreversible(first, third) == told
    assert host.irreversible(second, third) is None
    remote.git("rm", "--quiet", ".smokegate-irreversible")
    fourth = remote.commit("fourth")
    host.prepare(move(fourth))
    assert host.irreversible(first, fourth) == told.replace(third[:7], fourth[:7])
    assert host.irreversible(third, fourth) is None


def test_an_empty_file_bars_the_way_back_too(
    driver: MakeDriver, remote: Repository, root: Path
) -> None:
    """It is there."""
    host = driver(irreversible="db/one-way")
    first = remote.commit("first")
    second = remote.commit("second", {"db/one-way": ""})
    for one in (first, second):
        host.prepare(move(one))
    told = f"db/one-way of {second[:7]} says: "
    assert host.irreversible(first, second) == f"{told}commit {second[:7]} brings it"
    (root / "mirror.git").rename(root / "elsewhere.git")
    assert host.irreversible(first, second) == f"{told}it is there"


def test_a_declared_migration_is_seen_without_the_mirror(
    driver: MakeDriver, remote: Repository, root: Path
) -> None:
    """The files in the folders say it too."""
    host = driver()
    first = remote.commit("first")
    second = remote.commit("second", {".smokegate-irreversible": "drops users.name\n"})
    for one in (first, second):
        host.prepare(move(one))
    (root / "mirror.git").rename(root / "elsewhere.git")
    assert host.irreversible(first, second) == (
        f".smokegate-irreversible of {second[:7]} says: drops users.name"
    )
    assert host.irreversible(second, first) is None


def test_prune_keeps_what_it_is_told_and_what_is_current(
    driver: MakeDriver, remote: Repository, root: Path
) -> None:
    """The rest is set aside or removed, half-made folders and what was aside before too."""
    host = driver(prune="echo $SMOKEGATE_RELEASE >>../../pruned; false")
    kept, current, bad, old, worse = (remote.commit(f"{n}") for n in range(5))
    for one in (kept, bad, old, worse, current):
        deployed(host, one)
    half = root / "releases" / ABSENT
    half.mkdir()
    assert host.prune([kept], [bad, worse]) == tuple(sorted([old, ABSENT], key=str))
    assert host.prepared() == tuple(sorted([kept, current]))
    assert sorted(one.name for one in (root / "failed").iterdir()) == sorted([bad, worse])
    assert sorted((root / "pruned").read_text().split()) == sorted([old, ABSENT])
    assert host.prune([kept], [worse]) == (bad,)
    assert host.prune([], []) == tuple(sorted([kept, worse]))
    assert host.current() == current
    assert (root / "current/version").exists()
    assert not list((root / "releases").glob(".*"))


def test_a_prune_that_was_killed_is_carried_on(
    driver: MakeDriver, remote: Repository, root: Path
) -> None:
    """What was moved off is cleaned up after once more, but for what is there again."""
    host = driver(prune="echo $SMOKEGATE_RELEASE >>../../pruned")
    good = remote.commit("good")
    deployed(host, good)
    for one in (ABSENT, good):
        (root / f"releases/.away.{one}").mkdir()
    assert host.prune([good], []) == (ABSENT,)
    assert (root / "pruned").read_text() == f"{ABSENT}\n"
    assert host.prepared() == (good,)
    assert not list((root / "releases").glob(".*"))


def test_a_release_that_was_set_aside_can_be_deployed_again(
    driver: MakeDriver, remote: Repository
) -> None:
    """And set aside again."""
    host = driver()
    good, bad = remote.commit("good"), remote.commit("bad")
    for _ in range(2):
        deployed(host, bad)
        deployed(host, good)
        assert host.prune([good], [bad]) == ()
        assert host.prepared() == (good,)


def test_what_a_release_that_was_set_aside_shares_with_its_successor_stays(
    driver: MakeDriver, remote: Repository, root: Path
) -> None:
    """Deployed again, it has the same images and the same commit; the old folder alone goes."""
    host = driver(prune="echo $SMOKEGATE_RELEASE >>../../pruned")
    good, bad = remote.commit("good"), remote.commit("bad")
    deployed(host, bad)
    deployed(host, good)
    host.prune([good], [bad])
    deployed(host, bad)
    deployed(host, good)
    assert host.prune([good, bad], []) == ()
    assert host.prepared() == tuple(sorted([good, bad]))
    assert not (root / "failed" / bad).exists()
    assert not (root / "pruned").exists()
    assert Repository(root / "mirror.git").git("rev-parse", f"refs/smokegate/{bad}") == bad


def test_the_line_before_the_last_that_tells_of_an_error_is_told(
    driver: MakeDriver, remote: Repository
) -> None:
    """docker-compose ends with one that says only that there was one."""
    said = ("COPY failed: no such file", "", "Service 'web' is not built")
    lines = "; ".join(f'echo "{line}" >&2' for line in ("Step 1", *said))
    host = driver(prepare=f"{lines}; false")
    with pytest.raises(DriverError) as caught:
        host.prepare(move(remote.commit("first")))
    assert str(caught.value) == (
        "prepare on this machine: prepare ended with status 1 "
        "(COPY failed: no such file; Service 'web' is not built)"
    )


def test_room_is_asked_for_where_the_releases_will_be(
    driver: MakeDriver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Bytes and inodes; where inodes are not counted, they are not asked for."""
    host = driver()
    assert host.room() is None
    (tmp_path / "bin").mkdir()
    df = tmp_path / "bin/df"
    df.touch(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin", prepend=":")

    def reports(blocks: int, inodes: str) -> None:
        df.write_text(
            "#!/bin/sh\necho 'Filesystem a b Available'\n"
            f"case $1 in -Pk) echo x 9 9 {blocks} 1% /;; *) echo x {inodes} 1% /;; esac\n"
        )

    where = f"{host.settings.root} on this machine has"
    reports(102400, "9 9 5000")
    assert host.room() == f"{where} 100 MB left, 200 MB are needed"
    reports(999999, "9 9 40")
    assert host.room() == f"{where} 40 inodes left, 1000 are needed"
    reports(999999, "0 0 0")
    assert host.room() is None
