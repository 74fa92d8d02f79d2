"""Where scripts run: this machine, and another one over a real sshd on loopback."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from smokegate.gate.driver_settings import HostSettings
from smokegate.gate.host import Done, Host, HostError, Local, Ssh, host_of
from tests.gate.sshd import NAME, Sshd, needs_sshd, sshd

WAIT_S = 20.0
# a gate that runs a script here or there, as a process that can be killed
GATE = """
import sys
from smokegate.gate.host import Local, Ssh
host = Ssh(sys.argv[2], config=sys.argv[3]) if len(sys.argv) > 2 else Local()
host.run('trap "" HUP; echo $$ >"$1.new"; mv "$1.new" "$1"; sleep 60; sleep 60', sys.argv[1],
         deadline_s=60)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """An sshd of our own."""
    with sshd(tmp_path_factory.mktemp("sshd") / "server") as made:
        yield made


@pytest.fixture(
    params=["local", pytest.param("ssh", marks=[pytest.mark.slow, needs_sshd])], scope="module"
)
def host(request: pytest.FixtureRequest) -> Iterator[Host]:
    """Either of the two."""
    if request.param == "local":
        yield Local()
        return
    made = Ssh(NAME, config=str(request.getfixturevalue("server").config))
    yield made
    made.close()


def test_arguments_and_environment_arrive_as_they_are(host: Host) -> None:
    """Whatever a shell would make of them."""
    odd = ("a b", "it's", '"', "$HOME", "`id`", "", "-x", "ä\nö", "*", "\\")
    done = host.run(
        'printf "<%s>" "$@" "$ODD" "$(cat)"',
        *odd,
        deadline_s=WAIT_S,
        environment={"ODD": "it's $HOME\n;x"},
    )
    wanted = "".join(f"<{one}>" for one in (*odd, "it's $HOME\n;x", ""))
    assert (done.status, done.answer) == (0, wanted)


def test_status_and_output_come_back(host: Host) -> None:
    """Answers are stdout alone; what is shown is both."""
    done = host.run("echo answer; echo reason >&2; exit 3", deadline_s=WAIT_S)
    assert done == Done(status=3, output="answer\nreason\n", answer="answer\n", told="reason\n")
    assert done.last_line == "reason"
    assert host.run("echo answer", deadline_s=WAIT_S).last_line == "answer"
    assert host.run("true", deadline_s=WAIT_S).last_line == ""


def test_no_script_ends_as_a_lost_connection_does(host: Host) -> None:
    """255 is ssh's own status."""
    assert host.run("exit 255", deadline_s=WAIT_S).status == 254


def test_a_script_that_is_killed_tells_so(host: Host) -> None:
    """As a shell does."""
    assert host.run("kill -KILL $$", deadline_s=WAIT_S).status == 137


def test_output_is_kept_short_and_without_secrets(host: Host) -> None:
    """The last 4000 characters; the answer is for the caller, and not in the repr."""
    script = "i=0; while [ $i -lt 3000 ]; do echo 0123456789; i=$((i+1)); done; echo token=abcd1234"
    done = host.run(script, deadline_s=WAIT_S)
    assert len(done.output) == 4000
    assert done.output.endswith("0123456789\ntoken=[redacted]\n")
    assert done.answer.endswith("token=abcd1234\n")
    assert "abcd1234" not in repr(done)


def test_a_script_is_ended_at_its_deadline(host: Host, tmp_path: Path) -> None:
    """With all that it has started, there too."""
    script = 'echo $$ >"$1"; sleep 60; sleep 60'
    deadline_s = 0.5 if isinstance(host, Local) else 3.0  # a connection takes its time
    done = host.run(script, str(tmp_path / "pid"), deadline_s=deadline_s)
    assert done.is_late
    assert_ends(int((tmp_path / "pid").read_text()))


def test_what_a_script_leaves_running_stays(host: Host, tmp_path: Path) -> None:
    """An application that was started is its work."""
    script = 'sleep 60 </dev/null >/dev/null 2>&1 & echo $! >"$1"'
    assert host.run(script, str(tmp_path / "pid"), deadline_s=WAIT_S).status == 0
    assert host.run("true", deadline_s=WAIT_S).status == 0
    os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)


