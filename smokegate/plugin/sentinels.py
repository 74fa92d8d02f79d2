"""Proves that a check could fail, and that it could pass, in this very look of the gate.

A debugger that is asked for, assertions that are optimised away, a hook that swallows failures:
each of them makes every check pass. So a few checks of our own are run the way all checks are run,
with the hooks of everybody: one that must pass, one that must fail, and one that must fail by an
assertion of a module that pytest does not rewrite. People do not see them: they are in no report,
only what became of them is.
"""

import importlib
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Literal

import pytest

from smokegate.plugin import asked, gate_look
from smokegate.plugin.properties import Facts
from smokegate.plugin.set_aside import set_aside
from smokegate.plugin.shipped import needs_nothing_of_a_team

_When = Literal["setup", "call", "teardown"]
_MODULE = "smokegate.plugin.sentinel_checks"
_FILE = "test_smokegate_sentinels.py"
# who writes what people read, and who counts; everybody else is called for a sentinel too
_READERS = (
    *("_pytest", "allure", "allure_pytest", "pytest_html", "smokegate"),
    *("xdist", "__channelexec__"),  # the second is what execnet makes of it in a worker
)
_EXPECTED = {
    "test_must_pass": "passed",
    "test_must_fail": "failed",
    "test_must_fail_in_a_helper": "failed",
}


class SentinelModule(pytest.Module):
    """The sentinels, as if their file were in a folder of the team, for its hooks are called."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """All of them, whatever `python_functions` says."""
        self.obj = _imported()
        yield from super().collect()

    def funcnamefilter(self, name: str) -> bool:
        """Whether a function of this name is one of them."""
        return name in _EXPECTED


def is_sentinel(item: pytest.Item) -> bool:
    """Whether it is one of ours, which are no checks of the deployment."""
    return isinstance(item.parent, SentinelModule)


class Sentinels:
    """Collects them beside the checks, and runs them before the first one. facts: of the run."""

    def __init__(self, config: pytest.Config, facts: Facts) -> None:
        self.config, self.facts = config, facts
        self._all: list[pytest.Item] = []

    def pytest_report_header(self) -> list[str]:
        """What is set aside of the team's own settings; once, in the first look."""
        options = set_aside(self.config)
        if not options or gate_look.is_later():
            return []
        where = self.config.inipath.name if self.config.inipath else ""
        return [f"smokegate: a look of the gate sets aside addopts of {where}: {options}"]

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Adds them for each place that was asked for."""
        report = yield
        if isinstance(collector, pytest.Session):
            for number, place in enumerate(asked.places_of(self.config) or [Path.cwd()]):
                folder = place if place.is_dir() else place.parent
                nodeid = f"smokegate-sentinels/{number}/{_FILE}"
                report.result.append(
                    SentinelModule.from_parent(collector, path=folder, name=_FILE, nodeid=nodeid)
                )
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keeps them, before anybody can leave them out; others may still change them."""
        self._all = [item for item in items if is_sentinel(item)]
        for item in self._all:
            needs_nothing_of_a_team(item)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """They are no part of the plan."""
        session.items[:] = [item for item in session.items if not is_sentinel(item)]

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Runs them before the checks, and keeps what is wrong with them."""
        is_here = bool(session.items) and not self.config.option.collectonly
        if is_here and not getattr(self.config.option, "tx", None):
            after = (*self._all[1:], session.items[0])
            problems = [
                problem
                for item, following in zip(self._all, after, strict=True)
                if (problem := self._problem(item, following))
            ]
            if not self._all:
                problems = ["they were not collected"]
            self.facts.sentinels = problems[0] if problems else "right"
        return (yield)

    def _problem(self, item: pytest.Item, following: pytest.Item) -> str | None:
        """Why this one shows that nothing can be proven; None where it is right."""
        name = getattr(item, "originalname", None) or item.name
        expected = _EXPECTED[name]
        outcome = self._outcome(item, following)
        words = name.removeprefix("test_").replace("_", " ")
        return None if outcome == expected else f"the one that {words} was {outcome}"

    def _outcome(self, item: pytest.Item, following: pytest.Item) -> str:
        """What became of it: passed, failed, skipped, or broken for anything else."""
        hook = item.ihook
        outcomes: list[str] = []
        phases: tuple[tuple[_When, Callable[[], object]], ...] = (
            ("setup", partial(hook.pytest_runtest_setup, item=item)),
            ("call", partial(hook.pytest_runtest_call, item=item)),
            ("teardown", partial(hook.pytest_runtest_teardown, item=item, nextitem=following)),
        )
        for when, run in phases:
            if when == "call" and outcomes != ["passed"]:
                continue
            call = pytest.CallInfo.from_call(
                run,
                when=when,
                reraise=(pytest.exit.Exception, KeyboardInterrupt),
            )
            report = hook.pytest_runtest_makereport(item=item, call=call)
            self._log(report)
            is_broken = report.failed and (when != "call" or report.when != "call")
            outcomes.append("broken" if is_broken else report.outcome)
            if when == "call" and hasattr(report, "wasxfail"):
                outcomes[-1] = "expected to fail"
        others = [outcome for outcome in (outcomes[0], outcomes[-1]) if outcome != "passed"]
        return others[0] if others else outcomes[1]

    def _log(self, report: pytest.TestReport) -> None:
        """Shows it to those that may change a report, and to nobody who writes one."""
        manager = self.config.pluginmanager
        readers = [plugin for plugin in manager.get_plugins() if _is_reader(plugin)]
        manager.subset_hook_caller("pytest_runtest_logreport", readers)(report=report)


def _is_reader(plugin: object) -> bool:
    module = plugin.__name__ if isinstance(plugin, ModuleType) else type(plugin).__module__
    return module.partition(".")[0] in _READERS


def _imported() -> ModuleType:
    """Their module, whose assertions are rewritten as those of all checks are."""
    pytest.register_assert_rewrite(_MODULE)
    return importlib.import_module(_MODULE)
