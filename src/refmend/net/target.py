"""Addresses: a URL as written becomes what is connected to and what is asked for there.

Read the way browsers read it (WHATWG URL, https://url.spec.whatwg.org): every spelling of an IPv4 address is one
address, hosts are percent-decoded and mapped to ASCII, backslashes in a path are slashes. What browsers refuse is
`Fault.INVALID_URL`; another scheme than http and https is `Fault.FORBIDDEN_SCHEME`.
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple
from urllib.parse import quote, unquote, unquote_to_bytes, urljoin

from refmend.model import Fault
from refmend.net.trouble import Trouble

LONGEST = 16_384  # characters; servers refuse far shorter ones, and a Location may be a megabyte
_URL = re.compile(r"(https?)://([^/?#]*)([^#]*)(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_ODD_PATH = re.compile(r"[^!#-;=?-\[\]_a-z|~]|/\.")
_PATH_KEEP = "!$%&'()*+,-./:;=?@[]_|~"
_QUERY_KEEP = _PATH_KEEP + "\\^`{}"


class Origin(NamedTuple):
    """Who is spoken to: scheme, host (an ASCII name without trailing dot, or an IP address) and port.

    `authority` is host and port as a Host header has them; `base` is scheme and authority, which name an origin.
    """

    secure: bool
    host: str
    port: int
    literal: IPv4Address | IPv6Address | None
    authority: str
    base: str


class Target(NamedTuple):
    """What is asked for: `path` goes on the request line, `authorization` is made of the URL's own user name."""

    origin: Origin
    path: str
    fragment: str = ""
    authorization: str = ""

    @property
    def url(self) -> str:
        """Return the address without user name and with its fragment."""
        return f"{self.origin.base}{self.path}{f'#{self.fragment}' if self.fragment else ''}"


def parse(url: str) -> Target:
    """Read an absolute URL; raises `Trouble` with `INVALID_URL` or `FORBIDDEN_SCHEME`."""
    url = url.strip(" \t\r\n\f")
    match = _URL.fullmatch(url)
    if match is None:
        raise _refusal(url)
    if len(url) > LONGEST:
        raise Trouble(Fault.INVALID_URL, f"longer than {LONGEST} characters")
    if _CONTROL.search(url):
        raise Trouble(Fault.INVALID_URL, "control character")
    scheme, authority, path, fragment = match.groups(default="")
    userinfo, _, place = authority.rpartition("@")
    if "\\" in authority:
        raise Trouble(Fault.INVALID_URL, "backslash before the path")
    try:
        origin = _origin(scheme.lower() == "https", place)
        path = _path(path)
    except (ValueError, UnicodeError) as error:
        raise Trouble(Fault.INVALID_URL, str(error)[:200]) from None
    return Target(origin, path, fragment, _basic(userinfo))


def join(base: Target, location: str) -> Target:
    """Follow a Location header from `base`; a fragment is carried over where the new address has none.

    Raises `Trouble` with `BAD_REDIRECT` for what is no address, `FORBIDDEN_SCHEME` for another scheme.
    """
    location = location.strip(" \t\r\n\f")
    try:
        target = parse(location if _URL.match(location) else urljoin(base.url, location))
    except ValueError as error:
        raise Trouble(Fault.BAD_REDIRECT, str(error)[:200]) from None
    except Trouble as trouble:
        if trouble.fault is Fault.FORBIDDEN_SCHEME:
            raise
        raise Trouble(Fault.BAD_REDIRECT, trouble.detail) from None
    if not target.fragment and base.fragment and "#" not in location:
        return target._replace(fragment=base.fragment)
    return target


def _refusal(url: str) -> Trouble:
    """Say why a text is no address of the web."""
    scheme = _SCHEME.match(url)
    if scheme is None:
        return Trouble(Fault.INVALID_URL, "no scheme")
    name = scheme[1].lower()
    if name in {"http", "https"}:
        return Trouble(Fault.INVALID_URL, "no host")
    return Trouble(Fault.FORBIDDEN_SCHEME, f"scheme {name[:20]}")


def _basic(userinfo: str) -> str:
    """Return the Authorization value for a URL's user name and password."""
    if not userinfo:
        return ""
    user, _, password = userinfo.partition(":")
    pair = unquote_to_bytes(user) + b":" + unquote_to_bytes(password)
    return "Basic " + base64.b64encode(pair).decode("ascii")


