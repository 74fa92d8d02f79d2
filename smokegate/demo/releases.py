"""Every release that the demo deployment can be, and what the suite should make of it.

Each red one breaks exactly one promise; a warned one misses a promise that is below critical.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha1
from types import MappingProxyType
from typing import Final

from smokegate.errors import ConfigurationError


class Expected(StrEnum):
    """What the suite should say: nothing is wrong, only lesser things are, or it must go back."""

    GREEN = "green"
    WARNED = "warned"
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One release as its developer committed it and as its operators meet it.

    commit: 40 hexadecimal digits, always the same for the same name.
    subject: first line of the commit message. says: what is broken, in one sentence.
    """

    name: str
    commit: str
    subject: str
    author: str
    says: str
    expected: Expected


def find(name: str) -> Release:
    """The release of that name; an error that lists the known names if there is none."""
    try:
        return RELEASES[name]
    except KeyError:
        known = ", ".join(RELEASES)
        message = f"demo: is not the name of a release, got {name!r}; use one of {known}"
        raise ConfigurationError(message) from None


def _release(name: str, author: str, subject: str, says: str, expected: Expected) -> Release:
    commit = sha1(f"charhub/{name}".encode(), usedforsecurity=False).hexdigest()
    return Release(
        name=name, commit=commit, subject=subject, author=author, says=says, expected=expected
    )


_ANA, _BEN, _CHIDI, _DANA = "Ana Ribeiro", "Ben Okafor", "Chidi Marsh", "Dana Levin"

_GREEN = (("good", _ANA, "Release 1.8.0", "nothing is broken"),)

_RED = (
    ("redis-down", _BEN, "Move sessions to the managed Redis",
     "redis refuses connections, so health answers 503"),
    ("health-says-down", _CHIDI, "Answer health with 200 so that the balancer stops flapping",
     "health answers 200 while its body says DOWN, because the database is down"),
    ("healthy-503", _CHIDI, "Keep the health body stable for the status page",
     "health answers 503 because the database fails, while its body still says healthy"),
    ("health-html", _BEN, "Route everything to the frontend by default",
     "the health path is answered by the frontend: 200 with an HTML page"),
    ("component-missing", _ANA, "Drop the slow R2 probe from health",
     "health does not look at r2 any more"),
    ("stale-health", _DANA, "Cache GET responses at the edge",
     "health is a copy from a cache, two hours old"),
    ("not-ready", _CHIDI, "Run migrations in the background after start-up",
     "readiness answers 503 and never becomes ready"),
    ("wrong-site", _DANA, "Upgrade nginx to 1.29",
     "the front page is the welcome page of nginx"),
    ("no-mount", _ANA, "Rename the mount node to app",
     "the page has no #root, so the application has nowhere to appear"),
    ("blank-page", _BEN, "Switch the build to the new bundler preset",
     "the page loads no script and has no text, so people see nothing"),
    ("no-marker", _DANA, "Start the redesign from the Vite template",
     "the page does not say CharHub anywhere"),
    ("missing-script", _CHIDI, "Serve index.html for every unknown path",
     "the entry script is gone and the HTML page is answered in its place"),
    ("missing-style", _ANA, "Purge old files from the assets bucket",
     "the style sheet of the page is 404"),
    ("wrong-type", _DANA, "Replace the nginx image by a distroless one",
     "the entry script is sent as text/plain, so browsers refuse to run it"),
    ("empty-script", _BEN, "Write the bundle through a pipe",
     "the entry script has 0 bytes"),
    ("cut-script", _CHIDI, "Raise the proxy buffers",
     "the entry script ends before the length that its headers announce"),
    ("wrong-integrity", _ANA, "Inject the build banner after the digests are made",
     "the entry script does not match the digest in the page, so browsers refuse to run it"),
    ("dead-logo", _DANA, "Render the logo on demand",
     "the logo of the page answers 500"),
    ("oauth-missing", _BEN, "Read secrets from the new vault",
     "sign-in with Google answers 500, because the strategy was never registered"),
    ("oauth-permanent", _CHIDI, "Prefer permanent redirects",
     "sign-in with Google redirects with 301, which browsers keep together with its state"),
    ("oauth-localhost", _ANA, "Load the callback URL from .env",
     "sign-in with Google would send people back to http://localhost:3000"),
    ("oauth-undefined-client", _BEN, "Rename GOOGLE_CLIENT_ID",
     "sign-in with Google is asked for with client_id=undefined"),
    ("oauth-constant-state", _CHIDI, "Make the OAuth state reproducible for the tests",
     "every sign-in with Google has the same state, so sign-ins can be forged"),
    ("oauth-no-state", _DANA, "Upgrade passport to 0.8",
     "sign-in with Google has no state, so every callback is refused"),
    ("oauth-wrong-provider", _DANA, "Update dependencies",
     "sign-in with Google leads to accounts.goog1e.example"),
    ("oauth-wrong-scope", _ANA, "Ask for openid",
     "sign-in with Google asks for openid only, so no name and no address come back"),
    ("oauth-token-flow", _BEN, "Sign in without a round trip to the backend",
     "sign-in with Google asks for a token in the URL instead of a code"),
    ("oauth-leaks-secret", _CHIDI, "Pass all the credentials to the strategy",
     "the client secret is shown in the address that browsers are sent to"),
    ("callback-crash", _ANA, "Refactor the state store",
     "coming back from Google crashes with 500"),
    ("callback-page", _DANA, "Let the frontend handle callbacks",
     "coming back from Google is answered by the frontend, so nobody gets signed in"),
    ("hanging-health", _CHIDI, "Query the components one after the other",
     "health accepts the request and never answers"),
    ("dripping-page", _BEN, "Stream the page from the template engine",
     "the page arrives byte by byte and does not end"),
    ("dead", _DANA, "Use the slim base image",
     "every connection is closed without an answer"),
)  # fmt: skip

_WARNED = (
    ("nameless", _BEN, "Simplify the Docker build arguments",
     "nothing says which release is answering"),
    ("llm-down", _ANA, "Rotate the LLM key",
     "only the llm component fails, a third party"),
    ("slow", _CHIDI, "Add an ORM layer",
     "health and the page take 0.7 s"),
    ("no-facebook", _DANA, "Remove the Facebook login",
     "sign-in with Facebook is not provided"),
    ("no-ready", _BEN, "Remove the unused readiness endpoint",
     "readiness is not provided"),
    ("no-shortcuts", _ANA, "Drop the legacy nginx redirects",
     "the short cuts /auth/google and /auth/facebook are gone"),
)  # fmt: skip

RELEASES: Final[Mapping[str, Release]] = MappingProxyType(
    {
        row[0]: _release(*row, expected=expected)
        for expected, rows in (
            (Expected.GREEN, _GREEN),
            (Expected.RED, _RED),
            (Expected.WARNED, _WARNED),
        )
        for row in rows
    }
)
