"""Cookies of one chain of redirects: enough for sites that set one and send us back, and no more.

Kept strictly to the host that set them (a Domain attribute is not honoured, so no cookie reaches a sibling), to the
path and to https where the cookie says so. See RFC 6265 for the rest of the story.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refmend.model import Answer
    from refmend.net.target import Target

MOST = 50
LONGEST = 4_096


class Jar:
    """Cookies by host; made anew for every chain."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        """Start empty."""
        self._kept: dict[tuple[str, str, str], tuple[str, bool]] = {}  # (host, path, name) -> (value, secure)

    def header(self, target: Target) -> str:
        """Return the Cookie header for an address, or an empty string."""
        if not self._kept:
            return ""
        origin, path = target.origin, target.path.partition("?")[0]
        return "; ".join(
            f"{name}={value}"
            for (host, prefix, name), (value, secure) in self._kept.items()
            if host == origin.host and (origin.secure or not secure) and _covers(prefix, path)
        )

    def take(self, target: Target, answer: Answer) -> None:
        """Remember what an answer sets."""
        for name, value in answer.headers:
            if name == "set-cookie" and len(value) <= LONGEST and len(self._kept) < MOST:
                self._take(target, value)

    def _take(self, target: Target, text: str) -> None:
        pair, *attributes = text.split(";")
        name, mark, value = pair.partition("=")
        name, value = name.strip(), value.strip()
        if not mark or not name or not (name + value).isascii() or not (name + value).isprintable():
            return
        said = {}
        for attribute in attributes:
            key, _, word = attribute.partition("=")
            said[key.strip().lower()] = word.strip()
        secure = "secure" in said
        if secure and not target.origin.secure:
            return
        path = said.get("path", "")
        if not path.startswith("/"):
            path = target.path.partition("?")[0].rpartition("/")[0] or "/"
        key3 = (target.origin.host, path, name)
        if said.get("max-age", "").startswith(("0", "-")):
            self._kept.pop(key3, None)
        else:
            self._kept[key3] = (value, secure)


def _covers(prefix: str, path: str) -> bool:
    """Tell whether a cookie's path covers a request's (RFC 6265, 5.1.4)."""
    return path == prefix or (path.startswith(prefix) and (prefix.endswith("/") or path[len(prefix)] == "/"))
