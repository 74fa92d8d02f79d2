"""Which checks the contract asks for: a check whose promise is not made is not collected."""

from collections.abc import Iterator, Sequence

import pytest

from smokegate.contract_fields import CheckLevel, Severity
from smokegate.contract_suite import shipped_suite
from smokegate.plugin.concerns import CONCERNS, edge
from smokegate.plugin.settings import Settings
from smokegate.plugin.survey import Plan, merged

_CASES = {name: cases for one in CONCERNS for name, cases in one.cases.items()}
_SINGLE = {name: single for one in CONCERNS for name, single in one.single.items()}
_READS = {name: reads for one in CONCERNS for name, reads in one.reads.items()}


def is_check(function: object) -> bool:
    """Whether this test function is about a promise: it takes a record of ours by its type.

    The names alone would claim tests of other suites, which may well call something a provider.
    """
    kinds = getattr(function, "__annotations__", {})
    return any(
        getattr(kinds.get(name), "__module__", "").startswith("smokegate.")
        for name in (*_CASES, *_SINGLE)
    )


def is_promised(item: pytest.Item, settings: Settings) -> bool:
    """Whether the contract makes every promise that this check is about, fixtures included."""
    if _level(item, settings) is CheckLevel.OFF:
        return False
    for name in _ours(getattr(item, "fixturenames", ()), getattr(item, "function", None)):
        if name in _CASES and not _CASES[name](settings):
            return False
        if name in _SINGLE and not _SINGLE[name](settings):
            return False
    return True


def parametrize(metafunc: pytest.Metafunc, settings: Settings) -> None:
    """Gives a check one case for each promise of its kind."""
    for name in _ours(metafunc.fixturenames, metafunc.function) & set(_CASES):
        if cases := _CASES[name](settings):
            mark = pytest.mark.promised
            params = [pytest.param(one.value, id=one.id, marks=mark(one.severity)) for one in cases]
            metafunc.parametrize(name, params)


def is_readiness(item: pytest.Item) -> bool:
    """Whether it is asked each time: a deployment may have gone down since."""
    return "ready_answer" in getattr(item, "fixturenames", ())


def severity_of(item: pytest.Item, settings: Settings) -> Severity:
    """How bad a failure of this item is: as the contract says of its case, else of its table.

    The check itself may say that its own concern is milder. A test that says nothing, such as one
    of another suite, is critical. What the contract says of a check by its name comes first.
    """
    if level := _level(item, settings):
        return Severity(level)
    said = [Severity(mark.args[0]) for mark in item.iter_markers("promised")]
    if not said:
        names = [name for name in getattr(item, "fixturenames", ()) if name in _SINGLE]
        said = [severity for name in names if (severity := _SINGLE[name](settings))]
    said += [Severity(mark.args[0]) for mark in item.iter_markers("severity")]
    return max(said, key=list(Severity).index, default=Severity.CRITICAL)


def plan_of(item: pytest.Item, settings: Settings) -> Plan:
    """The requests that this check will read, so that they can be started before it runs."""
    ours = _ours(getattr(item, "fixturenames", ()), getattr(item, "function", None))
    names = [name for name in getattr(item, "fixturenames", ()) if name in ours and name in _READS]
    call = getattr(item, "callspec", None)
    values = call.params if call else {}
    return merged(_READS[name](settings, values) for name in names)


def not_covered(settings: Settings) -> list[str]:
    """What this run says nothing about, and why."""
    contract = settings.contract
    tables = (
        "release",
        "health",
        "ready",
        "pages",
        "oauth",
        "routes",
        "realtime",
        "edge",
        "latency",
    )
    absent = [name for name in tables if not getattr(contract, name)]
    found = [f"{', '.join(absent)} (no promise in the contract)"] if absent else []
    found += _changed(settings)
    found += edge.not_covered(settings)
    if settings.samples == 1:
        found.append("replicas (--samples=1)")
    if contract.pages and settings.chromium is None:
        found.append("what only a browser sees, such as a blank page (docs/browser.md)")
    if contract.release is not None and settings.release is None:
        found.append("which release should answer (no --release)")
    return found


def _level(item: pytest.Item, settings: Settings) -> CheckLevel | None:
    """What `[checks]` says of this shipped check; None of any other."""
    levels = settings.contract.checks
    name = getattr(getattr(item, "function", None), "__name__", "")
    is_ours = name in levels and item.path.parent.resolve() == shipped_suite().resolve()
    return levels[name] if is_ours else None


def _changed(settings: Settings) -> Iterator[str]:
    """What `[checks]` takes from a run, so that nobody takes it for a whole one."""
    levels = settings.contract.checks
    for level in CheckLevel:
        names = ", ".join(name for name, said in levels.items() if said is level)
        if names and level is CheckLevel.OFF:
            yield f"{names} (off in [checks] of the contract)"
        elif names and not Severity(level).is_at_least(settings.fail_on):
            yield f"{names} as a reason to fail ({level} in [checks] of the contract)"


def _ours(names: Sequence[str], function: object) -> set[str]:
    """The arguments that are ours, for another suite may well call its own things the same."""
    return set(names) if "sight" in names or is_check(function) else set()
