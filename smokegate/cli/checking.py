"""Commands that look and judge."""

import sys
from itertools import groupby
from pathlib import Path
from typing import NoReturn

import click

from smokegate.cli.say import VERDICT_FILE, end, say, stdout, tell

_THEN = "\0then"  # stands for --then among the arguments


@click.command()
@click.option("--base-url", required=True, metavar="URL", help="Origin of the deployment.")
@click.option("--release", metavar="ID", help="Release that must be the one answering.")
@click.option(
    "--contract", metavar="FILE", help="The contract. [default: the one beside the checks]"
)
@click.option("--suite", multiple=True, metavar="PATH", help="Your own checks. [default: ./smoke]")
@click.option("--own-checks-only", is_flag=True, help="Leave the shipped checks out.")
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
    suite: tuple[str, ...],
    own_checks_only: bool,
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
         4  FAILED and not restored            5  refused: another run holds the lock, or died
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from smokegate.gate.decision import Exit
    from smokegate.gate.deploy import RefusedError
    from smokegate.gate.jobs import decide  # lazy: --help must not pay for it
    from smokegate.gate.lock import LockedError
    from smokegate.gate.order import Order
    from smokegate.gate.signals import SIGNALS, InterruptedByPersonError

    order = Order(
        base_url=base_url,
        release=release,
        contract=contract,
        suite=suite,
        is_own_only=own_checks_only,
        settle_s=settle,
        baseline=baseline,
        rollback=rollback,
        control=control,
        is_observing=observe,
        arguments=pytest_arguments,
        output=stdout(as_json=as_json),
    )
    with SIGNALS.watched():
        try:
            decision = decide(order, VERDICT_FILE)
        except (LockedError, RefusedError) as err:
            end(f"refused: {err}", Exit.REFUSED, as_json=as_json)
        except InterruptedByPersonError as err:
            told = f"INCONCLUSIVE (interrupted): the gate was stopped by {err} before it began"
            end(told, Exit.INCONCLUSIVE, as_json=as_json)
        tell(decision, as_json=as_json)


class _Looks(click.Command):
    """A command whose arguments are groups with `--then` between them, which click does not know.

    No argument of a process can hold the NUL that stands for it here.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads the arguments, `--then` among them."""
        return super().parse_args(ctx, [_THEN if arg == "--then" else arg for arg in args])


@click.command(cls=_Looks)
@click.argument("reports", nargs=-1, required=True, metavar="REPORT... [--then REPORT...]...")
@click.option("--baseline", metavar="REPORT", help="JUnit report from before the deploy.")
@click.option("--json", "as_json", is_flag=True, help="Print the decision as one JSON object.")
def judge(*, reports: tuple[str, ...], baseline: str | None, as_json: bool) -> NoReturn:
    """The verdict on JUnit files that exist, from any tool.

    Several files are parts of one run, in any order: of a test that several of them hold, the
    worst result counts. --then begins a later look at the same release, in which a test may pass
    that failed before: judge first/*.xml --then second/*.xml
    """
    from smokegate.gate.jobs import judge_files

    looks = [list(group) for is_then, group in groupby(reports, _THEN.__eq__) if not is_then]
    if reports[0] == _THEN or reports[-1] == _THEN or len(looks) <= reports.count(_THEN):
        raise click.UsageError("--then: stands between reports; give a report before and after it")
    tell(judge_files(looks, baseline), as_json=as_json)


@click.command()
@click.option("--base-url", required=True, metavar="URL", help="Origin of the deployment.")
@click.option(
    "--contract", metavar="FILE", help="The contract. [default: the one beside the checks]"
)
@click.option("--suite", multiple=True, metavar="PATH", help="Your own checks. [default: ./smoke]")
@click.option("--own-checks-only", is_flag=True, help="Leave the shipped checks out.")
@click.option(
    "--control", metavar="URL", multiple=True, help="Tells a blind runner from a dead site."
)
@click.option(
    "--output",
    default="reports/baseline.xml",
    show_default=True,
    metavar="REPORT",
    help="Where to write it.",
)
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- PYTEST ARGS]")
def baseline(
    *,
    base_url: str,
    contract: str | None,
    suite: tuple[str, ...],
    own_checks_only: bool,
    control: tuple[str, ...],
    output: str,
    pytest_arguments: tuple[str, ...],
) -> NoReturn:
    """What fails before a deploy, for --baseline of the gate: no release is blamed for that.

    \b
    exit 0  written             2  usage, nothing was run
         3  it proves nothing   5  refused: another run holds the lock
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from smokegate.gate.decision import Exit
    from smokegate.gate.jobs import take_baseline
    from smokegate.gate.lock import LockedError
    from smokegate.gate.order import Order

    order = Order(
        base_url=base_url,
        contract=contract,
        suite=suite,
        is_own_only=own_checks_only,
        settle_s=0.0,
        control=control,
        arguments=pytest_arguments,
    )
    try:
        done = take_baseline(order, Path(output))
    except LockedError as err:
        end(f"refused: {err}", Exit.REFUSED, as_json=False)
    except OSError as err:
        end(f"INCONCLUSIVE (baseline): not written ({err})", Exit.INCONCLUSIVE, as_json=False)
    say(done.sentence)
    sys.exit(Exit.INCONCLUSIVE if done.problem else Exit.PASSED)


@click.command()
@click.argument("run", required=False, metavar="[RUN]")
@click.option(
    "--policy", multiple=True, metavar="NAME=FIGURE", help="Also: what this would have decided."
)
def explain(*, run: str | None, policy: tuple[str, ...]) -> None:
    """Why a run of the gate was decided so, recomputed from its evidence; the newest by default."""
    from smokegate.gate.explain import explain as explained

    for line in explained(run, policy):
        say(line)
