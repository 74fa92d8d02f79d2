"""One way for a deployment to break, and what the suite should make of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from tests.faults.exchange import Edit, Wire


class Class(StrEnum):
    """What the verdict on such a deployment should be."""

    RELEASE = "release"
    TRANSIENT = "transient"
    OUTSIDE = "outside"
    CONFIGURATION = "configuration"
    WARNING = "warning"
    INCONCLUSIVE = "inconclusive"
    HEALTHY = "healthy"


class Port(StrEnum):
    """What the port of the deployment does: answer, refuse, or let connections wait for ever."""

    OPEN = "open"
    CLOSED = "closed"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """How https is served: for which names, by whom, until when (days from now), how modern."""

    names: tuple[str, ...] = ("127.0.0.1",)
    is_trusted: bool = True
    days: float = 90
    is_old: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the catalogue, or an oddity, served by an otherwise healthy deployment.

    serve: path -> what becomes of its healthy answer; a path that ends in * stands for all that
    begin so. by: the check that should say so, without `test_`; none if nothing can be said.
    greet: what each connection is answered. contract: an edit of the
    shipped one, in which PLAIN_PORT is the port of plain http beside TLS. samples: how often
    replicas are asked; 1 is not at all, which is quicker. has_browser: whether pages are opened in
    one, which takes seconds.
    """

    klass: Class
    id: str
    name: str
    what: str
    serve: Mapping[str, Edit]
    by: str = ""
    greet: Wire | None = field(default=None, kw_only=True)
    tls: Tls | None = field(default=None, kw_only=True)
    port: Port = field(default=Port.OPEN, kw_only=True)
    arguments: tuple[str, ...] = field(default=(), kw_only=True)
    samples: int = field(default=1, kw_only=True)
    contract: Callable[[str], str] | None = field(default=None, kw_only=True)
    has_browser: bool = field(default=False, kw_only=True)

    @property
    def key(self) -> str:
        """Unique: an id of the catalogue may be served in several ways."""
        return f"{self.id}-{self.name}"


release = partial(Fault, Class.RELEASE)
transient = partial(Fault, Class.TRANSIENT)
outside = partial(Fault, Class.OUTSIDE)
configuration = partial(Fault, Class.CONFIGURATION)
warning = partial(Fault, Class.WARNING)
inconclusive = partial(Fault, Class.INCONCLUSIVE)
healthy = partial(Fault, Class.HEALTHY, "good", samples=40)


@dataclass(frozen=True, slots=True)
class Unserved:
    """A fault of the catalogue that is not served here, and why."""

    id: str
    what: str
    why: str


def promising(table: str) -> Callable[[str], str]:
    """The shipped contract with one promise more."""
    return lambda shipped: f"{shipped}\n{table}\n"


def stating(old: str, new: str) -> Callable[[str], str]:
    """The shipped contract with one text instead of another."""

    def edit(shipped: str) -> str:
        assert old in shipped, f"{old!r} is not in the shipped contract"
        return shipped.replace(old, new)

    return edit
