"""O: ways for the provider to be told to come back to somewhere else."""

from tests.faults.answers import (
    parameters,
    plainly,
)
from tests.faults.exchange import Edit
from tests.faults.fault import Tls, Unserved, release
from tests.faults.places import BACK, START


def _back(to: str) -> Edit:
    """The redirect with this in place of our origin in its redirect_uri."""
    return plainly(lambda asked: parameters(redirect_uri=to.replace("ORIGIN", asked.origin)))


FAULTS = (
    release(
        "O09",
        "none",
        "no redirect_uri",
        {START: parameters(redirect_uri=None)},
        "redirect_uri_is_our_callback[google]",
    ),
    release(
        "O09",
        "fragment",
        "a redirect_uri with a fragment",
        {START: _back(f"ORIGIN{BACK}#done")},
        "redirect_uri_is_our_callback[google]",
    ),
    release(
        "O10",
        "http",
        "a redirect_uri without TLS",
        {
            START: plainly(
                lambda asked: parameters(
                    redirect_uri=asked.origin.replace("https:", "http:") + BACK
                )
            )
        },
        "redirect_uri_is_our_callback[google]",
        tls=Tls(),
    ),
    release(
        "O11",
        "localhost",
        "the redirect_uri of a laptop",
        {START: _back(f"http://localhost:3000{BACK}")},
        "redirect_uri_is_our_callback[google]",
    ),
    release(
        "O11",
        "private",
        "a private address in redirect_uri",
        {START: _back(f"http://10.0.3.7{BACK}")},
        "redirect_uri_is_our_callback[google]",
    ),
    release(
        "O11",
        "internal",
        "a name inside the cluster in redirect_uri",
        {START: _back(f"http://backend:3000{BACK}")},
        "redirect_uri_is_our_callback[google]",
    ),
    release(
        "O11",
        "port",
        "a leaked port in redirect_uri",
        {START: _back(f"http://127.0.0.1:58743{BACK}")},
        "redirect_uri_is_our_callback[google]",
    ),
    release(
        "O12",
        "environment",
        "the redirect_uri of another environment",
        {START: _back(f"https://staging.charhub.example{BACK}")},
        "redirect_uri_is_our_callback[google]",
    ),
    release(
        "O12",
        "www",
        "www in redirect_uri",
        {START: _back(f"http://www.127.0.0.1{BACK}")},
        "redirect_uri_is_our_callback[google]",
    ),
    release(
        "O13",
        "two-slashes",
        "two slashes in redirect_uri",
        {START: _back(f"ORIGIN/{BACK}")},
        "redirect_uri_is_our_callback[google]",
    ),
    release(
        "O13",
        "doubled",
        "a doubled path in redirect_uri",
        {START: _back(f"ORIGIN/api/v1{BACK}")},
        "redirect_uri_is_our_callback[google]",
    ),
)
UNSERVED: tuple[Unserved, ...] = ()
