"""What the good release answers: path -> answer; every other one is this with a few overrides."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from smokegate.demo import frontend, oauth
from smokegate.demo.asked import Answer, Asked
from smokegate.demo.health import health, ready

ANY: Final = "*"  # an answer for it goes before all others
HEALTH: Final = "/api/v1/health"
READY: Final = "/api/v1/ready"
PAGE: Final = "/"  # also answers each path that nothing else does
FAVICON: Final = "/favicon.ico"


def not_found(asked: Asked) -> ASGIApp:
    """The API knows no such route."""
    return JSONResponse({"error": "Route not found", "path": asked.request.url.path}, 404)


def sign_in(flow: oauth.Flow) -> Mapping[str, Answer]:
    """All that belongs to sign-in with one provider."""
    return {
        oauth.start_path(flow.provider): oauth.start(flow),
        oauth.callback_path(flow.provider): oauth.callback(flow),
        oauth.shortcut_path(flow.provider): oauth.shortcut(flow),
    }


GOOD: Final[Mapping[str, Answer]] = MappingProxyType(
    {
        HEALTH: health(),
        READY: ready(),
        PAGE: frontend.page(),
        FAVICON: lambda _: Response(status_code=204),
        **{asset.path: frontend.file(asset) for asset in frontend.ASSETS},
        **sign_in(oauth.GOOGLE),
        **sign_in(oauth.FACEBOOK),
    }
)
