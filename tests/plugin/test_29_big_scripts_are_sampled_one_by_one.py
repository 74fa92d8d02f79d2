"""Item 29: a script of 7 MB is not sampled four times at once, nor forty times in all."""

import asyncio
from dataclasses import replace

import pytest

from smokegate.plugin.sampling import FIRST, MOST_BYTES, SECOND, Sampling, ScriptSampling
from smokegate.probe.observation import Ask, Observation
from tests.reading.answers import ORIGIN, answer

MIB = 1024 * 1024
PAGE = Ask(url=f"{ORIGIN}/")
HTML = '<!doctype html><script src="/assets/i.js"></script>'


class Server:
    """Answers at once, and counts how many samples were asked for together. weight: of a script."""

    def __init__(self, weight: int) -> None:
        self.body = bytes(weight)
        self.now = self.most_at_once = self.samples = 0

    async def observe(self, ask: Ask) -> Observation:
        """The page, or the script."""
        if ask == PAGE:
            return answer(HTML, kind="text/html", url=ask.url)
        if ask.is_fresh:
            self.samples += 1
            self.now += 1
            self.most_at_once = max(self.most_at_once, self.now)
            await asyncio.sleep(0)
            self.now -= 1
        return replace(answer(self.body, kind="text/javascript", url=ask.url), ask=ask)


@pytest.mark.parametrize(
    "weight, at_once",
    [
        pytest.param(7 * MIB, 1, id="7-MB"),
        pytest.param(3 * MIB, 1, id="3-MB"),
        pytest.param(2 * MIB, 2, id="2-MB"),
        pytest.param(200_000, FIRST, id="200-kB"),
    ],
)
def test_how_many_come_at_once(weight: int, at_once: int) -> None:
    """As many as fit into 4 MiB, from the first round on."""
    server = Server(weight)
    sampling = ScriptSampling(page=PAGE, most=FIRST, fault=lambda _: None)
    assert len(asyncio.run(sampling.make(server.observe))) == FIRST
    assert server.most_at_once == at_once


@pytest.mark.parametrize("weight", [7 * MIB, 20 * MIB, 1000])
def test_how_many_come_in_all(weight: int) -> None:
    """As many as the test needs, or as fit into 64 MiB, but never fewer than four."""
    server = Server(weight)
    sampling = ScriptSampling(page=PAGE, most=40, fault=lambda _: "bad" if server.now else None)
    asyncio.run(sampling.make(server.observe))
    assert server.samples >= FIRST
    assert server.samples * weight <= max(MOST_BYTES, FIRST * weight)


def test_small_endpoints_are_sampled_as_before() -> None:
    """Four, and then eight together."""
    server = Server(1000)
    sampling = Sampling(ask=Ask(url=f"{ORIGIN}/assets/i.js"), most=12, fault=lambda _: None)
    samples = asyncio.run(sampling.make(server.observe))
    assert len(samples) in (FIRST, FIRST + SECOND)
