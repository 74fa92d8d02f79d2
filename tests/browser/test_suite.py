"""`pytest smoke` with a browser, and with one that does not work."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
import trustme

from tests.browser.presence import CHROMIUM, NEEDS_BROWSER, WITH
from tests.browser.processes import left, running
from tests.faults.fault import Tls
from tests.faults.ports import context_of
from tests.faults.server import Hostile, serving
from tests.live import ROOT, Live, cases, clean_environment, run
from tests.redaction.planted import serving as planted
from tests.redaction.test_everything_written import everything, leaks

pytestmark = NEEDS_BROWSER
CHECKS = {
    "test_application_appears[/]",
    "test_no_error_is_uncaught[/]",
    "test_what_the_application_asks_for_comes[/]",
    "test_policy_keeps_out_nothing_of_ours[/]",
    "test_policy_keeps_out_nothing_else[/]",
    "test_texts_are_translated[/]",
    "test_page_stays[/]",
}
OPTIONS = (ROOT / "smoke", "-c", ROOT / "pytest.ini")


def with_browser(
    url: str, *arguments: str | Path, folder: Path, path: Path | str | None = None
) -> subprocess.CompletedProcess[str]:
    """The suite with Chromium, or with what is given as that."""
    environment = {"SMOKEGATE_CHROMIUM": str(path or CHROMIUM), "TMPDIR": str(folder)}
    return run(
        "pytest", *OPTIONS, f"--base-url={url}", *arguments, folder=folder, environment=environment
    )


@pytest.mark.parametrize(
    "arguments", [pytest.param([], id="alone"), pytest.param(["-n2"], id="xdist")]
)
def test_a_good_deployment_is_green(arguments: list[str], live: Live, tmp_path: Path) -> None:
    """Every check passes, the header leaves out what is covered now, and there is a screenshot."""
    done = with_browser(live.url, *arguments, folder=tmp_path)
    assert done.returncode == 0, done.stdout
    seen = cases(tmp_path / "reports/junit.xml")
    assert {case.outcome for case in seen} == {"passed"}
    assert {case.name for case in seen} >= CHECKS
    assert "only a browser" not in done.stdout
    pictures = list((tmp_path / "reports/allure-results").glob("*.png"))
    assert len(pictures) >= 1
    assert all(one.read_bytes().startswith(b"\x89PNG") for one in pictures)
    assert running(tmp_path) == []


def test_a_page_that_is_not_answered_is_not_opened(tmp_path: Path) -> None:
    """All checks of a dead deployment fail for the one reason that it is dead."""
    done = with_browser("http://127.0.0.1:9", "-k", "browser or page_answers", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout.count("   seen:    ") == 1
    words = r"seen:    GET /\S*( and \d+ more)? -> silence: connection refused"
    assert re.search(words, done.stdout)


def test_a_private_authority_is_trusted_as_the_suite_trusts_it(tmp_path: Path) -> None:
    """Chromium does not read SSL_CERT_FILE, and is not to accuse a page that was asked with it."""
    authority, trust = trustme.CA(), tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(trust))
    with serving(Hostile(context_of(Tls(), authority))) as hostile:
        done = run(
            "pytest",
            *(*OPTIONS, f"--base-url={hostile.url}", "-k", "browser", "--samples=1"),
            folder=tmp_path,
            environment={**WITH, "SSL_CERT_FILE": str(trust)},
        )
    assert done.returncode == 0, done.stdout
    assert {one.outcome for one in cases(tmp_path / "reports/junit.xml")} == {"passed"}


def test_no_secret_that_a_browser_meets_is_written(tmp_path: Path) -> None:
    """Console, JUnit, notes of the visit: they are redacted like everything else."""
    with planted() as url:
        done = with_browser(url, folder=tmp_path)
    assert done.returncode == 1, done.stdout
    assert "test_browser.py" in done.stdout
    assert leaks(everything(done, tmp_path)) == []


def test_a_browser_that_does_not_start_accuses_nobody(live: Live, tmp_path: Path) -> None:
    """It is an error of the run, and no failure of the release."""
    done = with_browser(live.url, folder=tmp_path, path="/bin/false")
    assert done.returncode == 1, done.stdout
    seen = cases(tmp_path / "reports/junit.xml")
    assert {one.outcome for one in seen} == {"passed", "error"}
    (told,) = {one.message for one in seen if one.outcome == "error"}
    assert told is not None
    assert re.fullmatch(
        r"failed on setup with \"Failed: GET / in a browser: /bin/false does not start \(.*\); "
        r"this says nothing of the release\"",
        told,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["sigterm", "sigint"])
@pytest.mark.parametrize("whom", ["run", "group"])
def test_nothing_is_left_of_a_browser_when_the_run_is_stopped(
    whom: str, number: signal.Signals, tmp_path: Path
) -> None:
    """Neither Chromium nor its driver goes on, and the reports are written."""
    with blank() as (url, is_open):
        child = started_run(url, tmp_path)
        assert is_open.wait(timeout=30)
        started = running(tmp_path)
        assert len(started) >= 2
        if whom == "run":
            child.send_signal(number)
        else:
            os.killpg(child.pid, number)
        child.wait(timeout=60)
        assert child.returncode == 2
        assert (tmp_path / "reports/junit.xml").exists()
        assert left(started, after_s=5) == []
        assert running(tmp_path) == []


def test_a_browser_that_ends_early_accuses_nobody(tmp_path: Path) -> None:
    """Killed in the middle of a visit, by whatever, it is an error of the run."""
    with blank() as (url, is_open):
        child = started_run(url, tmp_path)
        assert is_open.wait(timeout=30)
        for pid in running(tmp_path, "remote-debugging-pipe"):
            os.kill(pid, signal.SIGKILL)
        child.wait(timeout=60)
    assert child.returncode == 1
    seen = cases(tmp_path / "reports/junit.xml")
    assert {(one.outcome, one.message) for one in seen} == {
        (
            "error",
            'failed on setup with "Failed: GET / in a browser: Chromium ended during the visit; '
            'this says nothing of the release"',
        )
    }


def started_run(url: str, folder: Path) -> subprocess.Popen[bytes]:
    """The checks of a browser, on their way."""
    contract = folder / "mine.toml"
    contract.write_text('app = "x"\n[[pages]]\npath = "/"\nmount = "#root"\n', "utf-8")
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "pytest", *map(str, OPTIONS), f"--base-url={url}"),
            *(f"--contract={contract}", "--samples=1", "-k", "browser"),
        ],
        cwd=folder,
        env=clean_environment() | dict(WITH) | {"TMPDIR": str(folder)},
        start_new_session=True,
    )


@contextmanager
def blank() -> Iterator[tuple[str, Event]]:
    """A page that stays blank, and whether a browser has it open."""
    is_open = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(
                b"<!doctype html><title>x</title><div id=root></div><script>1</script>"
            )
            if "HeadlessChrome" in str(self.headers["user-agent"]):
                is_open.set()

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", is_open
        finally:
            server.shutdown()
            thread.join(timeout=5)
