"""`smokegate deploy` as a person runs it: each end through a real process and a real git."""

import json
import re
import signal
import sqlite3
from datetime import timedelta

import pytest

from smokegate.gate.assembly import now
from smokegate.gate.journal import Journal
from smokegate.gate.lock import held
from smokegate.gate.state import State
from tests.gate.deploys.site import QUICK, Site
from tests.live import last_line, run


def told(site: Site, release: str, *arguments: str) -> tuple[int, str]:
    """Exit code and last line of a deploy."""
    done = site.deploy(release, *arguments)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, last_line(done.stdout or done.stderr)


def journal(site: Site) -> Journal:
    """The journal of the deployment."""
    url = re.search(r'base_url = "(.*)"', (site.folder / "smokegate.toml").read_text("utf-8"))
    assert url
    return Journal(State(site.folder / ".smokegate/state.sqlite3"), url[1], now)


def test_a_good_release_is_kept(charhub: Site) -> None:
    """Exit 0: it is current and known good, whoever wrote it is on record."""
    first = charhub.commit("Release 1")
    code, sentence = told(charhub, first[:8])
    assert (code, charhub.current, charhub.activated) == (0, first, [first])
    assert re.fullmatch(
        rf"PASSED: (\d+) of \1 checks passed; release {first[:7]} is known good", sentence
    )
    table = charhub.gate("releases").stdout.splitlines()
    assert table[0].split() == ["release", "state", "when", "who", "subject"]
    assert re.fullmatch(rf"\*\s+{first[:7]}\s+known good\s+\S+\s+\S+\s+Release 1 by Ada", table[1])
    log = charhub.gate("log").stdout.splitlines()
    assert re.search(rf" deploy {first[:7]} +0 +PASSED: ", log[1])


@pytest.mark.slow
def test_a_bad_release_goes_and_stays_away(charhub: Site) -> None:
    """Exit 1, rolled back without a build; then it is refused, unless somebody says why not."""
    good, bad = charhub.commit("Release 1"), charhub.commit("Release 2", redis="error")
    assert told(charhub, good)[0] == 0
    code, sentence = told(charhub, bad)
    assert code == 1, sentence
    assert sentence.endswith(f"; rolled back from {bad[:7]} to {good[:7]} and verified")
    assert (charhub.current, charhub.activated) == (good, [good, bad, good])
    assert (charhub.root / "built").read_text("utf-8") == "built\n" * 2
    assert charhub.standings() == {bad: "quarantined", good: "known good"}
    code, sentence = told(charhub, bad)
    assert code == 5
    assert re.fullmatch(
        rf"refused: release {bad[:7]} is quarantined since \S+: it failed, and the release before "
        r"it passed in its place; deploy another one, or give --force=REASON",
        sentence,
    )
    assert told(charhub, bad, "--force=redis is back", "--observe")[0] == 1
    assert charhub.current == bad
    assert f"deploy {bad[:7]} --force=redis is back" in charhub.gate("log").stdout


@pytest.mark.slow
def test_a_deployment_that_states_no_release_is_rolled_back_too(charhub: Site) -> None:
    """Exit 1: the driver knows what is current, and the suite alone verifies it."""
    contract = charhub.folder / "contract.toml"
    text = contract.read_text("utf-8").replace('[release]\njson = "release"\n', "")
    contract.write_text(text, "utf-8")
    good, bad = charhub.commit("Release 1"), charhub.commit("Release 2", redis="error")
    assert told(charhub, good)[0] == 0
    code, sentence = told(charhub, bad)
    assert code == 1, sentence
    assert sentence.endswith(
        f"rolled back from {bad[:7]} to {good[:7]} and verified by the suite alone, "
        "no release is stated"
    )
    assert charhub.standings() == {bad: "quarantined", good: "known good"}


