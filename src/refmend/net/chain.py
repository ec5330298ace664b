"""A chain of redirects, hop by hop: where it stands, what may be sent there, and when it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from refmend.model import Fault
from refmend.net.request import harmless
from refmend.net.response import REDIRECTS
from refmend.net.target import join
from refmend.net.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from refmend.model import Answer
    from refmend.net.cookies import Jar
    from refmend.net.target import Target

_SEE_OTHER = 303
_REWRITES_POST = frozenset({301, 302, 303})


class Ask(NamedTuple):
    """One request's settings, as `Net.get` and `Net.follow` take them."""

    method: str
    headers: Mapping[str, str]
    lane: str
    max_bytes: int
    trusted: bool
    content: bytes | None


class Chain:
    """The state of a chain; `step` takes each answer. Nothing is followed where `max_redirects` is None."""

    __slots__ = (
        "_first_host",
        "_left",
        "_seen",
        "ask",
        "content",
        "headers",
        "jar",
        "keeps_secrets",
        "method",
        "target",
    )

    def __init__(self, target: Target, ask: Ask, jar: Jar | None, max_redirects: int | None) -> None:
        """Start at `target`."""
        self.target = target
        self.ask = ask
        self.jar = jar
        self.method = ask.method
        self.headers = ask.headers
        self.content = ask.content
        self.keeps_secrets = True
        self._first_host = target.origin.host
        self._left = max_redirects
        self._seen: set[tuple[object, ...]] = set()

    @property
    def is_trusted(self) -> bool:
        """Tell whether the present host is the one that needs no guard."""
        return self.ask.trusted and self.target.origin.host == self._first_host

    def step(self, answer: Answer) -> bool:
        """Take an answer; return True where a further request is due, to `target`. Raises `Trouble` for a bad end."""
        cookies = ""
        if self.jar is not None:
            cookies = self.jar.header(self.target)
            self.jar.take(self.target, answer)
        if self._left is None or answer.status_code not in REDIRECTS:
            return False
        location = answer.header("location")
        if not location.strip():
            return False
        self._seen.add((self.method, self.target.origin, self.target.path, cookies))
        if self._left == 0:
            raise Trouble(Fault.TOO_MANY_REDIRECTS, "too many redirects")
        self._left -= 1
        self._go(join(self.target, location), answer.status_code)
        cookies = self.jar.header(self.target) if self.jar is not None else ""
        if (self.method, self.target.origin, self.target.path, cookies) in self._seen:
            raise Trouble(Fault.REDIRECT_LOOP, "redirects in a circle")
        return True

    def _go(self, target: Target, status_code: int) -> None:
        """Move on, and leave behind what the next host must not see."""
        origin = self.target.origin
        if target.origin == origin:
            if not target.authorization:
                target = target._replace(authorization=self.target.authorization)
        elif target.origin.host != origin.host:
            self.headers = harmless(self.headers)
            self.content = None
        if origin.secure and not target.origin.secure:
            self.keeps_secrets = False
            self.headers = harmless(self.headers)
        if self.method not in {"GET", "HEAD"} and status_code in _REWRITES_POST:
            self.method, self.content = "GET", None
        self.target = target