@lru_cache(maxsize=8192)
def _origin(secure: bool, place: str) -> Origin:  # noqa: FBT001 - positional for the cache's sake
    """Read `host:port`; raises `ValueError`."""
    if place.startswith("["):
        inside, bracket, rest = place[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise ValueError("brackets do not match")
        if "%" in inside:
            raise ValueError("zone in an IPv6 address")
        address: IPv4Address | IPv6Address | None = IPv6Address(inside)
        host, port = _written(IPv6Address(inside)), rest[1:]
    else:
        raw, _, port = place.partition(":")
        host, address = _host(raw)
    usual = 443 if secure else 80
    number = _port(port, usual)
    authority = f"[{host}]" if isinstance(address, IPv6Address) else host
    if number != usual:
        authority = f"{authority}:{number}"
    return Origin(secure, host, number, address, authority, f"{'https' if secure else 'http'}://{authority}")


def _written(address: IPv6Address) -> str:
    """Return the shortest form, the same in every Python: 3.13 writes an IPv4 address inside with dots."""
    if not address.ipv4_mapped:
        return str(address)
    high, low = divmod(int(address.ipv4_mapped), 1 << 16)
    return f"::ffff:{high:x}:{low:x}"


def _port(text: str, default: int) -> int:
    """Read a port number; raises `ValueError`."""
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 8 and 0 < int(text) < 65_536):  # noqa: PLR2004
        raise ValueError("port is not a number from 1 to 65535")
    return int(text)


def _host(raw: str) -> tuple[str, IPv4Address | None]:
    """Read a host as browsers do: decoded, in ASCII, any spelling of an IPv4 address made one."""
    name = unquote(raw, errors="strict") if "%" in raw else raw
    host = (name.lower() if name.isascii() else _to_ascii(name)).removesuffix(".")
    if not host:
        raise ValueError("no host")
    if not _NAME.fullmatch(host):
        raise ValueError("host has characters or empty labels that no name has")
    last = host.rpartition(".")[2]
    if last.isdigit() or re.fullmatch(r"0x[0-9a-f]*", last):
        address = _ipv4(host)
        return str(address), address
    if len(host) > 253 or max(map(len, host.split("."))) > 63:  # noqa: PLR2004 - RFC 1035
        raise ValueError("host name is too long")
    return host, None


def _ipv4(host: str) -> IPv4Address:
    """Read decimal, hexadecimal, octal and short forms (`2130706433`, `0x7f.1`); raises `ValueError`."""
    parts = [_number(part) for part in host.split(".")]
    *front, last = parts
    if len(parts) > 4 or any(part > 255 for part in front) or last >= 256 ** (5 - len(parts)):  # noqa: PLR2004
        raise ValueError("not an IPv4 address")
    value = last
    for place, part in enumerate(front):
        value += part << (8 * (3 - place))
    return IPv4Address(value)


def _number(text: str) -> int:
    """Read one part of an IPv4 address in the base its prefix tells."""
    if text.startswith("0x"):
        return int(text[2:] or "0", 16)
    if len(text) > 1 and text.startswith("0"):
        return int(text, 8)
    return int(text)


def _to_ascii(name: str) -> str:
    """Map an international name to ASCII (UTS 46); what IDNA 2008 refuses but browsers open (emoji) is encoded too."""
    import idna  # noqa: PLC0415 - only a few addresses need it

    try:
        return idna.encode(name, uts46=True, std3_rules=False).decode("ascii")
    except idna.IDNAError:
        mapped = idna.uts46_remap(name, std3_rules=False, transitional=False)
        labels = re.split("[.\u3002\uff0e\uff61]", mapped)
        return ".".join(x if x.isascii() else "xn--" + x.encode("punycode").decode("ascii") for x in labels)


def _path(text: str) -> str:
    """Return path and query as they go on the request line."""
    if not text:
        return "/"
    if text[0] == "?":
        text = "/" + text
    if not _ODD_PATH.search(text):
        return text
    path, mark, query = text.partition("?")
    path = quote(_without_dots(path.replace("\\", "/")), safe=_PATH_KEEP)
    return path + mark + quote(query, safe=_QUERY_KEEP)


def _without_dots(path: str) -> str:
    """Resolve `.` and `..` segments."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        dots = segment.lower().replace("%2e", ".")
        if dots == "..":
            if len(kept) > 1:
                kept.pop()
        elif dots != ".":
            kept.append(segment)
    if segments[-1].lower().replace("%2e", ".") in {".", ".."}:
        kept.append("")
    return "/".join(kept)
