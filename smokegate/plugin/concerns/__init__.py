"""What the suite looks at, one concern a module: fixtures for its checks, requests they read."""

from smokegate.plugin.concern import Concern
from smokegate.plugin.concerns import (
    frontend,
    health,
    latency,
    oauth,
    readiness,
    release,
    routes,
)

MODULES = (health, readiness, frontend, oauth, routes, release, latency)
CONCERNS: tuple[Concern, ...] = tuple(module.CONCERN for module in MODULES)
