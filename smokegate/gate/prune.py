"""Removes what need not stay, once people know how a deploy ended."""

from contextlib import suppress
from pathlib import Path

from smokegate.errors import ConfigurationError
from smokegate.gate.assembly import journal_of
from smokegate.gate.drivers import driver_of
from smokegate.gate.drivers.driver import DriverError
from smokegate.gate.host import HostError, host_of
from smokegate.gate.jobs import LOCK
from smokegate.gate.journal import Journal
from smokegate.gate.lock import LockedError, held
from smokegate.gate.releases import Releases
from smokegate.gate.retention import retained
from smokegate.gate.signals import SIGNALS, InterruptedByPersonError
from smokegate.gate.timings import GateFile, load_gate_file


def prune_after(run: str | None, base_url: str | None) -> None:
    """Prunes if this run was a deploy and no newer one has begun. base_url: as it was given.

    What goes wrong here, a person who stops it included, changes nothing: the next deploy prunes.
    """
    SIGNALS.take_again()
    with suppress(
        ConfigurationError,
        DriverError,
        HostError,
        InterruptedByPersonError,
        LockedError,
        OSError,
    ):
        file = load_gate_file()
        journal = journal_of(base_url, file)
        with held(Path(file.state) / LOCK, f"{run}, pruning"):
            newest = journal.ended(limit=1)
            if newest and newest[0][0].id == run and newest[0][0].command == "deploy":
                _prune(file, journal, str(newest[0][0].order["release"]))


def _prune(file: GateFile, journal: Journal, release: str) -> None:
    driver = driver_of(file.driver, host_of(file.host))
    if driver is None:
        return
    current, known = driver.current(), Releases(journal.state, journal.deployment).all()
    lying = driver.prepared()
    stays = retained(
        known,
        lying=[one.id for one in known] if lying is None else lying,
        pinned=[one for one in (current, release) if one],
        most=file.keep.releases,
        most_failed=file.keep.failed,
    )
    driver.prune(stays.keep, stays.set_aside)
