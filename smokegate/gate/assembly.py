"""From an order to the parts of a run that is ready to begin."""

import secrets
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from sqlite3 import Connection

from msgspec import structs

from smokegate.contract import Contract
from smokegate.contract_file import load_contract
from smokegate.errors import ConfigurationError
from smokegate.gate import baseline
from smokegate.gate.arguments import taken
from smokegate.gate.attempt import Suite
from smokegate.gate.books import Books
from smokegate.gate.decision import written_whole
from smokegate.gate.drivers import driver_of
from smokegate.gate.drivers.driver import Driver
from smokegate.gate.drivers.given import given
from smokegate.gate.gate import Gate
from smokegate.gate.host import host_of
from smokegate.gate.journal import Journal, Run
from smokegate.gate.lock import LockedError, is_held
from smokegate.gate.order import (
    Order,
    address,
    command,
    contract_path,
    is_own_only,
    settle,
    stated,
    suite,
)
from smokegate.gate.person import whoever
from smokegate.gate.record import RUNS, Record
from smokegate.gate.releases import Releases
from smokegate.gate.rollback import Return
from smokegate.gate.smoke import Smoke
from smokegate.gate.state import Memory, State
from smokegate.gate.switch import Switch
from smokegate.gate.timings import FILE, GateFile
from smokegate.origin import checked_url
from smokegate.toml_file import Loaded
from smokegate.verdict.evidence import Evidence


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """The parts that every run has. release: as it was ordered."""

    order: Order
    file: GateFile
    smoke: Smoke
    contract: Loaded[Contract]
    release: str | None
    baseline: Evidence | None
    journal: Journal
    releases: Releases

    @property
    def folder(self) -> Path:
        """Where the record, the locks and the journal are."""
        return Path(self.file.state)

    def begun(self, command: str) -> Run:
        """A new run of this command in the journal. Raises ConfigurationError, LockedError."""
        self.journal.state.reserve.keep()
        begin = partial(
            self.journal.begin, self.smoke.run_id, command, self.order.kept(), whoever()
        )
        return begin() if command == "rollback" else begin(refuse=self._refuse_beside_a_person)

    def in_memory(self, why: str) -> "Assembly":
        """The same on a copy of the record. why: it cannot be written to."""
        state = Memory.copied(self.journal.state, why)
        return replace(
            self,
            journal=Journal(state, self.journal.deployment, self.journal.now),
            releases=Releases(state, self.releases.deployment),
        )

    def refuse_beside_a_person(self) -> None:
        """A run that begins while a person goes back would be newer, and so undo that.

        Raises LockedError.
        """
        with self.journal.state.reading() as connection:
            self._refuse_beside_a_person(connection)

    def _refuse_beside_a_person(self, connection: Connection) -> None:
        alive = self.journal.alive(
            connection, "rollback", lambda run: is_held(by_hand_lock(self.folder, run))
        )
        if alive:
            raise LockedError(f"rollback {alive} by hand is running; wait for it")

    def books(self, run: Run, driver: Driver | None) -> Books:
        """Where the run puts down what it found."""
        return Books(
            releases=self.releases,
            run=run,
            contract=self.contract.text,
            driver=driver,
            now=now,
        )

    def back(self, books: Books, driver: Driver, *, finds_its_way: bool) -> Return:
        """The way back by this driver."""
        switch = Switch(
            driver=driver,
            run=books.run,
            lock=self.folder / "switch.lock",
            wait_s=max(self.file.timings.rollback_s, getattr(self.file.driver, "switch_s", 0.0)),
        )
        return Return(
            switch=switch,
            smoke=self.smoke,
            books=books,
            finds_its_way=finds_its_way,
            baseline=self.baseline,
            rolled_back_since=self.journal.rolled_back_since,
        )

    def gate(self, books: Books, back: Return | None) -> Gate:
        """What looks and judges."""
        return Gate(
            smoke=replace(
                self.smoke, noise=self.releases.noise(), was_let_in=self.releases.was_let_in()
            ),
            record=Record(self.smoke.folder),
            release=self.release,
            has_identity=self.contract.record.release is not None,
            back=back,
            baseline=self.baseline,
            is_observing=self.order.is_observing,
            books=books,
        )

    def driver(self) -> Driver:
        """The driver of smokegate.toml. Raises ConfigurationError where there is none."""
        found = driver_of(self.file.driver, host_of(self.file.host))
        if found is None:
            raise ConfigurationError(
                f"{FILE}: has no [driver], so nothing can be switched; add one: docs/deploy.md"
            )
        return found

    def given_command(self) -> Driver | None:
        """The command of --rollback, or None."""
        words = command(self.order.rollback)
        if not words:
            return None
        deadline_s = self.file.timings.rollback_s
        return given(words, deadline_s=deadline_s, output=self.order.output)


