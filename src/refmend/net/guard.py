"""The address guard: which destinations a stranger's list may make this machine connect to.

Denied is everything that is not plain public unicast, whatever the spelling or the wrapping, after the IANA
special-purpose registries (https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-) and the addresses
that cloud providers answer on. `ipaddress.is_global` alone is not enough: it calls NAT64, 6to4 and others global.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from refmend.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from refmend.net.target import Origin

    Address = IPv4Address | IPv6Address
    Network = IPv4Network | IPv6Network

DENIED_IPV4 = {
    "0.0.0.0/8": "this host",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "carrier-grade NAT",
    "127.0.0.0/8": "loopback",
    "168.63.129.16/32": "cloud metadata",
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "protocol assignments",
    "192.0.2.0/24": "documentation",
    "192.88.99.0/24": "6to4 relay",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "benchmarking",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
}
DENIED_IPV6 = {
    "::/128": "unspecified",
    "::1/128": "loopback",
    "::/96": "IPv4-compatible",
    "64:ff9b:1::/48": "local NAT64",
    "100::/64": "discard",
    "2001::/23": "protocol assignments, Teredo",
    "2001:db8::/32": "documentation",
    "2002::/16": "6to4",
    "3fff::/20": "documentation",
    "5f00::/16": "segment routing",
    "fc00::/7": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "site-local",
    "ff00::/8": "multicast",
}
_IPV4 = [(IPv4Network(net), why) for net, why in DENIED_IPV4.items()]
_IPV6 = [(IPv6Network(net), why) for net, why in DENIED_IPV6.items()]
_PUBLIC_IPV6 = IPv6Network("2000::/3")
_EMBEDDING = (IPv6Network("::ffff:0:0/96"), IPv6Network("::ffff:0:0:0/96"), IPv6Network("64:ff9b::/96"))
_INTERNAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "localdomain", "home.arpa", "corp", "private")
# Fetch standard, "bad ports": services that an HTTP request could be made to speak to
BAD_PORTS = frozenset(
    {1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109}
    | {110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530}
    | {531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045}
    | {4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211}
)


def denied(address: Address) -> str:
    """Return why an address may not be connected to ("loopback", "private", …), or an empty string."""
    if isinstance(address, IPv4Address):
        return next((why for net, why in _IPV4 if address in net), "")
    if any(address in net for net in _EMBEDDING):
        return denied(_embedded(address))
    if why := next((why for net, why in _IPV6 if address in net), ""):
        return why
    return "" if address in _PUBLIC_IPV6 else "not public unicast"


def is_internal_name(host: str) -> bool:
    """Tell whether a name can only mean a machine of the local network (RFC 6761, 6762, 8375 and usage)."""
    return any(host == name or host.endswith("." + name) for name in _INTERNAL_NAMES)


class Guard:
    """The deny table with the exceptions a user asked for (`allow_network`)."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        """Read the allowed networks; raises `ConfigError` for one that is none."""
        self._allowed = [_network(text) for text in allowed]
        self._known: dict[str, str] = {}

    def refusal(self, address: str) -> str:
        """Return why an address (as text, without zone) is refused, or an empty string."""
        why = self._known.get(address)
        if why is None:
            if len(self._known) > 50_000:  # noqa: PLR2004 - a bound on memory, not a meaning
                self._known.clear()
            why = self._known[address] = self._judge(address)
        return why

    def origin_refusal(self, origin: Origin, *, proxied: bool = False) -> str:
        """Return why a host or port may not be asked at all, before any name is looked up."""
        if origin.port in BAD_PORTS:
            return f"port {origin.port} is not one of the web's"
        if origin.literal is not None:
            return self.refusal(origin.host)
        if self._allowed and not proxied:
            return ""  # the user has internal hosts: their addresses decide
        if is_internal_name(origin.host):
            return "internal name"
        return "internal name" if proxied and "." not in origin.host else ""

    def _judge(self, text: str) -> str:
        try:
            address = ip_address(text.partition("%")[0])
        except ValueError:
            return "not an address"
        why = denied(address)
        if why and any(self._inside(candidate) for candidate in _faces(address)):
            return ""
        return why

    def _inside(self, address: Address) -> bool:
        return any(address.version == net.version and address in net for net in self._allowed)


def _network(text: str) -> Network:
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        hint = "Write networks as 10.0.0.0/8 or fd00::/8."
        raise ConfigError(f"allow-network: {text!r} is not a network", hint=hint) from None


def _embedded(address: IPv6Address) -> IPv4Address:
    """Return the IPv4 address in the last 32 bits."""
    return IPv4Address(int(address) & 0xFFFF_FFFF)


def _faces(address: Address) -> list[Address]:
    """Return the address and, where it only wraps an IPv4 address, that one."""
    if isinstance(address, IPv6Address) and any(address in net for net in _EMBEDDING):
        return [address, _embedded(address)]
    return [address]
