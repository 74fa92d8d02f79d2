"""Commands that make a release current, and those that show what is on record."""

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

import click

from smokegate.cli.say import (
    VERDICT_FILE,
    announce,
    deliver,
    end,
    object_,
    say,
    stdout,
    table,
    tell,
)

if TYPE_CHECKING:
    from smokegate.gate.decision import Decision
    from smokegate.gate.order import Order

_BASE_URL = click.option(
    "--base-url", metavar="URL", help="Origin of the deployment. [default: of smokegate.toml]"
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
_CONTRACT = click.option(
    "--contract", metavar="FILE", help="The contract. [default: the one beside the checks]"
)
_SUITE = click.option(
    "--suite", multiple=True, metavar="PATH", help="Your own checks. [default: ./smoke]"
)
_OWN = click.option("--own-checks-only", is_flag=True, help="Leave the shipped checks out.")
_ARGUMENTS = click.argument(
    "pytest_arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- PYTEST ARGS]"
)


@click.command()
@click.argument("release", metavar="ID")
@_BASE_URL
@_CONTRACT
@_SUITE
@_OWN
@click.option("--settle", type=float, metavar="SECONDS", help="Wait until ready. [default: 30]")
@click.option(
    "--control", metavar="URL", multiple=True, help="Tells blind runners from dead sites."
)
@click.option("--force", metavar="REASON", help="Deploy although it is refused; goes on record.")
@click.option("--observe", is_flag=True, help="Deploy and judge, but never go back.")
@_JSON
@_ARGUMENTS
def deploy(
    *,
    release: str,
    base_url: str | None,
    contract: str | None,
    suite: tuple[str, ...],
    own_checks_only: bool,
    settle: float | None,
    control: tuple[str, ...],
    force: str | None,
    observe: bool,
    as_json: bool,
    pytest_arguments: tuple[str, ...],
) -> NoReturn:
    """Make a release ready, switch, look, keep it or go back: the whole job.

    \b
    exit 0  kept                            1  FAILED, rolled back and verified
         2  usage, nothing was changed      3  INCONCLUSIVE: a person is told
         4  FAILED and not restored         5  refused: locked, quarantined, no room
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from smokegate.gate.jobs import deploy as deployed

    order = _order(base_url, contract, suite, control, pytest_arguments, as_json=as_json)
    with _ended(as_json=as_json):
        decision = deployed(
            replace(
                order,
                release=release,
                is_own_only=own_checks_only,
                settle_s=settle,
                force=force,
                is_observing=observe,
            ),
            VERDICT_FILE,
        )
        _tell_and_prune(decision, base_url, as_json=as_json)


@click.command()
@click.argument("release", required=False, metavar="[ID]")
@_BASE_URL
@_CONTRACT
@_SUITE
@_OWN
@click.option("--again", is_flag=True, help="Leave a good release that was just gone back to.")
@_JSON
@_ARGUMENTS
def rollback(
    *,
    release: str | None,
    base_url: str | None,
    contract: str | None,
    suite: tuple[str, ...],
    own_checks_only: bool,
    again: bool,
    as_json: bool,
    pytest_arguments: tuple[str, ...],
) -> NoReturn:
    """Go back by hand, to ID or to the newest other release that is known good; verified.

    It waits for no run: one that is under way acts no more.

    \b
    exit 0  gone back and verified     2  usage, nothing was changed
         3  gone back, not verified    4  not restored
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from smokegate.gate.jobs import go_back

    if release and release.startswith("-"):  # the first of those behind the dashes: no id is one
        pytest_arguments = (release, *pytest_arguments)
        release = None
    order = _order(base_url, contract, suite, (), pytest_arguments, as_json=as_json)
    with _ended(as_json=as_json):
        order = replace(order, release=release, is_own_only=own_checks_only)
        decision = go_back(order, VERDICT_FILE, is_again=again)
        tell(decision, as_json=as_json)


@click.command()
@_BASE_URL
@click.option("--rollback", metavar="COMMAND", help="Again, where the run had one.")
@_JSON
def resume(*, base_url: str | None, rollback: str | None, as_json: bool) -> NoReturn:
    """Carry on a run that died, to the end that it would have come to.

    Exits as that run would have; 0 where there is none, 5 where it is still alive.
    """
    from smokegate.gate.jobs import resume as resumed

    with _ended(as_json=as_json):
        decision = resumed(
            _origin(base_url), VERDICT_FILE, rollback=rollback, output=stdout(as_json=as_json)
        )
        if decision is None:
            deliver()
            end("nothing to resume: the newest run came to its end", 0, as_json=as_json)
        _tell_and_prune(decision, base_url, as_json=as_json)


@click.command()
@_BASE_URL
@_JSON
def releases(*, base_url: str | None, as_json: bool) -> None:
    """The releases on record: which are known good, which one is current."""
    from smokegate.gate.listing import as_rows, listed

    found = listed(_origin(base_url))
    if as_json:
        object_([one.as_json() for one in found])
    elif found:
        table(("", "release", "state", "when", "who", "subject"), as_rows(found))
    else:
        say("no release is on record")
    deliver()


@click.command()
@_BASE_URL
@click.option("--limit", default=20, show_default=True, help="How many runs.")
@_JSON
def log(*, base_url: str | None, limit: int, as_json: bool) -> None:
    """Who did what, when and why; the newest first."""
    from smokegate.gate.listing import logged

    found = logged(_origin(base_url), limit)
    if as_json:
        object_([one.as_json() for one in found])
    elif found:
        rows = [one.row() for one in found]
        table(("when", "who", "what", "exit", "decision", "run"), rows)
    else:
        say("no run is on record")
    deliver()


@click.group()
def notify() -> None:
    """Messages to people."""


@notify.command("test")
def notify_test() -> NoReturn:
    """Send a test message to each URL of SMOKEGATE_NOTIFY."""
    import os

    from smokegate.gate.channels import VARIABLE
    from smokegate.gate.notify import notify_test as tested

    lines, are_all = tested(os.environ.get(VARIABLE, ""))
    say("\n".join(lines))
    sys.exit(0 if are_all else 1)


def _order(
    base_url: str | None,
    contract: str | None,
    suite: tuple[str, ...],
    control: tuple[str, ...],
    arguments: tuple[str, ...],
    *,
    as_json: bool,
) -> "Order":
    from smokegate.gate.order import Order

    return Order(
        base_url=_origin(base_url),
        contract=contract,
        suite=suite,
        control=control,
        arguments=arguments,
        output=stdout(as_json=as_json),
    )


def _origin(base_url: str | None) -> str:
    from smokegate.gate.order import address
    from smokegate.gate.timings import load_gate_file

    return address(base_url, load_gate_file())


def _tell_and_prune(decision: "Decision", base_url: str | None, *, as_json: bool) -> NoReturn:
    """People first: what is removed may take minutes, and be stopped, without changing the end."""
    from smokegate.gate.prune import prune_after

    announce(decision, as_json=as_json)
    prune_after(decision.run, base_url)
    sys.exit(decision.exit_code)


@contextlib.contextmanager
def _ended(*, as_json: bool) -> Iterator[None]:
    """Signals are watched; what is refused or stopped ends here."""
    from smokegate.gate.decision import Exit
    from smokegate.gate.deploy import RefusedError
    from smokegate.gate.lock import LockedError
    from smokegate.gate.signals import SIGNALS, InterruptedByPersonError

    with SIGNALS.watched():
        try:
            yield
        except (LockedError, RefusedError) as err:
            deliver()
            end(f"refused: {err}", Exit.REFUSED, as_json=as_json)
        except InterruptedByPersonError as err:
            told = f"INCONCLUSIVE (interrupted): stopped by {err} before it began"
            end(told, Exit.INCONCLUSIVE, as_json=as_json)