@pytest.mark.slow
def test_the_first_deploy_ever_has_no_way_back(charhub: Site) -> None:
    """Exit 4: nothing is known good, and that is said."""
    bad = charhub.commit("Release 1", redis="error")
    code, sentence = told(charhub, bad)
    assert code == 4
    assert sentence.endswith(
        "; not restored: no other release is known good, so there is none to go back to; "
        "choose a release and make it live by hand, or fix this one"
    )
    assert charhub.standings() == {bad: "failed"}


def test_a_release_that_cannot_be_built_changes_nothing(charhub: Site) -> None:
    """Exit 3: what serves was not touched."""
    good, bad = charhub.commit("Release 1"), charhub.commit("Release 2", unbuildable="")
    assert told(charhub, good)[0] == 0
    code, sentence = told(charhub, bad)
    assert code == 3
    assert sentence == (
        f"INCONCLUSIVE (harness): release {bad[:7]} could not be made ready: prepare on this "
        "machine: prepare ended with status 1; nothing was changed, a person has to look"
    )
    assert (charhub.current, charhub.activated) == (good, [good])


@pytest.mark.slow
def test_a_release_that_does_not_start_is_gone_back_from(charhub: Site) -> None:
    """Exit 3: it was never judged, and the one before serves again and is verified."""
    good, bad = charhub.commit("Release 1"), charhub.commit("Release 2", unstartable="")
    assert told(charhub, good)[0] == 0
    code, sentence = told(charhub, bad)
    assert code == 3
    assert journal(charhub).rolled_back_since(now() - timedelta(days=1)) == 0
    assert sentence == (
        f"INCONCLUSIVE (harness): release {bad[:7]} could not be switched to: switch on this "
        f"machine: activate ended with status 1; {good[:7]} is current again and verified"
    )
    assert (charhub.current, charhub.activated) == (good, [good, bad, good])


def test_an_unknown_release_is_an_error_of_the_user(charhub: Site) -> None:
    """Exit 2: one line, nothing was begun."""
    charhub.commit("Release 1")
    done = charhub.deploy("abcdef12")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"deploy abcdef12: {charhub.remote.folder} has no commit abcdef12; push it first; "
        "nothing was changed\n"
    )
    assert charhub.gate("log").stdout == "no run is on record\n"


@pytest.mark.slow
def test_a_declared_migration_bars_the_way_back(charhub: Site) -> None:
    """Exit 4: the file in the release says why, and nothing is switched."""
    good = charhub.commit("Release 1")
    barring = {".smokegate-irreversible": "users are split in two tables\n"}
    bad = charhub.remote.commit("Release 2", {"redis": "error", **barring})
    assert told(charhub, good)[0] == 0
    code, sentence = told(charhub, bad)
    assert code == 4
    assert "says: users are split in two tables; decide by hand whether to go back" in sentence
    assert charhub.current == bad


