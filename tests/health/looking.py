"""Looks at dependencies that are made up: each counts how often it was touched."""

import asyncio
import threading
from dataclasses import dataclass, field
from importlib import import_module

from smokegate.health import Check, Checkup, Finding, ok
from smokegate.health.check import Look, Said


@dataclass(slots=True)
class Dependency:
    """Something to look at. finding: what is found, or raised. gate: looks wait until it is set."""

    finding: Said | BaseException = field(default_factory=ok)
    touches: int = 0
    gate: threading.Event | None = None

    def look(self) -> Said:
        """A plain function's look."""
        self.touches += 1
        if self.gate is not None:
            self.gate.wait(30)
        if isinstance(self.finding, BaseException):
            raise self.finding
        return self.finding

    async def look_async(self) -> Said:
        """The same of an async one, which never waits."""
        self.touches += 1
        if isinstance(self.finding, BaseException):
            raise self.finding
        return self.finding


def check(name: str, said: Said | BaseException | Look = None, **options: object) -> Check:
    """A check that finds this, or looks with this function."""
    look = said if callable(said) else Dependency(said).look
    return Check(name=name, look=look, **options)  # type: ignore[arg-type]


def found(one: Check) -> Finding:
    """What one look finds, by way of a report."""
    report = asyncio.run(Checkup([one]).report())
    return report.results[0].finding


def client_error(code: str, status: int, message: str = "") -> Exception:
    """What boto3 raises for a refusal."""
    error: type[Exception] = import_module("botocore.exceptions").ClientError
    answer = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return error(answer, "ListObjectsV2")


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        """The time now."""
        return self.now_s
