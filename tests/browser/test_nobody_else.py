"""Chromium should speak to the hosts of the page, and to nobody of its own accord."""

import json
import re
from pathlib import Path

import anyio
import pytest

from smokegate.probe import chromium
from smokegate.probe.browser import Browser
from smokegate.probe.observation import Ask
from smokegate.probe.visited import Opening, Visited
from smokegate.reading.visit import is_shown
from tests.browser.presence import CHROMIUM, NEEDS_BROWSER
from tests.live import Live

pytestmark = NEEDS_BROWSER


def test_nobody_else_is_asked(live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chromium's own log of the network names the deployment and the loopback alone."""
    log = tmp_path / "net.json"
    arguments = (*chromium.ARGUMENTS, f"--log-net-log={log}")
    monkeypatch.setattr(chromium, "ARGUMENTS", arguments)

    async def visit() -> object:
        assert CHROMIUM is not None
        browser = Browser(CHROMIUM, 10.0, is_shown)
        try:
            return await browser.visit(Opening(ask=Ask(url=f"{live.url}/"), own=(live.url,)))
        finally:
            await browser.close()

    assert isinstance(anyio.run(visit), Visited)
    text = log.read_text("utf-8")
    hosts = set(re.findall(r'"hostname":"([^"]+)"', text))
    hosts |= set(re.findall(r'"url":"https?://([^":/]+)', text))
    assert json.dumps(live.url)[1:-1] in text
    assert hosts == {"127.0.0.1"}
