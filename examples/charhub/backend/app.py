"""The application; uvicorn makes it: `--factory examples.charhub.backend.app:create`."""

from collections.abc import Awaitable, Callable

import psycopg
import redis.asyncio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from examples.charhub.backend import sign_in
from examples.charhub.backend.answers import refusal, unavailable
from examples.charhub.backend.checks import checks
from examples.charhub.backend.database import Database
from examples.charhub.backend.settings import Settings, settings_of
from examples.charhub.backend.states import States
from smokegate.health import Checkup, readiness, report
from smokegate.health.checkup import CACHE_S


def create() -> Starlette:
    """One replica of the backend, configured by its environment."""
    settings = settings_of()
    database = Database(settings.database_url, settings.replica_url)
    states = States(
        redis.asyncio.Redis.from_url(
            settings.redis_url, ssl_ca_certs=settings.ca_file, socket_timeout=2
        )
    )
    cache_s = min(CACHE_S, float(settings.every_s))
    checkup = Checkup(checks(settings), release=settings.release, cache_s=cache_s)
    return Starlette(
        routes=[
            Route("/api/v1/health", report(checkup)),
            Route("/api/v1/ready", readiness(checkup)),
            Route("/api/v1/plans", _plans(settings, database)),
            Route("/api/v1/me", sign_in.me),
            *sign_in.routes(settings, database, states),
        ],
        middleware=[_sessions(settings)],
        exception_handlers={HTTPException: _refused},
    )


def _plans(settings: Settings, database: Database) -> Callable[[Request], Awaitable[Response]]:
    async def plans(_: Request) -> Response:
        try:
            found = await database.plans()
        except psycopg.OperationalError:
            return unavailable("the database")
        media = f"{settings.public_url}/media/"
        shown = [{**plan, "image": media + plan["image"]} for plan in found]
        return JSONResponse({"success": True, "data": shown})

    return plans


def _sessions(settings: Settings) -> Middleware:
    """Signed cookies, so that any replica can read them."""
    return Middleware(
        SessionMiddleware,
        secret_key=settings.session_key,
        session_cookie="charhub",
        max_age=600,
        https_only=True,
    )


def _refused(request: Request, err: Exception) -> Response:
    status = err.status_code if isinstance(err, HTTPException) else 500
    said = {"error": "Route not found", "path": request.url.path}
    if status == 404:
        return JSONResponse(said, status_code=404)
    return refusal(status, "REFUSED", str(err))
