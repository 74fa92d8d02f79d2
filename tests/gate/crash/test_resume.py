"""`smokegate resume` should carry on what died, and nothing else."""

from pathlib import Path

import pytest

from smokegate.gate.lock import held
from tests.gate.crash.test_matrix import KILLED, World, world
from tests.live import last_line, run


def resumed(died: World, *arguments: str) -> tuple[int, str]:
    """Exit code and last line of `smokegate resume`."""
    done = run(
        "tests.gate.crash.dying",
        "0",
        died.site.folder / "passed",
        "resume",
        *arguments,
        folder=died.site.folder,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, last_line(done.stdout or done.stderr)


@pytest.mark.slow
@pytest.mark.parametrize("point", [20, 44])
def test_a_deploy_that_died_goes_on(point: int, tmp_path: Path) -> None:
    """To the end that it would have come to: the bad release is gone back from."""
    died = world(tmp_path / "world", "deploy-bad")
    assert died.run(point, *died.arguments)[0] == KILLED
    code, sentence = resumed(died)
    assert code == 1, sentence
    assert sentence.endswith(" and verified")
    assert died.end().messages == ["kept", "kept", "rolled-back"]
    assert resumed(died) == (0, "nothing to resume: the newest run came to its end")


@pytest.mark.slow
def test_what_is_alive_is_left_alone(tmp_path: Path) -> None:
    """Exit 5: its lock is held. A deploy waits for what died as well, or says why not."""
    died = world(tmp_path / "world", "deploy-good")
    assert died.run(9, *died.arguments)[0] == KILLED
    with held(died.site.folder / ".smokegate/lock", "run-1"):
        code, sentence = resumed(died)
    assert code == 5
    assert sentence.startswith("refused: .smokegate/lock: another run holds the lock, run run-1, ")
    assert died.run(0, *died.arguments)[0] == 5
    assert died.run(0, *died.arguments, "--force=it is gone")[0] == 0


def test_a_gate_that_died_is_given_its_command_again(tmp_path: Path) -> None:
    """Exit 2 without: its words are not kept."""
    died = world(tmp_path / "world", "deploy-good")
    options = ("--contract=contract.toml", "--suite=own", "--base-url=http://127.0.0.1:9")
    assert died.run(6, "gate", *options, "--rollback=true --token=x")[0] == KILLED
    assert resumed(died) == (
        2,
        "resume: the run had a --rollback, whose words are not kept; give it again: "
        "smokegate resume --rollback=COMMAND",
    )
    assert resumed(died, "--rollback=true")[0] == 0
