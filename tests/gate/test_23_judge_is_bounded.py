"""Item 23: `judge` waits for nothing, and what it does grows with the report and not faster."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from smokegate.errors import ConfigurationError
from smokegate.gate.attempt import given_report
from smokegate.verdict.check import CheckId, CheckOutcome, Seen, Severity
from smokegate.verdict.evidence import Control, Evidence
from smokegate.verdict.history import pooled
from smokegate.verdict.policy import ONE_LOOK
from smokegate.verdict.sequential import trials


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    """A named pipe that nobody writes to."""
    os.mkfifo(tmp_path / "fifo.xml")
    return tmp_path / "fifo.xml"


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[Path]:
    """The place of a socket."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.xml"))
        yield tmp_path / "socket.xml"


def test_a_pipe_that_nobody_writes_to_is_refused_at_once(fifo: Path) -> None:
    """It says what to give instead."""
    with pytest.raises(ConfigurationError) as refused:
        given_report("report", fifo)
    assert str(refused.value) == (
        f"report: is a pipe or a device, got '{fifo}'; write the report to a file first"
    )


@pytest.mark.parametrize("place", ["/dev/zero", "/dev/null", "."])
def test_what_is_no_file_is_refused(place: str) -> None:
    """A device has no end, and a folder no bytes."""
    with pytest.raises(ConfigurationError, match=r"^--baseline: .*, got "):
        given_report("--baseline", Path(place))


def test_a_socket_is_refused(listening: Path) -> None:
    """It cannot be opened at all."""
    with pytest.raises(ConfigurationError, match="cannot be read"):
        given_report("report", listening)


class _Counted(dict[CheckId, Seen]):
    """Checks that count how often somebody read all of them."""

    reads = 0

    def values(self) -> "type[dict[CheckId, Seen]]":  # type: ignore[override]
        self.reads += 1
        return super().values()  # type: ignore[return-value]


@pytest.mark.parametrize("control", [Control.OK, Control.SILENT])
def test_no_check_reads_all_the_others(control: Control) -> None:
    """30,000 failures took minutes, because each of them read all of them."""
    failed = Seen(outcome=CheckOutcome.FAILED, severity=Severity.CRITICAL)
    reads = []
    for number in (10, 100):
        checks = _Counted({CheckId(f"test_{n}"): failed for n in range(number)})
        look = Evidence(name="report.xml", control=control, silent_before_s=99, checks=checks)
        assert len(trials(pooled([look]), ONE_LOOK)) == number
        reads.append(checks.reads)
    assert reads[0] == reads[1]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["judge", "report.xml"], id="judge"),
        pytest.param(["gate", "--base-url=http://127.0.0.1:9"], id="gate"),
        pytest.param(["deploy", "3f2a91c"], id="deploy", marks=pytest.mark.slow),
        pytest.param(["releases"], id="releases", marks=pytest.mark.slow),
    ],
)
def test_a_working_folder_that_was_deleted_is_one_line(
    arguments: list[str], tmp_path: Path
) -> None:
    """Exit 2: a person can mend it."""
    folder = tmp_path / "gone"
    folder.mkdir()
    program = (
        "import os, sys; os.rmdir(os.getcwd()); sys.argv[0] = 'smokegate'; "
        "from smokegate.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stdout + done.stderr
