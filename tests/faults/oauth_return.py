"""O: ways for a login that began not to come back, or to come back as somebody else."""

import re
from collections.abc import Mapping

from tests.faults.answers import (
    header,
    html,
    json,
    parameters,
    plainly,
    redirect,
    replicas,
    when,
)
from tests.faults.exchange import Edit
from tests.faults.fault import Unserved, release, stating, warning
from tests.faults.oauth import PKCE
from tests.faults.places import BACK, START

_UNKNOWN = json(
    '{"success":false,"error":{"code":"INVALID_STATE","message":"Invalid state parameter"}}', 400
)


def _with_states(digits: int) -> Mapping[str, Edit]:
    """States that count, which the callback knows as it does its own."""
    return {
        START: plainly(lambda asked: parameters(state=f"{asked.connection:0{digits}d}")),
        BACK: when(
            lambda asked: (
                re.search(rf"state=0[0-9]{{{digits - 1}}}&error=", asked.query) is not None
            ),
            redirect("/login?error=access_denied"),
        ),
    }


FAULTS = (
    release(
        "O25",
        "one-of-three",
        "one replica of three does not know a state of another",
        {BACK: replicas(None, _UNKNOWN, None)},
        "every_replica_knows",
        samples=40,
    ),
    release(
        "O30",
        "callback",
        "one replica of three comes back to another host",
        {
            START: replicas(
                None,
                plainly(lambda _: parameters(redirect_uri=f"https://old.charhub.example{BACK}")),
                None,
            )
        },
        "every_replica_is_configured",
        samples=40,
    ),
    release(
        "O15",
        "missing",
        "a scope is missing",
        {START: parameters(scope="profile")},
        "scopes_are_asked_for[google]",
    ),
    release("O16", "none", "no state", {START: parameters(state=None)}, "state_is_fresh[google]"),
    release(
        "O16", "empty", "an empty state", {START: parameters(state="")}, "state_is_fresh[google]"
    ),
    release(
        "O17",
        "constant",
        "the same state for everybody",
        {START: parameters(state="0123456789abcdef0123456789abcdef")},
        "state_is_fresh[google]",
    ),
    warning(
        "O18",
        "short",
        "a state of 40 bits",
        _with_states(10),
        "state_is_hard_to_guess[google]",
    ),
    warning(
        "O18",
        "counter",
        "a state that counts",
        _with_states(40),
        "state_is_hard_to_guess",
    ),
    release(
        "O19",
        "missing",
        "PKCE is missing though required",
        {},
        "pkce_protects_the_code[google]",
        contract=PKCE,
    ),
    release(
        "O19",
        "plain",
        "PKCE by the method plain",
        {
            START: lambda asked, reply: parameters(
                code_challenge=f"{asked.connection:043d}", code_challenge_method="plain"
            )(asked, reply)
        },
        "pkce_protects_the_code[google]",
    ),
    release(
        "O19",
        "constant",
        "the same PKCE challenge for everybody",
        {START: parameters(code_challenge="A" * 43, code_challenge_method="S256")},
        "pkce_protects_the_code[google]",
    ),
    release(
        "O19",
        "length",
        "a PKCE challenge that is too short",
        {
            START: lambda asked, reply: parameters(
                code_challenge=f"{asked.connection:020d}", code_challenge_method="S256"
            )(asked, reply)
        },
        "pkce_protects_the_code[google]",
    ),
    release(
        "O21",
        "age",
        "the redirect comes out of a cache",
        {START: header(("Age", "12"))},
        "redirect_is_not_cached[google]",
    ),
    release(
        "O21",
        "hit",
        "the redirect comes out of the edge's cache",
        {START: header(("cf-cache-status", "HIT"))},
        "redirect_is_not_cached[google]",
    ),
    release(
        "O21",
        "public",
        "the redirect may be kept by anybody",
        {START: header(("Cache-Control", "public, max-age=1200"))},
        "redirect_is_not_cached[google]",
    ),
    release(
        "O24",
        "gone",
        "the callback is gone, though the contract requires it",
        {BACK: json({"error": "Route not found"}, 404)},
        "callback_refuses_a_made_up_state[google]",
        contract=stating("callback_required = false", "callback_required = true"),
    ),
    release(
        "O24",
        "crash",
        "the callback crashes",
        {BACK: json({"error": "Cannot read properties of undefined"}, 500)},
        "callback_refuses_a_made_up_state[google]",
    ),
    release(
        "O24",
        "spa",
        "the frontend answers the callback",
        {BACK: html()},
        "callback_refuses_a_made_up_state[google]",
    ),
    release(
        "O24",
        "foreign",
        "the callback sends people elsewhere",
        {BACK: redirect("https://evil.example/")},
        "callback_refuses_a_made_up_state[google]",
    ),
    release(
        "O25",
        "not-shared",
        "the callback does not know a state that was just given out",
        {BACK: _UNKNOWN},
        "callback_knows_its_own_state",
        samples=40,
    ),
    warning(
        "O26",
        "forwarded",
        "the client's X-Forwarded-Host decides",
        {
            START: when(
                lambda asked: bool(asked.header("x-forwarded-host")),
                plainly(
                    lambda asked: parameters(
                        redirect_uri=f"http://{asked.header('x-forwarded-host')}{BACK}"
                    )
                ),
            )
        },
        "forwarded_host_is_not_believed[google]",
    ),
    release(
        "O28",
        "secret",
        "the client secret in the address",
        {START: parameters(client_secret="GOCSPX-for-the-test")},
        "redirect_carries_no_secret[google]",
    ),
    release(
        "O30",
        "replicas",
        "one replica of three has another client id",
        {
            START: replicas(
                None, parameters(client_id="998877665544-old.apps.googleusercontent.com"), None
            )
        },
        "every_replica_is_configured_alike",
        samples=40,
    ),
)
UNSERVED: tuple[Unserved, ...] = ()
