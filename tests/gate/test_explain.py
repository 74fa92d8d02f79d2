"""`smokegate explain` recomputes a verdict from its evidence, and says what would change it."""

import json
from pathlib import Path

import pytest

from tests.gate.test_gate import folder, gate, verdict
from tests.live import Live, run

__all__ = ["folder"]

RUN = "20261124T120000Z-0badcafe"
HOME = "smoke/test_frontend.py::test_page_answers[/]"
REDIS = "smoke/test_health.py::test_component_is_ok[redis]"
CASE = '<testcase classname="{}" name="{}">{}</testcase>'
FAILURE = '<failure message="redis is error"/>'


def kept(folder: Path, marks: str, **run_file: object) -> Path:
    """A run as the gate leaves it. marks: one for each attempt, `x` redis failed, `.` passed."""
    kept_in = folder / "reports/runs" / RUN
    kept_in.mkdir(parents=True)
    for number, mark in enumerate(marks, start=1):
        report = kept_in / f"attempt-{number}.xml"
        result = FAILURE if mark == "x" else ""
        report.write_text(
            '<testsuites><testsuite name="pytest"><properties>'
            f'<property name="smokegate.run" value="{RUN}.attempt-{number}"/>'
            f'<property name="smokegate.planned" value="{HOME}&#10;{REDIS}"/>'
            '<property name="smokegate.finished" value="yes"/></properties>'
            + CASE.format("smoke.test_frontend", "test_page_answers[/]", "")
            + CASE.format("smoke.test_health", "test_component_is_ok[redis]", result)
            + "</testsuite></testsuites>"
        )
        ending = {"run": f"{RUN}.attempt-{number}", "exit_status": int(mark == "x")}
        report.with_suffix(".json").write_text(json.dumps(ending))
    policy = {"noise": 0.01, "broken": 0.9, "false_rollback": 2.5e-6, "missed": 0.1}
    content = {"policy": policy, "noise": {}, "baseline": None, "decision": None, **run_file}
    (kept_in / "run.json").write_text(json.dumps(content))
    return kept_in


def explained(folder: Path, *arguments: str) -> list[str]:
    """The lines of the explanation."""
    done = run("smokegate", "explain", *arguments, folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_the_chain_of_reasons_is_told(tmp_path: Path) -> None:
    """Each attempt, the test of each check, the verdict, and what another policy decides."""
    kept(
        tmp_path,
        "x.x",
        decision={"verdict": "INCONCLUSIVE", "decision": "INCONCLUSIVE (incomplete): as it was"},
    )
    told = f"{REDIS} was seen passing and failing; not proven: redis is error"
    assert explained(tmp_path, "--policy", "false_rollback=0.002") == [
        f"run {RUN}: 3 attempts",
        "attempt-1.xml: exit 1, control none, 2 checks, 1 failed",
        "attempt-2.xml: exit 0, control none, 2 checks, 0 failed",
        "attempt-3.xml: exit 1, control none, 2 checks, 1 failed",
        "policy: convicts from 12.79, 3 failures in a row; acquits from -2.30 "
        "(noise 0.01, broken 0.9, false_rollback 2.5e-06, missed 0.1)",
        f"x.x {REDIS}: likelihood 6.71, undecided",
        f"why: {told}",
        "why: 1 of 2 checks passed",
        f"verdict: INCONCLUSIVE (incomplete): {told}",
        "decided then: INCONCLUSIVE (incomplete): as it was",
        f"with false_rollback=0.002: FAILED: {REDIS} failed twice and passed once: redis is error",
        "another policy would have decided otherwise, on the evidence that this one took",
    ]


def test_a_verdict_that_was_not_that_of_the_evidence_is_told(tmp_path: Path) -> None:
    """Somebody changed a report, or the code changed."""
    kept(tmp_path, ".", decision={"verdict": "FAILED", "decision": "FAILED: x"})
    assert explained(tmp_path)[-1] == (
        "decided then: FAILED: x "
        "(not what this evidence says now: it was changed, or smokegate was)"
    )


def test_a_run_that_was_killed_is_explained_as_far_as_it_came(tmp_path: Path) -> None:
    """The evidence outlives the gate."""
    kept(tmp_path, "x")
    assert explained(tmp_path, RUN)[-1] == (
        "decided then: nothing, the run was ended before it came to a decision"
    )


def test_history_and_bursts_are_told(tmp_path: Path) -> None:
    """Why a failure weighs less than usual."""
    kept(tmp_path, "xxx", noise={REDIS: 0.05})
    assert f"xxx {REDIS}: likelihood 8.67, undecided, noise 0.050 by its history" in explained(
        tmp_path
    )


@pytest.mark.slow
def test_a_real_run_is_explained_as_it_was_decided(live: Live, folder: Path) -> None:
    """What the gate left is enough to come to its verdict again."""
    live.deploy("redis-down")
    assert gate(live.url, folder=folder).returncode == 1
    lines = explained(folder)
    found = verdict(folder)
    assert lines[0] == f"run {found['run']}: 3 attempts"
    assert lines[-1] == f"decided then: {found['decision']}"
    assert f"verdict: {found['decision'].partition('; nothing was changed')[0]}" in lines
    assert [line for line in lines if line.startswith("xxx")]


@pytest.mark.parametrize(
    "arguments, told",
    [
        pytest.param((), "reports/runs: holds no run; let the gate run first", id="no-run"),
        pytest.param(
            ("absent",),
            "absent/run.json: is not the record of a run ([Errno 2] No such file or directory: "
            "'absent/run.json'); see reports/runs for those that are",
            id="no-such-run",
        ),
        pytest.param(
            ("--policy", "noise"),
            "--policy: should be name=figure, got 'noise'; write --policy noise=0.02",
            id="no-figure",
        ),
    ],
)
def test_what_cannot_be_found_is_a_mistake_in_usage(
    arguments: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    """Exit 2, in one line."""
    done = run("smokegate", "explain", *arguments, folder=tmp_path)
    assert (done.returncode, done.stderr.strip()) == (2, told)


@pytest.mark.parametrize(
    "given, told",
    [
        pytest.param(
            "nose=1",
            "--policy: nose is no figure of a policy; it has noise, broken, false_rollback, "
            "missed, silence_s; write --policy noise=0.02",
            id="unknown",
        ),
        pytest.param(
            "noise=often",
            "--policy: noise should be a number, got 'often'; write --policy noise=0.02",
            id="no-number",
        ),
        pytest.param(
            "noise=0.7",
            "--policy: noise should be above 0 and below 0.5, got 0.7; write --policy noise=0.02",
            id="out-of-bounds",
        ),
    ],
)
def test_a_policy_that_is_none_is_a_mistake_in_usage(given: str, told: str, tmp_path: Path) -> None:
    """Exit 2, and what it should be."""
    kept(tmp_path, "x")
    done = run("smokegate", "explain", "--policy", given, folder=tmp_path)
    assert (done.returncode, done.stderr.strip()) == (2, told)
