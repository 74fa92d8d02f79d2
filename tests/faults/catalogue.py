"""Every fault and every healthy oddity that is served here, by its key."""

from collections.abc import Mapping

from tests.faults import (
    assets,
    bounds,
    browser,
    bundle,
    cdn,
    certificates,
    encoding,
    frontend,
    health,
    health_doubt,
    latency,
    media,
    oauth,
    oauth_callback,
    oauth_cookies,
    oauth_promised,
    oauth_return,
    oddities,
    oddities_wire,
    protocol,
    readiness,
    skew,
    transport,
)
from tests.faults.fault import Fault, Unserved

_MODULES = (
    *(
        transport,
        certificates,
        health,
        health_doubt,
        readiness,
        frontend,
        browser,
        bundle,
        assets,
        media,
        oauth,
        oauth_callback,
        oauth_cookies,
        oauth_return,
        oauth_promised,
    ),
    *(cdn, skew, latency, encoding, protocol, bounds),
)
CHAPTERS: Mapping[str, str] = {
    "T": "transport",
    "H": "health",
    "R": "readiness, data and migrations",
    "F": "frontend",
    "A": "assets",
    "O": "OAuth",
    "C": "edge, caching and images",
    "V": "versions and replicas",
    "L": "latency and capacity",
    "E": "content and encoding",
    "P": "abuse of the protocol",
}
ODDITIES: tuple[Fault, ...] = (
    *oddities_wire.ODDITIES,
    *oddities.ODDITIES,
    *media.ODDITIES,
    *browser.ODDITIES,
)
FAULTS: tuple[Fault, ...] = tuple(one for module in _MODULES for one in module.FAULTS)
UNSERVED: tuple[Unserved, ...] = tuple(one for module in _MODULES for one in module.UNSERVED)
EVERY: Mapping[str, Fault] = {one.key: one for one in (*FAULTS, *ODDITIES)}
