"""Clients that only some checks need: taken when such a check is made, and named if missing."""

from importlib import import_module
from typing import Any

from smokegate.errors import ConfigurationError


def client(module: str, package: str, check: str) -> Any:
    """The module, or an error that says what to install."""
    try:
        return import_module(module)
    except ImportError as err:  # also psycopg without its libpq
        raise ConfigurationError(
            f"smokegate.health.{check}: needs {package}, got no such package; "
            "pip install 'smokegate[health]'"
        ) from err
