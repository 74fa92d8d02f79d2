"""The reference deployment should keep every promise of its contract, with real parts."""

import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from examples.charhub.deployment import Deployment
from examples.charhub.parts.port import is_open
from smokegate.probe.chromium import find_chromium
from tests.live import ROOT, cases, clean_environment, run
from tests.reference.person import person, signed_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

CHECKS, IN_A_BROWSER = 142, 7
WITHOUT_A_PORT = "the redirect to https (--base-url has a port, and [edge] no http_port)"


def smoke(deployment: Deployment, contract: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """The suite as a user of a checkout runs it, a browser included where there is one."""
    shown = {} if find_chromium() is None else {"SMOKEGATE_CHROMIUM": str(find_chromium())}
    return run(
        "pytest",
        *(ROOT / "smoke", "-c", ROOT / "pytest.ini", f"--base-url={deployment.url}"),
        *(f"--contract={contract}", f"--release={deployment.release}"),
        folder=folder,
        environment=deployment.environment | shown,
    )


def not_covered(printed: str) -> list[str]:
    """What the header says is not covered, but for what depends on Chromium."""
    said = [line for line in printed.splitlines() if line.startswith("not covered: ")]
    found = [line.removeprefix("not covered: ") for line in said]
    if find_chromium() is None:
        found.remove("what only a browser sees, such as a blank page (docs/browser.md)")
    return found


def test_everything_is_promised_and_kept(deployment: Deployment, tmp_path: Path) -> None:
    """Every check is asked and passes; how fast, is the machine's affair."""
    done = smoke(deployment, deployment.contract, tmp_path)
    assert done.returncode == 0, done.stdout
    assert not_covered(done.stdout) == []
    found = cases(tmp_path / "reports/junit.xml")
    assert len(found) == CHECKS - (IN_A_BROWSER if find_chromium() is None else 0)
    odd = {one.name: one.message for one in found if one.outcome != "passed"}
    assert [name for name in odd if "first_byte" not in name] == []


def test_the_shipped_contract_is_kept_too(deployment: Deployment, tmp_path: Path) -> None:
    """With Google and Facebook as providers, what smoke/charhub.toml promises is green."""
    own = deployment.settings
    google = "https://accounts.google.com/o/oauth2/v2/auth"
    facebook = "https://www.facebook.com/v3.2/dialog/oauth"
    deployment.roll(replace(own, google_authorize=google, facebook_authorize=facebook))
    try:
        done = smoke(deployment, ROOT / "smoke/charhub.toml", tmp_path)
    finally:
        deployment.roll(own)
    assert done.returncode == 0, done.stdout
    assert not_covered(done.stdout) == ["realtime (no promise in the contract)", WITHOUT_A_PORT]
    odd = [one for one in cases(tmp_path / "reports/junit.xml") if one.outcome != "passed"]
    assert [one.name for one in odd if "first_byte" not in one.name] == []


def test_a_person_signs_in(deployment: Deployment) -> None:
    """The login goes to the provider and back, and the database knows who came, replica too."""
    with person(deployment) as browser:
        landed = signed_in(browser, "/api/v1/oauth/google", "ada")
        assert (landed.status_code, landed.url.path) == (200, "/dashboard")
        assert browser.get("/api/v1/me").json() == {
            "success": True,
            "data": {"email": "ada@charhub.example"},
        }
    with psycopg.connect(deployment.database.url) as primary:
        known = primary.execute("select email, name from people").fetchall()
    assert known == [("ada@charhub.example", "ada")]
    with psycopg.connect(deployment.replica.url) as replica:
        assert replica.execute("select pg_is_in_recovery()").fetchall() == [(True,)]


def test_a_code_of_somebody_else_is_refused(deployment: Deployment) -> None:
    """A made-up code with a good state reaches the provider, which refuses it."""
    with person(deployment) as browser:
        start = browser.get("/api/v1/oauth/google")
        state = start.next_request.url.params["state"] if start.next_request else ""
        answer = browser.get(f"/api/v1/oauth/google/callback?state={state}&code=made-up")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "AUTH_INVALID")


def test_what_starts_it_may_be_killed(tmp_path: Path) -> None:
    """Nothing of it is left behind when the process that started it is killed."""
    port_file = tmp_path / "port"
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from examples.charhub.parts.authority import Authority\n"
        "from examples.charhub.parts.redis import Redis\n"
        "folder = Path(sys.argv[1])\n"
        "one = Redis(folder, Authority(folder))\n"
        "one.start()\n"
        "Path(sys.argv[2]).write_text(str(one.port))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        (sys.executable, "-c", script, str(tmp_path), str(port_file)),
        cwd=ROOT,
        env=clean_environment(),
        check=False,
    )
    assert done.returncode == -9
    port = int(port_file.read_text("utf-8"))
    deadline = time.monotonic() + 10
    while is_open(port):
        assert time.monotonic() < deadline


def test_the_command_runs_until_it_is_told_to_end() -> None:
    """`python -m examples.charhub` says what to type next, and Ctrl-C ends every part."""
    command = subprocess.Popen(
        (sys.executable, "-m", "examples.charhub"),
        cwd=ROOT,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert command.stdout is not None
        url, trust, suite, gate = (command.stdout.readline() for _ in range(4))
    finally:
        command.send_signal(signal.SIGINT)
        rest, _ = command.communicate(timeout=60)
    base = url.partition(" ")[0]
    assert url.endswith(" is release 3f2a91c; Ctrl-C ends it\n")
    assert trust.startswith("export SSL_CERT_FILE=")
    assert suite.startswith(f"pytest smoke --base-url={base} --contract=")
    assert gate.startswith(f"smokegate gate --base-url={base} --contract=")
    assert "--rollback=" in gate
    assert (command.returncode, rest) == (0, "")
    assert not is_open(int(base.rpartition(":")[2]))
    assert not Path(trust.partition("=")[2].strip()).exists()
