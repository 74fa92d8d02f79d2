"""A Wagtail site with a database, a cache and a login: green, and red in each way to break it."""

from pathlib import Path

import pytest

from tests.edges.process import missing
from tests.examples.apps import Judged, judged, needs
from tests.examples.site import HOME, site, stores

_LACKING = missing("postgres", "redis-server")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    needs("wagtail"),
    pytest.mark.skipif(_LACKING is not None, reason=str(_LACKING)),
]
CONTRACT = HOME / "contract.toml"
CACHE, DATABASE = "Cache(alias='default')", "Database(alias='default')"


def test_a_site_is_green_and_red_by_name(tmp_path: Path) -> None:
    """Step by step: what is stopped, deleted or set otherwise is what the failure names."""
    with stores(tmp_path) as made:
        with site(made) as url:
            assert green(url, tmp_path)
            made.redis.stop()  # the cache, and the sessions of logins
            seen = judged(url, CONTRACT, tmp_path)
            assert said(seen, "component_is_ok[Cache-alias-default]") == (
                f"{CACHE} is Unexpected Result: Connection Error"
            )
            assert "test_component_is_ok[Database-alias-default]" not in seen.failed
            assert said(seen, "start_redirects_to_the_provider[oidc]").startswith(
                "status should be 302 or 303, got 500"
            )
            made.redis.start()
            made.database.stop()
            seen = judged(url, CONTRACT, tmp_path)
            assert said(seen, "component_is_ok[Database-alias-default]") == (
                f"{DATABASE} is Unavailable: connection failed"
            )
            assert "test_component_is_ok[Cache-alias-default]" not in seen.failed
            made.database.start()
            assert green(url, tmp_path)
        with site(made, client="block") as url:
            seen = judged(url, CONTRACT, tmp_path)
            assert list(seen.failed) == ["test_client_id_is_one[oidc]"]
            assert said(seen, "client_id_is_one[oidc]") == (
                "client_id should be like ^blog$, got block"
            )
            (style,) = made.static.glob("blog/blog.*.css")
            style.unlink()
            seen = judged(url, CONTRACT, tmp_path)
            assert said(seen, "every_asset_arrives[/]") == (
                f"/static/blog/{style.name} should be 200, got 500"
            )


def green(url: str, folder: Path) -> bool:
    """Whether nothing fails and nothing warns."""
    seen = judged(url, CONTRACT, folder)
    return (seen.status, seen.failed, seen.warned) == (0, {}, {})


def said(seen: Judged, check: str) -> str:
    """What this check found; KeyError if it passed."""
    return seen.failed[f"test_{check}"].partition(" s: ")[2]
