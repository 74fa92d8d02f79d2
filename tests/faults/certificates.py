"""T: ways for TLS not to be what it should."""

from tests.faults.fault import (
    Tls,
    Unserved,
    outside,
    warning,
)

FAULTS = (
    outside(
        "T05", "expired", "the certificate has expired", {}, "page_answers[/]", tls=Tls(days=-1)
    ),
    outside(
        "T06",
        "other-host",
        "the certificate is another host's",
        {},
        "page_answers[/]",
        tls=Tls(names=("charhub.example",)),
    ),
    outside(
        "T07",
        "unknown-authority",
        "nobody trusts who issued the certificate",
        {},
        "page_answers[/]",
        tls=Tls(is_trusted=False),
    ),
    warning(
        "T08",
        "expires-soon",
        "the certificate expires in five days",
        {},
        "certificate_lasts",
        tls=Tls(days=5),
    ),
    outside(
        "T09", "old-tls", "only TLS 1.1 is spoken", {}, "page_answers[/]", tls=Tls(is_old=True)
    ),
)
UNSERVED: tuple[Unserved, ...] = ()
