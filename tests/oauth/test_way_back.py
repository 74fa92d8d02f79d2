"""The way back of a login carries the cookies that a browser would send."""

import asyncio
from dataclasses import replace

import pytest

from smokegate.plugin.sampling import Sampling, WayBack, WaysBack
from smokegate.probe.observation import Ask, Observation
from tests.reading.answers import ORIGIN, answer
from tests.reading.logins import start

ASKED = "https://10.0.0.5"
START = Ask(url=f"{ASKED}/api/v1/oauth/google")
CALLBACK = f"{ASKED}/api/v1/oauth/google/callback"
ONE = WayBack(start=START, callback=CALLBACK, origin=ORIGIN)
EACH = WaysBack(
    starts=Sampling(ask=START, most=1, fault=lambda _: None), callback=CALLBACK, origin=ORIGIN
)


@pytest.mark.parametrize(
    "look, domain, sent",
    [
        pytest.param(ONE, "charhub.app", ["oauth_state=hunter2"], id="public"),
        pytest.param(ONE, "10.0.0.5", [], id="asked"),
        pytest.param(EACH, "charhub.app", ["oauth_state=hunter2"], id="public-of-each"),
        pytest.param(EACH, "10.0.0.5", [], id="asked-of-each"),
        pytest.param(replace(ONE, origin=None), "charhub.app", [], id="no-other-origin"),
    ],
)
def test_cookies_are_those_of_the_origin_that_people_use(
    look: WayBack | WaysBack, domain: str, sent: list[str]
) -> None:
    """They are sent to the address that the run asks, as if it were that origin."""
    cookie = ("Set-Cookie", f"oauth_state=hunter2; Domain={domain}; Path=/; Secure; HttpOnly")
    asked: list[Ask] = []

    async def observe(ask: Ask) -> Observation:
        asked.append(ask)
        return answer() if "/callback" in ask.url else replace(start(headers=[cookie]), ask=ask)

    asyncio.run(look.make(observe))
    back = [one for one in asked if one.url.startswith(f"{CALLBACK}?state=")]
    assert [value for one in back for name, value in one.headers if name == "cookie"] == sent
    assert len(back) == 1
