"""Which checks a run takes, and how many of the suite somebody left out of it."""

from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from smokegate.plugin import promises
from smokegate.plugin.properties import Facts
from smokegate.plugin.sentinels import is_sentinel
from smokegate.plugin.settings import Settings


class Selection:
    """Collects what the contract promises, in the order in which it arrives."""

    def __init__(self, settings: Settings, facts: Facts) -> None:
        self.settings, self.facts = settings, facts
        self._session: pytest.Session | None = None

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Keeps the session, which knows what it was asked to collect."""
        self._session = session

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """A file that calls sys.exit when it is imported is one that cannot be collected."""
        try:
            return (yield)
        except SystemExit as err:
            text = f"SystemExit: {err.code}, raised while {collector.nodeid} was collected"
            return pytest.CollectReport(collector.nodeid, "failed", text, [])

    @pytest.hookimpl(wrapper=True)
    def pytest_pycollect_makeitem(self) -> Generator[None, object, object]:
        """Does not collect a check whose promise the contract does not make."""
        made = yield
        if not isinstance(made, list):
            return made
        return [
            one
            for one in made
            if not isinstance(one, pytest.Function) or promises.is_promised(one, self.settings)
        ]

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Puts last what waits longest, and keeps only what the gate asks again, if it asks."""
        for late in ("loaded", "visited"):
            waiting = {item.path for item in items if late in getattr(item, "fixturenames", ())}
            items.sort(key=lambda item: item.path in waiting)
        only = self.settings.only
        if only is not None:
            files = _prefixes(only)
            kept = [
                one
                for one in items
                if one.nodeid in only
                or _dotted(one).startswith(files)
                or promises.is_readiness(one)
            ]
            dropped = [item for item in items if item not in kept and not is_sentinel(item)]
            items[:] = kept
            config.hook.pytest_deselected(items=dropped)
            self.facts.deselected -= len(dropped)

    @pytest.hookimpl(wrapper=True)
    def pytest_ignore_collect(self, collection_path: Path) -> Generator[None, bool, bool]:
        """Counts a file or folder of checks that somebody left out as one check.

        pytest looks at all that lies beside the suite and beside the folders above it too.
        """
        is_ignored = yield
        is_hidden = collection_path.name.startswith((".", "__"))
        if is_ignored and not is_hidden and self._is_of_the_suite(collection_path):
            self.facts.deselected += 1
        return is_ignored

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Counts what somebody left out: a release is known good only by all of its checks."""
        self.facts.deselected += sum(not is_sentinel(item) for item in items)

    def _is_of_the_suite(self, path: Path) -> bool:
        return self._session is not None and any(
            self._session.isinitpath(one) for one in (path, *path.parents)
        )


def _prefixes(only: frozenset[str]) -> tuple[str, ...]:
    """How the checks begin whose file or folder was named, for it could not be collected before."""
    named = (one.replace("::", ".").removesuffix(".__init__") for one in only)
    return tuple(f"{each}." for each in named)


def _dotted(item: pytest.Item) -> str:
    """The id of a check as the JUnit report writes it, without its parameters."""
    path = item.nodeid.partition("[")[0].replace(".py::", ".").replace("::", ".")
    return path.replace("/", ".")
