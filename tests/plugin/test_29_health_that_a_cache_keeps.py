"""Item 29: health that an edge keeps is the fault of the edge, not of the release."""

from types import SimpleNamespace
from typing import Any

import pytest

from smokegate.plugin.stale import is_health_of_a_cache
from smokegate.probe.observation import Answer
from tests.reading.answers import ORIGIN, answer

HEALTH, READY = f"{ORIGIN}/api/v1/health", f"{ORIGIN}/api/v1/ready"
HIT = (("cf-cache-status", "HIT"), ("age", "40"))


def sight(*seen: Answer, has_ready: bool = True) -> Any:
    """What a check looked at."""
    health, ready = (SimpleNamespace(path=url.removeprefix(ORIGIN)) for url in (HEALTH, READY))
    contract = SimpleNamespace(health=health, ready=ready if has_ready else None)
    settings = SimpleNamespace(contract=contract, base_url=ORIGIN)
    return SimpleNamespace(settings=settings, seen=list(seen))


@pytest.mark.parametrize(
    "seen, is_kept",
    [
        pytest.param([answer(url=HEALTH, headers=HIT)], True, id="health"),
        pytest.param([answer(url=READY, headers=HIT, status=503)], True, id="ready"),
        pytest.param([answer(url=HEALTH)], False, id="asked-of-the-origin"),
        pytest.param(
            [answer(url=HEALTH, headers=[("cf-cache-status", "DYNAMIC")])], False, id="dynamic"
        ),
        pytest.param(
            [answer(url=HEALTH, headers=HIT), answer(url=HEALTH)], False, id="one-of-two-samples"
        ),
        pytest.param([answer(url=f"{ORIGIN}/assets/i.js", headers=HIT)], False, id="a-file"),
        pytest.param([], False, id="nothing"),
    ],
)
def test_what_it_says_is_of_another_time(seen: list[Answer], is_kept: bool) -> None:
    """All that the check read has to come out of a cache, and to be health."""
    assert is_health_of_a_cache(sight(*seen)) is is_kept


def test_a_contract_without_readiness() -> None:
    """It promises one path less."""
    assert is_health_of_a_cache(sight(answer(url=HEALTH, headers=HIT), has_ready=False))
    assert not is_health_of_a_cache(sight(answer(url=READY, headers=HIT), has_ready=False))
