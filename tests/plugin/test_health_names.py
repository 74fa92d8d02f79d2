"""Components may be called anything; what they are called breaks no report and no command."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.live import cases, suite

BODY = {
    "Database(alias='default')": "OK",
    'Cache("größe")': "Unavailable: password=hunter2",
    "a::b [c]": "OK",
    "a::b (c)": "OK",
    "…": "OK",
}
READY = "[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n"
CONTRACT = """
app = "Wagtail"
[health]
path = "/health/"
format = "django"
[health.components]
"Database(alias='default')" = "critical"
'Cache("größe")' = "critical"
"a::b [c]" = "minor"
"a::b (c)" = "minor"
"…" = "minor"
[ready]
path = "/readyz"
format = "k8s"
statuses = {429 = "ok"}
"""


class _Deployment(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        is_ready = self.path == "/readyz"
        body = READY.encode() if is_ready else json.dumps(BODY).encode()
        self.send_response(429 if is_ready else 500)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """A test is silent."""


@pytest.fixture
def url() -> Iterator[str]:
    """A deployment whose components have names as Django gives them."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Deployment) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_any_name_is_a_check_with_a_plain_id(url: str, tmp_path: Path) -> None:
    """Ids are told apart, the failure calls the component by its own name, nothing leaks."""
    contract = tmp_path / "mine.toml"
    contract.write_text(CONTRACT, "utf-8")
    done = suite(url, f"--contract={contract}", "--samples=1", folder=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    report = (tmp_path / "reports/junit.xml").read_text("utf-8")
    seen = {case.name: case.outcome for case in cases(tmp_path / "reports/junit.xml")}
    assert {name: seen[name] for name in seen if name.startswith("test_component_is_ok")} == {
        "test_component_is_ok[Database-alias-default]": "passed",
        "test_component_is_ok[Cache-gr-e]": "failure",
        "test_component_is_ok[a-:b-c]": "passed",
        "test_component_is_ok[a-:b-c-2]": "passed",
        "test_component_is_ok[component]": "passed",
    }
    assert seen["test_deployment_is_ready"] == "failure"
    assert 'Cache("größe") is Unavailable: password=[redacted]' in done.stdout
    assert "readiness should be ready, got readyz check failed" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr + report
