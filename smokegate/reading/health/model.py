"""The one model that every health answer is read into."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from smokegate.reading.health.words import Status, rank
from smokegate.reading.problem import Problem
from smokegate.redact import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentHealth:
    """What the answer says of one thing that the deployment depends on.

    stated_at: when it was looked at. heartbeat_at: when it last gave a sign of life itself.
    """

    name: str
    status: Status
    word: str
    detail: str | None = None
    latency_ms: float | None = None
    stated_at: str | None = None
    heartbeat_at: str | None = None

    def __str__(self) -> str:
        """The word that was used, and the detail if there is one; fit to be shown."""
        return f"{self.word} ({self.detail})" if self.detail else self.word


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A health answer, normalised.

    where: how a failure message begins. format: the family it was told by, or none. overall: the
    stated word, else the worst component. detail: what it says beside its word. code: what the
    HTTP status means, and wanted_status which would have been good. problem: why nothing could be
    read, or None. notes: what is odd about the way it is written. document: the JSON object, if it
    was one.
    """

    where: str
    http_status: int
    overall: Status
    format: str = "none"
    word: str = ""
    detail: str | None = None
    code: Status = Status.OK
    wanted_status: str = "2xx"
    components: Mapping[str, ComponentHealth] = field(default_factory=dict)
    stated_at: str | None = None
    service: str | None = None
    uptime_s: float | None = None
    document: Mapping[str, Any] = field(default_factory=dict)
    problem: str | None = None
    notes: tuple[Problem, ...] = ()

    @property
    def names(self) -> str:
        """The names of the components, for a message."""
        return shown(", ".join(sorted(self.components))) or "none"

    def component(self, name: str) -> ComponentHealth | None:
        """The component of this name; else the worst of its measurements, `name:measurement`."""
        if name in self.components:
            return self.components[name]
        parts = [one for key, one in self.components.items() if key.startswith(f"{name}:")]
        return min(parts, key=lambda one: rank(one.status), default=None)


def worst(components: Iterable[ComponentHealth]) -> Status:
    """The worst of them; of none, nobody knows."""
    statuses = (component.status for component in components)
    return min(statuses, key=rank, default=Status.UNKNOWN)


def by_name(components: Iterable[ComponentHealth]) -> dict[str, ComponentHealth]:
    """The components by their name; of two that have the same, the worse one."""
    found: dict[str, ComponentHealth] = {}
    for one in components:
        known = found.get(one.name)
        if known is None or rank(one.status) < rank(known.status):
            found[one.name] = one
    return found


def failing(health: Health) -> Iterator[ComponentHealth]:
    """The components that are said to fail, in the order of their names."""
    for name in sorted(health.components):
        if health.components[name].status is Status.FAIL:
            yield health.components[name]
