"""Makes a certificate for one run, which the run's own Chromium takes from its relay.

Nothing but Chromium's switch vouches for it, so it is signed by nobody. The key is made anew each
time (SEC 1 on P-256) and never leaves the machine.
"""

import secrets
import ssl
import tempfile
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeAlias

_P: Final = 2**256 - 2**224 + 2**192 + 2**96 - 1
_N: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_GENERATOR: Final = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
_CURVE: Final = bytes.fromhex("06082a8648ce3d030107")  # prime256v1
_EC_KEY: Final = bytes.fromhex("06072a8648ce3d0201")
_SIGNED_WITH: Final = bytes.fromhex("300a06082a8648ce3d040302")  # ECDSA with SHA-256
_COMMON_NAME: Final = bytes.fromhex("0603550403")
_Point: TypeAlias = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """pin: the hash of its key, as Chromium wants it. context: the server's side of TLS."""

    pin: str
    context: ssl.SSLContext


def made() -> Certificate:
    """A certificate with a new key."""
    secret = 1 + secrets.randbelow(_N - 1)
    point = _times(secret, _GENERATOR)
    assert point is not None
    public = b"\4" + point[0].to_bytes(32) + point[1].to_bytes(32)
    spki = _sequence(_sequence(_EC_KEY, _CURVE), _der(3, b"\0" + public))
    name = _sequence(_der(0x31, _sequence(_COMMON_NAME, _der(12, b"smokegate"))))
    validity = _sequence(_der(23, b"200101000000Z"), _der(23, b"490101000000Z"))
    serial = _der(2, b"\1" + secrets.token_bytes(8))
    version = _der(0xA0, _der(2, b"\2"))
    stated = _sequence(version, serial, _SIGNED_WITH, name, validity, name, spki)
    nobody = _der(3, b"\0" + _sequence(_der(2, b"\1"), _der(2, b"\1")))
    certificate = _sequence(stated, _SIGNED_WITH, nobody)
    number = _der(4, secret.to_bytes(32))
    key = _sequence(_der(2, b"\1"), number, _der(0xA0, _CURVE), _der(0xA1, _der(3, b"\0" + public)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "relay.pem"
        path.touch(mode=0o600)
        path.write_text(_pem("EC PRIVATE KEY", key) + _pem("CERTIFICATE", certificate), "ascii")
        context.load_cert_chain(path)
    return Certificate(b64encode(sha256(spki).digest()).decode(), context)


def _sum(one: _Point, other: _Point) -> _Point:
    if one is None or other is None:
        return one or other
    (x, y), (u, v) = one, other
    if x == u and (y + v) % _P == 0:
        return None
    slope = (3 * x * x - 3) * pow(2 * y, -1, _P) if one == other else (v - y) * pow(u - x, -1, _P)
    at = (slope * slope - x - u) % _P
    return at, (slope * (x - at) - y) % _P


def _times(number: int, point: _Point) -> _Point:
    total: _Point = None
    while number:
        total = _sum(total, point) if number & 1 else total
        point, number = _sum(point, point), number >> 1
    return total


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    stated = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(stated))) + stated + content


def _sequence(*parts: bytes) -> bytes:
    return _der(0x30, b"".join(parts))


def _pem(what: str, content: bytes) -> str:
    return f"-----BEGIN {what}-----\n{b64encode(content).decode()}\n-----END {what}-----\n"
