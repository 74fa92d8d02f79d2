"""A run that is stopped should leave reports that say that it was."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

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
    child.communicate(timeout=60)
    assert child.returncode == 2
    report = tmp_path / "reports/junit.xml"
    said = properties(report)
    assert len(said["smokegate.planned"].splitlines()) == CHECKS
    assert "smokegate.finished" not in said
    assert len([case for case in cases(report) if case.outcome == "passed"]) < CHECKS
    assert list((tmp_path / "reports/allure-results").glob("*-result.json"))
