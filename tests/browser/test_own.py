"""What is the deployment's own is told as browsers write it."""

import pytest

from smokegate.plugin.concerns.browser import _as_browsers_write
from tests.reading.visits import OPENING


@pytest.mark.parametrize(
    "origin, written",
    [
        ("https://CharHub.app", "https://charhub.app"),
        ("https://charhub.app:443/", "https://charhub.app"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://münchen.example:8443", "https://xn--mnchen-3ya.example:8443"),
    ],
)
def test_origins_are_written_as_browsers_do(origin: str, written: str) -> None:
    """Or the page itself would be called another's."""
    assert _as_browsers_write(origin) == written


@pytest.mark.parametrize(
    "url, is_own",
    [
        ("https://charhub.app/a.js?x=1", True),
        ("https://charhub.app.example/a.js", False),
        ("http://charhub.app/", False),
        ("https://charhub.app:8443/", False),
        ("https://api.charhub.app/", False),
        ("data:text/javascript,1", False),
        ("", False),
    ],
)
def test_another_origin_is_anothers(url: str, is_own: bool) -> None:
    """Scheme, host and port have to be the same."""
    assert OPENING.is_own(url) is is_own
