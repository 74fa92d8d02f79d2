"""What another origin does not share with the page, a browser does not load."""

import pytest

from smokegate.probe.observation import Observation
from smokegate.reading.asset import Asset, Kind, Mode
from smokegate.reading.sharing import sharing_problems
from tests.reading.answers import ORIGIN, Pairs, answer, said, silence

CDN = "https://cdn.example/a.js"


def told(headers: Pairs, mode: Mode = Mode.CORS, url: str = CDN) -> list[str]:
    """What is wrong with an asset that was answered with these headers."""
    asset = Asset(url=url, kind=Kind.SCRIPT, page=f"{ORIGIN}/", mode=mode)
    return said(sharing_problems(asset, answer("x", headers=headers), ORIGIN))


def allowed(*values: str, **more: str) -> Pairs:
    """The headers that allow it."""
    named = [(name.replace("_", "-"), value) for name, value in more.items()]
    return [*(("Access-Control-Allow-Origin", value) for value in values), *named]


@pytest.mark.parametrize(
    "mode, headers",
    [
        pytest.param(Mode.CORS, allowed("*"), id="everybody"),
        pytest.param(Mode.CORS, allowed(ORIGIN), id="this-origin"),
        pytest.param(Mode.NO_CORS, [], id="nothing-is-asked-for"),
        pytest.param(
            Mode.CREDENTIALED,
            allowed(ORIGIN, access_control_allow_credentials="true"),
            id="with-credentials",
        ),
    ],
)
def test_what_is_shared_loads(mode: Mode, headers: Pairs) -> None:
    """With everybody, or with the origin of the page."""
    assert told(headers, mode) == []


SHOULD = f"{CDN} should be shared with {ORIGIN}"
REFUSED = "(a browser refuses it)"


@pytest.mark.parametrize(
    "mode, headers, problem",
    [
        pytest.param(
            Mode.CORS, [], f"{SHOULD}, got no access-control-allow-origin {REFUSED}", id="none"
        ),
        pytest.param(
            Mode.CORS,
            allowed("https://other.example"),
            f"{SHOULD}, got access-control-allow-origin https://other.example {REFUSED}",
            id="another",
        ),
        pytest.param(
            Mode.CORS,
            allowed("*", "*"),
            f"{SHOULD}, got access-control-allow-origin *, * {REFUSED}",
            id="doubled",
        ),
        pytest.param(
            Mode.CORS,
            allowed(f"{ORIGIN}/"),
            f"{SHOULD}, got access-control-allow-origin {ORIGIN}/ {REFUSED}",
            id="with-a-slash",
        ),
        pytest.param(
            Mode.CORS,
            allowed(""),
            f"{SHOULD}, got access-control-allow-origin that is empty {REFUSED}",
            id="empty",
        ),
        pytest.param(
            Mode.CREDENTIALED,
            allowed("*", access_control_allow_credentials="true"),
            f"{SHOULD}, got access-control-allow-origin * {REFUSED}",
            id="credentials-for-everybody",
        ),
        pytest.param(
            Mode.CREDENTIALED,
            allowed(ORIGIN),
            f"{SHOULD} and its cookies, got no access-control-allow-credentials: true {REFUSED}",
            id="without-credentials",
        ),
    ],
)
def test_what_is_not_shared_is_told(mode: Mode, headers: Pairs, problem: str) -> None:
    """Browsers compare the whole value, sign by sign."""
    assert told(headers, mode) == [problem]


def test_own_origin_needs_no_permission() -> None:
    """However it is spelled."""
    assert told([], url="https://CHARHUB.app:443/a.js") == []


@pytest.mark.parametrize("seen", [silence(), answer(status=404), answer(status=301)])
def test_what_is_none_of_the_asset_is_not_judged(seen: Observation) -> None:
    """An outage says nothing of permissions; that it is gone, another check says."""
    asset = Asset(url=CDN, kind=Kind.FONT, page=f"{ORIGIN}/", mode=Mode.CORS)
    assert said(sharing_problems(asset, seen, ORIGIN)) == []
