"""Chromium is found where it is, and not taken where it should not be."""

import importlib.util
from pathlib import Path

import pytest

from smokegate.errors import ConfigurationError
from smokegate.probe import chromium

HAS_PLAYWRIGHT = importlib.util.find_spec("playwright") is not None


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder of PATH, on a machine without Debian's Chromium."""
    monkeypatch.setattr(chromium, "_DEBIAN", tmp_path / "nowhere")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    return tmp_path


def program(folder: Path, name: str) -> Path:
    """Something that can be run."""
    made = folder / name
    made.touch(mode=0o755)
    return made


@pytest.mark.skipif(not HAS_PLAYWRIGHT, reason="playwright is missing: see docs/browser.md")
@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_it_is_found_by_its_usual_names(name: str, path: Path) -> None:
    """On PATH, under whichever name."""
    made = program(path, name)
    assert chromium.find_chromium() == made


def test_it_may_be_missing(path: Path) -> None:
    """Then nothing is opened in it."""
    program(path, "firefox")
    assert chromium.find_chromium() is None


def test_it_is_of_no_use_without_playwright(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra brings that."""
    program(path, "chromium")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert chromium.find_chromium() is None


@pytest.mark.parametrize("said", ["", "  "])
def test_an_empty_variable_turns_it_off(
    said: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is there."""
    program(path, "chromium")
    monkeypatch.setenv(chromium.VARIABLE, said)
    assert chromium.find_chromium() is None


@pytest.mark.usefixtures("path")
def test_a_variable_that_names_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asked for a browser is not left without."""
    monkeypatch.setenv(chromium.VARIABLE, "/nowhere/chromium")
    with pytest.raises(ConfigurationError, match=r"^SMOKEGATE_CHROMIUM: is not a program, got "):
        chromium.find_chromium()


def test_no_secret_of_a_job_is_handed_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs what a stranger wrote."""
    monkeypatch.setenv("DEPLOY_TOKEN", "x")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("TMPDIR", "/a" * 40)  # in which no socket can be made
    assert {"DEPLOY_TOKEN", "HTTPS_PROXY", "TMPDIR"}.isdisjoint(chromium.environment())
    assert "PATH" in chromium.environment()
