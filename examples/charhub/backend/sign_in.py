"""Sign-in: the authorization code flow with PKCE, through Authlib."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import psycopg
import redis
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.starlette_client import OAuth  # type: ignore[import-untyped]
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from examples.charhub.backend.answers import refusal, unavailable
from examples.charhub.backend.database import Database
from examples.charhub.backend.settings import Settings
from examples.charhub.backend.states import States

BASE = "/api/v1/oauth"
_SCOPE = {"google": "openid profile email", "facebook": "openid email"}

View = Callable[[Request], Awaitable[Response]]


def routes(settings: Settings, database: Database, states: States) -> list[Route]:
    """Start and callback of each provider."""
    clients = OAuth(cache=states)
    secrets = {"google": settings.google_secret, "facebook": settings.facebook_secret}
    elsewhere = {"google": settings.google_authorize, "facebook": settings.facebook_authorize}
    found = []
    for name, secret in secrets.items():
        authorize = elsewhere[name] or f"{settings.provider_url}/auth"
        client = _registered(clients, name, secret, authorize, settings.provider_url)
        start = _start(client, f"{settings.public_url}{BASE}/{name}/callback")
        found.append(Route(f"{BASE}/{name}", start))
        found.append(Route(f"{BASE}/{name}/callback", _callback(client, database)))
    return found


def _registered(clients: OAuth, name: str, secret: str, authorize: str, issuer: str) -> Any:
    """Its endpoints are named here, so that a start needs nobody but us."""
    return clients.register(
        name=name,
        client_id=f"charhub-{name}",
        client_secret=secret,
        authorize_url=authorize,
        access_token_url=f"{issuer}/token",
        jwks_uri=f"{issuer}/jwks",
        issuer=issuer,
        client_kwargs={"scope": _SCOPE[name], "code_challenge_method": "S256", "timeout": 5.0},
    )


def _start(client: Any, callback: str) -> View:
    async def start(request: Request) -> Response:
        try:
            sent: Response = await client.authorize_redirect(request, callback)
        except redis.RedisError:
            return unavailable("sign-in")
        return sent

    return start


def _callback(client: Any, database: Database) -> View:
    async def callback(request: Request) -> Response:
        state = request.query_params.get("state", "")
        try:
            if await client.framework.get_state_data(request.session, state) is None:
                return refusal(400, "INVALID_STATE", "Invalid state parameter")
            token = await client.authorize_access_token(request)
            person = token["userinfo"]
            await database.sign_in(person["email"], person.get("name", person["email"]))
        except (AuthlibBaseError, JoseError) as err:
            return refusal(401, "AUTH_INVALID", f"The provider's word is no good: {err.error}")
        except (redis.RedisError, httpx.TransportError, psycopg.OperationalError):
            return unavailable("sign-in")
        request.session["email"] = person["email"]
        return RedirectResponse("/dashboard", status_code=303)

    return callback


async def me(request: Request) -> Response:
    """Who has signed in."""
    email = request.session.get("email")
    if email is None:
        return refusal(401, "AUTH_REQUIRED", "Nobody has signed in")
    return JSONResponse({"success": True, "data": {"email": email}})
