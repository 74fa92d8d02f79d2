"""Certificates and handshakes are judged as browsers judge them, and named for what they are."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509

from smokegate.probe.handshake import SHOWS_CHAIN, agreed, not_after
from smokegate.probe.observation import Kind
from tests.probe.asking import answer, silence
from tests.probe.server import hear, say, secured, serving, take

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
PROTOCOL_VERSION = b"\x15\x03\x01\x00\x02\x02\x46"  # a fatal alert (RFC 8446 section 6.2)
HANDSHAKE_FAILURE = b"\x15\x03\x01\x00\x02\x02\x28"


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority that is trusted through SSL_CERT_FILE."""
    authority = trustme.CA()
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return authority


def without_intermediate(authority: trustme.CA) -> ssl.SSLContext:
    """A server that sends its own certificate and not the one that vouches for it."""
    leaf = authority.create_child_ca().issue_cert("127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with leaf.private_key_pem.tempfile() as key, leaf.cert_chain_pems[0].tempfile() as chain:
        context.load_cert_chain(chain, key)
    return context


def self_signed(_: trustme.CA) -> ssl.SSLContext:
    """A server that vouches for itself."""
    own = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with own.private_key_pem.tempfile() as key, own.cert_pem.tempfile() as chain:
        context.load_cert_chain(chain, key)
    return context


def not_yet(authority: trustme.CA) -> ssl.SSLContext:
    """A server whose certificate begins tomorrow."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    return secured(
        authority, "127.0.0.1", not_before=tomorrow, not_after=tomorrow + timedelta(days=9)
    )


@pytest.mark.parametrize(
    "server_side, told",
    [
        (without_intermediate, "unable to get local issuer certificate"),
        (self_signed, "self-signed certificate"),
        (not_yet, "certificate is not yet valid"),
    ],
)
def test_a_certificate_that_nobody_trusts(
    server_side: Callable[[trustme.CA], ssl.SSLContext], told: str, trusted: trustme.CA
) -> None:
    """It is silence, with the reason."""
    with serving(hear, say(OK), tls=server_side(trusted)) as server:
        seen = silence(server.url)
    assert seen == (Kind.TLS, None, 0, f"the certificate is refused ({told})")


@pytest.mark.parametrize(
    "alert, told",
    [
        (PROTOCOL_VERSION, "no TLS handshake (TLSV1_ALERT_PROTOCOL_VERSION)"),
        (HANDSHAKE_FAILURE, "no TLS handshake (SSLV3_ALERT_HANDSHAKE_FAILURE)"),
    ],
)
@pytest.mark.usefixtures("trusted")
def test_a_server_of_old_protocols(alert: bytes, told: str) -> None:
    """A server that knows only retired versions or ciphers refuses the handshake."""
    with serving(take, say(alert)) as server:
        seen = silence(server.url.replace("http:", "https:"))
    assert seen == (Kind.TLS, None, 0, told)


@pytest.mark.parametrize(
    "until",
    [
        datetime(2026, 3, 1, 12, 30, 59, tzinfo=UTC),
        datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(2050, 1, 1, tzinfo=UTC),  # GeneralizedTime from here on
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    ],
)
def test_the_end_of_a_certificate(until: datetime) -> None:
    """It is read from the bytes as the cryptography package reads it."""
    pem = trustme.CA().issue_cert("a.example", not_after=until).cert_chain_pems[0].bytes()
    certificate = x509.load_pem_x509_certificate(pem)
    der = ssl.PEM_cert_to_DER_cert(pem.decode())
    assert not_after(der) == certificate.not_valid_after_utc == until


@pytest.mark.parametrize("cut", range(0, 300, 7))
def test_a_certificate_cut_anywhere_has_no_end(cut: int) -> None:
    """What ends early is no certificate."""
    pem = trustme.CA().issue_cert("a.example").cert_chain_pems[0].bytes().decode()
    assert not_after(ssl.PEM_cert_to_DER_cert(pem)[:cut]) is None


class Chain:
    """A finished handshake, as Python 3.13 and later show it."""

    def __init__(self, sent: list[bytes], verified: list[bytes]) -> None:
        self.get_unverified_chain, self.get_verified_chain = sent.copy, verified.copy

    def getpeercert(self) -> dict[str, str]:
        """The leaf."""
        return {"notAfter": "Jan  1 00:00:00 2040 GMT"}

    def cipher(self) -> None:
        """No cipher."""

    version = selected_alpn_protocol = cipher


def ending(year: int) -> bytes:
    """A certificate that ends with that year."""
    leaf = trustme.CA().issue_cert("a.example", not_after=datetime(year, 1, 1, tzinfo=UTC))
    return ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode())


def test_the_first_to_end_counts() -> None:
    """Of those that were sent and are needed, the first to end; not a spare, not one's own root."""
    leaf, intermediate, root, spare = map(ending, (2040, 2030, 2027, 2021))
    seen = agreed(Chain([leaf, spare, intermediate], [leaf, intermediate, root]))
    assert (seen.not_after, seen.certificates) == (datetime(2030, 1, 1, tzinfo=UTC), 2)


def test_a_chain_that_cannot_be_read_is_its_leaf() -> None:
    """Then what every Python shows is left."""
    seen = agreed(Chain([], []))
    assert (seen.not_after, seen.certificates) == (datetime(2040, 1, 1, tzinfo=UTC), 1)


def test_an_intermediate_counts_where_python_shows_it(trusted: trustme.CA) -> None:
    """The handshake is whole, and says of how many certificates it knows the end."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trusted.create_child_ca().issue_cert("127.0.0.1").configure_cert(context)
    with serving(hear, say(OK), tls=context) as server:
        tls = answer(server.url).tls
    assert tls is not None
    assert tls.certificates == (2 if SHOWS_CHAIN else 1)
