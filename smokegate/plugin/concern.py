"""One concern of the suite: which arguments its checks take, and which requests these read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from smokegate.contract import Page, Route
from smokegate.contract_fields import Severity
from smokegate.plugin.settings import Settings
from smokegate.plugin.survey import Plan

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One value of a parametrized check: what it is called, and how bad its failure is."""

    value: object
    id: str
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """What the checks of one concern may take as arguments.

    cases: arguments that the contract gives values to, and the values. single: arguments that
    stand for one promise, and its severity, None if it is not made. reads: the requests that an
    argument reads, given the values of the case.
    """

    cases: Mapping[str, Callable[[Settings], list[Case]]] = field(default_factory=dict)
    single: Mapping[str, Callable[[Settings], Severity | None]] = field(default_factory=dict)
    reads: Mapping[str, Callable[[Settings, Values], Plan]] = field(default_factory=dict)


def cases_by_path(promises: Sequence[Page | Route]) -> list[Case]:
    """A case for each promise about a path, called by that path."""
    ids = _shown_paths(promise.path for promise in promises)
    return [
        Case(value=promise, id=name, severity=promise.severity)
        for name, promise in zip(ids, promises, strict=True)
    ]


def _shown_paths(paths: Iterable[str]) -> list[str]:
    """The paths as test ids: of a query the names alone, for a value may be secret; each once."""
    shown: list[str] = []
    for path in paths:
        target, has_query, query = path.partition("?")
        names = "&".join(pair.partition("=")[0] for pair in query.split("&"))
        name = f"{target}?{names}" if has_query else target
        count = sum(1 for one in shown if one.partition(" #")[0] == name)
        shown.append(f"{name} #{count + 1}" if count else name)
    return shown
