"""Item 12: an address is public only if anybody on the internet can reach it."""

import pytest

from smokegate.probe.addresses import is_public

PRIVATE = (
    "0.0.0.0",  # noqa: S104
    "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200",
    "100.127.255.255", "127.0.0.1", "127.255.255.254", "168.63.129.16", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1",
    "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1",
    "2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1",
    "2002:a9fe:a9fe::1", "2002:c0a8:1::1", "3fff::1", "4000::1", "5f00::1", "fc00::1",
    "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "2606:4700::1111%eth0", "fec0::1", "ff02::1",
    "ff0e::1", "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:127.0.0.1", "localhost",
    "2130706433", "0x7f.1", "",
)  # fmt: skip
PUBLIC = (
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1",
    "126.255.255.255", "128.0.0.1", "169.253.255.255", "172.15.255.255", "172.32.0.1",
    "192.167.255.255", "192.169.0.1", "198.17.255.255", "198.20.0.1", "223.255.255.255",
    "2606:4700:4700::1111", "2a00:1450:4001::1", "2002:808:808::1", "64:ff9b::808:808",
    "2001:4860:4860::8888", "2606:4700::5efe:8.8.8.8",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_item_12_an_address_that_only_the_runner_reaches_is_not_public(address: str) -> None:
    """Whatever its form: loopback, private, shared, reserved, or IPv6 that carries such a one."""
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_item_12_any_other_address_is_public(address: str) -> None:
    """Also beside a private range, and where IPv6 carries a public address."""
    assert is_public(address)