@pytest.mark.slow
def test_after_two_automatic_rollbacks_in_a_day_people_decide(charhub: Site) -> None:
    """Exit 4: the breaker is open; by hand it still goes back."""
    good = charhub.commit("Release 1")
    assert told(charhub, good)[0] == 0
    before = journal(charhub)
    for number in range(2):
        run = before.begin(f"run-{number}", "deploy", {}, "ada")
        run.do("switch back", lambda: None)
        with before.state.transaction() as connection:
            run.end(connection, {"exit": 1, "decision": "x"})
    assert before.rolled_back_since(now() - timedelta(days=1)) == 2
    bad = charhub.commit("Release 2", redis="error")
    code, sentence = told(charhub, bad)
    assert code == 4
    assert sentence.endswith(
        "; not restored: 2 automatic rollbacks in 24 hours are enough, so a person has to decide; "
        "decide by hand whether to go back; nothing was switched"
    )
    done = charhub.gate("rollback", "--contract=contract.toml", *("--", "-p", "no:allure_pytest"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert charhub.current == good


@pytest.mark.slow
def test_a_person_goes_back_while_a_gate_holds_the_lock(charhub: Site) -> None:
    """Exit 0: verified, and what serves is the newest that is known good; a deploy is refused."""
    first, second = charhub.commit("Release 1"), charhub.commit("Release 2")
    for release in (first, second):
        assert told(charhub, release)[0] == 0
    with held(charhub.folder / ".smokegate/lock", "run-1"):
        assert told(charhub, first)[0] == 5
        done = charhub.gate("rollback", *("--contract=contract.toml", "--", "-q"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.fullmatch(
        rf"PASSED: (\d+) of \1 checks passed; rolled back by hand from {second[:7]} to {first[:7]} "
        "and verified",
        last_line(done.stdout),
    )
    assert charhub.current == first
    assert list(charhub.standings()) == [first, second]


@pytest.mark.slow
def test_going_back_to_what_is_bad_too_is_said(charhub: Site) -> None:
    """Exit 4: a person may name any release; it is verified all the same."""
    bad, good = charhub.commit("Release 1", redis="error"), charhub.commit("Release 2")
    assert told(charhub, good)[0] == 0
    done = charhub.gate("rollback", bad[:7], *("--contract=contract.toml", "--", "-q"))
    assert done.returncode == 4
    assert "; not restored: the old release is not healthy either (" in last_line(done.stdout)
    assert charhub.current == bad


@pytest.mark.slow
def test_a_newer_run_overtakes_a_deploy(charhub: Site) -> None:
    """Exit 3: a person who went back meanwhile is not undone by the run that was under way."""
    good, bad = charhub.commit("Release 1"), charhub.commit("Release 2", redis="error")
    assert told(charhub, good)[0] == 0
    suite = charhub.folder / "own"
    suite.mkdir()
    (suite / "test_own.py").write_text(
        "from datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from smokegate.gate.journal import Journal\nfrom smokegate.gate.state import State\n\n\n"
        "def test_own(base_url: str) -> None:\n"
        "    state = State(Path('.smokegate/state.sqlite3'))\n"
        "    mark = Path('begun')\n"
        "    if Path('now').exists() and not mark.exists():\n"
        "        mark.touch()\n"
        "        journal = Journal(state, base_url, lambda: datetime.now(UTC))\n"
        "        journal.begin('by-hand', 'rollback', {}, 'bob')\n",
        "utf-8",
    )
    (charhub.folder / "now").touch()
    code, sentence = told(charhub, bad, f"--suite={suite}")
    assert code == 3
    assert "run by-hand of bob began after this one" in sentence
    assert charhub.activated == [good]


@pytest.mark.slow
def test_a_person_who_moves_current_is_not_undone(charhub: Site) -> None:
    """Exit 4: what somebody made current while the suite ran stays, and that is said."""
    other, good = charhub.commit("Release 1"), charhub.commit("Release 2")
    bad = charhub.commit("Release 3", redis="error")
    for release in (other, good):
        assert told(charhub, release)[0] == 0
    suite = charhub.folder / "own"
    suite.mkdir()
    (suite / "test_own.py").write_text(
        "import os\nfrom pathlib import Path\n\n\ndef test_own() -> None:\n"
        f"    root = Path({str(charhub.root)!r})\n"
        f"    if (root / 'current').readlink().name == {bad!r}:\n"
        f"        os.symlink('releases/{other}', root / 'moved')\n"
        "        os.replace(root / 'moved', root / 'current')\n"
        "    assert not (root / 'moved').exists()\n"
        f"    assert (root / 'current').readlink().name == {good!r}\n",
        "utf-8",
    )
    code, sentence = told(charhub, bad, f"--suite={suite}")
    assert code == 4, sentence
    assert f"somebody has made {other} current meanwhile; go back by hand" in sentence
    assert charhub.current == other


@pytest.mark.slow
def test_a_deploy_that_is_killed_while_it_looks_is_carried_on(charhub: Site) -> None:
    """Exit 1, as without: switched once, looked at by a real suite, gone back from once."""
    good, bad = charhub.commit("Release 1"), charhub.commit("Release 2")
    assert told(charhub, good)[0] == 0
    suite = charhub.folder / "own"
    suite.mkdir()
    (suite / "test_own.py").write_text(
        "import os, signal, time\nfrom pathlib import Path\n\n\ndef test_own() -> None:\n"
        f"    is_bad = Path({str(charhub.root / 'current')!r}).readlink().name == {bad!r}\n"
        "    if is_bad and not Path('killed').exists():\n"
        "        Path('killed').touch()\n"
        "        os.kill(os.getppid(), signal.SIGKILL)\n"
        "        time.sleep(60)\n"
        "    assert not is_bad\n",
        "utf-8",
    )
    assert charhub.deploy(bad, f"--suite={suite}").returncode == -signal.SIGKILL
    assert charhub.activated == [good, bad]
    code, sentence = told(charhub, bad, f"--suite={suite}")
    assert code == 5
    assert re.fullmatch(
        r"refused: deploy \S+ of \S+ did not come to its end; run smokegate resume first, "
        "or give deploy --force=REASON",
        sentence,
    )
    done = charhub.gate("resume")
    assert done.returncode == 1, done.stdout + done.stderr
    assert last_line(done.stdout).endswith(f"from {bad[:7]} to {good[:7]} and verified")
    assert charhub.activated == [good, bad, good]


@pytest.mark.slow
def test_a_message_that_nobody_takes_changes_nothing(charhub: Site) -> None:
    """Exit 0: it waits in the outbox, whatever SMOKEGATE_NOTIFY names."""
    good = charhub.commit("Release 1")
    done = run(
        "smokegate",
        *("deploy", good, *QUICK),
        folder=charhub.folder,
        environment={"SMOKEGATE_NOTIFY": "json://127.0.0.1:9/"},
    )
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(charhub.folder / ".smokegate/state.sqlite3") as connection:
        rows = connection.execute("select title, settled from outbox").fetchall()
        tries = connection.execute("select tries > 0, delivered from deliveries").fetchall()
    connection.close()
    assert rows == [(f"{journal(charhub).deployment[7:]}: {good[:7]} is kept", None)]
    assert tries == [(1, None)]


@pytest.mark.slow
def test_what_need_not_stay_is_removed(charhub: Site) -> None:
    """Three stay, the two that are known good among them; a failed one is set aside."""
    commits = [charhub.commit(f"Release {number}") for number in range(4)]
    bad = charhub.commit("Release 5", redis="error")
    for release in commits:
        assert told(charhub, release)[0] == 0
    assert told(charhub, bad)[0] == 1
    lying = {path.name for path in (charhub.root / "releases").iterdir()}
    assert lying == {*commits[-2:], bad}
    assert charhub.current == commits[-1]


def test_a_command_without_a_driver_says_what_to_write(charhub: Site) -> None:
    """Exit 2."""
    (charhub.folder / "smokegate.toml").write_text("", "utf-8")
    done = charhub.deploy("abcdef12", "--base-url=http://127.0.0.1:9")
    assert (done.returncode, done.stderr) == (
        2,
        "smokegate.toml: has no [driver], so nothing can be switched; add one: docs/deploy.md\n",
    )
    done = charhub.deploy("abcdef12")
    assert (done.returncode, done.stderr) == (
        2,
        "--base-url: is missing, got nothing; give --base-url=URL, or base_url in smokegate.toml\n",
    )


def test_json_is_one_object(charhub: Site) -> None:
    """For machines."""
    good = charhub.commit("Release 1")
    done = charhub.deploy(good, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["release"], found["known_good"], found["exit"]) == (good, True, 0)


@pytest.mark.parametrize("command", ["releases", "log"])
def test_an_empty_record_is_said(command: str, charhub: Site) -> None:
    """Not an empty table."""
    done = charhub.gate(command)
    assert done.returncode == 0
    assert done.stdout == f"no {'release' if command == 'releases' else 'run'} is on record\n"


def test_there_may_be_nothing_to_resume(charhub: Site) -> None:
    """Exit 0."""
    done = charhub.gate("resume")
    assert (done.returncode, done.stdout) == (
        0,
        "nothing to resume: the newest run came to its end\n",
    )
