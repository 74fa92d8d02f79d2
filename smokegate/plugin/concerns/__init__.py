"""What the suite looks at, one concern a module: fixtures for its checks, requests they read."""

from smokegate.plugin.concern import Concern
from smokegate.plugin.concerns import (
    browser,
    compression,
    edge,
    frontend,
    health,
    latency,
    oauth,
    protocol,
    readiness,
    realtime,
    release,
    replicas,
    routes,
)

MODULES = (
    health,
    readiness,
    frontend,
    browser,
    oauth,
    routes,
    realtime,
    edge,
    compression,
    release,
    latency,
    protocol,
    replicas,
)
CONCERNS: tuple[Concern, ...] = tuple(module.CONCERN for module in MODULES)
