"""O: ways for the cookies of a login to be lost, or to be taken."""

from tests.faults.answers import (
    also,
)
from tests.faults.fault import Unserved, release, warning
from tests.faults.places import START

FAULTS = (
    release(
        "O22",
        "none-insecure",
        "a cookie with SameSite=None and without Secure",
        {START: also(("Set-Cookie", "state=1; Path=/; HttpOnly; SameSite=None"))},
        "cookies_survive_the_round_trip[google]",
    ),
    release(
        "O22",
        "strict",
        "a cookie that the way back loses",
        {START: also(("Set-Cookie", "state=1; Path=/; HttpOnly; Secure; SameSite=Strict"))},
        "cookies_survive_the_round_trip[google]",
    ),
    release(
        "O22",
        "foreign",
        "a cookie for another domain",
        {START: also(("Set-Cookie", "state=1; Path=/; Domain=charhub.example"))},
        "cookies_survive_the_round_trip[google]",
    ),
    warning(
        "O23",
        "twice",
        "two cookies of one name",
        {START: also(("Set-Cookie", "sid=1; Path=/"), ("Set-Cookie", "sid=2; Path=/"))},
        "cookies_are_guarded",
    ),
    warning(
        "O23",
        "oversized",
        "a cookie that browsers drop",
        {START: also(("Set-Cookie", f"sid={'x' * 5000}; Path=/"))},
        "cookies_are_guarded",
    ),
)
UNSERVED: tuple[Unserved, ...] = ()
