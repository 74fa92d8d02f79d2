"""How the deployment reports on itself: health with its components, and readiness."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final, TypeAlias

from starlette.responses import JSONResponse
from starlette.types import ASGIApp

from smokegate.demo.asked import Answer, Asked

Check: TypeAlias = Mapping[str, str | float]
Checks: TypeAlias = Mapping[str, Check]

ALL_OK: Final[Checks] = MappingProxyType(
    {
        "database": {"status": "ok", "latency_ms": 2.1},
        "redis": {"status": "ok", "latency_ms": 0.4},
        "r2": {"status": "ok", "latency_ms": 18.7},
        "llm": {"status": "ok", "latency_ms": 96.3},
    }
)
_NO_STORE: Final = {"Cache-Control": "no-store"}


def health(
    *, status: int = 200, word: str = "healthy", age_s: float = 0, checks: Checks = ALL_OK
) -> Answer:
    """Health with that status and word at the top, looked at so many seconds ago."""

    def answer(asked: Asked) -> ASGIApp:
        seen_at = datetime.now(UTC) - timedelta(seconds=age_s)
        timestamp = seen_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        stated = {} if asked.commit is None else {"release": asked.commit}
        components = {name: dict(check) for name, check in checks.items()}
        body = {"status": word, "timestamp": timestamp, **stated, "checks": components}
        return JSONResponse(body, status, _NO_STORE)

    return answer


def ready(*, status: int = 200, word: str = "ready") -> Answer:
    """Readiness with that status and word."""
    return lambda _: JSONResponse({"status": word}, status, _NO_STORE)


def failing(name: str, error: str, *, word: str = "error") -> Checks:
    """All components, of which one fails with that error."""
    return {**ALL_OK, name: {"status": word, "error": error}}


def all_but(name: str) -> Checks:
    """All components but one."""
    return {other: check for other, check in ALL_OK.items() if other != name}
