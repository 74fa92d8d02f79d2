"""Item 10: no child should get a secret that it does not need, and no stranger read what we write.

Neither in its environment nor in its arguments, which everybody on the machine can list.
"""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from smokegate.gate.attempt import Attempt, Suite, look
from smokegate.gate.decision import written_whole
from smokegate.gate.drivers.driver import DriverError, Move
from smokegate.gate.drivers.given import given
from smokegate.gate.host import Local
from smokegate.gate.lock import held
from smokegate.gate.process import run
from smokegate.gate.state import State
from tests.live import Live, suite

HOOK = "https://hooks.invalid/services/T0planted/B0planted/Zq81planted"
NAMES = "import os; print(sorted(name for name in os.environ if name.startswith('SMOKEGATE_')))"


@pytest.fixture(autouse=True)
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment as that of a deploy job."""
    monkeypatch.setenv("SMOKEGATE_NOTIFY", HOOK)
    monkeypatch.setenv("SMOKEGATE_ANYTHING", "else")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "Zq81planted")


def test_item_10_a_command_gets_nothing_of_ours() -> None:
    """But for what it is given; its own credentials stay, for without them nothing is undone."""
    done = Local().run(
        'env | cut -d= -f1 | grep -e SMOKEGATE -e AWS_SECRET | sort | tr "\\n" " "',
        deadline_s=20,
        environment={"SMOKEGATE_TO": "b"},
    )
    assert done.answer == "AWS_SECRET_ACCESS_KEY SMOKEGATE_TO "


def test_item_10_a_child_gets_nothing_of_ours(tmp_path: Path) -> None:
    """Whatever is started: pytest, kubectl, ssh."""
    with (tmp_path / "out").open("w") as file:
        run([sys.executable, "-c", NAMES], environment={}, deadline_s=20, output=file)
    assert (tmp_path / "out").read_text() == "[]\n"


CHECK = """
import os, sys
from pathlib import Path

def test_of_a_team():
    line = Path("/proc/self/cmdline").read_bytes().decode().replace("\\0", " ")
    names = sorted(name for name in os.environ if name.startswith("SMOKEGATE_"))
    print("::error::raw")
    assert False, f"{names} {'c0ntrol' in line} {os.environ['SMOKEGATE_CONTROL'].count('http')}"
"""


@pytest.fixture
def looked(live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str, str]:
    """Folder, report and console of one look with a check of a team's own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    (tmp_path / "own/test_own.py").write_text(CHECK, "utf-8")
    contract = Path(__file__).parents[2] / "smoke/charhub.toml"
    report = tmp_path / "reports/runs/one/attempt-1.xml"
    with (tmp_path / "console").open("w") as console:
        look(
            Suite(
                own_checks=("own",),
                base_url=live.url,
                contract=contract,
                control=("http://127.0.0.1:1/?token=c0ntrol", "http://127.0.0.1:1/"),
                arguments=(),
                run_s=60,
                output=console,
            ),
            Attempt(id="one", report=report, release=None, settle_s=0, is_first=True),
        )
    return tmp_path, report.read_text("utf-8"), (tmp_path / "console").read_text("utf-8")


def test_item_10_checks_get_what_is_documented(looked: tuple[Path, str, str]) -> None:
    """No SMOKEGATE_NOTIFY, and no URL of --control on the command line."""
    _, report, console = looked
    documented = ["SMOKEGATE_CONTROL", "SMOKEGATE_RUN"]
    kept = [*documented[:1], *(n for n in ["SMOKEGATE_CHROMIUM"] if n in os.environ)]
    names = sorted([*kept, "SMOKEGATE_RUN"])
    assert f"{names} False 2" in report.replace("&apos;", "'")
    assert HOOK not in report + console


def test_item_10_what_a_look_writes_is_private(looked: tuple[Path, str, str]) -> None:
    """Reports, the Allure results and the log are for the owner alone."""
    folder, _, _ = looked
    for each in (folder / "reports").rglob("*"):
        assert stat.S_IMODE(each.stat().st_mode) & 0o077 == 0, each


def test_item_11_what_a_look_says_is_handed_on_harmless(looked: tuple[Path, str, str]) -> None:
    """The child's own words reach the terminal, and the CI reads no command in them."""
    _, _, console = looked
    assert ": :error::raw" in console
    assert "::error" not in console.replace(": :error", "")


def test_item_10_a_run_by_hand_is_private_too(live: Live, tmp_path: Path) -> None:
    """`pytest smoke` writes for its owner; a folder that was there keeps its mode."""
    (tmp_path / "reports").mkdir(0o755)
    done = suite(live.url, "-k", "release", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    written = [each for each in (tmp_path / "reports").rglob("*") if each.name != "reports"]
    assert written
    assert [each for each in written if each.stat().st_mode & 0o077] == []
    assert stat.S_IMODE((tmp_path / "reports").stat().st_mode) == 0o755


def test_item_10_state_is_private(tmp_path: Path) -> None:
    """The record, its locks, and each file that is written whole."""
    folder = tmp_path / "state"
    with held(folder / "lock", "a"), State(folder / "a.sqlite3").transaction():
        written_whole(folder / "deep/er/verdict.json", b"{}")
        modes = {each: each.stat().st_mode & 0o077 for each in (folder, *folder.rglob("*"))}
    assert len(modes) > 4
    assert {each: mode for each, mode in modes.items() if mode} == {}


def test_item_11_a_rollback_that_speaks_commands_nobody(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """What the command prints is handed on, and quoted, as it is fit to be shown."""
    words = ("sh", "-c", "printf '::error::a\\n\\033[2Jb\\r::warning::c\\n'; exit 3")
    move = Move(from_release="a", to_release="b", reason="r", run="r", fence=1)
    with pytest.raises(DriverError):
        given(words, deadline_s=20, output=None).switch(move)
    assert capfd.readouterr().out == ": :error::a\n\\x1b[2Jb : :warning::c\n"


def test_item_11_a_closed_terminal_stops_no_child(tmp_path: Path) -> None:
    """Who listens or not, the child comes to its end."""
    code = (
        "from pathlib import Path; import sys\n"
        "from smokegate.gate.forwarding import forwarded\n"
        "from smokegate.gate.process import run\n"
        "with forwarded(Path('log'), None) as each:\n"
        "    ended = run([sys.executable, '-c', 'print(\"x\" * 99 + chr(10)) or exit(7)'],\n"
        "        environment={}, deadline_s=20, output=each.source, meanwhile=each.step)\n"
        "sys.exit(ended.status)\n"
    )
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, stdout=writing, check=False)
    os.close(writing)
    assert done.returncode == 7
    assert "x" * 99 in (tmp_path / "log").read_text()
