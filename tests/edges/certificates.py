"""Certificates in each state in which a deployment may have one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import trustme


class State(StrEnum):
    """What is the matter with a certificate."""

    GOOD = "good"
    SOON = "ends in five days"
    EXPIRED = "has expired"
    OTHER_NAME = "is another host's"
    UNTRUSTED = "is of an authority that nobody trusts"
    INCOMPLETE = "comes without its intermediate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Files in PEM. trust: the authorities that the suite trusts."""

    chain: Path
    key: Path
    trust: Path


_DAYS = {State.SOON: 5, State.EXPIRED: -1}


def issued(state: State, folder: Path) -> Certificate:
    """A certificate for the loopback, of an intermediate authority, in this state."""
    trusted = trustme.CA()
    root = trustme.CA() if state is State.UNTRUSTED else trusted
    name = "charhub.example" if state is State.OTHER_NAME else "127.0.0.1"
    now = datetime.now(UTC)
    leaf = root.create_child_ca().issue_cert(
        name,
        not_before=now - timedelta(days=30),
        not_after=now + timedelta(days=_DAYS.get(state, 90), hours=12),
    )
    chain = leaf.cert_chain_pems[:1] if state is State.INCOMPLETE else leaf.cert_chain_pems
    files = Certificate(
        chain=folder / "chain.pem", key=folder / "key.pem", trust=folder / "trust.pem"
    )
    files.chain.write_bytes(b"".join(one.bytes() for one in chain))
    leaf.private_key_pem.write_to_path(files.key)
    trusted.cert_pem.write_to_path(files.trust)
    return files
