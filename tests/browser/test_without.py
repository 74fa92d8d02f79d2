"""`pytest smoke` without a browser says so, and with one that is not there it does not begin."""

from pathlib import Path

from tests.live import ROOT, Live, run, suite

NOT_COVERED = "not covered: what only a browser sees, such as a blank page (docs/browser.md)"


def test_without_a_browser_the_header_says_so(live: Live, tmp_path: Path) -> None:
    """Nobody takes a run that saw no page for one that did."""
    done = suite(live.url, "-k", "test_route", folder=tmp_path)
    assert NOT_COVERED in done.stdout.splitlines()


def test_without_a_browser_its_checks_are_not_collected(live: Live, tmp_path: Path) -> None:
    """A skip of a critical check is never a pass."""
    done = suite(live.url, "--collect-only", "-q", folder=tmp_path)
    assert "test_browser.py" not in done.stdout


def test_a_browser_that_is_not_there_is_a_mistake_in_usage(live: Live, tmp_path: Path) -> None:
    """Status 4 and one line that says what to write."""
    done = run(
        "pytest",
        *(ROOT / "smoke", "-c", ROOT / "pytest.ini", f"--base-url={live.url}"),
        folder=tmp_path,
        environment={"SMOKEGATE_CHROMIUM": "/nowhere/chromium"},
    )
    told = (
        "ERROR: SMOKEGATE_CHROMIUM: is not a program, got '/nowhere/chromium'; "
        "give the path of Chromium, or nothing to do without"
    )
    assert (done.returncode, done.stderr.strip()) == (4, told)
