"""What is sent: the request's bytes, and whose headers may go to whom."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import refmend

if TYPE_CHECKING:
    from collections.abc import Mapping

    from refmend.config import Config
    from refmend.net.target import Target

# Headers of the caller that say nothing about who asks, so that another host may see them after a redirect.
HARMLESS = frozenset(
    {"accept", "accept-language", "cache-control", "pragma", "if-none-match", "if-modified-since", "range"}
)
_OWN = frozenset({"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "cookie"})
MOST_KEPT = 64
Lines = tuple[tuple[str, str], ...]
"""Headers in the order in which they are sent: names and values."""

_CLEAN = dict.fromkeys((*range(32), 127))
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Headers:
    """Puts the headers of a request together: ours, the caller's, the configured ones of that host."""

    def __init__(self, config: Config) -> None:
        """Prepare what is the same for every request."""
        contact = f" (mailto:{config.mailto})" if config.mailto else ""
        agent = f"refmend/{refmend.__version__}{contact}"
        self._default = {
            "user-agent": ("User-Agent", agent.translate(_CLEAN).encode("ascii", "ignore").decode()),
            "accept": ("Accept", ACCEPT),
            "accept-language": ("Accept-Language", "en;q=0.9, *;q=0.5"),
            "accept-encoding": ("Accept-Encoding", "gzip"),
        }
        self._usual: dict[tuple[tuple[str, str], ...], Lines] = {}
        self._by_host: dict[str, Any] = {host.lower().rstrip("."): own for host, own in config.headers.items()}

    def lines(self, target: Target, extra: Mapping[str, str], cookie: str = "", *, secrets: bool = True) -> Lines:
        """Return the headers without Host; `secrets` is false once a chain has left https for http."""
        if cookie or target.authorization or self._by_host:
            return self._made(target, extra, cookie, secrets=secrets)
        asked = tuple(extra.items())
        if asked not in self._usual:
            self._usual[asked] = self._made(target, extra, "", secrets=False)
            if len(self._usual) > MOST_KEPT:
                del self._usual[next(iter(self._usual))]
        return self._usual[asked]

    def _made(self, target: Target, extra: Mapping[str, str], cookie: str, *, secrets: bool) -> Lines:
        headers = dict(self._default)
        for name, value in extra.items():
            if name.lower() not in _OWN:
                headers[name.lower()] = (name.translate(_CLEAN), _printable(value))
        if target.authorization and secrets:
            headers.setdefault("authorization", ("Authorization", target.authorization))
        if secrets:
            for name, value in self._of_host(target).items():
                if name.lower() not in _OWN - {"cookie"}:
                    headers[name.lower()] = (name.translate(_CLEAN), _printable(value))
        if cookie:
            own = headers.get("cookie")
            headers["cookie"] = ("Cookie", f"{own[1]}; {cookie}" if own else cookie)
        return tuple(headers.values())

    def _of_host(self, target: Target) -> dict[str, str]:
        """Return the configured headers of a host, or of that host and port."""
        if not self._by_host:
            return self._by_host
        origin = target.origin
        return self._by_host.get(origin.host) or self._by_host.get(f"{origin.host}:{origin.port}") or {}


def request(method: str, target: Target, lines: Lines, content: bytes | None) -> bytes:
    """Return the bytes of a request."""
    length = f"Content-Length: {len(content)}\r\n" if content is not None else ""
    head = f"{method} {target.path} HTTP/1.1\r\nHost: {target.origin.authority}\r\n{_block(lines)}{length}\r\n"
    return head.encode("latin-1", "replace") + (content or b"")


@lru_cache(maxsize=MOST_KEPT)
def _block(lines: Lines) -> str:
    """Return headers as they are sent; nearly all requests send the same."""
    return "".join(f"{name}: {value}\r\n" for name, value in lines)


def harmless(extra: Mapping[str, str]) -> dict[str, str]:
    """Return those of the caller's headers that may follow a redirect to another host."""
    return {name: value for name, value in extra.items() if name.lower() in HARMLESS}


def _printable(value: str) -> str:
    return value.translate(_CLEAN).strip()
