"""Item 4: the gate on CharHub exactly as its plan shows it, with and without --release."""

import json
from pathlib import Path

import pytest

from tests import plan
from tests.live import ROOT, last_line, run
from tests.loopback import served

QUICK = ("--", "-q", "-p", "no:allure_pytest", "--samples=1")
TIMINGS = "[timings]\nsettle_s = 1\nattempts_s = [0, 0.1, 0.2]\n"


@pytest.mark.parametrize(
    "deployment, release, code, decision",
    [
        pytest.param(plan.Planned(), None, 0, "PASSED: ", id="no-release"),
        pytest.param(
            plan.Planned(),
            "6b9e154",
            3,
            "INCONCLUSIVE (not-deployed): nothing says that release 6b9e154 is the one answering",
            id="release-unstated",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            plan.Planned(release="5ce01d7"),
            "6b9e154",
            3,
            "INCONCLUSIVE (not-deployed): release 6b9e154 is not deployed: 5ce01d7 answers",
            id="another-release",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            plan.Planned(release="6b9e154"),
            "6b9e154",
            0,
            "PASSED: ",
            id="stated",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            plan.Planned(redis="error"),
            None,
            1,
            "FAILED: ",
            id="redis-is-down",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_what_the_gate_makes_of_the_plan(
    deployment: plan.Planned, release: str | None, code: int, decision: str, tmp_path: Path
) -> None:
    """Unstated and unasked passes and is not known good; unstated and asked for is not-deployed."""
    (tmp_path / "smokegate.toml").write_text(TIMINGS, "utf-8")
    named = [f"--release={release}"] if release else []
    contract = f"--contract={ROOT / 'smoke/charhub.toml'}"
    with served(deployment) as url:
        done = run(
            "smokegate", "gate", f"--base-url={url}", contract, *named, *QUICK, folder=tmp_path
        )
    assert done.returncode == code, done.stdout
    assert last_line(done.stdout).startswith(decision)
    kept = json.loads((tmp_path / "reports/verdict.json").read_text("utf-8"))
    assert kept["known_good"] is (code == 0 and release is not None)
