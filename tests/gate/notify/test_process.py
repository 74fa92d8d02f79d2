"""Real processes: one that dies between sending and marking, and ones that send at once."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from smokegate.gate.channels import channels
from smokegate.gate.notify import Notifier, Tally
from smokegate.gate.state import State
from tests.gate.notify.clockwork import World
from tests.gate.notify.services import SECRET, Reply, service

DELIVER = """
import os, signal, sys
from pathlib import Path
from smokegate.gate import notify
from smokegate.gate.state import State

def dies(*given):
    assert notify._send(*given).problem is None
    os.kill(os.getpid(), signal.SIGKILL)

sender = notify.Notifier.of_environment(State(Path(sys.argv[1])))
if sys.argv[2] == "dies":
    sender = notify.Notifier(state=sender.state, channels=sender.channels, send=dies)
print(sender.deliver(deadline_s=float(sys.argv[3])))
"""


def started(file: Path, urls: str, how: str, deadline_s: float) -> subprocess.Popen[str]:
    """A process that delivers."""
    return subprocess.Popen(
        [sys.executable, "-c", DELIVER, str(file), how, str(deadline_s)],
        env={"SMOKEGATE_NOTIFY": urls},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An outbox in real time."""
    found = World(file=tmp_path / "state.sqlite3")
    with found.state.transaction() as connection:
        (now,) = connection.execute("select unixepoch() - unixepoch('2026-11-24 12:00')").fetchone()
    found.passes(now)
    return found


def test_killed_after_sending_it_is_sent_again_with_the_same_key(world: World) -> None:
    """At least once: who gets it twice can tell, and nobody waits for the dead one's claim."""
    world.put("r1")
    with service() as at:
        with started(world.file, at.json_url, "dies", 10) as process:
            assert process.wait(60) == -9
        after = Notifier(state=State(world.file), channels=channels(at.json_url))
        assert after.deliver() == Tally(delivered=1)
        assert after.deliver() == Tally()
    assert [one["message"].split("\n")[-1] for one in at.sent()] == ["id: r1:kept"] * 2


def test_two_processes_at_once_send_each_message_once(world: World) -> None:
    """Both empty one outbox, over real sockets."""
    for name in range(12):
        world.put(f"r{name}")
    with service() as at:
        both = [started(world.file, at.json_url, "lives", 30) for _ in range(2)]
        for process in both:
            with process:
                assert process.wait(60) == 0
    titles = [json.loads(body)["title"] for body in at.bodies]
    assert sorted(titles) == sorted(f"r{name}" for name in range(12))


def test_a_service_that_never_ends_keeps_no_process(world: World) -> None:
    """What was left behind does not outlive the command."""
    world.put("r1")
    with service(Reply(is_endless=True)) as at:
        began = time.monotonic()
        with started(world.file, at.json_url, "lives", 0.7) as process:
            assert process.wait(60) == 0
            told = process.stdout.read() if process.stdout else ""
        assert told == "Tally(delivered=0, left=1, problem=None)\n"
        assert time.monotonic() - began < 30
    assert world.rows("select tries, problem from deliveries") == [(1, "timed out after 0.7 s")]
    assert SECRET.encode() not in world.file.read_bytes()


def test_nobody_pays_for_apprise_who_sends_nothing() -> None:
    """It takes a second to load: neither --help nor a run without channels does."""
    script = (
        "import sys; sys.argv = ['smokegate', '--help']\n"
        "import smokegate.gate.notify, smokegate.gate.telling\n"
        "from smokegate.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    print('apprise' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == "False\n"
