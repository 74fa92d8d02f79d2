"""The engine of the tests is whole or not there, and takes all that it made with it."""

from pathlib import Path

import pytest

from bench.rollback.engine import (
    NEEDED,
    Engine,
    EngineError,
    engine,
    processes_of,
)


def stubs(folder: Path, monkeypatch: pytest.MonkeyPatch, **bodies: str) -> None:
    """Programs that do this; those that are not named do nothing, and fail."""
    for name in NEEDED:
        file = folder / name
        file.write_text(f"#!/bin/sh\n{bodies.get(name, 'exit 1')}\n", "utf-8")
        file.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    monkeypatch.setattr("bench.rollback.engine.os.getuid", lambda: 0)


def refused() -> str:
    """Why there is no engine."""
    with pytest.raises(EngineError) as caught, engine():
        raise AssertionError("it began")
    return str(caught.value)


def test_without_its_programs_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are named."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("bench.rollback.engine.os.getuid", lambda: 0)
    assert refused() == "dockerd, docker, docker-compose, busybox not installed"


def test_only_root_can_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is installed."""
    monkeypatch.setattr("bench.rollback.engine.os.getuid", lambda: 1000)
    assert refused() == "a Docker engine of one's own needs root"


def test_a_daemon_that_does_not_start_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a machine without cgroups."""
    stubs(tmp_path, monkeypatch, dockerd="echo 'Devices cgroup is not mounted'; exit 1")
    assert refused() == "dockerd did not start: Devices cgroup is not mounted"


def test_an_engine_that_cannot_run_containers_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers, and that is all."""
    docker = 'case $1 in run) echo "no mounts here" >&2; exit 125 ;; esac'
    stubs(tmp_path, monkeypatch, dockerd="exec sleep 60", docker=docker)
    assert refused() == "docker run ended with status 125: no mounts here"


@pytest.mark.slow
def test_nothing_of_it_is_left(docker: Engine) -> None:
    """Neither processes nor mounts nor files, whatever was running; another engine goes on."""
    with engine() as found:
        folder = found.folder
        found.import_busybox("left:latest")
        found.docker("run", "--detach", "--network=host", "left:latest", "/busybox", "sleep", "600")
        assert list(found.containers().values()) == ["left:latest"]
    assert not folder.exists()
    assert str(folder) not in Path("/proc/self/mounts").read_text("utf-8")
    assert processes_of(folder) == []
    assert docker.containers() == {}
