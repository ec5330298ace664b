"""Web addresses: where one ends in running text, and its canonical form."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

LABEL_LIMIT = 63
HOST_LIMIT = 253
PORT_LIMIT = 65_535
DEFAULT_PORTS = {"http": 80, "https": 443, "ftp": 21}
HOSTLESS = frozenset({"data", "javascript", "about", "blob", "urn"})

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?", re.IGNORECASE)
_PLAIN = re.compile(
    r"https?://[a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60}){1,3}(?::(?!80/|443/)(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}))?"
    r"/[\w.~!#$%&'()*+,/:;=?@\[\]-]*",
    re.ASCII,
)
"""What is canonical already, as nearly every written address is."""

_SAFE = "!#$%&'()*+,/:;=?@[]~"


def canonical_url(url: str) -> str:
    """Return `url` with the normalisations that cannot change its meaning.

    Scheme and host are lower-cased, an international host becomes Punycode, a default port goes, an empty path
    becomes `/`, the segments `.` and `..` of the path are followed (RFC 3986, 5.2.4), what may not stand in a URI is
    percent-encoded, a space in the path too. The order of parameters, letter case of the path and existing
    percent-encodings stay. Raises `ValueError` with the reason for a malformed URL.
    """
    url = url.strip()
    return url if _PLAIN.fullmatch(url) and "/." not in url else _normalised(url)


def _normalised(url: str) -> str:
    """Return the canonical form of any URL; raises `ValueError`."""
    scheme = scheme_of(url)
    if scheme is None:
        raise ValueError("no scheme such as https://")
    if bad := _CONTROL.search(url):
        raise ValueError(f"contains {_name(bad.group())}")
    if scheme in HOSTLESS:
        return scheme + url[len(scheme) :]
    rest = _slashed(url[len(scheme) + 1 :]) if scheme in DEFAULT_PORTS else url[len(scheme) + 1 :]
    if not rest.startswith("//"):
        raise ValueError(f"no // after {scheme}:")
    parts = urlsplit("//" + rest[2:])
    netloc = _authority(scheme, parts.netloc)
    tail = rest[2 + len(parts.netloc) :]
    path = tail if tail.startswith("/") else "/" + tail
    if "/." in path:
        path = _without_dots(path)
    return f"{scheme}://{netloc}{quote(path, safe=_SAFE)}"


def scheme_of(url: str) -> str | None:
    """Return the lower-cased scheme, or None where there is none."""
    match = _SCHEME.match(url)
    return match[1].lower() if match else None


def _slashed(rest: str) -> str:
    """Turn the backslashes of authority and path into slashes, as browsers do."""
    end = min((at for at in (rest.find("?"), rest.find("#")) if at >= 0), default=len(rest))
    return rest[:end].replace("\\", "/") + rest[end:]


def _without_dots(tail: str) -> str:
    """Follow the segments `.` and `..` of a path; query and fragment stay."""
    end = min((at for at in (tail.find("?"), tail.find("#")) if at >= 0), default=len(tail))
    kept: list[str] = []
    segments = tail[1:end].split("/")
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept) + tail[end:]


def _name(character: str) -> str:
    """Return a name for a character that cannot be shown."""
    return unicodedata.name(character, f"the control character U+{ord(character):04X}").lower()


def _authority(scheme: str, netloc: str) -> str:
    """Return the canonical authority; raises `ValueError`."""
    user, at, hostport = netloc.rpartition("@")
    if hostport.startswith("["):
        host, bracket, port = hostport.partition("]")
        if not bracket:
            raise ValueError("an opening bracket without its end in the host")
        host, port = host.lower() + "]", port.removeprefix(":")
    else:
        host, _, port = hostport.partition(":")
        host = canonical_host(host)
    if port and (not port.isascii() or not port.isdigit() or not 0 < int(port[:6]) <= PORT_LIMIT):
        raise ValueError("a port that does not exist")
    if not host and scheme != "file":
        raise ValueError("no host")
    if port and int(port) == DEFAULT_PORTS.get(scheme):
        port = ""
    return f"{quote(user, safe=_SAFE)}{at}{host}{':' + port if port else ''}"


def canonical_host(host: str) -> str:
    """Return the host in ASCII and lower case; raises `ValueError` with the reason."""
    if " " in host:
        raise ValueError("a space in the host")
    if not host.isascii():
        host = unicodedata.normalize("NFKC", host).replace("。", ".")
    if not host.isascii():
        import idna  # noqa: PLC0415 - few addresses need it

        try:
            host = idna.encode(host, uts46=True, std3_rules=False, transitional=False).decode()
        except (idna.IDNAError, UnicodeError) as error:
            raise ValueError("a host name that cannot exist") from error
    if not host:
        return ""
    if not _HOST.fullmatch(host):
        raise ValueError("a character that no host name may have")
    if len(host) > HOST_LIMIT or any(len(label) > LABEL_LIMIT for label in host.split(".")):
        raise ValueError("a host name that is too long")
    return host.lower()
