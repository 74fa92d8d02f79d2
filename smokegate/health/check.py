"""What one check is, and what a look at a dependency finds."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias, TypedDict

from smokegate.errors import ConfigurationError

TIMEOUT_S: Final = 2.0
_LONGEST_NAME: Final = 64


class Status(StrEnum):
    """How well one thing is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Kind(StrEnum):
    """What a component is, in the words of health+json."""

    COMPONENT = "component"
    DATASTORE = "datastore"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a look found. detail: a few words that the public may read, or None."""

    status: Status
    detail: str | None = None


Said: TypeAlias = Finding | bool | None
Look: TypeAlias = Callable[[], Said | Awaitable[Said]]


class Options(TypedDict, total=False):
    """What every check takes.

    is_critical: whether its failure is answered with 503. timeout_s: how long a look may take.
    every_s: how long a good result is kept; a failure is looked at again with the next report.
    """

    is_critical: bool
    timeout_s: float
    every_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing to look at, and on which terms.

    look: a function, plain or async, without arguments. None and True are ok, False is a failure,
    a Finding says it in words; an exception is a failure told by its class alone. A plain function
    runs in a thread of its own.
    """

    name: str
    look: Look = field(repr=False)
    is_critical: bool = True
    timeout_s: float = TIMEOUT_S
    every_s: float = 0.0
    kind: Kind = Kind.COMPONENT

    def __post_init__(self) -> None:
        """Refuses what could not be looked at, or not be told."""
        where = f"smokegate.health check {self.name!r}"
        if not _is_name(self.name):
            raise ConfigurationError(
                f"{where}: a name should be 1 to {_LONGEST_NAME} printable characters without : "
                f"or /, got {self.name!r}; choose a word such as database"
            )
        if not callable(self.look):
            raise ConfigurationError(
                f"{where}: look should be a function, got {type(self.look).__name__}; "
                "give the function itself, not what it returns"
            )
        if not 0 < self.timeout_s <= 60:
            raise ConfigurationError(
                f"{where}: timeout_s should be above 0 and at most 60, got {self.timeout_s!r}; "
                "give seconds"
            )
        if not 0 <= self.every_s <= 3600:
            raise ConfigurationError(
                f"{where}: every_s should be from 0 to 3600, got {self.every_s!r}; give seconds"
            )


def ok() -> Finding:
    """It is well."""
    return Finding(status=Status.OK)


def warn(detail: str) -> Finding:
    """It works, and somebody should know this of it."""
    return Finding(status=Status.WARN, detail=detail)


def fail(detail: str) -> Finding:
    """It does not work."""
    return Finding(status=Status.FAIL, detail=detail)


def _is_name(name: object) -> bool:
    if not isinstance(name, str):
        return False
    is_short = 0 < len(name) <= _LONGEST_NAME
    return is_short and name.isprintable() and not name.isspace() and not set(name) & set(":/")
