"""docs/health-endpoint.md: what its programs say can be run."""

import asyncio
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from smokegate import health

PAGE = (Path(__file__).parents[2] / "docs" / "health-endpoint.md").read_text("utf-8")
PROGRAMS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.M | re.S)
ENVIRONMENT = {
    "DATABASE_URL": "postgresql://app:p@127.0.0.1:1/charhub",
    "REDIS_URL": "redis://:p@127.0.0.1:1/0",
    "R2_ENDPOINT": "http://127.0.0.1:1",
    "R2_ACCESS_KEY": "k",
    "R2_SECRET_KEY": "s",
    "OPENAI_API_KEY": "k",
    "GIT_SHA": "3f2a91c",
}


def test_the_application_of_the_page_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """On its three paths; nobody is there, so two say so."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    found: dict[str, Any] = {}
    exec(PROGRAMS[0], found)  # noqa: S102  the page's own
    found["checkup"].checks[-1].look.__self__.client.close()  # nobody is asked over the internet

    async def asked() -> list[int]:
        transport = httpx.ASGITransport(app=found["app"])
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            paths = ("health", "ready", "live")
            return [(await client.get(f"/api/v1/{path}")).status_code for path in paths]

    assert asyncio.run(asked()) == [503, 503, 200]


@pytest.mark.parametrize("waiting, status", [(3, "ok"), (3000, "warn")])
def test_the_check_of_the_page_can_be_made(waiting: int, status: str) -> None:
    """A function of one's own."""

    async def count_waiting_jobs() -> int:
        return waiting

    found: dict[str, Any] = {"count_waiting_jobs": count_waiting_jobs}
    exec(PROGRAMS[1], found)  # noqa: S102  the page's own
    report = asyncio.run(health.Checkup([found["check"]]).report())
    assert report.results[0].status.value == status
