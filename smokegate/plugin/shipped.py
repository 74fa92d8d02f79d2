"""The shipped checks join what a team asks for, under the same ids wherever they lie."""

import importlib
import sys
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest

from smokegate.contract_file import shipped_suite
from smokegate.errors import ConfigurationError
from smokegate.plugin import asked, concerns, sight
from smokegate.plugin.properties import Facts

_PACKAGE = "smokegate_shipped_checks"
_NAME = "smokegate"


class ShippedModule(pytest.Module):
    """One module of the shipped checks.

    No setting of a team hides its checks, a team's module of the same name is another one, and a
    team's fixture of the same name is for the team's own checks.
    """

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """The checks of the module."""
        module = _imported(self.path)
        for name, fixture in _fixtures().items():
            setattr(module, name, fixture)  # of fixtures of one name, pytest takes the nearest
        self.obj = module
        marks = getattr(module, "pytestmark", [])
        for mark in marks if isinstance(marks, list) else [marks]:
            self.add_marker(mark)
        yield from super().collect()

    def funcnamefilter(self, name: str) -> bool:
        """Whether a function of this name is a check, whatever `python_functions` says."""
        return name.startswith("test_")

    def classnamefilter(self, name: str) -> bool:  # noqa: ARG002 - pytest's signature
        """There are no classes of checks, whatever `python_classes` says."""
        return False


class ShippedChecks(pytest.Collector):
    """All modules of the shipped checks."""

    def collect(self) -> Iterator[ShippedModule]:
        """The modules in the order of their names."""
        for path in sorted(shipped_suite().glob("test_*.py")):
            yield shipped_module(self, path)


class Shipped:
    """The part of a run that collects the shipped checks. facts: of the run."""

    def __init__(self, config: pytest.Config, facts: Facts) -> None:
        self.facts = facts
        self.are_left_out = asked.is_own_only(config)
        self.are_added = asked.adds_shipped_checks(config)
        self._awaited = set[str]()
        if self.are_left_out and not asked.has_own_checks(config):
            raise ConfigurationError(
                "--own-checks-only: leaves nothing to run, got the shipped checks alone; "
                "name a folder of your own checks"
            )

    def pytest_report_header(self) -> list[str]:
        """That the shipped checks are left out."""
        return ["smokegate: own checks only, the shipped ones are left out"] * self.are_left_out

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Adds the shipped checks to the session's own result.

        Not to the arguments: pytest would search the folders above them for other people's
        conftest files and settings.
        """
        report = yield
        if self.are_added and isinstance(collector, pytest.Session):
            report.result.insert(0, ShippedChecks.from_parent(collector, name=_NAME, nodeid=_NAME))
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makemodule(
        self, module_path: Path, parent: pytest.Collector
    ) -> ShippedModule | None:
        """The module of a shipped check that was asked for by its path."""
        if module_path.resolve().parent != shipped_suite().resolve():
            return None
        return shipped_module(parent, module_path)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Takes each shipped check once, or none of them with --own-checks-only."""
        kept: dict[str, None] = {}
        for item in list(items):
            if not isinstance(item.parent, ShippedModule):
                continue
            if self.are_left_out or item.nodeid in kept:
                items.remove(item)
            kept[item.nodeid] = None
            needs_nothing_of_a_team(item)
        self._awaited = set() if self.are_left_out else set(kept)

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Somebody left these out, and said so."""
        self._awaited -= {item.nodeid for item in items}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Counts what somebody, such as a team's conftest, left out without a word."""
        self.facts.deselected += len(self._awaited - {item.nodeid for item in session.items})


def needs_nothing_of_a_team(item: pytest.Item) -> None:
    """Takes away the fixtures that a team's `usefixtures` gives to each of its own checks."""
    names: list[str] = getattr(item, "fixturenames", [])
    for name in item.config.getini("usefixtures"):
        if name in names:
            names.remove(name)


def shipped_module(parent: pytest.Collector, path: Path) -> ShippedModule:
    """The module under an id that is the same in every installation."""
    nodeid = f"{_folder(parent.config.rootpath, path)}/{path.name}"
    return ShippedModule.from_parent(parent, path=path, name=path.name, nodeid=nodeid)


def _folder(root: Path, path: Path) -> str:
    """What stands for the folder of a shipped check in its id.

    It is `smoke` in smokegate's own checkout, and `smokegate` in every other place, wherever the
    file lies, unless the team has a file that would get the same id.
    """
    at_home, elsewhere = root / "smoke" / path.name, root / _NAME / path.name
    if at_home.exists() and at_home.samefile(path):
        return "smoke"
    return f"{_NAME}/suite" if elsewhere.exists() else _NAME


def _fixtures() -> dict[str, object]:
    """What the shipped checks take, by its name."""
    kind = type(sight.sight)
    homes = (sight, *concerns.MODULES)
    return {
        name: value for home in homes for name, value in vars(home).items() if type(value) is kind
    }


def _imported(path: Path) -> ModuleType:
    """The module, in a package of its own: a team may have a package `smoke`, too."""
    if _PACKAGE not in sys.modules:
        pytest.register_assert_rewrite(_PACKAGE)
        package = ModuleType(_PACKAGE)
        package.__path__ = [str(shipped_suite())]
        sys.modules[_PACKAGE] = package
    return importlib.import_module(f"{_PACKAGE}.{path.stem}")
