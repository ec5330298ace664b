"""DataCite, in lists (`GET /dois?ids=…`, https://support.datacite.org/docs/api-get-lists) and one by one."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from refmend.model import Identifier, IdentifierKind
from refmend.resolvers.asking import Learnt, Reply, chunks, halves
from refmend.resolvers.records import from_datacite, shapes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from refmend.resolvers.asking import Desk

NAME = "datacite"

_FIELDS = (
    *("doi", "titles", "creators", "contributors", "publisher", "container", "publicationYear", "types", "dates"),
    *("relatedIdentifiers", "descriptions", "version", "url"),
)
_MOST = 100
_MOST_BYTES = 3_300
_ARXIV_PREFIX = "10.48550/arxiv."


async def look_up(
    identifiers: Sequence[Identifier], desk: Desk, tell: Callable[[Learnt], None] = lambda _learnt: None
) -> Learnt:
    """Ask for many DOIs and arXiv papers (every one has a DOI here); `absent` are those DataCite does not show.

    arXiv papers are registered about a day after their announcement, so an absent one may only be new. `tell` hears
    of each list as it comes.
    """

    async def told(asking: Awaitable[Learnt]) -> Learnt:
        part = await asking
        tell(part)
        return part

    listed = [identifier for identifier in identifiers if "," not in identifier.value]
    alone = [identifier for identifier in identifiers if "," in identifier.value]
    parts = [_list(part, desk) for part in chunks(listed, most=_MOST, most_bytes=_MOST_BYTES, prefix=_ARXIV_PREFIX)]
    learnt = Learnt()
    for part in await asyncio.gather(*map(told, [*parts, *(look_up_one(identifier, desk) for identifier in alone)])):
        learnt.merge(part)
    return learnt


def doi_of(identifier: Identifier) -> str:
    """Return the DOI to ask for: an arXiv paper has one for all its versions."""
    if identifier.kind == IdentifierKind.ARXIV:
        return _ARXIV_PREFIX + base_of(identifier).value
    return identifier.value


def base_of(identifier: Identifier) -> Identifier:
    """Return an arXiv paper without its version; other identifiers stay."""
    if version_of(identifier) is None:
        return identifier
    return Identifier(identifier.kind, identifier.value.rpartition("v")[0])


def version_of(identifier: Identifier) -> int | None:
    """Return the version that an arXiv id names, or None."""
    head, _, version = identifier.value.rpartition("v")
    names_one = identifier.kind == IdentifierKind.ARXIV and version.isdigit() and head[-1:].isdigit()
    return int(version) if names_one else None


async def _list(part: Sequence[Identifier], desk: Desk) -> Learnt:
    dois = dict.fromkeys(doi_of(identifier) for identifier in part)
    ids = quote(",".join(dois), safe="")
    url = f"{_base(desk)}?ids={ids}&page%5Bsize%5D={len(dois)}&fields%5Bdois%5D={quote(','.join(_FIELDS), safe='')}"
    reply = await desk.get_json(NAME, url, "list", headers=_headers())
    members = shapes.mapping(reply.data).get("data")
    if reply.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_URI_TOO_LONG) and len(part) > 1:
        learnt = Learnt()
        for half in await asyncio.gather(*(_list(half, desk) for half in halves(part))):
            learnt.merge(half)
        return learnt
    if reply.trouble or not isinstance(members, list):
        return Learnt(trouble=dict.fromkeys(part, reply if reply.trouble else Reply(trouble="answered no list")))
    learnt = Learnt(absent=set(part))
    by_doi = {shapes.text(shapes.mapping(member).get("id")).lower(): member for member in members}
    for identifier in part:
        if member := by_doi.get(doi_of(identifier)):
            learnt.found[identifier] = from_datacite(shapes.mapping(member), base_of(identifier))
            learnt.absent.discard(identifier)
    return learnt


async def look_up_one(identifier: Identifier, desk: Desk) -> Learnt:
    """Ask for one DOI by its own address."""
    url = f"{_base(desk)}/{quote(doi_of(identifier), safe='')}"
    reply = await desk.get_json(NAME, url, "single", headers=_headers())
    member = shapes.mapping(shapes.mapping(reply.data).get("data"))
    if not reply.trouble and member:
        return Learnt(found={identifier: from_datacite(member, base_of(identifier))})
    # a 404 of DataCite's own has its JSON; another one may be anybody's
    if reply.status_code == HTTPStatus.NOT_FOUND and shapes.mapping(reply.data).get("errors"):
        return Learnt(absent={identifier})
    return Learnt(trouble={identifier: reply if reply.trouble else Reply(trouble="answered something unreadable")})


def _base(desk: Desk) -> str:
    return f"{desk.config.registries.datacite.rstrip('/')}/dois"


def _headers() -> dict[str, str]:
    return {"Accept": "application/vnd.api+json, application/json"}
