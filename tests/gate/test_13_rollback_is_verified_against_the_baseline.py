"""Item 13: a rollback is verified where what serves is no worse than before the deploy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

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
