"""Arguments in, exit code out. The only module that prints or exits."""

import json
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from smokegate import __version__
from smokegate.errors import ConfigurationError

if TYPE_CHECKING:
    from smokegate.gate.decision import Decision

VERDICT_FILE = Path("reports/verdict.json")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="smokegate")
def cli() -> None:
    """Check a live deployment, prove whether the release is good, and act on the proof."""


@cli.command()
@click.option("--base-url", required=True, metavar="URL", help="Origin of the deployment.")
@click.option("--release", metavar="ID", help="Release that must be the one answering.")
@click.option("--contract", metavar="FILE", help="What is promised. [default: smoke/charhub.toml]")
@click.option("--suite", metavar="PATH", help="Checks to run. [default: ./smoke, then our own]")
@click.option("--settle", type=float, metavar="SECONDS", help="Wait until ready. [default: 30]")
@click.option("--baseline", metavar="REPORT", help="JUnit report from before the deploy.")
@click.option("--rollback", metavar="COMMAND", help="Run on a proven failure; without a shell.")
@click.option(
    "--control", metavar="URL", multiple=True, help="Tells a blind runner from a dead site."
)
@click.option("--observe", is_flag=True, help="Decide, but change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the decision as one JSON object.")
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- PYTEST ARGS]")
def gate(
    *,
    base_url: str,
    release: str | None,
    contract: str | None,
    suite: str | None,
    settle: float | None,
    baseline: str | None,
    rollback: str | None,
    control: tuple[str, ...],
    observe: bool,
    as_json: bool,
    pytest_arguments: tuple[str, ...],
) -> NoReturn:
    """Settle, smoke, judge; on a proven failure roll back, verify and say so.

    \b
    exit 0  PASSED or SUSPECT                  1  FAILED: rolled back and verified, or no --rollback
         2  usage, nothing was run             3  INCONCLUSIVE: nothing changed, a person is told
         4  FAILED and not restored            5  refused: another run holds the lock
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from smokegate.gate.assembly import Order, decide  # lazy: --help must not pay for it
    from smokegate.gate.decision import Exit
    from smokegate.gate.lock import LockedError
    from smokegate.gate.signals import SIGNALS, InterruptedByPersonError

    order = Order(
        base_url=base_url,
        release=release,
        contract=contract,
        suite=suite,
        settle_s=settle,
        baseline=baseline,
        rollback=rollback,
        control=control,
        is_observing=observe,
        arguments=pytest_arguments,
        output=sys.stderr if as_json else None,
    )
    with SIGNALS.watched():
        try:
            decision = decide(order, VERDICT_FILE)
        except LockedError as err:
            _end(f"refused: {err}", Exit.REFUSED, as_json=as_json)
        except InterruptedByPersonError as err:
            told = f"INCONCLUSIVE (interrupted): the gate was stopped by {err} before it began"
            _end(told, Exit.INCONCLUSIVE, as_json=as_json)
        _tell(decision, as_json=as_json)


@cli.command()
@click.argument("reports", nargs=-1, required=True, metavar="REPORT...")
@click.option("--baseline", metavar="REPORT", help="JUnit report from before the deploy.")
@click.option("--json", "as_json", is_flag=True, help="Print the decision as one JSON object.")
def judge(*, reports: tuple[str, ...], baseline: str | None, as_json: bool) -> NoReturn:
    """The verdict on JUnit files that exist, from any tool.

    Several files are parts of one run, or looks one after another, in that order.
    """
    from smokegate.gate.assembly import judge_files

    _tell(judge_files(reports, baseline), as_json=as_json)


@cli.command()
@click.argument("release", default="redis-down", metavar="[RELEASE]")
@click.option("--list", "is_list", is_flag=True, help="List the demo's releases.")
def demo(*, release: str, is_list: bool) -> NoReturn:
    """The whole story on the embedded deployment: good, broken, caught, rolled back, verified."""
    from smokegate.demo import story

    sys.exit(story.list_releases() if is_list else story.tell(release))


@cli.group()
def contract() -> None:
    """Work on a contract file."""


@contract.command("check")
@click.argument("file", metavar="FILE")
def contract_check(*, file: str) -> None:
    """Whether the file is a contract; if not, which key is wrong and what to write."""
    from smokegate.contract_file import load_contract

    loaded = load_contract(Path(file))
    promised = [
        f"{len(value)} {name}" if isinstance(value, tuple) else name
        for name in ("release", "health", "ready", "pages", "oauth", "routes", "edge", "latency")
        if (value := getattr(loaded.record, name))
    ]
    click.echo(f"{file}: a contract of {loaded.record.app}: {', '.join(promised)}")


@contract.command("schema")
def contract_schema() -> None:
    """The JSON Schema of a contract, for editors."""
    import msgspec

    from smokegate.contract import Contract

    click.echo(json.dumps(msgspec.json.schema(Contract), indent=2))


def main() -> NoReturn:
    """The console script: one line and status 2 for what a user can mend.

    Python ends with 1 on an exception and click on a closed pipe, and 1 means FAILED here: our own
    faults end with 3.
    """
    try:
        sys.exit(cli.main(prog_name="smokegate", standalone_mode=False) or 0)
    except click.ClickException as err:
        err.show()
        sys.exit(2)
    except ConfigurationError as err:
        _say(str(err), is_error=True)
        sys.exit(2)
    except (Exception, KeyboardInterrupt):
        _say(traceback.format_exc(), is_error=True)
        _say("INCONCLUSIVE (harness): smokegate itself failed; a person has to look")
        sys.exit(3)


def _tell(decision: "Decision", *, as_json: bool) -> NoReturn:
    from smokegate.gate.decision import write_whole
    from smokegate.gate.message import details

    try:
        write_whole(VERDICT_FILE, decision)
    except OSError as err:  # the verdict stands whether or not there is room to write it down
        _say(f"{VERDICT_FILE}: not written ({err.strerror})", is_error=True)
    if as_json:
        _say(json.dumps(decision.as_json()))
    else:
        _say("\n".join([*details(decision), decision.sentence]))
    sys.exit(decision.exit_code)


def _end(told: str, code: int, *, as_json: bool) -> NoReturn:
    """Ends a command that came to no decision."""
    _say(json.dumps({"verdict": None, "exit": code, "decision": told}) if as_json else told)
    sys.exit(code)


def _say(text: str, *, is_error: bool = False) -> None:
    """Prints, if anybody listens: a closed pipe or a full disk changes no exit code."""
    stream = sys.stderr if is_error else sys.stdout
    try:
        print(text, file=stream, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
