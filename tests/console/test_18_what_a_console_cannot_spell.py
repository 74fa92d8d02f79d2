"""Item 18: nothing that is printed raises, whatever a console can spell."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from smokegate.cli.say import say, say_json
from tests.gate.notify.services import service
from tests.gate.test_gate import CONTRACT, QUICK, TIMINGS, rollback_to
from tests.live import Live, clean_environment, run

RED = (
    '<testsuite><testcase name="sells 注文"><failure message="got \u2018503\u2019 from caf\u00e9 '
    '\U0001f680"/></testcase></testsuite>'
)
C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
CONSOLES = {
    "c-locale": C_LOCALE,
    "posix-locale": {**C_LOCALE, "LC_ALL": "POSIX"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "ascii-strict": {"PYTHONIOENCODING": "ascii:strict"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "latin-1-strict": {"PYTHONIOENCODING": "latin-1:strict"},
    "cp1252": {"PYTHONIOENCODING": "cp1252:strict"},
    "utf-16": {"PYTHONIOENCODING": "utf-16"},
}


@pytest.mark.parametrize("console", CONSOLES)
def test_the_exit_code_is_that_of_a_good_console(console: str, tmp_path: Path) -> None:
    """Exit 1; what cannot be spelt is an escape in the last line."""
    (tmp_path / "red.xml").write_text(RED, "utf-8")
    done = _judged(tmp_path, CONSOLES[console])
    assert done == 1
    written = json.loads((tmp_path / "reports/verdict.json").read_text("utf-8"))
    assert "注文" in written["decision"]


def _judged(folder: Path, environment: dict[str, str]) -> int:
    done = subprocess.run(
        [sys.executable, "-m", "smokegate", "judge", "red.xml"],
        cwd=folder,
        env=clean_environment() | environment,
        capture_output=True,
        timeout=100,
        check=False,
    )
    assert b"Traceback" not in done.stdout + done.stderr
    assert b"503" in done.stdout.replace(b"\0", b"")
    return done.returncode


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437", "utf-8", "utf-16"])
@pytest.mark.parametrize("text", ["café", "\u2018503\u2019", "注文 \U0001f680", "\ud800", "a\x00b"])
def test_no_text_raises(encoding: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lone halves of characters included; one line stays one line."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, errors="strict"))
    say(text)
    say_json({text: text})
    assert raw.getvalue().decode(encoding).count("\n") == 2


@pytest.mark.slow
def test_a_release_that_could_not_be_restored_pages_a_person(live: Live, tmp_path: Path) -> None:
    """Exit 4 stays exit 4, and the message is sent."""
    (tmp_path / "smokegate.toml").write_text(TIMINGS, "utf-8")
    (tmp_path / "small.toml").write_text(CONTRACT.replace('"CharHub"', '"CharHub \u6ce8"'), "utf-8")
    live.deploy("redis-down")
    back = rollback_to(live, "redis-down", tmp_path)
    with service() as chat:
        done = run(
            *("smokegate", "gate", f"--base-url={live.url}", back, *QUICK),
            folder=tmp_path,
            environment={**C_LOCALE, "SMOKEGATE_NOTIFY": chat.json_url},
        )
        assert done.returncode == 4, done.stdout + done.stderr
        assert len(chat.sent()) == 1
