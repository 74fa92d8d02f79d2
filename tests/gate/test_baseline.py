"""A baseline should excuse what was failing before a deploy, and nothing else."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smokegate.errors import ConfigurationError
from smokegate.gate.baseline import given, without
from smokegate.verdict.check import CheckOutcome
from smokegate.verdict.evidence import read
from tests.gate.test_gate import QUICK, calls, folder, gate, rollback_to, verdict
from tests.live import Live, last_line, run
from tests.verdict.reports import HOME, LLM, REDIS, failed, passed, report, warned

__all__ = ["folder"]

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def take(live: Live, folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit status and last line of `smokegate baseline`."""
    done = run("smokegate", "baseline", f"--base-url={live.url}", *arguments, *QUICK, folder=folder)
    return done.returncode, last_line(done.stdout)


@pytest.mark.slow
def test_what_failed_before_is_not_the_releases_fault(live: Live, folder: Path) -> None:
    """Redis was down before the deploy: the next release is neither known good nor gone back."""
    live.deploy("redis-down")
    code, told = take(live, folder)
    assert code == 0
    assert re.fullmatch(
        r"baseline: \d+ of \d+ checks passed, 2 checks failed before the deploy; "
        r"give --baseline=reports/baseline\.xml to the gate",
        told,
    )
    done = gate(
        live.url,
        "--baseline=reports/baseline.xml",
        rollback_to(live, "good", folder),
        folder=folder,
    )
    assert done.returncode == 3, done.stdout
    assert last_line(done.stdout).startswith("INCONCLUSIVE (pre-existing): smoke/test_health.py::")
    assert calls(folder) == []


@pytest.mark.slow
def test_what_is_new_counts_all_the_same(live: Live, folder: Path) -> None:
    """A baseline that was green excuses nothing."""
    code, told = take(live, folder, "--output=before.xml")
    assert code == 0
    assert re.fullmatch(
        r"baseline: (\d+) of \1 checks passed; give --baseline=before\.xml to the gate", told
    )
    live.deploy("redis-down")
    done = gate(live.url, "--baseline=before.xml", folder=folder)
    assert done.returncode == 1, done.stdout
    assert verdict(folder)["verdict"] == "FAILED"


@pytest.mark.slow
def test_a_blind_baseline_is_not_written(folder: Path, live: Live) -> None:
    """Exit 3: what could not be seen excuses nothing, and an older file is gone."""
    old = folder / "reports/baseline.xml"
    old.parent.mkdir()
    old.write_text("old")
    control = "--control=http://127.0.0.1:9"
    dead = Live(url="http://127.0.0.1:9", current=live.current)
    code, told = take(dead, folder, control)
    assert code == 3
    assert told == (
        "INCONCLUSIVE (baseline): what failed got no answer, and the control URLs gave none "
        "either; take it again before the deploy"
    )
    assert not old.exists()


def test_a_failure_that_passed_later_is_turned_into_a_skip() -> None:
    """Noise before the deploy does not let the release break the same check."""
    raw = report([passed(HOME), failed(REDIS), warned(LLM)])
    turned = read(without(raw, {REDIS}), name="b", exit_status=None, run=None)
    assert turned.faults == ()
    assert {check: seen.outcome for check, seen in turned.checks.items()} == {
        HOME: CheckOutcome.PASSED,
        REDIS: CheckOutcome.SKIPPED,
        LLM: CheckOutcome.WARNED,
    }
    assert turned.checks[REDIS].sentence == ("was not proven to fail, so it excuses nothing")


def test_a_steady_report_is_kept_byte_by_byte() -> None:
    """What needs no change gets none."""
    raw = report([failed(REDIS)])
    assert without(raw, set()) is raw


@pytest.mark.parametrize(
    "finished, faults",
    [
        pytest.param("2026-11-24T11:00:00+00:00", (), id="an-hour-old"),
        pytest.param("2026-11-23T12:00:00+00:00", (), id="a-day-old"),
        pytest.param(
            "2026-11-23T09:00:00+00:00",
            ("{file}: was taken 27 hours ago; take it anew before each deploy",),
            id="older",
        ),
        pytest.param("yes", (), id="does-not-say-when"),
        pytest.param("0001-01-01T00:00:00+14:00", (), id="no-such-time"),
        pytest.param(
            "2026-11-25T12:00:00+00:00",
            ("{file}: was finished 24 hours from now; set the clocks",),
            id="from-the-future",
        ),
    ],
)
def test_a_stale_baseline_proves_nothing(
    finished: str, faults: tuple[str, ...], tmp_path: Path
) -> None:
    """A day is the most that may lie between a baseline and its deploy."""
    file = tmp_path / "baseline.xml"
    file.write_bytes(report([failed(REDIS)], said={"smokegate.finished": finished}))
    assert given(file, NOW).faults == tuple(each.format(file=file) for each in faults)


def test_a_baseline_that_is_not_there_is_a_mistake_in_usage(tmp_path: Path) -> None:
    """Nothing is run without what was asked for."""
    with pytest.raises(ConfigurationError, match=r"^--baseline: cannot be read \(No such file"):
        given(tmp_path / "absent.xml", NOW)
