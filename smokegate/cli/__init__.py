"""Arguments in, exit code out."""

import io
import os
import sys
import traceback
from pathlib import Path
from typing import NoReturn

import click

from smokegate import __version__
from smokegate.cli import checking, releasing
from smokegate.cli.say import say, say_json
from smokegate.console import prepare
from smokegate.environment_secrets import learn_environment
from smokegate.errors import ConfigurationError
from smokegate.seen_secrets import remembered


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="smokegate")
def cli() -> None:
    """Check a live deployment, prove whether the release is good, and act on the proof."""
    try:
        Path.cwd()
    except OSError as err:
        raise ConfigurationError(
            f"working folder: cannot be used ({err.strerror}); change to a folder that exists"
        ) from err


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
@click.option("-v", "--verbose", is_flag=True, help="Also the checks that it changes, and why.")
def contract_check(*, file: str, verbose: bool) -> None:
    """Whether the file is a contract; if not, which key is wrong and what to write."""
    from smokegate.contract_checks import reasons
    from smokegate.contract_file import load_contract

    loaded = load_contract(Path(file))
    promised = [
        f"{len(value)} {name}" if isinstance(value, tuple) else name
        for name in (
            *("release", "health", "ready", "pages", "oauth", "routes", "realtime"),
            *("edge", "latency"),
        )
        if (value := getattr(loaded.record, name))
    ]
    say(f"{file}: a contract of {loaded.record.app}: {', '.join(promised)}")
    why = reasons(loaded.text) if verbose else {}
    for name, level in loaded.record.checks.items() if verbose else ():
        say(f"{name}: {level}, {why.get(name) or 'no reason is given; write it as a comment'}")


@contract.command("schema")
def contract_schema() -> None:
    """The JSON Schema of a contract, for editors."""
    import msgspec

    from smokegate.contract import Contract

    say_json(msgspec.json.schema(Contract), indent=2)


for _command in (
    *(checking.gate, checking.judge, checking.baseline, checking.explain),
    *(releasing.deploy, releasing.rollback, releasing.resume),
    *(releasing.releases, releasing.log, releasing.notify),
):
    cli.add_command(_command)


def main() -> NoReturn:
    """The console script: one line and status 2 for what a user can mend.

    Python ends with 1 on an exception and click on a closed pipe, and 1 means FAILED here: our own
    faults end with 3.
    """
    prepare()
    with remembered():
        learn_environment(os.environ)
        _run()


def _run() -> NoReturn:
    try:
        sys.exit(cli.main(prog_name="smokegate", standalone_mode=False) or 0)
    except click.ClickException as err:
        text = io.StringIO()
        err.show(text)
        say(text.getvalue().rstrip(), is_error=True)
        sys.exit(2)
    except ConfigurationError as err:
        say(str(err), is_error=True)
        sys.exit(2)
    except (Exception, KeyboardInterrupt):
        say(traceback.format_exc(), is_error=True)
        say("INCONCLUSIVE (harness): smokegate itself failed; a person has to look")
        sys.exit(3)