def by_hand_lock(folder: Path, run: str) -> Path:
    """The lock of one rollback by hand: it waits for nobody, and shows whether it is alive."""
    return folder / f"rollback-{run}.lock"


def run_id() -> str:
    """The id of a new run."""
    return f"{now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def journal_of(base_url: str | None, file: GateFile) -> Journal:
    """The journal of this deployment. Raises ConfigurationError."""
    return Journal(_state(file), address(base_url, file), now)


def with_a_contract(order: Order, file: GateFile) -> Order:
    """The order with a contract that can be read: nothing keeps a person from going back.

    Where the one of the working folder cannot be, it is the one that was put on record last.
    Raises ConfigurationError where there is none either.
    """
    try:
        load_contract(contract_path(order, file))
    except ConfigurationError:
        known = Releases(_state(file), address(order.base_url, file)).all()
        text = next((one.contract for one in known if one.contract), None)
        if text is None:
            raise
        pinned = Path(file.state) / "contract.toml"
        written_whole(pinned, text.encode())
        return replace(order, contract=str(pinned))
    return order


def assembled(order: Order, file: GateFile, run: str, began: datetime | None = None) -> Assembly:
    """The parts of this run. Raises ConfigurationError for what is wrong with the order.

    began: when, where that was before; a baseline that was fresh then is not stale now.
    """
    smoke, contract = _smoke(order, file, run)
    own, _ = taken(order.arguments)
    state = _state(file)
    return Assembly(
        order=order,
        file=file,
        smoke=smoke,
        contract=contract,
        release=stated("--release", order.release, own),
        baseline=(baseline.given(Path(order.baseline), began or now()) if order.baseline else None),
        journal=Journal(state, smoke.suite.base_url, now),
        releases=Releases(state, smoke.suite.base_url),
    )


def _state(file: GateFile) -> State:
    return State(Path(file.state) / "state.sqlite3")


def _smoke(order: Order, file: GateFile, run: str) -> tuple[Smoke, Loaded[Contract]]:
    """How the suite is to be run, and the contract that it is run with."""
    own, arguments = taken(order.arguments)
    base_url = address(order.base_url, file)
    contract_file = contract_path(order, file)
    contract = load_contract(contract_file)
    timings = file.timings
    wanted = order.settle_s if order.settle_s is not None else own.get("--settle")
    if wanted is not None:
        timings = structs.replace(timings, settle_s=settle(wanted))
    control = (*order.control, *own.get("--control", "").split(), *file.control)
    smoke = Smoke(
        run_id=run,
        suite=Suite(
            own_checks=suite(order),
            is_own_only=is_own_only(order),
            base_url=base_url,
            contract=contract_file,
            control=tuple(checked_url("--control", url) for url in control),
            arguments=arguments,
            run_s=timings.run_s,
            output=order.output,
        ),
        timings=timings,
        folder=RUNS / run,
        clock=time.monotonic,
        sleep=time.sleep,
        policy=file.policy.policy(str(FILE)),
    )
    return smoke, contract
