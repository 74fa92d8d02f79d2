"""An edge that cannot reach the deployment should not be taken for a bad release."""

import pytest

from smokegate.reading.blocked import is_edge_without_origin
from tests.reading.answers import answer


@pytest.mark.parametrize(
    "status, server, expected",
    [
        pytest.param(522, "cloudflare", True, id="no-connection-in-time"),
        pytest.param(525, "cloudflare", True, id="no-handshake"),
        pytest.param(521, "cloudflare", False, id="refused-by-what-may-be-the-release"),
        pytest.param(522, "nginx", False, id="not-that-edge"),
        pytest.param(502, "cloudflare", False, id="the-deployments-own-proxy"),
    ],
)
def test_the_way_from_the_edge_is_told_from_the_release(
    status: int, server: str, expected: bool
) -> None:
    """Only Cloudflare's own words for a broken way count."""
    seen = answer(status=status, headers=[("server", server)])
    assert is_edge_without_origin(seen) is expected
