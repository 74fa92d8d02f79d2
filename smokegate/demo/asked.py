"""What every part of the deployment is given, and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from starlette.requests import Request
from starlette.types import ASGIApp

from smokegate.demo.states import States


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, as the live release meets it.

    commit: what the release says of itself; None if it says nothing.
    states: the deployment's memory of the sign-ins that it started.
    """

    request: Request
    commit: str | None
    states: States


Answer: TypeAlias = Callable[[Asked], ASGIApp]