def test_a_script_ends_with_the_gate_that_ran_it(host: Host, tmp_path: Path) -> None:
    """After a kill -9 nothing goes on beside what `resume` begins."""
    file = tmp_path / "pid"
    there = (host.name, str(host._argv[2])) if isinstance(host, Ssh) else ()
    with subprocess.Popen([sys.executable, "-c", GATE, str(file), *there]) as gate:
        wait_until(file.exists)
        os.kill(int(file.read_text()), 0)
        gate.kill()
    assert_ends(int(file.read_text()))


def test_a_missing_shell_is_the_hosts_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was run."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(HostError) as caught:
        Local().run("true", deadline_s=WAIT_S)
    assert str(caught.value) == (
        "this machine: sh could not be started ([Errno 2] No such file or directory: 'sh')"
    )
    with pytest.raises(HostError, match=f"{NAME}: ssh could not be started"):
        Ssh(NAME).run("true", deadline_s=WAIT_S)


def test_the_settings_name_the_host() -> None:
    """Without ssh it is this machine."""
    assert host_of(HostSettings()) == Local()
    there = host_of(HostSettings(ssh=NAME, config="ssh_config"))
    assert (there.name, isinstance(there, Ssh)) == (NAME, True)


@pytest.mark.slow
@needs_sshd
def test_one_connection_is_used_again(server: Sshd) -> None:
    """So that a rollback does not wait for another handshake."""
    host = Ssh(NAME, config=str(server.config))
    ports = {host.run("echo $SSH_CONNECTION", deadline_s=WAIT_S).answer for _ in range(3)}
    assert len(ports) == 1
    host.close()
    again = Ssh(NAME, config=str(server.config))
    assert again.run("echo $SSH_CONNECTION", deadline_s=WAIT_S).answer not in ports
    again.close()


@pytest.mark.slow
@needs_sshd
def test_a_host_that_cannot_be_reached_is_no_failed_command(tmp_path: Path) -> None:
    """Nothing listens; the key is not known; the connection is lost on the way."""
    with sshd(tmp_path / "server") as made:
        host = Ssh(NAME, config=str(made.config))
        lost = "kill -KILL $(ps -o ppid= -p $PPID); sleep 60"
        with pytest.raises(HostError) as caught:
            host.run(lost, deadline_s=WAIT_S)
        assert str(caught.value).startswith(f"{NAME}: the connection failed (")
        host.close()
        made.forget_host()
        with pytest.raises(HostError) as caught:
            host.run("true", deadline_s=WAIT_S)
        assert str(caught.value) == (
            f"{NAME}: the connection failed (Host key verification failed.); try ssh {NAME} true"
        )
    with made.gone(), pytest.raises(HostError) as caught:
        host.run("true", deadline_s=WAIT_S)
    assert str(caught.value) == (
        f"{NAME}: the connection failed (ssh: connect to host 127.0.0.1 port {made.port}: "
        f"Connection refused); try ssh {NAME} true"
    )


@pytest.mark.parametrize("shell", ["dash", "bash", "busybox"])
def test_any_posix_shell_will_do(
    shell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host's sh may be any of them."""
    if not (program := shutil.which(shell)):
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "sh").symlink_to(program)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    done = Local().run('echo "$1"; exit 4', "x", deadline_s=WAIT_S)
    assert done == Done(status=4, output="x\n", answer="x\n")


def assert_ends(process: int) -> None:
    """Waits until it is gone."""
    wait_until(lambda: not _is_running(process))


def wait_until(is_so: object) -> None:
    """Waits for another process, which cannot be asked to tell."""
    assert callable(is_so)
    ends_at = time.monotonic() + WAIT_S
    while not is_so():
        assert time.monotonic() < ends_at
        time.sleep(0.02)


def _is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(") ")[2]
    except OSError:
        return False
    return not state.startswith("Z")
