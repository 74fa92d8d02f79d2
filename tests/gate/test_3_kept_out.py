"""Item 3, the runner is kept out, and the release is convicted: through the whole gate."""

import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gatekept import CONTRACT, RELEASE, Site, served, well
from tests.live import last_line, run
from tests.reading.gatekeepers import DEPLOYMENTS, EDGES, Gatekeeper, Reply

TIMINGS = "[timings]\nsettle_s = 0\nattempts_s = [0, 0.1]\nharness_s = 0.1\nrollback_s = 5\n"
NEW = "b" * 40
UNAUTHORIZED = DEPLOYMENTS["401"][1]


@pytest.fixture
def site() -> Iterator[Site]:
    """A site that answers well until it is changed."""
    with served() as one:
        yield one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the contract of the site."""
    (tmp_path / "smokegate.toml").write_text(TIMINGS, "utf-8")
    (tmp_path / "contract.toml").write_text(CONTRACT, "utf-8")
    return tmp_path


def gate(site: Site, release: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The gate on this site, with a rollback that asks for /back."""
    script = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1] + '/back').read()"
    back = shlex.join([sys.executable, "-c", script, site.url])
    return run(
        *("smokegate", "gate", f"--base-url={site.url}", f"--release={release}"),
        *("--contract=contract.toml", f"--rollback={back}"),
        *("--", "-q", "-p", "no:allure_pytest", "--samples=1"),
        folder=folder,
    )


def until_back(site: Site, gatekeeper: Gatekeeper) -> None:
    """Puts it before everything until the release before is back."""

    def answer(path: str) -> Reply:
        if path == "/back":
            site.gatekeeper = well
            return Reply(status=200)
        return gatekeeper(path)

    site.gatekeeper = answer


def test_item_3_a_first_deploy_behind_a_password_is_inconclusive(site: Site, folder: Path) -> None:
    """Exit 3: who kept the runner out, and nothing is changed."""
    until_back(site, DEPLOYMENTS["basic"][1])
    done = gate(site, RELEASE, folder)
    assert done.returncode == 3, done.stdout
    assert last_line(done.stdout).startswith(
        "INCONCLUSIVE (blind): kept out by basic auth: every one of "
    )
    assert site.gatekeeper is not well


@pytest.mark.slow
def test_item_3_a_release_that_locks_out_is_rolled_back_and_an_edge_is_not(
    site: Site, folder: Path
) -> None:
    """What a release can send convicts it, if the record shows that it was not so before."""
    assert gate(site, RELEASE, folder).returncode == 0

    until_back(site, EDGES["cloudflare-access"][1])
    done = gate(site, NEW, folder)
    assert done.returncode == 3, done.stdout
    assert last_line(done.stdout).startswith("INCONCLUSIVE (blind): kept out by Cloudflare Access")

    until_back(site, UNAUTHORIZED)
    done = gate(site, NEW, folder)
    assert done.returncode == 1, done.stdout
    told = last_line(done.stdout)
    assert told.startswith("FAILED: the release lets nobody in, and this runner was let in before")
    assert f"rolled back from {NEW[:7]} to {RELEASE[:7]} and verified" in told
    explained = run("smokegate", "explain", folder=folder).stdout.splitlines()
    assert any(line.startswith("verdict: FAILED: the release lets nobody") for line in explained)
    assert not any("it was changed, or smokegate was" in line for line in explained)
