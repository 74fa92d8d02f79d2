"""Item 13: a rollback is verified where what serves is no worse than before the deploy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smokegate.gate.journal import Begun
from smokegate.gate.order import Order, as_begun
from smokegate.gate.record import RUNS, Record
from tests.gate.deploys.site import CONTRACT, QUICK, Site, site
from tests.live import last_line

_NEW_PROMISE = '[[pages]]\npath = "/new"\n'


@pytest.fixture
def charhub(tmp_path: Path) -> Iterator[Site]:
    """One good release, whose redis broke afterwards; the next one is to promise a page."""
    with site(tmp_path) as made:
        yield made


def _told(charhub: Site, *arguments: str) -> tuple[int, str]:
    done = charhub.gate(*arguments, *QUICK)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, last_line(done.stdout or done.stderr)


def _redis(charhub: Site, release: str, state: str) -> None:
    (charhub.root / "releases" / release / "redis").write_text(state, "utf-8")


@pytest.mark.slow
def test_going_back_to_what_was_broken_before_is_verified(charhub: Site) -> None:
    """Exit 1: the old fault is there before and after; the new release added one of its own."""
    good, bad = charhub.commit("Release 1"), charhub.commit("Release 2", redis="error")
    assert _told(charhub, "deploy", good)[0] == 0
    _redis(charhub, good, "error")
    (charhub.folder / "contract.toml").write_text(CONTRACT + _NEW_PROMISE, "utf-8")
    code, sentence = _told(charhub, "deploy", bad)
    assert code == 1, sentence
    assert sentence.endswith(
        f"; rolled back from {bad[:7]} to {good[:7]} and verified: no worse than before the deploy"
    )
    assert charhub.standings() == {bad: "quarantined", good: "known good"}


@pytest.mark.slow
def test_going_back_by_hand_is_verified_against_the_baseline_of_the_deploy(charhub: Site) -> None:
    """A person goes back from a release that is kept; what failed before it may still fail."""
    good, other = charhub.commit("Release 1"), charhub.commit("Release 2", redis="error")
    assert _told(charhub, "deploy", good)[0] == 0
    _redis(charhub, good, "error")
    code, sentence = _told(charhub, "deploy", other)
    assert (code, charhub.current) == (3, other), sentence
    assert sentence.startswith("INCONCLUSIVE (pre-existing)")
    code, sentence = _told(charhub, "rollback", "--again")
    assert (code, charhub.current) == (0, good), sentence
    assert "no worse than before the deploy" in sentence


@pytest.mark.parametrize(
    "command, given, is_kept, expected",
    [
        pytest.param("rollback", None, False, None, id="none-given"),
        pytest.param("rollback", "before.xml", True, "own", id="kept-by-the-run"),
        pytest.param("gate", "before.xml", True, "own", id="kept-by-the-gate"),
        pytest.param("rollback", "before.xml", False, None, id="a-way-back-needs-none"),
        pytest.param("gate", "before.xml", False, "before.xml", id="a-gate-says-what-is-missing"),
        pytest.param("rollback", __file__, False, __file__, id="still-there"),
    ],
)
def test_a_run_that_is_carried_on_judges_by_its_own_baseline(
    command: str,
    given: str | None,
    *,
    is_kept: bool,
    expected: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The file that was given may have been taken anew since, or be gone."""
    monkeypatch.chdir(tmp_path)
    own = Record(RUNS / "run-1").baseline
    if is_kept:
        own.parent.mkdir(parents=True)
        own.write_text("<testsuites/>", "utf-8")
    begun = Begun(
        fence=1, id="run-1", command=command, order={}, by="me", began="2026-12-01T00:00:00"
    )
    order = as_begun(Order(base_url="https://charhub.app", baseline=given), begun)
    assert order.baseline == (str(own) if expected == "own" else expected)
