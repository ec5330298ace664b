"""The deny table: whatever the wrapping, nothing but public unicast."""

from ipaddress import ip_address

import pytest

from refmend.errors import ConfigError
from refmend.net.guard import Guard, denied
from refmend.net.target import parse

DENIED = [
    "0.0.0.0",  # noqa: S104 - the very address to refuse
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "64:ff9b:1::8.8.8.8",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "4000::1",
    "1::1",
    "200::1",
]
ALLOWED = [
    "1.1.1.1",
    "8.8.8.8",
    "44.44.1.1",
    "93.184.216.34",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "169.253.1.1",
    "192.0.1.1",
    "198.17.0.1",
    "223.255.255.254",
    "2606:4700::1111",
    "2001:4860:4860::8888",
    "2a00:1450::1",
    "2400:cb00::1",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
]


@pytest.mark.parametrize("address", DENIED)
def test_denied(address):
    assert denied(ip_address(address))
    assert Guard().refusal(address)


@pytest.mark.parametrize("address", ALLOWED)
def test_allowed(address):
    assert denied(ip_address(address)) == ""
    assert Guard().refusal(address) == ""


def test_a_user_may_open_a_network():
    guard = Guard(["10.1.0.0/16", "fd00::/8"])
    assert guard.refusal("10.1.2.3") == ""
    assert guard.refusal("::ffff:10.1.2.3") == ""
    assert guard.refusal("fd12::1") == ""
    assert guard.refusal("10.2.0.1") == "private"
    assert guard.refusal("127.0.0.1") == "loopback"


def test_a_network_that_is_none_is_the_users_to_mend():
    with pytest.raises(ConfigError, match="10\\.0\\.0"):
        Guard(["10.0.0/33"])


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "http://a.localhost/",
        "http://printer.local/",
        "http://metadata.google.internal/",
        "http://router.home.arpa/",
        "http://example.org:25/",
        "http://example.org:6379/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/",
    ],
)
def test_refused_before_any_name_is_looked_up(url):
    assert Guard().origin_refusal(parse(url).origin)


def test_behind_a_proxy_a_bare_name_is_internal():
    origin = parse("http://wiki/").origin
    assert Guard().origin_refusal(origin, proxied=True)
    assert Guard(["10.0.0.0/8"]).origin_refusal(origin, proxied=True)
    assert Guard().origin_refusal(origin) == ""


def test_an_address_with_a_zone_is_judged_and_nonsense_refused():
    assert Guard().refusal("fe80::1%eth0") == "link-local"
    assert Guard().refusal("nonsense") == "not an address"
