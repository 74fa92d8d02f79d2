"""What health looks at."""

import ssl
from collections.abc import Callable

import httpx

from examples.charhub.backend.settings import Settings
from smokegate import health
from smokegate.health import Check, Finding


def checks(settings: Settings) -> list[Check]:
    """Everything that the backend depends on; without the last three it still serves people."""
    every_s = float(settings.every_s)
    return [
        health.postgres("database", settings.database_url),
        health.redis("redis", settings.redis_url, ca_file=settings.ca_file, eviction="noeviction"),
        health.s3(
            "r2",
            settings.storage_bucket,
            endpoint_url=settings.storage_url,
            access_key=settings.storage_key_id,
            secret_key=settings.storage_secret,
            every_s=every_s,
        ),
        health.llm("llm", "openai", settings.llm_key, base_url=settings.llm_url, every_s=every_s),
        health.replica("replica", settings.replica_url, is_critical=False),
        Check(name="provider", look=_provider(settings), is_critical=False, every_s=every_s),
    ]


def _provider(settings: Settings) -> Callable[[], Finding]:
    trust = ssl.create_default_context(cafile=settings.ca_file)
    url = f"{settings.provider_url}/.well-known/openid-configuration"

    def look() -> Finding:
        try:
            answer = httpx.get(url, verify=trust, timeout=1.5, trust_env=False)
        except httpx.TransportError:
            return health.fail("does not answer")
        if answer.status_code != 200:
            return health.fail(f"answers {answer.status_code}")
        return health.ok()

    return look
