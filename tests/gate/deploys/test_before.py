"""What failed before a deploy is not held against it; what it alone promises is."""

import pytest

from tests.gate.deploys.site import CONTRACT, Site
from tests.live import last_line

_STATED = '[release]\njson = "release"\n'


def told(site: Site, release: str, *arguments: str) -> tuple[int, str]:
    """Exit code and last line of a deploy."""
    done = site.deploy(release, *arguments)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, last_line(done.stdout or done.stderr)


def driven_by(site: Site, switch: str) -> None:
    """The command driver in place of the git driver; it says nothing of what is current."""
    file = site.folder / "smokegate.toml"
    settings = file.read_text("utf-8").partition("[driver]")[0]
    file.write_text(f'{settings}[driver]\nkind = "command"\nswitch = "{switch}"\n', "utf-8")


def lying(site: Site, release: str, redis: str = "ok") -> None:
    """A release on the host that no driver has brought there."""
    folder = site.root / "releases" / release
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "redis").write_text(redis, "utf-8")


@pytest.mark.slow
def test_a_promise_that_the_release_brings_convicts_it(charhub: Site) -> None:
    """Exit 1: before the deploy nobody had promised it, so it cannot have failed."""
    good, bad = charhub.commit("Release 1"), charhub.commit("Release 2")
    assert told(charhub, good)[0] == 0
    contract = charhub.folder / "contract.toml"
    contract.write_text(f'{CONTRACT}[[pages]]\npath = "/new"\n', "utf-8")
    code, sentence = told(charhub, bad)
    assert code == 1, sentence
    assert "GET /new -> 404" in sentence
    assert sentence.endswith(f"; rolled back from {bad[:7]} to {good[:7]} and verified")
    assert charhub.standings() == {bad: "quarantined", good: "known good"}


@pytest.mark.slow
def test_an_old_fault_is_seen_where_no_driver_names_what_is_live(charhub: Site) -> None:
    """Exit 3: it stays, for it is no worse than what was there."""
    driven_by(charhub, f"sh -c 'echo $SMOKEGATE_TO >>{charhub.root}/activated'")
    lying(charhub, "one")
    lying(charhub, "two", redis="error")
    assert told(charhub, "one")[0] == 0
    lying(charhub, "one", redis="error")
    code, sentence = told(charhub, "two")
    assert code == 3, sentence
    assert sentence.startswith("INCONCLUSIVE (pre-existing): ")
    assert charhub.activated == ["one", "two"]


@pytest.mark.slow
def test_the_first_deploy_may_find_something_live(charhub: Site) -> None:
    """Exit 3: an old fault of what was there before is none of the release."""
    lying(charhub, "by-hand", redis="error")
    (charhub.root / "activated").write_text("by-hand\n", "utf-8")
    release = charhub.commit("Release 1", redis="error")
    code, sentence = told(charhub, release)
    assert code == 3, sentence
    assert sentence.startswith("INCONCLUSIVE (pre-existing): ")
    assert charhub.current == release


@pytest.mark.slow
def test_what_nobody_saw_is_not_known_good(charhub: Site) -> None:
    """Exit 0: the contract has no [release], and the driver does not say what is current."""
    driven_by(charhub, "true")
    contract = charhub.folder / "contract.toml"
    contract.write_text(CONTRACT.replace(_STATED, ""), "utf-8")
    lying(charhub, "one")
    (charhub.root / "activated").write_text("one\n", "utf-8")
    code, sentence = told(charhub, "two")
    assert (code, sentence.partition("; ")[2]) == (
        0,
        "not marked known good: nothing shows that two is the one answering",
    )
    assert charhub.standings() == {"two": "new"}


@pytest.mark.slow
def test_what_is_only_observed_stays(charhub: Site) -> None:
    """Exit 1, and that it serves is said."""
    bad = charhub.commit("Release 1", redis="error")
    code, sentence = told(charhub, bad, "--observe")
    assert code == 1
    assert sentence.endswith(
        f"; release {bad[:7]} stays current (--observe, would have rolled back)"
    )
    assert charhub.current == bad
