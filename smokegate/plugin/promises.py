"""Which checks the contract asks for: a check whose promise is not made is not collected."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from smokegate.contract import Contract, Health, Ready, ReleaseIdentity, Severity
from smokegate.plugin.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One thing that the deployment depends on."""

    name: str
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A path whose time to the first byte is promised."""

    path: str
    is_page: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One value of a parametrized check: what it is called, and how bad its failure is."""

    value: object
    id: str
    severity: Severity


def _components(contract: Contract) -> list[Case]:
    named = contract.health.components if contract.health else {}
    return [
        Case(value=Component(name=name, severity=severity), id=name, severity=severity)
        for name, severity in named.items()
    ]


def _endpoints(contract: Contract) -> list[Case]:
    if contract.latency is None:
        return []
    asked = {page.path: True for page in contract.pages}
    if contract.ready and contract.ready.required:
        asked[contract.ready.path] = False
    if contract.health:
        asked[contract.health.path] = False
    return [
        Case(
            value=Endpoint(path=path, is_page=is_page), id=path, severity=contract.latency.severity
        )
        for path, is_page in sorted(asked.items())
    ]


# the arguments of a check that the contract gives values to, and the values
_CASES: dict[str, Callable[[Contract], list[Case]]] = {
    "component": _components,
    "webpage": lambda contract: [
        Case(value=page, id=page.path, severity=page.severity) for page in contract.pages
    ],
    "provider": lambda contract: [
        Case(value=oauth, id=oauth.provider, severity=oauth.severity) for oauth in contract.oauth
    ],
    "route": lambda contract: [
        Case(value=route, id=route.path, severity=route.severity) for route in contract.routes
    ],
    "endpoint": _endpoints,
}
# the arguments of a check that stand for one promise, and its severity if it is made
_SINGLE: dict[str, Callable[[Settings], Severity | None]] = {
    "health": lambda run: _severity(run.contract.health),
    "health_answer": lambda run: _severity(run.contract.health),
    "max_age_s": lambda run: (
        _severity(run.contract.health)
        if run.contract.health and run.contract.health.max_age_s
        else None
    ),
    "ready_answer": lambda run: _severity(run.contract.ready),
    "release_seen": lambda run: _severity(run.contract.release),
    "release_expected": lambda run: _severity(run.contract.release) if run.release else None,
}


def is_check(function: object) -> bool:
    """Whether this test function is about a promise: it takes a record of ours by its type.

    The names alone would claim tests of other suites, which may well call something a provider.
    """
    kinds = getattr(function, "__annotations__", {})
    return any(
        getattr(kinds.get(name), "__module__", "").startswith("smokegate.")
        for name in (*_CASES, *_SINGLE)
    )


def is_promised(function: object, settings: Settings) -> bool:
    """Whether the contract makes every promise that this check is about."""
    for name in _arguments(function):
        if name in _CASES and not _CASES[name](settings.contract):
            return False
        if name in _SINGLE and not _SINGLE[name](settings):
            return False
    return True


def parametrize(metafunc: pytest.Metafunc, settings: Settings) -> None:
    """Gives a check one case for each promise of its kind."""
    for name, cases in _CASES.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(
                name,
                [
                    pytest.param(case.value, id=case.id, marks=pytest.mark.severity(case.severity))
                    for case in cases(settings.contract)
                ],
            )


def severity_of(item: pytest.Item, settings: Settings) -> Severity:
    """How bad a failure of this item is: of all that is said of it, the mildest.

    A test that says nothing, such as one of another suite, is critical.
    """
    said = [Severity(mark.args[0]) for mark in item.iter_markers("severity")]
    names = [name for name in getattr(item, "fixturenames", ()) if name in _SINGLE]
    said += [severity for name in names if (severity := _SINGLE[name](settings))]
    return max(said, key=list(Severity).index, default=Severity.CRITICAL)


def not_covered(settings: Settings) -> list[str]:
    """What this run says nothing about, and why."""
    contract = settings.contract
    tables = ("release", "health", "ready", "pages", "oauth", "routes", "latency")
    absent = [name for name in tables if not getattr(contract, name)]
    found = [f"{', '.join(absent)} (no promise in the contract)"] if absent else []
    if contract.edge is not None:
        is_plain = settings.base_url.startswith("http://")
        why = "asked over https only" if is_plain else "this version does not ask"
        found.append(f"edge ({why})")
    found.append("replicas, and what only a browser sees (this version does not ask)")
    if contract.release is not None and settings.release is None:
        found.append("which release should answer (no --release)")
    return found


def _severity(promise: Health | Ready | ReleaseIdentity | None) -> Severity | None:
    return promise.severity if promise else None


def _arguments(function: object) -> Sequence[str]:
    try:
        return tuple(inspect.signature(function).parameters)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return ()
