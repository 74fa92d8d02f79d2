"""The backend that is moved: health and readiness, by what its environment says it depends on."""

import os

from starlette.applications import Starlette
from starlette.routing import Route

from smokegate import health
from smokegate.health import Check, Checkup


def create() -> Starlette:
    """Made by uvicorn."""
    checkup = Checkup(_checks(), cache_s=0.05)
    return Starlette(
        routes=[
            Route("/api/v1/health", health.report(checkup)),
            Route("/api/v1/ready", health.readiness(checkup)),
            Route("/live", health.liveness()),
        ]
    )


def _checks() -> list[Check]:
    found = []
    if url := os.environ.get("REDIS_URL"):
        is_tls = url.startswith("rediss://")
        ca_file = os.environ["REDIS_CA"] if is_tls else None
        found.append(health.redis("redis", url, ca_file=ca_file))
    if url := os.environ.get("DATABASE_URL"):
        found.append(health.postgres("database", url))
    if url := os.environ.get("REPLICA_URL"):
        found.append(health.replica("replica", url, is_critical=False))
    return found
