"""What a command says and how it ends. The only module that prints."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

from smokegate.console import write
from smokegate.redact import shown, shown_json, shown_lines

if TYPE_CHECKING:
    from smokegate.gate.decision import Decision

VERDICT_FILE = Path("reports/verdict.json")


def say(text: str, *, is_error: bool = False) -> None:
    """Prints the text without secrets and without anything that a terminal or a CI obeys.

    If anybody listens: a closed pipe or a full disk changes no exit code.
    """
    _print(shown_lines(text), is_error=is_error)


def say_json(content: object, indent: int | None = None) -> None:
    """Prints one JSON value, each text in it as `say` would show it."""
    _print(json.dumps(shown_json(content), indent=indent))


def _print(text: str, *, is_error: bool = False) -> None:
    write(text, sys.stderr if is_error else sys.stdout)


def tell(decision: "Decision", *, as_json: bool) -> NoReturn:
    """Keeps the decision, sends what waits to be sent, says it, and ends with its exit code."""
    announce(decision, as_json=as_json)
    sys.exit(decision.exit_code)


def announce(decision: "Decision", *, as_json: bool) -> None:
    """Keeps the decision, sends what waits to be sent, and says it.

    People first: the last line may meet a console that takes nothing.
    """
    from smokegate.gate.decision import write_whole
    from smokegate.gate.message import details

    try:
        write_whole(VERDICT_FILE, decision.as_json())
    except OSError as err:  # the verdict stands whether or not there is room to write it down
        say(f"{VERDICT_FILE}: not written ({err.strerror})", is_error=True)
    deliver(decision if not decision.is_on_record else None)
    if as_json:
        say_json(decision.as_json())
    else:
        say("\n".join([*details(decision), decision.sentence]))


def end(told: str, code: int, *, as_json: bool) -> NoReturn:
    """Ends a command that came to no decision."""
    if as_json:
        say_json({"verdict": None, "exit": code, "decision": told})
    else:
        say(told)
    sys.exit(code)


def deliver(unrecorded: "Decision | None" = None) -> None:
    """Sends messages that wait, whichever command left them; no exit code depends on it.

    unrecorded: what could not be put among them, and is told first.
    """
    if not os.environ.get("SMOKEGATE_NOTIFY", "").split():
        return
    from smokegate.errors import ConfigurationError
    from smokegate.gate.notify import Notifier, tell_at_once
    from smokegate.gate.state import State
    from smokegate.gate.timings import load_gate_file

    if unrecorded:
        tell_at_once(unrecorded)
    try:
        file = Path(load_gate_file().state) / "state.sqlite3"
    except ConfigurationError:
        return
    tally = Notifier.of_environment(State(file)).deliver()
    if tally.problem:
        say(tally.problem, is_error=True)


def table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Prints a table, as wide as the terminal is, or as it needs where there is none."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        made.add_row(*(Text(shown(cell, 500)) for cell in row))
    width = None if sys.stdout and sys.stdout.isatty() else 200
    console = Console(width=width, highlight=False)
    with console.capture() as captured:
        console.print(made)
    lines = captured.get().splitlines()
    say("\n".join(line.rstrip() for line in lines))


def object_(content: Mapping[str, Any] | list[Any]) -> None:
    """Prints one JSON value."""
    say_json(content)


def stdout(*, as_json: bool) -> IO[str] | None:
    """Where what runs for us writes: beside the JSON, not into it."""
    return sys.stderr if as_json else None
