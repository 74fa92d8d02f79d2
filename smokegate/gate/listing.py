"""What is on record of a deployment, for people and machines."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from smokegate.gate.assembly import now
from smokegate.gate.drivers import driver_of
from smokegate.gate.drivers.driver import DriverError
from smokegate.gate.host import HostError, host_of
from smokegate.gate.journal import Journal
from smokegate.gate.message import short
from smokegate.gate.releases import Release, Releases
from smokegate.gate.state import State
from smokegate.gate.timings import GateFile, load_gate_file
from smokegate.redact import shown
from smokegate.release_id import is_among, is_same_release


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A release on record. is_current, is_ready: None where nobody can know."""

    release: Release
    is_current: bool | None
    is_ready: bool | None

    def as_json(self) -> Mapping[str, Any]:
        """All of it but the contract, which is long."""
        found = asdict(self.release)
        del found["contract"]
        return {**found, "is_current": self.is_current, "is_ready": self.is_ready}


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A run on record. exit_code, decision: None where it did not come to its end."""

    run: str
    what: str
    by: str
    began: str
    ended: str | None
    exit_code: int | None
    decision: str | None

    def as_json(self) -> Mapping[str, Any]:
        """All of it."""
        return asdict(self)

    def row(self) -> tuple[str, ...]:
        """As a table shows it."""
        code = "" if self.exit_code is None else str(self.exit_code)
        decision = self.decision or "did not come to its end: smokegate resume"
        return (self.began, shown(self.by), self.what, code, shown(decision, 300), self.run)


def listed(base_url: str) -> list[Listed]:
    """Every release on record, the one that was judged last first. Raises ConfigurationError."""
    file = load_gate_file()
    known = Releases(_state(file), base_url).all()
    current, lying = _seen(file)
    return [
        Listed(
            release=one,
            is_current=is_same_release(one.id, current) if current else None,
            is_ready=None if lying is None else is_among(one.id, lying),
        )
        for one in known
    ]


def as_rows(found: Sequence[Listed]) -> list[tuple[str, ...]]:
    """As a table shows them: `*` is current."""
    return [
        (
            "*" if one.is_current else "",
            short(one.release.id),
            str(one.release.state) + (", not ready" if one.is_ready is False else ""),
            one.release.at,
            shown(one.release.by),
            " by ".join(filter(None, (shown(one.release.subject), shown(one.release.author)))),
        )
        for one in found
    ]


def logged(base_url: str, limit: int) -> list[Logged]:
    """The newest runs first. Raises ConfigurationError."""
    journal = Journal(_state(load_gate_file()), base_url, now)
    return [
        Logged(
            run=begun.id,
            what=_what(begun.command, begun.order),
            by=begun.by,
            began=begun.began,
            ended=ended,
            exit_code=decision["exit"] if decision else None,
            decision=decision["decision"] if decision else None,
        )
        for begun, ended, decision in journal.ended(limit)
    ]


def _what(command: str, order: Mapping[str, Any]) -> str:
    """The command as it was given, with the reason why it was forced."""
    release = order.get("release")
    what = f"{command} {short(release)}" if release else command
    force = order.get("force")
    return f"{what} --force={shown(force)}" if force else what


def _seen(file: GateFile) -> tuple[str | None, tuple[str, ...] | None]:
    """What is current and what lies ready, as far as the driver can say."""
    try:
        driver = driver_of(file.driver, host_of(file.host))
        return (driver.current(), driver.prepared()) if driver else (None, None)
    except (DriverError, HostError):
        return None, None


def _state(file: GateFile) -> State:
    return State(Path(file.state) / "state.sqlite3")
