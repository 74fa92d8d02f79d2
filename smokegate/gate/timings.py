"""Settings that outlive one call: `smokegate.toml` in the working folder."""

from pathlib import Path
from typing import Annotated

from msgspec import Meta, field, structs

from smokegate.contract import Table
from smokegate.contract_fields import Above0, Text
from smokegate.contract_search import SETTINGS_FILE
from smokegate.errors import ConfigurationError
from smokegate.gate.driver_settings import DriverSettings, HostSettings, Keep, faults
from smokegate.toml_file import load
from smokegate.verdict.policy import Policy

FILE = Path(SETTINGS_FILE)
Rate = Annotated[float, Meta(gt=0, lt=1, description="a share above 0", examples=[0.01])]
Seconds = Annotated[float, Meta(ge=0, le=3600, description="seconds from 0 to 3600", examples=[30])]


class Timings(Table, frozen=True):
    """Seconds. attempts_s: when each attempt may begin, counted from the first.

    settle_s: for the deployment to become ready. run_s: one run of the suite, settling not
    counted. harness_s: before an attempt that proved nothing is taken anew. verdict_s: from the
    first attempt to the verdict. rollback_s: the rollback command.
    """

    settle_s: Seconds = 30.0
    attempts_s: tuple[Seconds, ...] = (0.0, 10.0, 40.0)
    run_s: Above0 = 300.0
    harness_s: Seconds = 10.0
    verdict_s: Above0 = 600.0
    rollback_s: Above0 = 120.0


class Rates(Table, frozen=True):
    """The error rates of a verdict; what each means stands in smokegate/verdict/policy.py."""

    noise: Rate = Policy().noise
    broken: Rate = Policy().broken
    false_rollback: Rate = Policy().false_rollback
    missed: Rate = Policy().missed
    silence_s: Above0 = Policy().silence_s

    def policy(self, where: str) -> Policy:
        """The policy of these rates. Raises ConfigurationError if no test follows from them."""
        try:
            return Policy(**structs.asdict(self))
        except ValueError as err:
            raise ConfigurationError(f"{where}: $.policy.{err}; see docs/verdict.md") from err


class GateFile(Table, frozen=True):
    """smokegate.toml. control: URLs that have nothing to do with the deployment.

    state: the folder of the record, the lock and the journal. base_url: of the deployment, for the
    commands that are not given one. contract: the contract's path relative to this file
    (smokegate/contract_search.py reads it, for pytest reads it too).
    """

    base_url: Text | None = None
    contract: Text | None = None
    control: tuple[Text, ...] = ()
    state: Text = ".smokegate"
    timings: Timings = field(default_factory=Timings)
    policy: Rates = field(default_factory=Rates)
    host: HostSettings = field(default_factory=HostSettings)
    driver: DriverSettings | None = None
    keep: Keep = field(default_factory=Keep)


def load_gate_file(path: Path = FILE) -> GateFile:
    """The settings in the file, or the defaults where there is none. Raises ConfigurationError."""
    if not path.exists():
        return GateFile()
    loaded = load(path, GateFile).record
    timings = loaded.timings
    at = timings.attempts_s
    if len(at) < 2 or at[0] != 0 or list(at) != sorted(set(at)):
        raise ConfigurationError(
            f"{path}: $.timings.attempts_s should begin with 0 and rise, two at least, got "
            f"{list(at)}; write [0, 10, 40]"
        )
    loaded.policy.policy(str(path))
    for fault in faults(loaded.driver):
        raise ConfigurationError(f"{path}: {fault}")
    return loaded
