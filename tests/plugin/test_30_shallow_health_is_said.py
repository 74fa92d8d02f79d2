"""A health answer that names no dependency is green, and the run says what that does not prove."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from smokegate.reading.health import names_no_dependency, read
from tests.live import suite
from tests.reading.answers import answer, json_answer

CONTRACT = 'app = "shop"\n[health]\npath = "/health"\n'
NOTE = "not covered: health names no dependency (/health says no more than ok)"


@pytest.mark.parametrize(
    "body, is_shallow",
    [
        ({"status": "ok"}, True),
        ({"status": "ok", "version": "v1", "timestamp": "2026-02-13T12:00:00Z"}, True),
        (True, True),
        ({"status": "ok", "checks": {}}, True),
        ({"status": "ok", "checks": {"database": "ok"}}, False),
        ({"database": "ok"}, False),
        ({"status": "down"}, False),
        ({"status": "degraded"}, False),
    ],
)
def test_an_answer_without_a_component_is_shallow(body: Any, is_shallow: bool) -> None:
    """Whatever else stands beside its word; one that fails is told of by its failure."""
    assert names_no_dependency(read(json_answer(body))) is is_shallow


@pytest.mark.parametrize(
    "body, status, is_shallow",
    [("ok", 200, True), ("", 200, True), ("ok", 503, False), ("<html>", 200, False)],
)
def test_a_word_alone_is_shallow(body: str, status: int, is_shallow: bool) -> None:
    """Or nothing at all; what is no health says nothing either way."""
    assert names_no_dependency(read(answer(body, status=status))) is is_shallow


class _Deployment(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"status": "ok"}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """A test is silent."""


@pytest.fixture
def url() -> Iterator[str]:
    """A deployment whose health is a static ok."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Deployment) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_run_says_that_health_is_shallow(url: str, tmp_path: Path) -> None:
    """Once, among what is not covered; never as a failure or a warning."""
    contract = tmp_path / "mine.toml"
    contract.write_text(CONTRACT, "utf-8")
    done = suite(url, f"--contract={contract}", "--samples=1", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("not covered: health names") == 1
    assert NOTE in done.stdout.splitlines()
    assert "WARNING" not in done.stdout
