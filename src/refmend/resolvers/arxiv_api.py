"""One request to the arXiv API through the arxiv library, with the time-outs and bounds that the library lacks.

The library (4.0) asks through `requests` without a time-out, repeats refusals at once, takes a broken or foreign
answer for an empty feed, and follows redirects anywhere. Its session is replaced by one that does none of this, and
what came back is looked at before its silence is believed.
"""

from __future__ import annotations

import os
import time
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from refmend import __version__
from refmend.resolvers.asking import Reply, load, trouble_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import requests
    from arxiv import Result

    from refmend.resolvers.asking import Desk

NAME = "arxiv"

THROTTLED_PAUSE = 60.0
"""Seconds of silence after a refusal without Retry-After: arXiv goes on refusing whoever asks again soon."""

SPACING = 3.05
"""Seconds from the end of one request to the start of the next: arXiv asks for three between requests."""

_MOST_BODY = 64 * 1024 * 1024
_PIECE = 65_536
_MOST_HOPS = 3
_SLOW_DOWN = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.NOT_ACCEPTABLE)


class Feed(Struct, frozen=True):
    """The papers of an answer; `complete` says that whatever is not among them is not there."""

    entries: tuple[Result, ...]
    complete: bool


class Page(Struct, frozen=True):
    """What the library needs of an answer, and the Retry-After that it ignores."""

    status_code: int
    content: bytes
    retry_after: float | None = None


class Session:
    """Stands in for the library's `requests.Session`: one GET within a deadline, bounded, kept to arXiv's hosts."""

    def __init__(self, timeout: float, contact: str | None) -> None:
        """Allow `timeout` seconds in all; `contact` is a mail address told to arXiv."""
        self._deadline = time.monotonic() + timeout
        agent = f"refmend/{__version__}" + (f" (mailto:{contact})" if contact else "")
        self._headers = {"User-Agent": agent, "Accept": "application/atom+xml, */*"}
        self.page: Page | None = None

    def get(self, url: str, headers: object = None) -> Page:  # noqa: ARG002 - the library's own, without a contact
        """Fetch one page; a second one is refused, for the caller's gate counted one request."""
        import requests  # noqa: PLC0415 - a run without arXiv ids need not load it

        if self.page is not None:
            raise RuntimeError("one page was asked for")
        with requests.Session() as session:
            session.verify = _authorities()
            for _ in range(_MOST_HOPS):
                self.page, onward = self._fetch(session, url)
                if onward is None:
                    break
                url = onward
        assert self.page is not None  # noqa: S101 - the loop runs at least once
        return self.page

    def _fetch(self, session: requests.Session, url: str) -> tuple[Page, str | None]:
        left = max(0.1, self._deadline - time.monotonic())
        with session.get(url, headers=self._headers, timeout=left, stream=True, allow_redirects=False) as answer:
            body = bytearray()
            for piece in answer.iter_content(_PIECE):
                body += piece
                if len(body) > _MOST_BODY or time.monotonic() > self._deadline:
                    raise TimeoutError("the answer does not end")
            after = answer.headers.get("Retry-After", "")
            seconds = float(after) if after.isascii() and after.isdigit() and len(after) < 6 else None  # noqa: PLR2004
            page = Page(answer.status_code, bytes(body), seconds)
            return page, _onward(url, answer.headers.get("Location", "")) if answer.is_redirect else None


def _onward(url: str, location: str) -> str | None:
    """Return where a redirect leads if that is the same host or another one of arXiv's."""
    target = urljoin(url, location)
    here, there = (urlsplit(address).hostname or "" for address in (url, target))
    family = (".arxiv.org", "arxiv.org")
    return target if there == here or (f".{here}".endswith(family) and f".{there}".endswith(family[0])) else None


def _authorities() -> str | bool:
    """Return the certificates to trust: requests' own variables, else the one that httpx and OpenSSL know."""
    names = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
    return next((path for name in names if (path := os.environ.get(name))), True)


async def query(desk: Desk, *, ids: Sequence[str] = (), search: str = "", most: int | None = None) -> Reply:
    """Ask for ids or for a search; `data` is a `Feed`. `most` defaults to the number of ids."""
    config = desk.config
    base = f"{config.registries.arxiv.rstrip('/')}/api/query"
    size = most or len(ids)

    def call() -> Reply:
        session = Session(config.timeout, config.mailto)
        try:
            return _read(session, base, list(ids), search, size)
        except Exception as error:  # noqa: BLE001 - requests, urllib3, lxml and the library raise their own kinds
            return _trouble(session, error)

    async def send() -> Reply:
        try:
            reply = await desk.net.call(base, "list", call, timeout=config.timeout + 1)
        except TimeoutError:
            reply = Reply(trouble="no answer in time", passing=True)
        if not reply.unreachable:
            desk.net.pause(base, "list", SPACING)
        return reply

    await load("arxiv")
    reply = await desk.ask(NAME, "list", base, send)
    if reply.status_code in _SLOW_DOWN:
        desk.closed.setdefault(NAME, reply)
        desk.net.pause(base, "list", reply.retry_after or THROTTLED_PAUSE)
    return reply


def _read(session: Session, base: str, ids: list[str], search: str, size: int) -> Reply:
    import arxiv  # noqa: PLC0415 - a run without arXiv ids need not load it

    client = arxiv.Client(page_size=size, delay_seconds=0, num_retries=0)
    client.query_url_format = base + "?{}"
    client._session = session  # noqa: SLF001 - the library offers no other way to a time-out
    entries = tuple(client.results(arxiv.Search(query=search, id_list=ids, max_results=size)))
    content = session.page.content if session.page else b""
    if not _is_feed(content):
        return Reply(**trouble_of(HTTPStatus.OK))
    return Reply(data=Feed(entries, complete=_total(content) in (None, len(entries))), status_code=200)


def _is_feed(content: bytes) -> bool:
    """Tell a whole Atom feed from "Rate exceeded.", a portal's page, or a feed that was cut off."""
    whole = content.rstrip().endswith((b"</feed>", b"/>"))
    return whole and b"http://www.w3.org/2005/Atom" in content[:4096] and b"<!DOCTYPE" not in content[:4096]


def _total(content: bytes) -> int | None:
    """Return how many papers the feed says it has; None where it does not say."""
    _, mark, rest = content.partition(b"totalResults")
    digits = rest.partition(b">")[2].partition(b"<")[0].strip()
    return int(digits) if mark and digits.isdigit() and len(digits) < 9 else None  # noqa: PLR2004 - a bound


def _trouble(session: Session, error: Exception) -> Reply:
    import requests  # noqa: PLC0415 - as above

    page = session.page
    if page is not None and page.status_code != HTTPStatus.OK:
        throttled = page.status_code in _SLOW_DOWN
        after = page.retry_after if page.retry_after is not None or not throttled else THROTTLED_PAUSE
        return Reply(status_code=page.status_code, **trouble_of(page.status_code, after))
    if isinstance(error, requests.Timeout | TimeoutError):
        return Reply(trouble="no answer in time", passing=True)
    if isinstance(error, requests.ConnectionError):
        return Reply(trouble="cannot be reached", unreachable=True)
    return Reply(**trouble_of(HTTPStatus.OK))
