"""What a TLS handshake agreed on, and until when its certificates are good."""

import _ssl
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from smokegate.probe.observation import Tls

# whether this Python shows the certificates that lead to the root: CPython since 3.10
SHOWS_CHAIN = hasattr(getattr(_ssl, "_SSLSocket", None), "get_unverified_chain")
_VERSION = 0xA0
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18


def agreed(secured: Any) -> Tls:
    """The facts of a finished handshake. secured: an SSLObject, or an SSLSocket."""
    certificate = secured.getpeercert() or {}
    names = dict(pair[0] for pair in certificate.get("subject", ()) if pair)
    others = [value for _, value in certificate.get("subjectAltName", ())]
    cipher = secured.cipher()
    until = certificate.get("notAfter")
    leaf = datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC) if until else None
    ends = [end for one in _needed(secured) if (end := not_after(one))]
    return Tls(
        version=secured.version(),
        cipher=cipher[0] if cipher else None,
        alpn=secured.selected_alpn_protocol(),
        subject=names.get("commonName") or next(iter(others), None),
        not_after=min(ends, default=leaf),
        certificates=max(len(ends), 1),
    )


def not_after(certificate: bytes) -> datetime | None:
    """The end of a certificate in DER (RFC 5280 section 4.1), or None if it is not one."""
    try:
        (_, signed), *_ = _elements(certificate)
        (_, facts), *_ = _elements(signed)
        fields = [content for tag, content in _elements(facts) if tag != _VERSION]
        _, (tag, end) = _elements(fields[3])  # after serial number, signature and issuer
        return _time(tag, end.decode("ascii"))
    except (IndexError, ValueError):
        return None


def _needed(secured: Any) -> list[bytes]:
    """The certificates that were sent and lead to the trusted root, where Python shows them.

    One that is sent but not needed may have ended without harm, as cross-signed roots do; a root
    that was not sent is the runner's own.
    """
    sent = set(_chain(secured, "get_unverified_chain"))
    return [one for one in _chain(secured, "get_verified_chain") if one in sent]


def _chain(secured: Any, name: str) -> list[bytes]:
    if hasattr(secured, name):  # public since Python 3.13
        return list(getattr(secured, name)())
    shown = getattr(getattr(secured, "_sslobj", None), name, None)
    return [one.public_bytes(_ssl.ENCODING_DER) for one in shown() or ()] if shown else []


def _elements(der: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element that stands here, one after the other."""
    at = 0
    while at < len(der):
        tag, length, at = der[at], der[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(der[at : at + size]), at + size
        if at + length > len(der):
            raise ValueError("an element is longer than what it stands in")
        yield tag, der[at : at + length]
        at += length


def _time(tag: int, text: str) -> datetime | None:
    if tag == _UTC_TIME:
        text = ("20" if text < "50" else "19") + text  # RFC 5280 section 4.1.2.5.1
    elif tag != _GENERALIZED_TIME:
        return None
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
