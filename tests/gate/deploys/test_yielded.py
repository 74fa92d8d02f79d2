"""A run that leaves it to somebody else should say what it did, and call nobody for it."""

import fcntl
import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from smokegate.gate.journal import Journal
from smokegate.gate.state import State
from tests.gate.deploys.site import QUICK, Site
from tests.gate.deploys.test_by_hand import begun, changed, ended, is_intended, titles, told, until
from tests.gate.test_journal import NOW

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@contextmanager
def switching(site: Site) -> Iterator[None]:
    """While somebody else switches."""
    with (site.folder / ".smokegate/switch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def overtake(site: Site) -> None:
    """A newer run begins, and ends at once."""
    journal = Journal(State(site.folder / ".smokegate/state.sqlite3"), address(site), lambda: NOW)
    newer = journal.begin("newer", "rollback", {}, "ada")
    with journal.state.transaction() as connection:
        newer.end(connection, {})


def address(site: Site) -> str:
    """Where the site answers, as the settings say."""
    text = (site.folder / "smokegate.toml").read_text("utf-8")
    return text.partition('base_url = "')[2].partition('"')[0]


def test_a_rollback_that_is_stopped_as_it_waits_switches_nothing(
    two: tuple[Site, str, str],
) -> None:
    """Exit 3: a person who thinks better of it is heard before anything is changed."""
    site, first, second = two
    with switching(site):
        rollback = begun(site, "rollback", *QUICK)
        until(lambda: is_intended(site, "target", 1))
        rollback.send_signal(signal.SIGINT)
        code, line = ended(rollback)
    assert (code, site.current, site.activated) == (3, second, [first, second])
    assert line == (
        "INCONCLUSIVE (interrupted): SIGINT, so this run acts no more; this run switched nothing"
    )
    assert titles(site)[-1] == (
        f"rollback by hand to {first[:7]}: not made, nothing was switched by it"
    )
    assert told(site, "deploy", site.commit("Release 3"), *QUICK)[0] == 0


def test_a_rollback_that_gives_way_to_another_one_calls_nobody(two: tuple[Site, str, str]) -> None:
    """Exit 3 for the older one; the newer one has gone back, and that is what people hear."""
    site, first, second = two
    with switching(site):
        older = begun(site, "rollback", second, *QUICK)
        until(lambda: is_intended(site, "target", 1))
        newer = begun(site, "rollback", first, *QUICK)
        until(lambda: is_intended(site, "target", 2))
    older_code, line = ended(older)
    assert (older_code, ended(newer)[0], site.current) == (3, 0, first), line
    assert line.endswith(
        " began after this one, so this run acts no more; this run switched nothing"
    )
    assert not [title for title in titles(site) if "NOT RESTORED" in title]


def test_a_rollback_after_which_the_bad_release_answers_is_not_restored(
    two: tuple[Site, str, str],
) -> None:
    """Exit 4: `current` was moved, and the process was not restarted."""
    site, first, second = two
    changed(site, 'activate = "echo $SMOKEGATE_RELEASE >>../../activated', 'activate = "true')
    code, line = told(site, "rollback", *QUICK)
    assert (code, site.current) == (4, first)
    assert line.endswith(
        f"; not restored: the command exited 0 but the deployment still answers as {second[:7]}; "
        "see docs/by-hand.md"
    )
    assert titles(site)[-1] == f"rollback by hand to {first[:7]} FAILED, NOT RESTORED"


@pytest.mark.parametrize("redis", ["ok", "error"])  # with `error` the environment is to blame
def test_a_gate_that_is_overtaken_after_its_rollback_says_where_it_went(
    redis: str, two: tuple[Site, str, str]
) -> None:
    """Exit 3: what serves is up to the newer run, and it comes to its end."""
    site, first, second = two
    changed(site, "attempts_s = [0, 0.05]", "attempts_s = [0, 3]")
    for release, word in ((first, redis), (second, "error")):
        (site.root / "releases" / release / "redis").write_text(f"{word}\n", "utf-8")
    back = f"sh -c 'echo {first} >>{site.root}/activated'"
    gate = begun(
        site, "gate", f"--base-url={address(site)}", f"--release={second}", f"--rollback={back}",
        *QUICK,
    )  # fmt: skip
    until(lambda: bool(list(site.folder.glob("reports/runs/*/verify-1.*"))))
    overtake(site)
    code, line = ended(gate)
    assert code == 3, line
    assert "run newer of ada began after this one, so this run acts no more; it had come" in line
    verdict = json.loads((site.folder / "reports/verdict.json").read_text("utf-8"))
    assert (verdict["rollback"]["to"], verdict["rollback"]["exit_status"]) == (first, 0)
    assert titles(site)[-1] == (
        f"{second[:7]} is INCONCLUSIVE (interrupted), what serves is up to a newer run"
    )
