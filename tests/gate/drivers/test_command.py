"""The user's own commands: what they are told, and what is made of what they say."""

import shlex
from pathlib import Path
from typing import Any

import pytest

from smokegate.gate.driver_settings import (
    CommandSettings,
    GitSettings,
    KubernetesSettings,
)
from smokegate.gate.drivers import driver_of
from smokegate.gate.drivers.command import CommandDriver
from smokegate.gate.drivers.driver import Commit, DriverError, Move
from smokegate.gate.host import Local
from tests.gate.drivers.conftest import move


def driver(**settings: Any) -> CommandDriver:
    """With these commands."""
    return CommandDriver(settings=CommandSettings(**{"switch": "true"} | settings), host=Local())


def script(text: str) -> str:
    """A command line that runs sh text."""
    return f"sh -c {shlex.quote(text)}"


def test_a_command_is_told_what_the_gate_knows(tmp_path: Path) -> None:
    """In its environment; words stay words, for there is no shell around it."""
    file = tmp_path / "told"
    text = (
        'printf "%s|" "$SMOKEGATE_FROM" "$SMOKEGATE_TO" "$SMOKEGATE_REASON" "$SMOKEGATE_RUN" "$@"'
    )
    told = f"{script(f'{text} >>{file}')} sh 'a b' '$HOME' '*'"
    commands = driver(switch=told, prepare=told)
    order = Move(from_release="v2", to_release="v1", reason="it's\nbad", run="run-1", fence=1)
    commands.prepare(order)
    commands.switch(order)
    assert file.read_text() == "v2|v1|it's bad|run-1|a b|$HOME|*|" * 2


@pytest.mark.parametrize(
    "release, told",
    [
        pytest.param(None, "", id="absent"),
        pytest.param("release/1.2", "release/1.2", id="slash"),
        pytest.param("$(reboot)", "", id="shell"),
        pytest.param("a b", "", id="space"),
    ],
)
def test_an_id_that_a_shell_could_read_is_not_told(
    release: str | None, told: str, tmp_path: Path
) -> None:
    """The rollback goes on: the command may know itself where to."""
    driver(switch=script(f'echo "<$SMOKEGATE_TO>" >{tmp_path}/told')).switch(move(release))
    assert (tmp_path / "told").read_text() == f"<{told}>\n"


def test_without_further_commands_nothing_is_known() -> None:
    """`switch` alone will do."""
    commands = driver()
    commands.prepare(move("v1"))
    assert (commands.current(), commands.prepared(), commands.described("v1")) == (None,) * 3
    assert (commands.room(), commands.irreversible("v1", "v2")) == (None, None)
    assert commands.prune(["v1"], []) == ()
    assert commands.full_id("v1") == "v1"


def test_what_commands_print_is_what_they_answer() -> None:
    """The last line is what is current; subject and author; an id a line that was removed."""
    commands = driver(
        current=script("echo looking; echo; echo v2; echo"),
        describe=script('echo "subject of $SMOKEGATE_TO"; echo Ada'),
        prune=script('echo "$SMOKEGATE_KEEP" >&2; echo v1; test "$SMOKEGATE_KEEP" = "v2 v3"'),
    )
    assert commands.current() == "v2"
    assert commands.described("v2") == Commit(subject="subject of v2", author="Ada")
    assert commands.prune({"v3"}, {"v2"}) == ("v1",)
    assert driver(current="true").current() is None
    assert driver(describe="true").described("v1") is None


@pytest.mark.parametrize(
    "settings, message",
    [
        pytest.param(
            {"switch": script("echo half; echo no route >&2; exit 3")},
            "switch on this machine ended with status 3: no route",
            id="status",
        ),
        pytest.param(
            {"switch": "false"}, "switch on this machine ended with status 1", id="says-nothing"
        ),
        pytest.param(
            {"switch": "/no/such/command now"},
            "switch: there is no such command on this machine, got '/no/such/command'",
            id="missing",
        ),
        pytest.param(
            {"switch": "echo 'secret"},
            "the command that begins with echo is not one (No closing quotation)",
            id="open-quote",
        ),
        pytest.param(
            {"switch": "sleep 60", "switch_s": 0.2},
            "switch on this machine did not end within 0.2 s",
            id="late",
        ),
        pytest.param(
            {"switch": script("echo token=hunter2hunter2; exit 1")},
            "switch on this machine ended with status 1: token=[redacted]",
            id="secret",
        ),
    ],
)
def test_a_command_that_fails_is_told_in_one_sentence(
    settings: dict[str, object], message: str
) -> None:
    """Its last line is the reason."""
    with pytest.raises(DriverError) as caught:
        driver(**settings).switch(move("v1"))
    assert str(caught.value) == message


@pytest.mark.parametrize("bad", ["--all", "../x", "a b", "a/b", "", "-x", "a..b", "ä", "x" * 129])
def test_an_id_that_could_be_something_else_is_refused(bad: str) -> None:
    """Whoever gives it, a person or a command."""
    with pytest.raises(DriverError, match="is not the id of a release; an id is made of letters"):
        driver().full_id(bad)
    with pytest.raises(DriverError, match="is not the id of a release"):
        driver().prepare(move(bad))
    if bad:
        with pytest.raises(DriverError, match="is not the id of a release"):
            driver(current=f"echo {shlex.quote(bad)}").current()


def test_the_settings_name_the_driver() -> None:
    """None where they name none."""
    git = GitSettings(repository="r", root="/r")
    kubernetes = KubernetesSettings(deployment="d", container="c", image="i:{release}")
    every = (CommandSettings(switch="x"), git, kubernetes)
    made = [driver_of(one, Local()) for one in every]
    assert [one.name for one in made if one] == ["command", "git", "kubernetes"]
    assert driver_of(None, Local()) is None
