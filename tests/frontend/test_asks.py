"""What a page loads is asked for as a browser asks for it."""

import pytest

from smokegate.plugin import asks
from smokegate.probe.observation import Ask
from smokegate.reading.asset import Asset, Kind, Mode

ORIGIN, CDN = "https://charhub.app", "https://cdn.example"
BEGINNING = (("accept-encoding", "identity"), ("range", "bytes=0-4095"))
FROM_US = ("origin", ORIGIN)


def asset(url: str, kind: Kind, mode: Mode = Mode.NO_CORS) -> Asset:
    """Something that our page loads."""
    return Asset(url=url, kind=kind, mode=mode, page="http://127.0.0.1:8080/")


@pytest.mark.parametrize(
    "asset, ask",
    [
        pytest.param(
            asset(f"{CDN}/a.js", Kind.SCRIPT), Ask(url=f"{CDN}/a.js"), id="no-permission-needed"
        ),
        pytest.param(
            asset(f"{CDN}/a.js", Kind.SCRIPT, Mode.CORS),
            Ask(url=f"{CDN}/a.js", headers=(FROM_US,)),
            id="module-elsewhere",
        ),
        pytest.param(
            asset(f"{CDN}/f.woff2", Kind.FONT, Mode.CREDENTIALED),
            Ask(url=f"{CDN}/f.woff2", headers=(FROM_US,)),
            id="with-credentials-of-which-there-are-none",
        ),
        pytest.param(
            asset(f"{ORIGIN}/a.js", Kind.SCRIPT, Mode.CORS),
            Ask(url=f"{ORIGIN}/a.js"),
            id="own-module",
        ),
        pytest.param(
            asset("http://127.0.0.1:8080/a.js", Kind.SCRIPT, Mode.CORS),
            Ask(url="http://127.0.0.1:8080/a.js"),
            id="of-the-page-that-was-asked",
        ),
        pytest.param(
            asset(f"{ORIGIN}/a.mp4", Kind.MEDIA),
            Ask(url=f"{ORIGIN}/a.mp4", headers=BEGINNING, enough=4096, is_fresh=True),
            id="film",
        ),
        pytest.param(
            asset(f"{CDN}/a.mp4", Kind.MEDIA, Mode.CORS),
            Ask(url=f"{CDN}/a.mp4", headers=(*BEGINNING, FROM_US), enough=4096, is_fresh=True),
            id="film-elsewhere",
        ),
        pytest.param(
            asset(f"{ORIGIN}/a.pdf", Kind.EMBEDDED),
            Ask(url=f"{ORIGIN}/a.pdf", headers=BEGINNING, enough=4096, is_fresh=True),
            id="embedded",
        ),
        pytest.param(
            asset(f"{ORIGIN}/a.webp", Kind.PICTURE), Ask(url=f"{ORIGIN}/a.webp"), id="picture"
        ),
        pytest.param(
            asset(f"{ORIGIN}/a.js.map", Kind.MAP),
            Ask(url=f"{ORIGIN}/a.js.map", headers=BEGINNING),
            id="source-map",
        ),
    ],
)
def test_how_an_asset_is_asked_for(asset: Asset, ask: Ask) -> None:
    """With the Origin of the page where browsers send it; of what is long, its beginning."""
    assert asks.found(asset, ORIGIN) == ask
