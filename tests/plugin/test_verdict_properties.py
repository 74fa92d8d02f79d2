"""The report should hold what a verdict needs: the release, and whom a failure blames."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from smokegate.verdict.evidence import read
from smokegate.verdict.outcome import Kind
from tests.live import Live, cases, properties, run, suite

OLD, NEW = "a" * 40, "b" * 40
CONTRACT = """
app = "Changing"
[release]
json = "release"
[health]
path = "/health"
"""


class Changing(BaseHTTPRequestHandler):
    """Answers as the old release once, and as the new one from then on."""

    asked = 0

    def do_GET(self) -> None:
        """Health."""
        type(self).asked += 1
        body = json.dumps({"status": "ok", "release": OLD if type(self).asked == 1 else NEW})
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def changing() -> Iterator[str]:
    """A deployment that is switched while it is looked at."""
    Changing.asked = 0
    with ThreadingHTTPServer(("127.0.0.1", 0), Changing) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_release_that_changed_under_the_run_voids_it(changing: str, tmp_path: Path) -> None:
    """The release is read again at the end of a run that a verdict rests on."""
    (tmp_path / "c.toml").write_text(CONTRACT)
    given = ("--contract=c.toml", "--samples=1", f"--release={OLD}", "-p", "no:allure_pytest")
    suite(changing, *given, folder=tmp_path)
    report = tmp_path / "reports/junit.xml"
    said = properties(report)
    assert (said["smokegate.release.seen"], said["smokegate.release.after"]) == (OLD, NEW)
    evidence = read(report.read_bytes(), name="junit.xml", exit_status=0, run=None)
    assert evidence.fault_kind is Kind.INTERRUPTED
    assert evidence.faults == (
        f"junit.xml: the release changed during the run, from {OLD} to {NEW}; it proves nothing",
    )


def test_a_run_by_hand_asks_no_more_than_it_needs(changing: str, tmp_path: Path) -> None:
    """Nobody judges it, so the release is not read twice."""
    (tmp_path / "c.toml").write_text(CONTRACT)
    suite(changing, "--contract=c.toml", "--samples=1", "-p", "no:allure_pytest", folder=tmp_path)
    assert "smokegate.release.after" not in properties(tmp_path / "reports/junit.xml")


def test_silence_while_settling_is_measured(tmp_path: Path) -> None:
    """A dead deployment was seen dead for as long as it was waited for."""
    (tmp_path / "c.toml").write_text(CONTRACT)
    given = ("--contract=c.toml", "--settle=1.2", "--samples=1", "-p", "no:allure_pytest")
    suite("http://127.0.0.1:9", *given, folder=tmp_path)
    assert properties(tmp_path / "reports/junit.xml")["smokegate.settle.silent_s"] == "1"


def test_a_check_may_blame_another_than_the_release(live: Live, tmp_path: Path) -> None:
    """A mark says so in the report of a failure, and of nothing else."""
    (tmp_path / "c.toml").write_text(CONTRACT)
    (tmp_path / "test_own.py").write_text(
        "import pytest\n\n\n"
        '@pytest.mark.blame("edge")\n'
        '@pytest.mark.parametrize("is_good", [True, False])\n'
        "def test_one(sight, is_good):\n"
        '    assert is_good, "the edge keeps what the release does not serve"\n'
    )
    run(
        "pytest",
        *("test_own.py", "-p", "smokegate.plugin", f"--base-url={live.url}", "--contract=c.toml"),
        *("-p", "no:allure_pytest", "-p", "no:cacheprovider"),
        folder=tmp_path,
    )
    good, bad = sorted(cases(tmp_path / "reports/junit.xml"), key=lambda case: case.outcome)[::-1]
    assert (good.outcome, good.properties.get("blame")) == ("passed", None)
    assert (bad.outcome, bad.properties.get("blame")) == ("failure", "edge")
