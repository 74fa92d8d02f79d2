"""docs/add-read-replica.md, step by step, on a real primary."""

import os
import shlex
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from examples.charhub.parts.part import running
from examples.charhub.parts.port import free_port
from examples.charhub.parts.postgres import Postgres, program
from examples.charhub.parts.program import StartError
from tests.live import last_line
from tests.moves.page import RELEASE, Move

pytestmark = pytest.mark.slow
NEW = f"{RELEASE}-replica"


@pytest.fixture(scope="module")
def primary() -> Iterator[Postgres]:
    """The database as it is, with something in it."""
    one = Postgres()
    try:
        with running(one):
            with psycopg.connect(one.url, autocommit=True) as connection:
                # the copy must listen on loopback alone too
                connection.execute("ALTER SYSTEM SET listen_addresses = '127.0.0.1'")
                connection.execute("ALTER SYSTEM SET unix_socket_directories = '/tmp'")
                connection.execute("CREATE TABLE plans AS SELECT 3 AS number")
            yield one
    except StartError as err:
        pytest.skip(str(err))
    finally:
        one.remove()


@pytest.fixture
def move(primary: Postgres, tmp_path: Path) -> Iterator[Move]:
    """A backend on the primary alone, and room for a replica."""
    room = Path(tempfile.mkdtemp(prefix="smokegate-replica-"))
    is_root = os.geteuid() == 0
    if is_root:
        shutil.chown(room, "postgres", "postgres")
    port = free_port()
    url = primary.url.replace(f":{primary.port}/", f":{port}/")
    one = Move(
        page="add-read-replica.md",
        folder=tmp_path,
        variables={
            "DATABASE_URL": primary.url,
            "REPLICA_URL": url,
            "REPLICA_DATA": str(room / "data"),
            "REPLICA_PORT": str(port),
        },
    )
    _put_on_path(tmp_path / "bin", is_root=is_root)
    try:
        one.start("database", free_port(), {"DATABASE_URL": primary.url})
        yield one
    finally:
        one.stop()
        _end(room / "data")
        shutil.rmtree(room)


def _put_on_path(folder: Path, *, is_root: bool) -> None:
    """The server's programs, which Debian keeps aside; as the account that they insist on."""
    folder.mkdir()
    account = "setpriv --reuid=postgres --regid=postgres --clear-groups " if is_root else ""
    for name in ("pg_basebackup", "pg_ctl"):
        file = folder / name
        command = f"cd / && exec {account}{shlex.quote(str(program(name)))}"
        file.write_text(f'#!/bin/sh\n{command} "$@"\n', "utf-8")
        file.chmod(0o755)


def _end(data: Path) -> None:
    file = data / "postmaster.pid"
    if not file.exists():
        return
    os.kill(int(file.read_text("utf-8").split()[0]), signal.SIGQUIT)
    until = time.monotonic() + 20
    while file.exists() and time.monotonic() < until:
        time.sleep(0.02)


def _health(move: Move) -> dict[str, object]:
    found: dict[str, object] = httpx.get(f"{move.variables['URL']}/api/v1/health").json()
    return found


def test_the_page_is_followed_and_the_replica_is_kept(move: Move) -> None:
    """Each step ends well, and the new component is part of what is promised."""
    for step in move.steps:
        done = move.take(step)
        assert done.returncode == 0, f"{step}\n{done.stdout}\n{done.stderr}"
    assert last_line(done.stdout).endswith(f"release {NEW} is known good")
    assert 'replica = "minor"' in (move.folder / "charhub-replica.toml").read_text("utf-8")
    found = _health(move)
    assert (found["status"], found["release"]) == ("healthy", NEW)
    with psycopg.connect(move.variables["REPLICA_URL"]) as connection:
        assert connection.execute("SELECT number FROM plans").fetchone() == (3,)


def test_a_replica_that_is_none_is_gone_back_from_where_it_is_critical(move: Move) -> None:
    """The string leads to the primary: it answers every query, and is no replica."""
    first, _, switch, judge = move.steps
    assert move.take(first).returncode == 0
    wrong = {"REPLICA_URL": move.variables["DATABASE_URL"], "REPLICA_SEVERITY": "critical"}
    before = move.settings
    done = move.take(switch, **wrong)
    assert done.returncode == 0, done.stderr
    done = move.take(judge)
    assert done.returncode == 1, done.stdout
    assert "is fail (is not a replica)" in done.stdout
    told = f"rolled back from {NEW} to {RELEASE} and verified"
    assert last_line(done.stdout).endswith(told)
    assert move.settings == before
    assert _health(move)["release"] == RELEASE


def test_a_replica_that_broke_is_a_warning_where_it_is_minor(move: Move) -> None:
    """It is told, the backend serves from the primary, and nobody goes back."""
    first, make, switch, judge = move.steps
    for step in (first, make, switch):
        done = move.take(step)
        assert done.returncode == 0, f"{step}\n{done.stdout}\n{done.stderr}"
    assert move.run('pg_ctl -D "$REPLICA_DATA" -m immediate -w stop').returncode == 0
    done = move.take(judge)
    assert done.returncode == 0, done.stdout
    assert "replica" in done.stdout
    assert "refused" in done.stdout
    assert _health(move)["release"] == NEW
