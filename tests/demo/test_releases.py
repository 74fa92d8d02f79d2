"""The catalogue should hold one record for each release, told apart by name and commit."""

import re
from dataclasses import FrozenInstanceError

import pytest

from smokegate.demo.releases import RELEASES, Expected, find


def test_releases_are_told_apart() -> None:
    """Each has its own name, commit, subject and fault."""
    for field in ("name", "commit", "subject", "says"):
        assert len({getattr(release, field) for release in RELEASES.values()}) == len(RELEASES)


@pytest.mark.parametrize("name", RELEASES)
def test_a_release_is_complete(name: str) -> None:
    """A release can be found by its name, looks like a commit, and says its fault in one line."""
    release = find(name)
    assert release is RELEASES[name]
    assert release.name == name
    assert re.fullmatch(r"[0-9a-f]{40}", release.commit)
    assert re.fullmatch(r"[A-Z].{3,60}[^.]", release.subject)
    assert re.fullmatch(r"[A-Z]\w+ [A-Z]\w+", release.author)
    assert re.fullmatch(r"[a-z/].*[^.]", release.says)
    with pytest.raises(FrozenInstanceError):
        release.name = "other"  # type: ignore[misc]


def test_commits_never_change() -> None:
    """The same name has the same commit on every machine and every day."""
    assert find("good").commit == "cb927fc644315fa2e598482e8430c58200a01f8e"
    assert find("redis-down").commit == "6b9e15460729d5297b530c377194254938785f03"


def test_what_is_expected_of_them() -> None:
    """One is good, six have lesser faults, the others must go back."""
    warned = {name for name, release in RELEASES.items() if release.expected is Expected.WARNED}
    green = {name for name, release in RELEASES.items() if release.expected is Expected.GREEN}
    assert green == {"good"}
    assert warned == {"nameless", "llm-down", "slow", "no-facebook", "no-ready", "no-shortcuts"}
    assert len(RELEASES) == 40


def test_an_unknown_name_is_an_error_with_a_cure() -> None:
    """The error names place, fault, value and cure, and is a ValueError."""
    with pytest.raises(ValueError, match="demo") as caught:
        find("Good")
    known = ", ".join(RELEASES)
    assert str(caught.value) == (
        f"demo: is not the name of a release, got 'Good'; use one of {known}"
    )
