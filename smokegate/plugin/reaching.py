"""Whom a run may speak to: the origins of its settings, and the public hosts that pages name."""

from smokegate.plugin.edge_asks import http_url
from smokegate.plugin.settings import Settings
from smokegate.probe.reach import Reach


def reach_of(settings: Settings) -> Reach:
    """The reach of this run: its base URL and what its contract names are its own."""
    contract = settings.contract
    plain = http_url(settings)
    named = [
        settings.origin,
        *(one.authorize for one in contract.oauth),
        *([plain] if plain else []),
    ]
    named += [one.location for one in contract.routes if one.location]
    return Reach.of(settings.base_url, named)
