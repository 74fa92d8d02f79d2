"""The pytest plugin: `pytest smoke --base-url=URL` checks a live deployment.

It has no entry point, so that installing smokegate changes no other suite: the root conftest.py
loads it by name, and so does the gate (`-p smokegate.plugin`).
"""

import importlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from smokegate.contract_search import is_demo
from smokegate.errors import ConfigurationError
from smokegate.plugin import asked, promises, settings
from smokegate.plugin.run import Run, given_to_worker
from smokegate.plugin.shipped import Shipped

_RUN = pytest.StashKey[Run]()
_MISSED = pytest.StashKey[bool]()
_EXIT = pytest.StashKey[ExitStack]()
_NO_URL = (
    "--base-url: is missing; give the origin of the deployment, such as "
    "--base-url=https://charhub.app, or try --base-url=demo"
)


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Our options, and pytest-base-url's where plugins are not loaded by themselves."""
    if not pluginmanager.has_plugin("base_url") and not pluginmanager.is_blocked("base_url"):
        # under the name of its entry point, so that pytest does not load it a second time
        pluginmanager.register(importlib.import_module("pytest_base_url.plugin"), "base_url")
    settings.add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Reads the settings before anything runs; a mistake in them ends the run with status 4."""
    for marker in (
        "severity(word): how bad a failure is (blocker, critical, normal, minor, trivial)",
        "promised(word): the same, as the contract says of one case",
        "cause(word): what a failure of this check means (contract, slow, skew)",
        "blame(word): whom it blames where that is not the release (edge, outside)",
    ):
        config.addinivalue_line("markers", marker)
    config.stash[_EXIT] = ExitStack()
    base_url = given_to_worker(config) or settings.given_base_url(config)
    if not base_url:
        if asked.names_shipped_checks(config) and not config.getoption("help"):
            raise pytest.UsageError(_NO_URL)
        return
    try:
        base_url = config.stash[_EXIT].enter_context(_demo(base_url))
        _refuse_without_checks(config)
        run = Run(config, settings.settings_of(config, base_url))
        shipped = Shipped(config, run.facts)
        run.prepare()
    except ConfigurationError as err:
        raise pytest.UsageError(str(err)) from err
    config.option.base_url = base_url
    config.stash[_RUN] = run
    config.pluginmanager.register(shipped, "smokegate-shipped")
    config.pluginmanager.register(run, "smokegate-run")


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(
    name: str, obj: object, collector: pytest.Collector
) -> list[pytest.Item] | None:
    """Leaves out checks of ours in a run that was given no URL; the run ends after them."""
    if not name.startswith("test") or _RUN in collector.config.stash:
        return None
    if promises.is_check(obj):
        collector.config.stash[_MISSED] = True
        return []
    return None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One check for each component, page, provider, route and endpoint of the contract."""
    run = metafunc.config.stash.get(_RUN, None)
    if run is not None:
        promises.parametrize(metafunc, run.settings)


def pytest_collection_modifyitems(config: pytest.Config) -> None:
    """Ends a run that met checks of ours, in somebody's own suite, and has no URL to ask."""
    if config.stash.get(_MISSED, False):
        raise pytest.UsageError(_NO_URL)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the demo deployment, if it was started."""
    if _EXIT in config.stash:
        config.stash[_EXIT].close()


def _refuse_without_checks(config: pytest.Config) -> None:
    """A run that asks nothing, or cannot say what it saw, must not look like one that did."""
    for name in ("setupplan", "setuponly"):  # the first one sets the second, too
        if getattr(config.option, name, False):
            raise ConfigurationError(
                f"--{name.replace('setup', 'setup-')}: runs no check; leave it out"
            )
    for name in ("skipping", "junitxml"):
        if not config.pluginmanager.has_plugin(name):
            raise ConfigurationError(f"-p no:{name}: the reports need it; leave it out")


@contextmanager
def _demo(base_url: str) -> Iterator[str]:
    """The URL to ask: of the embedded demo deployment, started here, if that is asked for."""
    if not is_demo(base_url):
        yield base_url
        return
    from smokegate.demo.releases import find  # lazy: a real deployment needs no demo
    from smokegate.demo.server import serve

    try:
        release = find(base_url.partition(":")[2] or "good")
    except ValueError as err:
        raise ConfigurationError(f"--base-url: {err}") from err
    with serve(release.name) as url:
        yield url
