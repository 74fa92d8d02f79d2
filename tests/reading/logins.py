"""The start of a login as CharHub answers it (charhub.md 1.3), and the promise about it."""

from collections.abc import Iterable
from urllib.parse import urlencode

from smokegate.contract import Oauth
from smokegate.probe.observation import Answer
from tests.reading.answers import ORIGIN, answer

START = f"{ORIGIN}/api/v1/oauth/google"
CALLBACK = f"{ORIGIN}/api/v1/oauth/google/callback"
AUTHORIZE = "https://accounts.google.com/o/oauth2/v2/auth"
CLIENT_ID = "123456789012-abcdef0123.apps.googleusercontent.com"
STATE, OTHER_STATE = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
OTHER_CHALLENGE = "X9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
PROMISE = Oauth(
    provider="google",
    path="/api/v1/oauth/google",
    authorize="https://accounts.google.com/o/oauth2/*",
    callback="/api/v1/oauth/google/callback",
    scopes=("profile", "email"),
)
WITH_PKCE = Oauth(provider="x", path="/x", authorize=PROMISE.authorize, callback="/back", pkce=True)
GOOD = {
    "response_type": "code",
    "redirect_uri": CALLBACK,
    "scope": "profile email",
    "state": STATE,
    "client_id": CLIENT_ID,
}


def start(
    location: str | None = None,
    *,
    status: int = 302,
    at: str = AUTHORIZE,
    headers: Iterable[tuple[str, str]] = (),
    body: str = "",
    **changed: str | None,
) -> Answer:
    """The redirect as CharHub answers it (charhub.md 1.3), parameters changed; None: without."""
    asked = {name: value for name, value in (GOOD | changed).items() if value is not None}
    target = f"{at}?{urlencode(asked)}" if location is None else location
    return answer(
        body,
        status=status,
        headers=[("Location", target), ("Vary", "Origin"), *headers],
        url=START,
    )


PUSHED = "urn:ietf:params:oauth:request_uri:"


def pushed(reference: str) -> Answer:
    """The redirect of a login whose request the provider was given before."""
    query = urlencode({"client_id": CLIENT_ID, "request_uri": reference})
    return start(location=f"{AUTHORIZE}?{query}")


def again(**changed: str | None) -> Answer:
    """A second start, with a state of its own."""
    return start(**{"state": OTHER_STATE, "code_challenge": None} | changed)  # type: ignore[arg-type]
