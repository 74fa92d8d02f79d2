"""`smokegate gate` as a deploy job runs it: each exit code through a real process."""

import fcntl
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from smokegate.demo.releases import RELEASES
from tests.live import Live, clean_environment, last_line, run

TIMINGS = "[timings]\nsettle_s = 0\nattempts_s = [0, 0.2]\nharness_s = 0.1\nrollback_s = 5\n"
# a few promises, so that the many runs of this module take seconds and not minutes
CONTRACT = """
app = "CharHub"
[release]
json = "release"
[health]
path = "/api/v1/health"
[health.components]
redis = "critical"
[ready]
path = "/api/v1/ready"
required = false                # 404 or 405 means "not provided"
[[pages]]
path = "/"
mount = "#root"
"""
QUICK = (
    *("--", "-q", "-p", "no:allure_pytest"),
    *("--contract=small.toml", "--samples=1"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with timings that a test can wait for."""
    (tmp_path / "smokegate.toml").write_text(TIMINGS, "utf-8")
    (tmp_path / "small.toml").write_text(CONTRACT, "utf-8")
    return tmp_path


def gate(
    url: str, *arguments: str, folder: Path, quick: tuple[str, ...] = QUICK
) -> subprocess.CompletedProcess[str]:
    """The gate on this deployment."""
    return run("smokegate", "gate", f"--base-url={url}", *arguments, *quick, folder=folder)


def verdict(folder: Path) -> dict[str, Any]:
    """What the gate wrote down."""
    found: dict[str, Any] = json.loads((folder / "reports/verdict.json").read_text("utf-8"))
    return found


def rollback_to(live: Live, name: str, folder: Path) -> str:
    """A rollback command that makes a release live and writes down how it was called."""
    script = folder / "back.py"
    script.write_text(
        "import os, pathlib, sys\n"
        "from smokegate.demo.switch import make_live\n"
        "keys = ('FROM', 'TO', 'REASON', 'RUN')\n"
        "with pathlib.Path(sys.argv[3]).open('a') as log:\n"
        "    log.write('|'.join(os.environ['SMOKEGATE_' + key] for key in keys) + '\\n')\n"
        "make_live(pathlib.Path(sys.argv[1]), sys.argv[2])\n",
        "utf-8",
    )
    words = [sys.executable, str(script), str(live.current), name, str(folder / "called")]
    return f"--rollback={shlex.join(words)}"


def calls(folder: Path) -> list[str]:
    """How the rollback command was called, once a line."""
    log = folder / "called"
    return log.read_text("utf-8").splitlines() if log.exists() else []


def test_a_good_release_is_kept_and_known_good(live: Live, folder: Path) -> None:
    """Exit 0: nothing is rolled back, and the release is on record for the next time."""
    done = gate(live.url, rollback_to(live, "redis-down", folder), folder=folder)
    commit = RELEASES["good"].commit
    assert done.returncode == 0, done.stdout
    told = rf"PASSED: (\d+) of \1 checks passed; release {commit[:7]} is known good"
    assert re.fullmatch(told, last_line(done.stdout))
    found = verdict(folder)
    assert (found["verdict"], found["exit"], found["known_good"]) == ("PASSED", 0, True)
    assert (found["release"], found["rollback"]) == (commit, None)
    assert calls(folder) == []


def test_a_bad_release_is_rolled_back_once_and_verified(live: Live, folder: Path) -> None:
    """Exit 1: the command learns from, to and why; the old release is proven to be back."""
    assert gate(live.url, folder=folder).returncode == 0
    bad, good = live.deploy("redis-down"), RELEASES["good"].commit
    done = gate(live.url, rollback_to(live, "good", folder), folder=folder)
    assert done.returncode == 1, done.stdout
    assert last_line(done.stdout).endswith(f"rolled back from {bad[:7]} to {good[:7]} and verified")
    assert live.release == "good"
    found = verdict(folder)
    (call,) = calls(folder)
    assert call == f"{bad}|{good}|{found['reasons'][0]}|{found['run']}"
    assert {check.partition("::")[2] for check in found["failures"]} == {
        "test_health_is_good",
        "test_component_is_ok[redis]",
    }
    assert found["rollback"]["problem"] is None
    assert found["rollback"]["verification"]["verdict"] == "PASSED"


@pytest.mark.slow
def test_the_old_release_is_verified_with_the_contract_that_it_passed(
    live: Live, folder: Path
) -> None:
    """What the new contract asks for, the old release never promised."""
    live.deploy("no-ready")
    assert gate(live.url, folder=folder).returncode == 0
    live.deploy("not-ready")
    stricter = folder / "strict.toml"
    stricter.write_text(CONTRACT.replace("required = false ", ""), "utf-8")
    done = gate(
        live.url, f"--contract={stricter}", rollback_to(live, "no-ready", folder), folder=folder
    )
    assert done.returncode == 1, done.stdout
    assert live.release == "no-ready"


@pytest.mark.parametrize(
    "arguments, told, action",
    [
        pytest.param(
            [],
            "nothing was changed (no --rollback was given)",
            "nothing",
            id="none",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            ["--observe"],
            "nothing was changed (--observe, would have rolled back)",
            "observed",
            id="observe",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_bad_release_without_a_rollback_stays(
    arguments: list[str], told: str, action: str, live: Live, folder: Path
) -> None:
    """Exit 1 too, and the sentence says that nothing was changed."""
    live.deploy("redis-down")
    if arguments:
        arguments = [*arguments, rollback_to(live, "good", folder)]
    done = gate(live.url, *arguments, folder=folder)
    assert done.returncode == 1
    assert last_line(done.stdout).endswith(told)
    assert (live.release, calls(folder), verdict(folder)["action"]) == ("redis-down", [], action)


@pytest.mark.parametrize(
    "arguments, told",
    [
        pytest.param(
            ["--base-url=charhub.app"],
            "--base-url: should be an http or https URL, got 'charhub.app'; write https://host",
            id="url",
        ),
        pytest.param(
            ["--rollback=no-such-command x"],
            "--rollback: there is no such command, got 'no-such-command'; give a path that can be "
            "run (there is no shell around it: write sh -c '...' for one)",
            id="command",
        ),
        pytest.param(
            ["--rollback=  "], "--rollback: is empty, got '  '; give a command", id="empty"
        ),
        pytest.param(
            ["--rollback=sh -c 'x"],
            "--rollback: is not a command (No closing quotation), got 'sh' and more; "
            "close the quotes",
            id="quotes",
        ),
        pytest.param(
            ["--contract=absent.toml"],
            "absent.toml: there is no such file; give the path of one",
            id="contract",
        ),
        pytest.param(
            ["--suite=absent"],
            "--suite: there is no such path, got 'absent'; give a folder",
            id="suite",
        ),
        pytest.param(
            ["--baseline=absent.xml"],
            "--baseline: cannot be read (No such file or directory), got 'absent.xml'; "
            "give a JUnit file",
            id="baseline",
        ),
        pytest.param(
            ["--settle=-1"],
            "--settle: should be a number from 0 to 3600, got -1.0; write --settle=30",
            id="settle",
        ),
        pytest.param(
            ["--release="],
            "--release: is empty, got ''; give a value, or leave it out",
            id="release-of-an-unset-variable",
        ),
        pytest.param(
            ["--control=x"],
            "--control: should be an http or https URL, got 'x'; write https://host",
            id="control",
        ),
    ],
)
def test_a_bad_order_runs_nothing(arguments: list[str], told: str, folder: Path) -> None:
    """Exit 2: one line, and nothing was run or written."""
    done = gate("http://127.0.0.1:9", *arguments, folder=folder)
    assert (done.returncode, done.stderr.strip(), done.stdout) == (2, told, "")
    assert not (folder / "reports").exists()


def test_a_bad_smokegate_toml_runs_nothing(folder: Path) -> None:
    """Exit 2 for settings that cannot be meant."""
    (folder / "smokegate.toml").write_text("[timings]\nattempts_s = [5]\n", "utf-8")
    done = gate("http://127.0.0.1:9", folder=folder)
    assert (done.returncode, done.stderr.strip()) == (
        2,
        "smokegate.toml: $.timings.attempts_s should begin with 0 and rise, two at least, got "
        "[5.0]; write [0, 10, 40]",
    )


def test_the_old_release_still_answering_is_not_a_failure(live: Live, folder: Path) -> None:
    """Exit 3: what was never deployed cannot be rolled back."""
    live.deploy("redis-down")
    wanted = RELEASES["good"].commit
    done = gate(live.url, f"--release={wanted}", rollback_to(live, "good", folder), folder=folder)
    assert done.returncode == 3, done.stdout
    assert last_line(done.stdout).startswith("INCONCLUSIVE (not-deployed): ")
    assert (live.release, calls(folder)) == ("redis-down", [])


@pytest.mark.slow
def test_a_blind_runner_rolls_nothing_back(live: Live, folder: Path) -> None:
    """Exit 3: where the control is silent too, the runner is to blame."""
    done = gate(
        "http://127.0.0.1:9",
        "--control=http://127.0.0.1:9/",
        rollback_to(live, "redis-down", folder),
        folder=folder,
    )
    assert done.returncode == 3, done.stdout
    assert last_line(done.stdout).startswith("INCONCLUSIVE (blind): ")
    assert calls(folder) == []


@pytest.mark.slow
def test_a_dead_deployment_beside_a_living_control_is_rolled_back(live: Live, folder: Path) -> None:
    """Silence is proof once something else answers; here going back brings nothing back either."""
    done = gate(
        "http://127.0.0.1:9",
        f"--control={live.url}",
        rollback_to(live, "good", folder),
        folder=folder,
    )
    assert done.returncode == 4, done.stdout
    assert len(calls(folder)) == 1
    assert "so the environment is to blame, not the release" in last_line(done.stdout)


@pytest.mark.slow
def test_what_failed_before_the_deploy_is_not_blamed_on_it(live: Live, folder: Path) -> None:
    """Exit 3: a failure that the baseline has too is pre-existing."""
    live.deploy("redis-down")
    assert gate(live.url, folder=folder).returncode == 1
    baseline = verdict(folder)["reports"][0]
    done = gate(
        live.url,
        f"--baseline={baseline}",
        rollback_to(live, "good", folder),
        folder=folder,
    )
    assert done.returncode == 3, done.stdout
    assert last_line(done.stdout).startswith("INCONCLUSIVE (pre-existing): ")
    assert calls(folder) == []


def a_suite(folder: Path, name: str, text: str) -> str:
    """A suite of one module, given to the gate."""
    path = folder / "own"
    path.mkdir(exist_ok=True)
    (path / name).write_text(text, "utf-8")
    return f"--suite={path}"


@pytest.mark.slow
@pytest.mark.parametrize(
    "text, kind",
    [
        pytest.param("import nothing_like_it\n", "harness", id="import-error"),
        pytest.param("X = 1\n", "harness", id="no-checks"),
        pytest.param(
            "import os\n\n\ndef test_end() -> None:\n    os._exit(0)\n", "incomplete", id="exit-0"
        ),
        pytest.param(
            "import os\n\n\ndef test_end() -> None:\n    os._exit(1)\n", "incomplete", id="exit-1"
        ),
        pytest.param(
            "import os, signal\n\n\ndef test_end() -> None:\n"
            "    os.kill(os.getpid(), signal.SIGKILL)\n",
            "interrupted",
            id="killed",
        ),
        pytest.param(
            "import pytest\n\n\ndef test_end() -> None:\n"
            "    pytest.exit('done', returncode=0)\n\n\n"
            "def test_more() -> None:\n    assert True\n",
            "interrupted",
            id="pytest-exit-0",
        ),
        pytest.param(
            "import pytest\n\n\ndef test_skip() -> None:\n    pytest.skip('not today')\n",
            "incomplete",
            id="all-skipped",
        ),
        pytest.param(
            "import pytest\n\n\n@pytest.fixture\ndef broken() -> None:\n"
            "    raise RuntimeError\n\n\n"
            "def test_error(broken: None) -> None:\n    assert True\n",
            "harness",
            id="fixture-error",
        ),
    ],
)
def test_a_broken_suite_is_nobodys_fault(text: str, kind: str, live: Live, folder: Path) -> None:
    """Exit 3: a suite that cannot speak neither passes a release nor convicts it."""
    done = gate(
        live.url,
        *(a_suite(folder, "test_own.py", text), "--own-checks-only"),
        rollback_to(live, "redis-down", folder),
        folder=folder,
    )
    assert done.returncode == 3, done.stdout
    assert last_line(done.stdout).startswith(f"INCONCLUSIVE ({kind}): ")
    assert calls(folder) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "cut",
    [None, *(pytest.param(cut, marks=pytest.mark.slow) for cut in (0, 100, 2000, -20))],
    ids=str,
)
@pytest.mark.parametrize("status", [0, 1])
def test_the_red_report_of_another_run_proves_nothing(
    status: int, cut: int | None, live: Live, folder: Path
) -> None:
    """Exit 3: a report that this run did not write, whole or cut, neither convicts nor passes."""
    live.deploy("redis-down")
    red = run(
        "pytest",
        Path(__file__).parents[2] / "smoke",
        *("-c", Path(__file__).parents[2] / "pytest.ini", f"--base-url={live.url}"),
        folder=folder,
    )
    assert red.returncode == 1
    other = (folder / "reports/junit.xml").read_bytes()
    (folder / "other.xml").write_bytes(other[:cut])
    suite = a_suite(
        folder,
        "conftest.py",
        "import os, pathlib\n\n\ndef pytest_sessionstart(session):\n"
        "    report = pathlib.Path(session.config.option.xmlpath)\n"
        f"    report.write_bytes(pathlib.Path({str(folder / 'other.xml')!r}).read_bytes())\n"
        f"    os._exit({status})\n",
    )
    done = gate(live.url, suite, rollback_to(live, "good", folder), folder=folder)
    assert done.returncode == 3, done.stdout
    assert (live.release, calls(folder)) == ("redis-down", [])


def test_a_release_that_recovers_is_suspect_and_not_known_good(live: Live, folder: Path) -> None:
    """Exit 0, but only just: passed on a later attempt, said so, and not put on record."""
    suite = a_suite(
        folder,
        "test_own.py",
        "import pathlib\n\n\ndef test_once() -> None:\n"
        f"    seen = pathlib.Path({str(folder / 'seen')!r})\n"
        "    is_first = not seen.exists()\n    seen.touch()\n    assert not is_first\n",
    )
    settings = TIMINGS.replace("[0, 0.2]", "[0, 0.2, 40]") + "verdict_s = 30\n"
    (folder / "smokegate.toml").write_text(settings, "utf-8")  # no time for an acquittal
    done = gate(live.url, suite, rollback_to(live, "redis-down", folder), folder=folder)
    assert done.returncode == 0, done.stdout
    assert last_line(done.stdout).startswith("SUSPECT: ")
    assert last_line(done.stdout).endswith("; not marked known good")
    found = verdict(folder)
    assert (found["verdict"], found["known_good"], calls(folder)) == ("SUSPECT", False, [])


@pytest.mark.parametrize(
    "command, told",
    [
        pytest.param("false", "the command ended with status 1", id="fails"),
        pytest.param(
            "true",
            "the command exited 0 but the deployment still answers as",
            id="lies",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "sleep 60", "the command was ended after 5 s", id="hangs", marks=pytest.mark.slow
        ),
    ],
)
def test_a_rollback_that_does_not_work_is_said(
    command: str, told: str, live: Live, folder: Path
) -> None:
    """Exit 4: the command's own word is not enough."""
    live.deploy("redis-down")
    if command == "sleep 60":
        settings = TIMINGS.replace("rollback_s = 5", "rollback_s = 1")
        (folder / "smokegate.toml").write_text(settings, "utf-8")
        told = told.replace("5 s", "1 s")
    done = gate(live.url, f"--rollback={command}", folder=folder)
    assert done.returncode == 4, done.stdout
    assert told in last_line(done.stdout)
    assert last_line(done.stdout).endswith("; go back by hand")
    assert verdict(folder)["action"] == "not restored"


@pytest.mark.slow
def test_an_old_release_that_is_not_healthy_either_is_said(live: Live, folder: Path) -> None:
    """Exit 4: one hop, then people."""
    live.deploy("redis-down")
    done = gate(live.url, rollback_to(live, "missing-style", folder), folder=folder)
    assert done.returncode == 4, done.stdout
    assert "the old release is not healthy either" in last_line(done.stdout)
    assert len(calls(folder)) == 1


def test_a_second_gate_is_refused(live: Live, folder: Path) -> None:
    """Exit 5: whoever holds the lock is named, and nothing is run."""
    (folder / ".smokegate").mkdir()
    with (folder / ".smokegate/lock").open("w") as lock:
        lock.write("run 42, process 7\n")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = gate(live.url, folder=folder)
    assert done.returncode == 5
    assert re.fullmatch(
        r"refused: \.smokegate/lock: another run holds the lock, run 42, process 7, for \d+ s; "
        "wait for it",
        last_line(done.stdout),
    )
    assert not (folder / "reports").exists()


def test_json_is_one_object_on_stdout(live: Live, folder: Path) -> None:
    """`--json` prints the decision alone, the same that reports/verdict.json holds."""
    done = gate(live.url, "--json", folder=folder)
    assert done.returncode == 0
    assert json.loads(done.stdout) == verdict(folder)
    assert " passed in " in done.stderr


def test_a_record_that_cannot_be_used_stops_the_gate_first(live: Live, folder: Path) -> None:
    """Exit 2: without its record the gate would not know where to go back to."""
    (folder / ".smokegate").mkdir()
    (folder / ".smokegate/state.sqlite3").write_bytes(b"not a database, but long enough" * 40)
    done = gate(live.url, folder=folder)
    assert (done.returncode, done.stderr.strip()) == (
        2,
        ".smokegate/state.sqlite3: the record of releases cannot be used (file is not a database); "
        "make room and the folder writable, or move the file away",
    )
    assert not (folder / "reports").exists()


def test_no_room_for_a_report_is_nobodys_fault(live: Live, folder: Path) -> None:
    """Exit 3: a gate that cannot keep its evidence convicts nobody."""
    live.deploy("redis-down")
    (folder / "reports").mkdir()
    (folder / "reports/runs").write_text("in the way", "utf-8")
    done = gate(live.url, rollback_to(live, "good", folder), folder=folder)
    assert done.returncode == 3, done.stdout + done.stderr
    assert last_line(done.stdout).startswith(
        "INCONCLUSIVE (harness): the suite could not be run ([Errno"
    )
    assert calls(folder) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["sigterm", "sigint"])
def test_a_gate_that_is_stopped_changes_nothing(
    number: signal.Signals, live: Live, folder: Path
) -> None:
    """Exit 3: a cancelled job has no verdict, takes its child with it, and says so."""
    live.deploy("dripping-page")
    child = subprocess.Popen(
        [
            *(sys.executable, "-m", "smokegate", "gate", f"--base-url={live.url}"),
            *(rollback_to(live, "good", folder), "--contract=small.toml"),
            *("--", "-v", "--deadline=60"),
        ],
        cwd=folder,
        env=clean_environment() | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    for line in child.stdout:
        if "test_health_is_good" in line and "PASSED" in line:
            break
    child.send_signal(number)
    output, _ = child.communicate(timeout=60)
    assert child.returncode == 3, output
    assert last_line(output) == (
        f"INCONCLUSIVE (interrupted): the gate was stopped by {number.name} before it came to a "
        "verdict; nothing was changed, a person has to look"
    )
    assert (live.release, calls(folder)) == ("dripping-page", [])


@pytest.mark.slow
def test_what_the_rollback_starts_stays(live: Live, folder: Path) -> None:
    """A command may start the old release in the background; the gate does not end it."""
    live.deploy("redis-down")
    script = folder / "start.sh"
    script.write_text(
        "sleep 300 >/dev/null 2>&1 &\necho $! > pid\n"
        f"{sys.executable} -m smokegate.demo.switch {live.current} good\n",
        "utf-8",
    )
    done = gate(live.url, f"--rollback=sh {script}", folder=folder)
    assert done.returncode == 1, done.stdout
    pid = int((folder / "pid").read_text("utf-8"))
    os.kill(pid, signal.SIGTERM)  # raises if it is gone


@pytest.mark.parametrize("arguments", [[], ["--json"]], ids=["text", "json"])
def test_nobody_listening_changes_no_exit_code(
    arguments: list[str], live: Live, folder: Path
) -> None:
    """Exit 0 stays 0 where stdout is full; verdict.json holds what could not be printed."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "smokegate", "gate", f"--base-url={live.url}"]
            + ["--contract=small.toml", *arguments]
            + (["--", "-p", "no:terminal"] if not arguments else []),
            cwd=folder,
            env=clean_environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
            timeout=100,
        )
    assert done.returncode == verdict(folder)["exit"], done.stderr
    assert done.returncode in (0, 3)  # without a terminal pytest may not be able to speak at all


@pytest.mark.slow
def test_the_environment_does_not_shrink_the_suite(live: Live, folder: Path) -> None:
    """PYTEST_ADDOPTS of some other job leaves no check out."""
    live.deploy("redis-down")
    done = run(
        "smokegate",
        *("gate", f"--base-url={live.url}", *QUICK),
        folder=folder,
        environment={"PYTEST_ADDOPTS": "-k release", "SMOKEGATE_ONLY": "/nowhere"},
    )
    assert done.returncode == 1, done.stdout


def test_a_part_of_the_suite_makes_nothing_known_good(live: Live, folder: Path) -> None:
    """What was left out on purpose proves nothing either."""
    live.deploy("redis-down")
    done = gate(live.url, folder=folder, quick=(*QUICK, "-k", "release"))
    assert done.returncode == 0, done.stdout
    assert "; not marked known good: " in last_line(done.stdout)
    assert verdict(folder)["known_good"] is False


@pytest.mark.slow
def test_options_of_ours_are_ours_after_the_dashes_too(live: Live, folder: Path) -> None:
    """`-- --release=NEW` is asked of the new release, and not of the one gone back to."""
    bad = live.deploy("redis-down")
    done = gate(
        live.url,
        rollback_to(live, "good", folder),
        folder=folder,
        quick=(*QUICK, f"--release={bad}", "--settle=0"),
    )
    assert done.returncode == 1, done.stdout
    assert live.release == "good"


@pytest.mark.slow
def test_a_release_that_nobody_saw_is_not_blamed(live: Live, folder: Path) -> None:
    """Exit 3: with --release, what does not say that it is the one convicts nobody."""
    live.deploy("nameless")
    done = gate(live.url, "--release=abcdef1", rollback_to(live, "good", folder), folder=folder)
    assert done.returncode == 3, done.stdout
    assert last_line(done.stdout).startswith("INCONCLUSIVE (not-deployed): nothing says that ")
    assert calls(folder) == []


@pytest.mark.slow
def test_the_words_of_the_command_are_not_kept(live: Live, folder: Path) -> None:
    """A token in the command line stands in nothing that the gate leaves."""
    live.deploy("redis-down")
    done = gate(live.url, "--rollback=false --token=S3CRETS3CRET", folder=folder)
    left = [path for path in folder.rglob("*") if path.is_file()]
    text = done.stdout + "".join(path.read_text("utf-8", "replace") for path in left)
    assert "S3CRETS3CRET" not in text
    assert verdict(folder)["rollback"]["command"] == "false"


def test_an_old_verdict_does_not_outlive_a_new_run(live: Live, folder: Path) -> None:
    """A gate that ends before its verdict leaves none, rather than that of the gate before."""
    assert gate(live.url, folder=folder).returncode == 0
    suite = a_suite(
        folder, "test_own.py", "import time\n\n\ndef test_long() -> None:\n    time.sleep(60)\n"
    )
    words = ("gate", f"--base-url={live.url}", suite, "--contract=small.toml", "--", "-v")
    child = subprocess.Popen(
        [sys.executable, "-m", "smokegate", *words],
        cwd=folder,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    for line in child.stdout:
        if "collected" in line:
            break
    child.kill()
    child.communicate(timeout=60)
    assert not (folder / "reports/verdict.json").exists()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "def test_parts(subtests) -> None:\n    for n in range(3):\n"
            "        with subtests.test(n=n):\n            assert n < 3\n",
            id="subtests",
        ),
        pytest.param(
            "import pytest\n\n\ndef test_one() -> None:\n    assert True\n\n\n"
            "@pytest.mark.xfail(reason='known')\ndef test_two() -> None:\n    assert False\n",
            id="xfail",
        ),
    ],
)
def test_a_suite_of_somebody_elses_passes_too(text: str, live: Live, folder: Path) -> None:
    """Exit 0: what pytest calls passed is passed, subtests and expected failures included."""
    done = gate(live.url, a_suite(folder, "test_own.py", text), folder=folder)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_a_rollback_that_nothing_can_show_is_said_to_be_so(live: Live, folder: Path) -> None:
    """Without [release] the suite alone speaks for the old release."""
    contract = folder / "plain.toml"
    contract.write_text('app = "x"\n[health]\npath = "/api/v1/health"\n', "utf-8")
    live.deploy("redis-down")
    done = gate(
        live.url, f"--contract={contract}", rollback_to(live, "good", folder), folder=folder
    )
    assert done.returncode == 1, done.stdout
    assert last_line(done.stdout).endswith(
        "rolled back from the new release to the release before and verified by the suite alone, "
        "no release is stated"
    )


@pytest.mark.slow
def test_known_good_is_what_is_gone_back_to(live: Live, folder: Path) -> None:
    """A release that failed is never the target, however recent it is."""
    assert gate(live.url, folder=folder).returncode == 0
    for name in ("redis-down", "missing-style"):
        live.deploy(name)
        assert gate(live.url, rollback_to(live, "good", folder), folder=folder).returncode == 1
    good = RELEASES["good"].commit
    assert [call.split("|")[:2] for call in calls(folder)] == [
        [RELEASES["redis-down"].commit, good],
        [RELEASES["missing-style"].commit, good],
    ]
