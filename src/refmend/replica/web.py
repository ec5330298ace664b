"""A small web: pages that live, moved, died, refuse programs or lie about it. Every host that has a page exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from refmend.replica.exchange import HTML, Request, Response, redirect, reply
from refmend.replica.faults import bot_wall

if TYPE_CHECKING:
    from collections.abc import Iterator

CANARY_HOST, CANARY_PATH = "detectportal.firefox.com", "/success.txt"
Script = Callable[[Request, int], Response]
Key = tuple[str, str]


class Web:
    """Pages by host and target; a target without a page of its own falls back to the same path without the query."""

    def __init__(self) -> None:
        """Start with nothing but the canary."""
        self._pages: dict[Key, Response | Script] = {}
        self._hits: Counter[Key] = Counter()
        self._walls: dict[str, Response] = {}
        self._soft: dict[str, str] = {}
        self.missing: set[str] = set()
        canary = reply(200, "success\n", "text/plain", cache_control="no-cache")
        self._pages[CANARY_HOST, CANARY_PATH] = canary

    def hosts(self) -> Iterator[str]:
        """Yield the hosts that exist."""
        yield from (host for host, _target in self._pages)
        yield from self._walls
        yield from self._soft

    def put(self, url: str, answer: Response | str | Script) -> None:
        """Serve an answer at an address: HTML, a response, or a function of the request and its number (from 1)."""
        self._pages[_key(url)] = reply(200, answer, HTML) if isinstance(answer, str) else answer

    def move(self, url: str, target: str, status: int = 301) -> None:
        """Redirect an address; `target` is sent as given."""
        self._pages[_key(url)] = redirect(status, target)

    def wall(self, host: str, answer: Response | None = None) -> None:
        """Let a host refuse every request that no page of its own answers; by default with IEEE's 418."""
        self._walls[host] = answer or bot_wall()

    def soften(self, host: str, words: str = "Page not found") -> None:
        """Let a host answer 200 for addresses that do not exist."""
        self._soft[host] = words

    def limit(self, _request: Request) -> None:
        """Tell no limit."""
        return

    def answer(self, request: Request) -> Response:
        """Answer with the page, or as the host answers for what it does not have."""
        exact, bare = (request.host, request.target), (request.host, request.raw_path)
        key = exact if exact in self._pages else bare
        found = self._pages.get(key)
        if found is None:
            return self._absent(request)
        self._hits[key] += 1
        return found if isinstance(found, Response) else found(request, self._hits[key])

    def _absent(self, request: Request) -> Response:
        if wall := self._walls.get(request.host):
            return wall
        if words := self._soft.get(request.host):
            return reply(200, _message_page(words, "Try the search, or go to the home page."), HTML)
        return reply(404, _message_page("404 Not Found", f"Nothing at {request.path}"), HTML)


def _key(url: str) -> Key:
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _message_page(title: str, text: str) -> str:
    return (
        f"<!DOCTYPE html>\n<html><head><title>{escape(title)}</title></head>\n<body><h1>{escape(title)}</h1>\n"
        f"<p>{escape(text)}</p></body></html>\n"
    )
