"""Tells addresses that anybody on the internet can reach from those that only the runner can.

`ipaddress.is_global` is not asked: it changes between versions of Python, takes multicast for
global, and does not look into the forms of IPv6 that carry an address of IPv4.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

# https://www.iana.org/assignments/iana-ipv4-special-registry, and Azure's host, which has an
# address that looks public
_NOT_PUBLIC_4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
        ),
    )
)
_GLOBAL_6: Final = IPv6Network("2000::/3")
_NOT_PUBLIC_6: Final = tuple(
    map(IPv6Network, ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20"))
)
_NAT64: Final = IPv6Network("64:ff9b::/96")  # RFC 6052
_6TO4: Final = IPv6Network("2002::/16")  # RFC 3056
_ISATAP: Final = (0x00005EFE, 0x02005EFE)  # RFC 5214: the interface of any prefix


def is_public(address: str) -> bool:
    """Whether this is an address of the internet; False of what is no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv4Address):
        return _is_public_4(parsed)
    if parsed.scope_id is not None:
        return False
    is_global = parsed in _GLOBAL_6 and not any(parsed in one for one in _NOT_PUBLIC_6)
    return (is_global or parsed in _NAT64) and all(map(_is_public_4, _carried(parsed)))


def _is_public_4(address: IPv4Address) -> bool:
    return not any(address in one for one in _NOT_PUBLIC_4)


def _carried(address: IPv6Address) -> Iterator[IPv4Address]:
    """The addresses of IPv4 to which a gateway would pass this one on."""
    number = int(address)
    is_isatap = number >> 32 & 0xFFFFFFFF in _ISATAP
    if address in _NAT64 or is_isatap:
        yield IPv4Address(number & 0xFFFFFFFF)
    if address in _6TO4:
        yield IPv4Address(number >> 80 & 0xFFFFFFFF)
