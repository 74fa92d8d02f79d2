"""What a person ordered, and whether it can be meant: everything wrong is said first."""

import shlex
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import IO, Any

from smokegate.contract_search import find_contract, is_demo
from smokegate.errors import ConfigurationError
from smokegate.gate.arguments import OWN_CHECKS_ONLY, taken
from smokegate.gate.attempt import find_own_checks
from smokegate.gate.journal import Begun
from smokegate.gate.record import RUNS, Record
from smokegate.gate.timings import FILE, GateFile
from smokegate.origin import checked_origin

_NOT_KEPT = ("output", "rollback")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was given on the command line; None where it was not. output: None for our stdout.

    release: what was, or is to be, deployed. suite: the team's own checks; none for those in
    ./smoke. is_own_only: whether the shipped checks are left out. force: why a refusal is not to
    count. has_rollback: whether a command was given, which is not kept, for its words may be
    secret.
    """

    base_url: str
    release: str | None = None
    contract: str | None = None
    suite: tuple[str, ...] = ()
    is_own_only: bool = False
    settle_s: float | None = None
    baseline: str | None = None
    rollback: str | None = None
    has_rollback: bool = False
    control: tuple[str, ...] = ()
    is_observing: bool = False
    force: str | None = None
    arguments: tuple[str, ...] = ()
    output: IO[str] | None = None

    def kept(self) -> Mapping[str, Any]:
        """What the journal keeps of it, to go on with."""
        one = replace(self, output=None, rollback=None, has_rollback=self.rollback is not None)
        return {name: value for name, value in asdict(one).items() if name not in _NOT_KEPT}


def ordered_before(
    kept: Mapping[str, Any], *, rollback: str | None, output: IO[str] | None
) -> Order:
    """The order of a run that began before. Raises ConfigurationError without its command."""
    known = {field.name for field in fields(Order)}
    found = {name: value for name, value in kept.items() if name in known}
    found |= {name: tuple(found[name]) for name in ("control", "arguments")}
    found["suite"] = _several(found.get("suite"))
    order = Order(**found, rollback=rollback, output=output)
    if order.has_rollback and rollback is None:
        raise ConfigurationError(
            "resume: the run had a --rollback, whose words are not kept; give it again: "
            "smokegate resume --rollback=COMMAND"
        )
    return order


def _several(kept: object) -> tuple[str, ...]:
    """The suites of an order; older runs kept one path, or None."""
    if isinstance(kept, str):
        return (kept,)
    return tuple(map(str, kept)) if isinstance(kept, list | tuple) else ()


def as_begun(order: Order, begun: Begun) -> Order:
    """The order with the baseline as the run kept it: the file may have been taken anew since.

    A way back needs none.
    """
    if order.baseline is None:
        return order
    own = Record(RUNS / begun.id).baseline
    if own.is_file():
        return replace(order, baseline=str(own))
    if begun.command == "rollback" and not Path(order.baseline).is_file():
        return replace(order, baseline=None)
    return order


def address(given: str | None, file: GateFile) -> str:
    """The origin of the deployment, from the command line or smokegate.toml."""
    base_url = given if given is not None else file.base_url
    if base_url is None:
        raise ConfigurationError(
            f"--base-url: is missing, got nothing; give --base-url=URL, or base_url in {FILE}"
        )
    if is_demo(base_url):
        return base_url
    return checked_origin("--base-url", base_url)


def stated(option: str, given: str | None, own: Mapping[str, str]) -> str | None:
    """The option before or after `--`; an empty one is a variable that was never set."""
    value = given if given is not None else own.get(option)
    if value is not None and not value.strip():
        raise ConfigurationError(
            f"{option}: is empty, got {value!r}; give a value, or leave it out"
        )
    return value


def settle(given: float | str) -> float:
    """The seconds of --settle."""
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 3600:
        raise ConfigurationError(
            f"--settle: should be a number from 0 to 3600, got {given}; write --settle=30"
        )
    return seconds


def suite(order: Order) -> tuple[str, ...]:
    """The team's own checks that pytest is given; none where only the shipped ones are run."""
    for given in order.suite:
        if not Path(given).exists():
            raise ConfigurationError(
                f"--suite: there is no such path, got {given!r}; give a folder"
            )
    own = find_own_checks(order.suite)
    if not own and is_own_only(order):
        raise ConfigurationError(
            "--own-checks-only: leaves nothing to run, got no checks of your own; "
            "give --suite=PATH, or put them into ./smoke"
        )
    return own


def is_own_only(order: Order) -> bool:
    """Whether the shipped checks are left out."""
    own, _ = taken(order.arguments)
    return order.is_own_only or OWN_CHECKS_ONLY in own


def contract_path(order: Order, file: GateFile) -> Path:
    """The contract of this order. Raises ConfigurationError where there is none, or several."""
    own, _ = taken(order.arguments)
    return find_contract(
        stated("--contract", order.contract, own),
        base_url=address(order.base_url, file),
        checks=[Path(given) for given in order.suite],
        folder=Path(),
    )


def command(given: str | None) -> tuple[str, ...]:
    """The words of --rollback; none where it was not given."""
    if given is None:
        return ()
    try:
        words = tuple(shlex.split(given))
    except ValueError as err:
        first = given.split()[0]  # the others may be secret
        raise ConfigurationError(
            f"--rollback: is not a command ({err}), got {first!r} and more; close the quotes"
        ) from err
    if not words or not words[0]:
        raise ConfigurationError(f"--rollback: is empty, got {given!r}; give a command")
    if shutil.which(words[0]) is None:
        raise ConfigurationError(
            f"--rollback: there is no such command, got {words[0]!r}; give a path that can be run "
            "(there is no shell around it: write sh -c '...' for one)"
        )
    return words
