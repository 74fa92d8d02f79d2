"""The health endpoint for your own backend: real checks, bounded, told without secrets.

Needs nothing but httpx; PostgreSQL, Redis and S3 need the extra `health`. See
docs/health-endpoint.md.
"""

from smokegate.health.check import Check, Finding, Options, Status, fail, ok, warn
from smokegate.health.checks.disk import disk
from smokegate.health.checks.llm import Provider, llm
from smokegate.health.checks.postgres import postgres
from smokegate.health.checks.redis import redis
from smokegate.health.checks.replica import replica
from smokegate.health.checks.s3 import s3
from smokegate.health.checkup import Checkup
from smokegate.health.document import Format, body
from smokegate.health.endpoint import App, Endpoint, app, liveness, readiness, report
from smokegate.health.result import Report, Result

__all__ = [
    "App",
    "Check",
    "Checkup",
    "Endpoint",
    "Finding",
    "Format",
    "Options",
    "Provider",
    "Report",
    "Result",
    "Status",
    "app",
    "body",
    "disk",
    "fail",
    "liveness",
    "llm",
    "ok",
    "postgres",
    "readiness",
    "redis",
    "replica",
    "report",
    "s3",
    "warn",
]
