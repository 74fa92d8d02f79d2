"""Settings that outlive one call: `smokegate.toml` in the working folder."""

from pathlib import Path
from typing import Annotated

from msgspec import Meta, field

from smokegate.contract import Above0, Table, Text
from smokegate.errors import ConfigurationError
from smokegate.toml_file import load

FILE = Path("smokegate.toml")
Seconds = Annotated[float, Meta(ge=0, le=3600, description="seconds from 0 to 3600", examples=[30])]


class Timings(Table, frozen=True):
    """Seconds. attempts_s: when each attempt may begin, counted from the first.

    settle_s: for the deployment to become ready. run_s: one run of the suite, settling not
    counted. rollback_s: the rollback command.
    """

    settle_s: Seconds = 30.0
    attempts_s: tuple[Seconds, ...] = (0.0, 10.0)
    run_s: Above0 = 300.0
    rollback_s: Above0 = 120.0


class GateFile(Table, frozen=True):
    """smokegate.toml. control: URLs that have nothing to do with the deployment."""

    control: tuple[Text, ...] = ()
    timings: Timings = field(default_factory=Timings)


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
            f"{list(at)}; write [0, 10]"
        )
    return loaded
