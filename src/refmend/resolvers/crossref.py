"""Crossref, in lists and searches through habanero, and one by one where a list cannot hold a DOI.

Documentation: https://www.crossref.org/documentation/retrieve-metadata/rest-api/. habanero (2.9) sends one
`httpx2.get` per call without retries, and raises its own, httpx2's and accidental exceptions for the same trouble;
all of them become a `Reply`. It does not escape a DOI in a path and follows no redirect, so single look-ups go through
`net`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from refmend import __version__
from refmend.resolvers.asking import Learnt, Reply, chunks, halves, load, trouble_of
from refmend.resolvers.records import from_crossref, shapes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from refmend.model import Identifier
    from refmend.resolvers.asking import Desk

NAME = "crossref"

SELECT = (
    *("DOI", "type", "title", "subtitle", "original-title", "short-title", "author", "editor"),
    *("container-title", "short-container-title", "group-title", "volume", "issue", "page", "article-number"),
    *("issued", "published", "published-print", "published-online", "posted", "publisher", "resource", "URL"),
    *("relation", "update-to", "updated-by"),
)
"""What a list brings of each work: everything a `Record` holds, and not its own long reference list."""

_MOST = 50
_MOST_BYTES = 2_600  # of escaped DOIs; with the selection the address stays below 3,800 of the 4,096 that are served
_REFUSED_LIST = (400, 414)
_MOST_RETRY_AFTER = 86_400


def fits_list(identifier: Identifier) -> bool:
    """Tell whether a DOI can stand in a filter: a comma would split it."""
    return "," not in identifier.value and identifier.value.isprintable()


async def look_up(
    identifiers: Sequence[Identifier],
    desk: Desk,
    tell: Callable[[Learnt], Awaitable[None]] | None = None,
) -> Learnt:
    """Ask for many DOIs, in lists where possible; `absent` are those that Crossref clearly does not hold.

    `tell` hears of each list as it comes.
    """

    async def told(asking: Awaitable[Learnt]) -> Learnt:
        part = await asking
        if tell is not None:
            await tell(part)
        return part

    listed = [identifier for identifier in identifiers if fits_list(identifier)]
    alone = [identifier for identifier in identifiers if not fits_list(identifier)]
    parts = [_list(part, desk) for part in chunks(listed, most=_MOST, most_bytes=_MOST_BYTES, prefix="doi:")]
    learnt = Learnt()
    for part in await asyncio.gather(*map(told, [*parts, *(look_up_one(identifier, desk) for identifier in alone)])):
        learnt.merge(part)
    return learnt


async def _list(part: Sequence[Identifier], desk: Desk) -> Learnt:
    """Ask for one list; a list refused as a whole is split until the member it was refused for stands alone."""
    asked = {"filter": {"doi": [identifier.value for identifier in part]}, "select": list(SELECT), "limit": len(part)}
    reply = await works(desk, **asked)
    if reply.status_code in _REFUSED_LIST:
        if len(part) == 1:
            return await look_up_one(part[0], desk)
        learnt = Learnt()
        for half in await asyncio.gather(*(_list(half, desk) for half in halves(part))):
            learnt.merge(half)
        return learnt
    if reply.trouble:
        return Learnt(trouble=dict.fromkeys(part, reply))
    return _read_list(part, reply.data)


def _read_list(part: Sequence[Identifier], items: Sequence[Any]) -> Learnt:
    """Match the works of an answer to what was asked: the order is Crossref's own and unknown DOIs are left out."""
    wanted = {identifier.value: identifier for identifier in part}
    learnt = Learnt(absent=set(part))
    for item in map(shapes.mapping, items):
        names = (shapes.bare_doi(name) for name in (item.get("DOI"), *shapes.items(item.get("aliases"))))
        for identifier in (wanted[name] for name in names if name in wanted):
            learnt.found[identifier] = from_crossref(item, identifier)
            learnt.absent.discard(identifier)
    return learnt


async def look_up_one(identifier: Identifier, desk: Desk) -> Learnt:
    """Ask for one DOI by its own address, along the redirect of an alias; the record may then have another DOI."""
    url = f"{desk.config.registries.crossref.rstrip('/')}/works/{quote(identifier.value, safe='')}"
    if desk.config.mailto:
        url += f"?mailto={quote(desk.config.mailto)}"
    reply = await desk.get_json(NAME, url, "single", follow=True)
    message = shapes.mapping(shapes.mapping(reply.data).get("message"))
    if not reply.trouble and message.get("DOI"):
        return Learnt(found={identifier: from_crossref(message, identifier)})
    # the clear no is 19 bytes of plain text; a 404 page of somebody else's (a proxy, a portal) says nothing
    if reply.status_code == 404 and reply.text.strip().startswith("Resource not found"):  # noqa: PLR2004 - as sent
        return Learnt(absent={identifier})
    return Learnt(trouble={identifier: reply if reply.trouble else Reply(trouble="answered something unreadable")})


async def works(desk: Desk, **asked: Any) -> Reply:
    """Ask the list route through habanero; `data` is the list of works."""
    config = desk.config
    url = f"{config.registries.crossref.rstrip('/')}/works"

    def call() -> Reply:
        from habanero import Crossref  # noqa: PLC0415 - a run without DOIs need not load it

        client = Crossref(
            base_url=config.registries.crossref.rstrip("/"),
            mailto=config.mailto,
            ua_string=f"refmend/{__version__}",
            timeout=config.timeout,
        )
        return _replied(lambda: client.works(**asked))

    async def send() -> Reply:
        try:
            return await desk.net.call(url, "list", call, timeout=config.timeout)
        except TimeoutError:
            return Reply(trouble="no answer in time", passing=True)

    await load("habanero")
    return await desk.ask(NAME, "list", url, send)


def _replied(call: Callable[[], Any]) -> Reply:
    """Call habanero and tell what happened; the exceptions it lets out are of many kinds, some of them accidents."""
    try:
        answer = call()
    except Exception as error:  # noqa: BLE001 - see above: TypeError and KeyError stand for odd answers
        return _trouble(error)
    items = shapes.mapping(shapes.mapping(answer).get("message")).get("items")
    if isinstance(items, list):
        return Reply(data=items, status_code=200)
    return Reply(**trouble_of(200))


def _trouble(error: BaseException) -> Reply:
    """Find the HTTP answer or the network fault behind an exception, along its causes."""
    import httpx2  # noqa: PLC0415 - as above

    link: BaseException | None = error
    seen = 0
    while link is not None and seen < 10:  # noqa: PLR2004 - chains are three links long
        if isinstance(link, httpx2.HTTPStatusError):
            after = link.response.headers.get("retry-after", "")
            seconds = float(after) if after.isascii() and after.isdigit() and len(after) < 9 else None  # noqa: PLR2004
            code = link.response.status_code
            return Reply(status_code=code, **trouble_of(code, min(seconds, _MOST_RETRY_AFTER) if seconds else None))
        if isinstance(link, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.ProxyError | httpx2.InvalidURL):
            return Reply(trouble="cannot be reached", unreachable=True)
        if isinstance(link, httpx2.TimeoutException):
            return Reply(trouble="no answer in time", passing=True)
        if isinstance(link, httpx2.TransportError):
            return Reply(trouble="the connection broke", passing=True)
        link, seen = link.__cause__ or link.__context__, seen + 1
    return Reply(**trouble_of(200))
