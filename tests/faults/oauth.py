"""O: ways for a login not to begin, or not to come back."""

from tests.faults.answers import (
    also,
    html,
    json,
    location,
    parameters,
    redirect,
    status,
    without,
)
from tests.faults.exchange import Edit
from tests.faults.fault import Unserved, release, stating
from tests.faults.places import START

PKCE = stating('scopes = ["profile", "email"]', 'scopes = ["profile", "email"]\npkce = true')
_CLIENT = stating(
    'scopes = ["profile", "email"]',
    'scopes = ["profile", "email"]\n'
    "client_id = '^123456789012-a1b2c3d4e5f6[.]apps[.]googleusercontent[.]com$'",
)
_GOOGLE = "https://accounts.google.com"


def _host(name: str) -> Edit:
    return location(lambda url: url.replace(_GOOGLE, name))


FAULTS = (
    release(
        "O01",
        "gone",
        "the start is gone",
        {START: json({"error": "Route not found"}, 404)},
        "start_redirects_to_the_provider[google]",
    ),
    release(
        "O02",
        "not-configured",
        "the provider was never configured",
        {START: json({"error": 'Unknown authentication strategy "google"'}, 500)},
        "start_redirects_to_the_provider[google]",
    ),
    release(
        "O03",
        "spa",
        "the frontend answers in its place",
        {START: html()},
        "start_redirects_to_the_provider[google]",
    ),
    release(
        "O04",
        "301",
        "a permanent redirect",
        {START: status(301)},
        "start_redirects_to_the_provider[google]",
    ),
    release(
        "O04",
        "308",
        "a permanent redirect that keeps the method",
        {START: status(308)},
        "start_redirects_to_the_provider[google]",
    ),
    release(
        "O05",
        "none",
        "a redirect to nowhere",
        {START: without("location")},
        "start_redirects_to_the_provider[google]",
    ),
    release(
        "O05",
        "relative",
        "a redirect to a page of our own",
        {START: redirect("/login")},
        "start_redirects_to_the_provider[google]",
    ),
    release(
        "O05",
        "twice",
        "two Location headers",
        {START: also(("Location", "https://accounts.google.com/o/oauth2/v2/auth"))},
        "start_redirects_to_the_provider[google]",
    ),
    release(
        "O05",
        "itself",
        "a redirect to itself",
        {START: redirect(START)},
        "start_redirects_to_the_provider[google]",
    ),
    release(
        "O06",
        "look-alike",
        "a host that looks like the provider's",
        {START: _host("https://accounts.goog1e.example")},
        "start_redirects_to_the_provider[google]",
    ),
    release(
        "O06",
        "longer",
        "a host that begins like the provider's",
        {START: _host("https://accounts.google.com.evil.example")},
        "start_redirects_to_the_provider[google]",
    ),
    release(
        "O06",
        "userinfo",
        "the provider's host as a user name",
        {START: _host("https://accounts.google.com@evil.example")},
        "start_redirects_to_the_provider[google]",
    ),
    release(
        "O06",
        "http",
        "the provider without TLS",
        {START: _host("http://accounts.google.com")},
        "start_redirects_to_the_provider[google]",
    ),
    release(
        "O07",
        "none",
        "no client id",
        {START: parameters(client_id=None)},
        "client_id_is_one[google]",
    ),
    release(
        "O07",
        "empty",
        "an empty client id",
        {START: parameters(client_id="")},
        "client_id_is_one[google]",
    ),
    release(
        "O07",
        "undefined",
        "the client id undefined",
        {START: parameters(client_id="undefined")},
        "client_id_is_one[google]",
    ),
    release(
        "O07",
        "python-none",
        "the client id None",
        {START: parameters(client_id="None")},
        "client_id_is_one[google]",
    ),
    release(
        "O07",
        "placeholder",
        "a placeholder for the client id",
        {START: parameters(client_id="your-client-id")},
        "client_id_is_one[google]",
    ),
    release(
        "O07",
        "unfilled",
        "a variable for the client id",
        {START: parameters(client_id="${GOOGLE_CLIENT_ID}")},
        "client_id_is_one[google]",
    ),
    release(
        "O08",
        "environment",
        "the client id of another environment",
        {START: parameters(client_id="998877665544-staging.apps.googleusercontent.com")},
        "client_id_is_one[google]",
        contract=_CLIENT,
    ),
    release(
        "O14",
        "token",
        "a token is asked for instead of a code",
        {START: parameters(response_type="token")},
        "start_redirects_to_the_provider[google]",
    ),
)
UNSERVED = (
    Unserved(
        "O29",
        "the provider refuses the pair",
        "only the provider knows; nothing is sent to a provider",
    ),
    Unserved("O31", "the provider is down", "nothing is sent to a provider"),
)
