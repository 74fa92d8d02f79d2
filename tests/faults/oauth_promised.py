"""O: ways for a login to break what a contract may promise beside the usual."""

from collections.abc import Callable
from urllib.parse import unquote

from tests.faults.answers import parameters, plainly, redirect, when
from tests.faults.fault import Unserved, stating, warning
from tests.faults.places import START


def _promising(line: str) -> Callable[[str], str]:
    scopes = 'scopes = ["profile", "email"]'
    return stating(scopes, f"{scopes}\n{line}")


FAULTS = (
    warning(
        "O15",
        "excessive",
        "more is asked for than needed",
        {START: parameters(scope="profile email https://www.googleapis.com/auth/drive")},
        "no_more_scopes_are_asked_for[google]",
        contract=_promising('scopes_allowed = ["openid"]'),
    ),
    warning(
        "O20",
        "none",
        "the nonce is missing though required",
        {},
        "nonce_is_fresh",
        contract=_promising("nonce = true"),
    ),
    warning(
        "O20",
        "constant",
        "the same nonce for everybody",
        {START: parameters(nonce="0123456789abcdef0123456789abcdef")},
        "nonce_is_fresh",
        contract=_promising("nonce = true"),
    ),
    warning(
        "O27",
        "start",
        "a return address on another host is followed",
        {
            START: when(
                lambda asked: "next=" in asked.query,
                plainly(lambda asked: redirect(unquote(asked.query.partition("next=")[2]))),
            )
        },
        "return_stays_at_home",
        contract=_promising('return_to = "next"'),
    ),
)
UNSERVED: tuple[Unserved, ...] = ()
