"""Sign-in with another site: the start of an authorization code flow, and the way back."""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Final
from urllib.parse import quote, urlencode

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from smokegate.demo.asked import Answer, Asked


def fresh_state() -> str:
    """A state that nobody can guess: 128 bits."""
    return token_hex(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """How sign-in with one provider is started.

    origin: where the provider sends people back to; None is where they came from.
    state: gives the state of one sign-in, or None to start it without.
    extra: what else is put in the address.
    """

    provider: str
    authorize: str
    client_id: str
    scope: str
    response_type: str = "code"
    status: int = 302
    origin: str | None = None
    state: Callable[[], str | None] = fresh_state
    extra: tuple[tuple[str, str], ...] = ()


GOOGLE: Final = Flow(
    provider="google",
    authorize="https://accounts.google.com/o/oauth2/v2/auth",
    client_id="123456789012-a1b2c3d4e5f6.apps.googleusercontent.com",
    scope="profile email",
)
FACEBOOK: Final = Flow(
    provider="facebook",
    authorize="https://www.facebook.com/v3.2/dialog/oauth",
    client_id="482915037264819",
    scope="email",
)


def start_path(provider: str) -> str:
    """Where sign-in with that provider begins."""
    return f"/api/v1/oauth/{provider}"


def callback_path(provider: str) -> str:
    """Where that provider sends people back to."""
    return f"{start_path(provider)}/callback"


def shortcut_path(provider: str) -> str:
    """The address that people can remember."""
    return f"/auth/{provider}"


def start(flow: Flow) -> Answer:
    """Send people to the provider, and expect the state back."""

    def answer(asked: Asked) -> ASGIApp:
        state = flow.state()
        if state is not None:
            asked.states.remember(state, flow.provider)
        location = f"{flow.authorize}?{_query(flow, flow.origin or _origin(asked), state)}"
        return _redirect(flow.status, location)

    return answer


def callback(flow: Flow) -> Answer:
    """Refuse who was not sent from here; tell the frontend of a refusal; accept no code."""

    def answer(asked: Asked) -> ASGIApp:
        asks = asked.request.query_params
        if not asked.states.redeem(asks.get("state", ""), flow.provider):
            return _refusal(400, "INVALID_STATE", "Invalid state parameter")
        if "error" in asks:
            return _redirect(302, f"/login?{urlencode({'error': asks['error']})}")
        return _refusal(401, "AUTH_INVALID", "Authentication failed")

    return answer


def shortcut(flow: Flow) -> Answer:
    """Send people on, for good, to where sign-in begins."""
    return lambda asked: Response(
        status_code=301, headers={"Location": f"{_origin(asked)}{start_path(flow.provider)}"}
    )


def unknown_strategy(flow: Flow) -> Answer:
    """What passport says of a provider that it was never told about."""
    return crash(f'Unknown authentication strategy "{flow.provider}"')


def crash(error: str) -> Answer:
    """An exception that nobody caught, as the API shows it."""
    return lambda _: JSONResponse({"error": error}, 500)


def _query(flow: Flow, origin: str, state: str | None) -> str:
    asks = {
        "response_type": flow.response_type,
        "redirect_uri": f"{origin}{callback_path(flow.provider)}",
        "scope": flow.scope,
        "state": state,
        "client_id": flow.client_id,
        **dict(flow.extra),
    }
    stated = {name: value for name, value in asks.items() if value is not None}
    return urlencode(stated, quote_via=quote, safe="")


def _origin(asked: Asked) -> str:
    # Host alone: X-Forwarded-Host is the client's to choose, and would send codes elsewhere.
    return f"{asked.request.url.scheme}://{asked.request.headers.get('host', '')}"


def _redirect(status: int, location: str) -> Response:
    return Response(status_code=status, headers={"Location": location, "Cache-Control": "no-store"})


def _refusal(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"success": False, "error": {"code": code, "message": message}}, status)
