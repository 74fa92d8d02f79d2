"""Where plain http is asked, and where it should lead."""

import pytest

from smokegate.contract import Contract, Edge, Page
from smokegate.contract_fields import Severity
from smokegate.plugin import edge_asks
from smokegate.plugin.settings import Settings


def settings(base_url: str, edge: Edge, path: str = "/") -> Settings:
    """A run against this deployment."""
    return Settings(
        base_url=base_url,
        contract=Contract(app="CharHub", pages=(Page(path=path),), edge=edge),
        contract_name="charhub.toml",
        release=None,
        settle_s=0,
        deadline_s=10,
        concurrency=16,
        samples=1,
        control=(),
        fail_on=Severity.CRITICAL,
        run="r",
        only=None,
    )


ASKED = Edge(https_redirect=True)
ON_8080 = Edge(https_redirect=True, http_port=8080)
ON_80 = Edge(https_redirect=True, http_port=80)


@pytest.mark.parametrize(
    "deployment, edge, url",
    [
        ("https://charhub.app", ASKED, "http://charhub.app/?x=1"),
        ("https://charhub.app", ON_80, "http://charhub.app/?x=1"),
        ("https://charhub.app", ON_8080, "http://charhub.app:8080/?x=1"),
        ("https://charhub.app:8443", ASKED, None),
        ("https://charhub.app:8443", ON_80, "http://charhub.app/?x=1"),
        ("https://charhub.app:8443", ON_8080, "http://charhub.app:8080/?x=1"),
        ("https://[::1]:8443", ON_8080, "http://[::1]:8080/?x=1"),
        ("https://[::1]", ASKED, "http://[::1]/?x=1"),
        ("https://charhub.app", Edge(http_port=80), None),
    ],
)
def test_where_plain_http_is_asked(deployment: str, edge: Edge, url: str | None) -> None:
    """On port 80, or where the contract says; nobody guesses beside a port."""
    assert edge_asks.http_url(settings(deployment, edge)) == url
    assert edge_asks.https_url(settings(deployment, edge)) == f"{deployment}/?x=1"


def test_a_query_is_kept() -> None:
    """A page with a query of its own is asked with one parameter more."""
    run = settings("https://charhub.app", ASKED, "/app?tab=2")
    assert edge_asks.http_url(run) == "http://charhub.app/app?tab=2&x=1"
    assert edge_asks.https_url(run) == "https://charhub.app/app?tab=2&x=1"
