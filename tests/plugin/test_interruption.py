"""A run that is stopped should leave reports that say that it was."""

import signal
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from smokegate.plugin import process_settings
from tests.live import CHECKS, ROOT, Live, cases, clean_environment, properties


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["sigterm", "sigint"])
@pytest.mark.parametrize(
    "arguments",
    [pytest.param(["-n0"], id="alone"), pytest.param(["-n2"], id="xdist", marks=pytest.mark.slow)],
)
def test_a_stopped_run_leaves_a_report_that_proves_nothing(
    number: signal.Signals, arguments: list[str], live: Live, tmp_path: Path
) -> None:
    """The JUnit report is there, names the whole plan, and has no `smokegate.finished`."""
    live.deploy("dripping-page")
    child = subprocess.Popen(
        [
            *(sys.executable, "-m", "pytest", str(ROOT / "smoke"), "-c", str(ROOT / "pytest.ini")),
            *(f"--base-url={live.url}", "--deadline=60", "-v", *arguments),
        ],
        cwd=tmp_path,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert child.stdout is not None
    for line in child.stdout:  # health is checked first; later the page has no end
        if "test_health_is_good" in line and "PASSED" in line:
            break
    child.send_signal(number)
    try:
        child.communicate(timeout=15)
    except subprocess.TimeoutExpired:  # a signal that came at a bad moment is given again
        child.send_signal(number)
        child.communicate(timeout=60)
    assert child.returncode == 2
    report = tmp_path / "reports/junit.xml"
    said = properties(report)
    assert len(said["smokegate.planned"].splitlines()) == CHECKS
    assert "smokegate.finished" not in said
    assert len([case for case in cases(report) if case.outcome == "passed"]) < CHECKS
    assert list((tmp_path / "reports/allure-results").glob("*-result.json"))


def test_a_second_signal_counts_only_where_the_first_was_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Reports are written in peace; a run that goes on for seconds is stopped again."""
    now = [0.0]
    monkeypatch.setattr("smokegate.plugin.process_settings.time.monotonic", lambda: now[0])
    with process_settings.termination_interrupts():
        for at_s, is_raised in ((0.0, True), (9.0, False), (11.0, True), (12.0, False)):
            now[0] = at_s
            with pytest.raises(KeyboardInterrupt) if is_raised else nullcontext():
                signal.raise_signal(signal.SIGTERM)
