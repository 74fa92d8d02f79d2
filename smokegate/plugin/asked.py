"""What this run of pytest was asked to check: files, folders, packages and node ids."""

import importlib.util
from pathlib import Path

import pytest

from smokegate.contract_file import is_in_wheel, shipped_suite
from smokegate.plugin.gate_look import is_look


def places_of(config: pytest.Config) -> list[Path]:
    """The files and folders that were asked for; without those of the wheel, which are nobody's."""
    paths = [_path(config, argument) for argument in config.args]
    return [path for path in paths if not (is_in_wheel() and _is_shipped(path))]


def names_shipped_checks(config: pytest.Config) -> bool:
    """Whether any of what was asked for is of the shipped checks."""
    return any(_is_shipped(_path(config, argument)) for argument in config.args)


def has_own_checks(config: pytest.Config) -> bool:
    """Whether any of what was asked for is not of the shipped checks."""
    return not all(_is_shipped(_path(config, argument)) for argument in config.args)


def is_own_only(config: pytest.Config) -> bool:
    """Whether --own-checks-only was given."""
    return bool(config.getoption("own_checks_only"))


def adds_shipped_checks(config: pytest.Config) -> bool:
    """Whether the shipped checks join what was asked for.

    Somebody who names files and node ids asks for these alone; a run of the gate proves something
    of a release, so it has all of them.
    """
    paths = [_path(config, argument) for argument in config.args]
    if is_own_only(config) or any(path == shipped_suite().resolve() for path in paths):
        return False
    if is_look():
        return True
    named = zip(config.args, paths, strict=True)
    return any("::" not in argument and not path.is_file() for argument, path in named)


def _is_shipped(path: Path) -> bool:
    home = shipped_suite().resolve()
    return path == home or home in path.parents


def _path(config: pytest.Config, argument: str) -> Path:
    """The file or folder of an argument, links followed; of a node id, its file."""
    named = argument.partition("::")[0]
    path = config.invocation_params.dir / named
    if config.getoption("pyargs") and not path.exists():
        path = _path_of_package(named) or path
    return path.resolve()


def _path_of_package(name: str) -> Path | None:
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError, AttributeError):
        return None
    if spec is None:
        return None
    folder = next(iter(spec.submodule_search_locations or ()), None)
    place = folder or spec.origin
    return Path(place) if place else None
