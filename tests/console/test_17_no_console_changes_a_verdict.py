"""Item 17: a console that is closed, full or never read changes no verdict and keeps no message."""

import fcntl
import json
import os
import shlex
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from smokegate.cli.say import announce
from smokegate.console import taken, write
from smokegate.demo.releases import RELEASES
from smokegate.gate.decision import judged
from smokegate.verdict.judge import judge
from smokegate.verdict.policy import ONE_LOOK
from tests.gate.notify.services import service
from tests.gate.test_gate import CONTRACT, QUICK, TIMINGS, rollback_to
from tests.live import Live, clean_environment

RED = '<testsuite><testcase name="sells"><failure message="got 503"/></testcase></testsuite>'
CONSOLES = {
    "closed": ">&-",
    "errors-closed": "2>&-",
    "both-closed": ">&- 2>&-",
    "all-closed": "<&- >&- 2>&-",
    "full": "> /dev/full",
    "errors-full": "2> /dev/full",
    "both-full": "> /dev/full 2>&1",
    "hung-up": "| true",
}


def shell(command: list[str], console: str, folder: Path, **environment: str) -> int:
    """Runs a command with this console; its exit code, also where it stands before a pipe."""
    line = f"{{ {shlex.join(command)}; echo $? > status; }} {console}"
    if "|" not in console:
        line = f"{shlex.join(command)} {console}; echo $? > status"
    subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env=clean_environment() | environment,
        timeout=100,
        check=False,
        capture_output=True,
    )
    return int((folder / "status").read_text())


@pytest.mark.parametrize("console", CONSOLES)
@pytest.mark.parametrize("as_json", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_the_exit_code_is_that_of_a_good_console(
    console: str, as_json: bool, tmp_path: Path
) -> None:
    """Exit 1, and the verdict is written down."""
    (tmp_path / "red.xml").write_text(RED, "utf-8")
    command = [sys.executable, "-m", "smokegate", "judge", "red.xml", *(["--json"] * as_json)]
    assert shell(command, CONSOLES[console], tmp_path) == 1
    written = json.loads((tmp_path / "reports/verdict.json").read_text("utf-8"))
    assert (written["verdict"], written["exit"]) == ("FAILED", 1)


@pytest.mark.slow
def test_a_bad_release_is_rolled_back_and_people_are_told(live: Live, tmp_path: Path) -> None:
    """The whole gate: exit 1, the good release is back, and the message was sent."""
    (tmp_path / "smokegate.toml").write_text(TIMINGS, "utf-8")
    (tmp_path / "small.toml").write_text(CONTRACT, "utf-8")
    live.deploy("redis-down")
    good = RELEASES["good"].commit
    command = [sys.executable, "-m", "smokegate", "gate", f"--base-url={live.url}"]
    command += [rollback_to(live, "good", tmp_path), *QUICK]
    with service() as chat:
        code = shell(command, CONSOLES["all-closed"], tmp_path, SMOKEGATE_NOTIFY=chat.json_url)
        assert (code, live.release) == (1, "good")
        assert len(chat.sent()) == 1
        assert "FAILED" in str(chat.sent()[0])
    written = json.loads((tmp_path / "reports/verdict.json").read_text("utf-8"))
    assert written["rollback"]["seen"] == good


@pytest.mark.slow
def test_a_pipe_that_nobody_reads_holds_up_nothing(live: Live, tmp_path: Path) -> None:
    """It is full from the beginning: the gate rolls back, tells people, and ends."""
    (tmp_path / "smokegate.toml").write_text(TIMINGS, "utf-8")
    (tmp_path / "small.toml").write_text(CONTRACT, "utf-8")
    live.deploy("redis-down")
    reading, writing = os.pipe()
    os.write(writing, bytes(fcntl.fcntl(writing, fcntl.F_GETPIPE_SZ)))
    with service() as chat:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "smokegate", "gate", f"--base-url={live.url}"),
                *(rollback_to(live, "good", tmp_path), *QUICK),
            ],
            cwd=tmp_path,
            env=clean_environment() | {"SMOKEGATE_NOTIFY": chat.json_url},
            stdout=writing,
            stderr=writing,
            timeout=100,
            check=False,
        )
        assert (done.returncode, live.release, len(chat.sent())) == (1, "good", 1)
    os.close(reading)
    os.close(writing)


def test_people_are_told_before_the_last_line_is_printed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is printed may meet a console that takes nothing."""
    monkeypatch.chdir(tmp_path)
    events: list[str] = []
    module = sys.modules["smokegate.cli.say"]
    monkeypatch.setattr(module, "deliver", lambda _: events.append("message"))
    monkeypatch.setattr(module, "write", lambda text, _: events.append(text.splitlines()[-1]))
    decision = judged(judge([], policy=ONE_LOOK), (), ONE_LOOK)
    announce(decision, as_json=False)
    assert events == ["message", decision.sentence]


def test_a_reader_that_stands_still_is_left_after_a_while() -> None:
    """What it did not take is still there."""
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    waiting = bytearray(b"x" * 100_000)
    assert not taken(waiting, writing, 0.02)
    assert 0 < len(waiting) <= 100_000 - 512
    os.close(reading)
    assert not taken(waiting, writing, 20.0)
    os.close(writing)


def test_a_slow_reader_gets_all_of_it() -> None:
    """As long as it reads at all."""
    reading, writing = os.pipe()
    read: list[bytes] = []
    reader = threading.Thread(
        target=lambda: read.extend(iter(lambda: os.read(reading, 1000), b"")), daemon=True
    )
    reader.start()
    waiting = bytearray(b"0123456789" * 30_000)
    assert taken(waiting, writing, 60.0)
    os.close(writing)
    reader.join(60)
    assert b"".join(read) == b"0123456789" * 30_000
    os.close(reading)


def test_a_reader_that_pauses_gets_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its patience begins anew with whatever was taken."""
    calls: list[int] = []

    def in_part(waiting: bytearray, *_: float) -> bool:
        calls.append(len(waiting))
        del waiting[:10]
        return not waiting

    monkeypatch.setattr("smokegate.console.taken", in_part)
    with Path(os.devnull).open("w") as stream:
        write("x" * 29, stream)
    assert calls == [30, 20, 10]


def test_a_reader_that_has_gone_is_written_to_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second line costs no second wait."""
    monkeypatch.setattr("smokegate.console.PATIENCE_S", 0.01)
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    with os.fdopen(writing, "w") as stream:
        write("x" * 10_000, stream)
        monkeypatch.setattr("smokegate.console.PATIENCE_S", 1000.0)
        started = time.monotonic()
        write("y" * 10_000, stream)
        assert time.monotonic() - started < 500
    os.close(reading)
