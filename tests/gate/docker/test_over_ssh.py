"""The same over ssh: a host that has docker-compose, git and a shell, and no smokegate."""

from pathlib import Path

import pytest

from bench.rollback.application import release
from bench.rollback.engine import Engine
from tests.gate.docker.conftest import LayOut
from tests.gate.docker.laws import assert_serves, kept, told
from tests.gate.sshd import NAME, needs_sshd, sshd

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), needs_sshd]


def test_a_bad_release_goes_over_ssh(docker: Engine, lay_out: LayOut, tmp_path: Path) -> None:
    """Exit 1: containers that were started there outlive the connection, and are exchanged."""
    there = " ".join(f"{name}={said}" for name, said in docker.environment.items())
    with sshd(tmp_path / "sshd", settings=f"SetEnv {there}") as server:
        site = lay_out(f'[host]\nssh = "{NAME}"\nconfig = "{server.config}"\n')
        good = kept(site, "Release 1")
        bad = site.commit("Release 2", release(database="error"))
        code, sentence = told(site, "deploy", bad)
    assert (code, sentence.rpartition("; ")[2]) == (
        1,
        f"rolled back from {bad[:7]} to {good[:7]} and verified",
    )
    assert_serves(site, good)
