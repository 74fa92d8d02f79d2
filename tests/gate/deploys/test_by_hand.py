"""A person goes back: nothing is in the way, nothing undoes it, and what is told of it is true."""

import fcntl
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from smokegate.gate.state import State
from tests.gate.deploys.site import QUICK, Site
from tests.live import clean_environment, last_line

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
LONG_S = 60.0


def begun(site: Site, *arguments: str) -> subprocess.Popen[str]:
    """`smokegate ARGUMENTS` beside the test."""
    return subprocess.Popen(
        [sys.executable, "-m", "smokegate", *arguments],
        cwd=site.folder,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(run: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit code and last line."""
    output, _ = run.communicate(timeout=LONG_S)
    return run.returncode, last_line(output)


def until(is_so: Callable[[], bool]) -> None:
    """Waits for something that another process does."""
    deadline = time.monotonic() + LONG_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def told(site: Site, *arguments: str) -> tuple[int, str]:
    """Exit code and last line of `smokegate ARGUMENTS`."""
    done = site.gate(*arguments)
    return done.returncode, last_line(done.stdout + done.stderr)


def gate(site: Site) -> tuple[int, str]:
    """Exit code and last line of a gate that looks and changes nothing."""
    text = (site.folder / "smokegate.toml").read_text("utf-8")
    address = re.search(r"http://127\.0\.0\.1:\d+", text)
    assert address
    return told(site, "gate", f"--base-url={address[0]}", *QUICK)


def titles(site: Site) -> list[str]:
    """The titles of all messages, without the address."""
    state = State(site.folder / ".smokegate/state.sqlite3")
    with state.transaction() as connection, closing(connection.cursor()) as cursor:
        rows = cursor.execute("select title from outbox order by at, rowid").fetchall()
    return [title.partition(": ")[2] for (title,) in rows]


def is_intended(site: Site, step: str, runs: int) -> bool:
    """Whether this many runs began this step."""
    with State(site.folder / ".smokegate/state.sqlite3").transaction() as connection:
        found = connection.execute("select count(*) from steps where name = ?", (step,)).fetchone()
    return bool(found[0] >= runs)


def changed(site: Site, old: str, new: str, file: str = "smokegate.toml") -> None:
    """The file with other words in it."""
    path = site.folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_gate_beside_a_rollback_by_hand_is_refused(two: tuple[Site, str, str]) -> None:
    """Exit 5: it would be the newer run, and so undo what a person ordered."""
    site, first, second = two
    (site.folder / ".smokegate/switch.lock").touch()
    with (site.folder / ".smokegate/switch.lock").open("r+") as switching:
        fcntl.flock(switching, fcntl.LOCK_EX)  # a switch of another run is under way
        rollback = begun(site, "rollback", *QUICK)
        until(lambda: is_intended(site, "target", 1))
        code, line = gate(site)
        assert code == 5
        assert re.fullmatch(r"refused: rollback \S+ by hand is running; wait for it", line)
    code, line = ended(rollback)
    assert (code, site.current) == (0, first)
    assert line.endswith(f"rolled back by hand from {second[:7]} to {first[:7]} and verified")
    assert titles(site)[-1] == f"gone back by hand to {first[:7]}"
    assert gate(site)[0] == 0


def test_a_broken_contract_keeps_nobody_from_going_back(two: tuple[Site, str, str]) -> None:
    """The one that a release passed with is on record, and verifies."""
    site, first, _ = two
    (site.folder / "contract.toml").write_text("[health\n", "utf-8")
    code, line = told(site, "rollback", *QUICK)
    assert (code, site.current) == (0, first), line


def test_a_part_of_the_checks_makes_nothing_known_good(two: tuple[Site, str, str]) -> None:
    """Nor does all of them, for what was convicted; and what was there stays known good."""
    site, _, second = two
    bad = site.commit("Release 3", redis="error")
    assert site.deploy(bad).returncode == 1
    part = (*QUICK, "-k", "release")
    code, line = told(site, "rollback", bad, *part)
    assert (code, site.current) == (0, bad), line
    assert site.standings()[bad] == "suspect"
    assert site.standings()[second] == "known good"


def test_what_a_person_left_is_not_where_the_next_one_goes(two: tuple[Site, str, str]) -> None:
    """Twice back is not back again: it asks, exit 2; nothing older is known good, exit 4."""
    site, first, second = two
    assert told(site, "rollback", *QUICK)[0] == 0
    assert site.standings() == {first: "known good", second: "suspect"}
    assert (told(site, "rollback", *QUICK)[0], site.current) == (2, first)
    code, line = told(site, "rollback", "--again", *QUICK)
    assert (code, site.current) == (4, first)
    assert "no other release is known good; name one" in line
    assert titles(site)[-1] == "rollback by hand to the release FAILED, NOT RESTORED"


def test_a_rollback_that_is_stopped_after_its_switch_says_so(two: tuple[Site, str, str]) -> None:
    """Exit 3: gone back, not verified."""
    site, first, second = two
    changed(site, "attempts_s = [0, 0.05]", "attempts_s = [0, 30]")
    (site.root / "releases" / first / "redis").write_text("error\n", "utf-8")
    rollback = begun(site, "rollback", *QUICK)
    until(lambda: site.current == first and bool(list(site.folder.glob("**/verify-1.json"))))
    rollback.send_signal(signal.SIGTERM)
    code, line = ended(rollback)
    assert (code, site.current) == (3, first)
    assert line == (
        "INCONCLUSIVE (interrupted): SIGTERM, so this run acts no more; "
        f"gone back by hand from {second[:7]} to {first[:7]}, but not verified"
    )
    assert titles(site)[-1] == f"gone back by hand to {first[:7]}, NOT VERIFIED"


def test_a_rollback_that_never_switched_is_not_restored(two: tuple[Site, str, str]) -> None:
    """Exit 4: the one that was to be left still serves."""
    site, first, second = two
    with (site.folder / ".smokegate/switch.lock").open("w") as switching:
        fcntl.flock(switching, fcntl.LOCK_EX)
        rollback = begun(site, "rollback", *QUICK)
        until(lambda: is_intended(site, "target", 1))
        rollback.kill()
        rollback.communicate(timeout=LONG_S)
        changed(site, "rollback_s = 5", "rollback_s = 0.2")
        changed(site, 'kind = "git"', 'kind = "git"\nswitch_s = 0.2')
        code, line = told(site, "rollback", first, *QUICK)
    assert (code, site.current) == (4, second)
    assert "not restored; see docs/by-hand.md" in line
    assert titles(site)[-1] == f"rollback by hand to {first[:7]} FAILED, NOT RESTORED"


def test_a_gate_does_not_hide_a_deploy_that_died(two: tuple[Site, str, str]) -> None:
    """Exit 5 for both, until it was carried on."""
    site, _, _ = two
    changed(site, 'activate = "echo', 'activate = "sleep 60; echo')
    deploy = begun(site, "deploy", site.commit("Release 3"), *QUICK)
    until(lambda: is_intended(site, "switch", 3))
    deploy.kill()
    deploy.communicate(timeout=LONG_S)
    changed(site, 'activate = "sleep 60; echo', 'activate = "echo')
    deploy_again = told(site, "deploy", site.commit("Release 4"), *QUICK)
    for code, line in (gate(site), deploy_again):
        assert code == 5
        assert re.search(r"refused: deploy \S+ of \S+ did not come to its end; run smokegate", line)
    assert told(site, "resume")[0] == 0
    assert gate(site)[0] == 0


def test_another_address_is_another_record_so_it_is_refused(two: tuple[Site, str, str]) -> None:
    """Else what is quarantined under one name would be deployed under the other."""
    site, _, second = two
    port = re.search(r"127\.0\.0\.1:(\d+)", (site.folder / "smokegate.toml").read_text("utf-8"))
    assert port
    url = f"http://localhost:{port[1]}"
    code, line = told(site, "deploy", site.commit("Release 3"), f"--base-url={url}", *QUICK)
    assert (code, site.current) == (5, second)
    assert line == (
        "refused: --base-url: another address than that of the deploys before, got "
        f"{url}; give http://127.0.0.1:{port[1]}, or --force=REASON if it has moved"
    )


def test_without_current_the_record_says_what_serves(two: tuple[Site, str, str]) -> None:
    """A driver of commands need not know; after an automatic rollback it is not what failed."""
    site, first, second = two
    text = (site.folder / "smokegate.toml").read_text("utf-8")
    switch = f"sh -c 'echo $SMOKEGATE_TO >>{site.root}/activated'"
    (site.folder / "smokegate.toml").write_text(
        f'{text.partition("[driver]")[0]}[driver]\nkind = "command"\nswitch = "{switch}"\n', "utf-8"
    )
    bad = site.commit("Release 3", redis="error")
    redis = Path(site.root / "releases" / bad / "redis")
    redis.parent.mkdir()
    redis.write_text("error\n", "utf-8")
    assert told(site, "deploy", bad, *QUICK)[0] == 1
    assert site.activated[-2:] == [bad, second]
    code, line = told(site, "rollback", "--again", *QUICK)
    assert (code, site.activated[-1]) == (0, first), line
    assert line.endswith(f"rolled back by hand from {second[:7]} to {first[:7]} and verified")
