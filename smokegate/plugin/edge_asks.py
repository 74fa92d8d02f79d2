"""The requests that the promises of the edge need beside those that others make."""

import secrets
from urllib.parse import urlsplit

from smokegate.contract import Contract
from smokegate.plugin import asks
from smokegate.plugin.settings import Settings
from smokegate.probe.observation import Ask
from smokegate.reading.asset import Asset

_NONCE = f"smokegate={secrets.token_hex(8)}"  # no cache has met it
_SETTINGS = ("/config.js", "/env.js")
_MISSING = f"/assets/smokegate-{secrets.token_hex(4)}.js"


def http_url(settings: Settings) -> str | None:
    """Where plain http is asked for the first page, or None if nobody knows on which port."""
    edge, target = settings.contract.edge, urlsplit(settings.base_url)
    if edge is None or not edge.https_redirect or (target.port and not edge.http_port):
        return None
    host = target.netloc.rpartition(":")[0] if target.port else target.netloc
    port = f":{edge.http_port}" if edge.http_port not in (None, 80) else ""
    return f"http://{host}{port}{_asked_path(settings)}"


def https_url(settings: Settings) -> str:
    """Where that should lead."""
    return settings.base_url + _asked_path(settings)


def first(settings: Settings) -> Ask:
    """The first page, or whatever else the contract begins with."""
    contract = settings.contract
    if contract.pages:
        return asks.page(settings, contract.pages[0])
    if contract.health:
        return asks.health(settings)
    return Ask(url=settings.base_url + _first_path(contract))


def plain_http(settings: Settings) -> Ask:
    """The first page over plain http."""
    url = http_url(settings)
    assert url is not None
    return Ask(url=url)


def anew(ask: Ask) -> Ask:
    """The same past all caches, which take another query for another URL."""
    return Ask(url=_queried(ask.url, _NONCE), headers=ask.headers)


def coded(asset: Asset, coding: str) -> Ask:
    """A file, where nothing but this coding is offered."""
    return Ask(url=asset.url, headers=(("accept-encoding", str(coding)),))


def redirects(settings: Settings) -> tuple[Ask, ...]:
    """The routes that lead elsewhere."""
    return tuple(asks.route(settings, one) for one in settings.contract.routes if one.location)


def settings_files(settings: Settings) -> tuple[Ask, ...]:
    """Settings under their usual names, which need not be there."""
    return tuple(Ask(url=settings.base_url + path) for path in _SETTINGS)


def refusals(settings: Settings) -> tuple[Ask, ...]:
    """Paths that should not be there."""
    routes = [one for one in settings.contract.routes if min(one.statuses) >= 400]
    missing = Ask(url=settings.base_url + _MISSING)
    return (*(asks.route(settings, one) for one in routes), missing)


def _first_path(contract: Contract) -> str:
    return contract.pages[0].path if contract.pages else "/"


def _asked_path(settings: Settings) -> str:
    return _queried(_first_path(settings.contract), "x=1")


def _queried(url: str, query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{query}"
