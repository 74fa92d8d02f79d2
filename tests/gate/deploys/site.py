"""A deployment behind the git driver: what was activated last is what answers, nothing before."""

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.gate.drivers.repository import Repository, repository
from tests.live import run

CONTRACT = """
app = "CharHub"
[release]
json = "release"
[health]
path = "/health"
[health.components]
redis = "critical"
"""
SETTINGS = """
base_url = "{url}"
[timings]
settle_s = 0
attempts_s = [0, 0.05]
harness_s = 0.05
rollback_s = 5
[keep]
releases = 3
failed = 1
[driver]
kind = "git"
repository = "{remote}"
root = "{root}"
prepare = "test ! -e unbuildable && echo built >>../../built"
activate = "echo $SMOKEGATE_RELEASE >>../../activated && test ! -e unstartable"
"""
QUICK = ("--contract=contract.toml", "--", "-q", "-p", "no:allure_pytest", "--samples=1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A working folder with its settings, a repository, and the host's folder."""

    folder: Path
    remote: Repository
    root: Path

    def commit(self, subject: str, redis: str = "ok", **files: str) -> str:
        """A new release; its id."""
        return self.remote.commit(subject, {"redis": redis, "version": subject, **files})

    def gate(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`smokegate ARGUMENTS` in the working folder."""
        return run("smokegate", *arguments, folder=self.folder)

    def deploy(self, release: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`smokegate deploy RELEASE`."""
        return self.gate("deploy", release, *arguments, *QUICK)

    @property
    def activated(self) -> list[str]:
        """The releases that were activated, in their order."""
        log = self.root / "activated"
        return log.read_text("utf-8").split() if log.exists() else []

    @property
    def current(self) -> str:
        """The release that `current` leads to."""
        return (self.root / "current").readlink().name

    def standings(self) -> dict[str, str]:
        """The state of each release on record, as `smokegate releases --json` says it."""
        done = self.gate("releases", "--json")
        return {one["id"]: one["state"] for one in json.loads(done.stdout)}


def health(root: Path) -> tuple[int, dict[str, object]]:
    """What the deployment says of itself: status and body."""
    log = root / "activated"
    lines = log.read_text("utf-8").split() if log.exists() else []
    release = lines[-1] if lines else "none"
    file = root / "releases" / release / "redis"
    redis = file.read_text("utf-8").strip() if file.exists() else "error"
    status = 200 if redis == "ok" else 503
    return status, {
        "status": "healthy" if redis == "ok" else "unhealthy",
        "timestamp": datetime.now(UTC).isoformat(),
        "release": release,
        "checks": {"redis": {"status": redis}},
    }


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """A new one; it answers as long as the block runs."""
    root = folder / "host"

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not (root / "activated").exists():
                return  # closed without an answer
            status, body = health(root) if self.path == "/health" else (404, {})
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield made(folder, f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()


def made(folder: Path, url: str) -> Site:
    """The folders and files of a site."""
    work, root = folder / "work", folder / "host"
    work.mkdir(parents=True)
    remote = repository(folder / "remote")
    settings = SETTINGS.format(url=url, remote=remote.folder, root=root)
    (work / "smokegate.toml").write_text(settings, "utf-8")
    (work / "contract.toml").write_text(CONTRACT, "utf-8")
    return Site(folder=work, remote=remote, root=root)
