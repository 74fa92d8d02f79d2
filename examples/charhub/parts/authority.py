"""A private certificate authority, and the certificates that the parts show."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

from examples.charhub.parts.port import LOOPBACK

NAMES = (LOOPBACK, "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The files of one certificate. chain: the certificate and what leads to the authority."""

    key: Path
    chain: Path


class Authority:
    """Who issues the certificates. file: what those who trust it read (SSL_CERT_FILE)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._signer = trustme.CA(organization_name="CharHub reference deployment")
        self.file = folder / "authority.pem"
        self._signer.cert_pem.write_to_path(self.file)

    def trust(self) -> ssl.SSLContext:
        """What a client needs to trust it, and nobody else."""
        return ssl.create_default_context(cafile=str(self.file))

    def issue(self, name: str, *others: str, days: float = 90.0) -> Certificate:
        """A certificate for loopback, and other hosts, that ends in so many days.

        name: of the files.
        """
        ends = datetime.now(UTC) + timedelta(days=days)
        issued = self._signer.issue_cert(
            *NAMES, *others, not_before=ends - timedelta(days=120), not_after=ends
        )
        one = Certificate(key=self._folder / f"{name}.key", chain=self._folder / f"{name}.pem")
        issued.private_key_pem.write_to_path(one.key)
        one.key.chmod(0o600)
        one.chain.write_bytes(b"".join(pem.bytes() for pem in issued.cert_chain_pems))
        return one
