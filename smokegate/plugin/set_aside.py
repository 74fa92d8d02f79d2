"""The options that a team wrote into its settings of pytest, which shape runs other than ours.

They may stop a look early, leave checks out or run none, so the gate sets them aside.
"""

import configparser
import tomllib
from pathlib import Path
from typing import Any

import pytest

from smokegate.redact import shown

_SECTIONS = ("pytest", "tool:pytest")


def set_aside(config: pytest.Config) -> str:
    """The `addopts` of the file that pytest read, fit to be shown; empty where there are none."""
    path = config.inipath
    if path is None:
        return ""
    try:
        options = _of_toml(path) if path.suffix == ".toml" else _of_ini(path)
    except (OSError, ValueError, configparser.Error):
        return ""
    return shown(options)


def _of_toml(path: Path) -> str:
    content = tomllib.loads(path.read_text("utf-8"))
    tables = [content.get("pytest"), content.get("tool", {}).get("pytest")]
    tables += [table.get("ini_options") for table in tables if isinstance(table, dict)]
    options: list[Any] = [t["addopts"] for t in tables if isinstance(t, dict) and "addopts" in t]
    return " ".join(each if isinstance(each, str) else " ".join(map(str, each)) for each in options)


def _of_ini(path: Path) -> str:
    parser = configparser.RawConfigParser(strict=False)
    parser.read_string(path.read_text("utf-8"))
    return " ".join(parser.get(each, "addopts", fallback="") for each in _SECTIONS).strip()
