"""Where a work is searched for by its title: Crossref for nearly all, arXiv and DataCite for what hints at them.

Each search returns candidates only; whether one of them is meant is decided in `searching`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from refmend.compare.fold import words
from refmend.model import Identifier, IdentifierKind
from refmend.resolvers import arxiv_api, crossref, datacite
from refmend.resolvers.records import from_arxiv, from_crossref, from_datacite, shapes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from refmend.model import Record, Reference
    from refmend.resolvers.asking import Desk

REREGISTRATIONS = ("10.65215/",)
"""Prefixes under which known works of others are registered again, with their titles and authors."""

_NOT_CITED = frozenset({"component", "review", "periodical", "collection"})
_NOTICE = re.compile(r"\b(?:errat|correct|corrigend|retract|withdraw|addend|concern)", re.IGNORECASE)
_ARXIV = re.compile(r"\b(?:arxiv|corr|preprint)\b", re.IGNORECASE)
_DATA = re.compile(r"\b(?:data\s?set|zenodo|figshare|dryad|dataverse|osf|computer software)\b", re.IGNORECASE)
_ROWS = 5
_TITLES_AT_ONCE = 8
_MOST_WORDS = 12
_MOST_QUERY = 500


async def in_crossref(reference: Reference, desk: Desk) -> list[Record]:
    """Search Crossref as it asks to be searched, with all of the entry's words."""
    reply = await crossref.works(
        desk, query_bibliographic=query_of(reference), limit=_ROWS, select=[*crossref.SELECT, "score"]
    )
    if reply.trouble:
        return []
    return list(_citable(reply.data, notices=bool(_NOTICE.search(reference.words("title")))))


def query_of(reference: Reference) -> str:
    """Return what to search for: title, authors' family names, venue and year, without addresses and punctuation."""
    authors = reference.authors
    people = [author.name.family or author.name.literal or "" for author in authors.authors[:5]] if authors else []
    parts = (reference.words("title"), *people, reference.words("venue"), reference.words("year"))
    return " ".join(" ".join(part.split()) for part in parts if part)[:_MOST_QUERY]


def _citable(items: Sequence[object], *, notices: bool) -> Iterator[Record]:
    """Yield the works of a search that somebody may cite: no second registrations, no reviews, no errata unasked."""
    for item in map(shapes.mapping, items):
        identifier = shapes.work_identifier(item.get("DOI"))
        if identifier is None or identifier.value.startswith(REREGISTRATIONS):
            continue
        record = from_crossref(item, identifier)
        notice = any(update.direction == "update-to" and update.doi != identifier.value for update in record.updates)
        if record.type not in _NOT_CITED and (notices or not notice):
            yield record


def hints_at_arxiv(reference: Reference) -> bool:
    """Tell whether an entry says that it cites a preprint."""
    return bool(_ARXIV.search(reference.text))


async def in_arxiv(references: Sequence[Reference], desk: Desk) -> list[Record]:
    """Search arXiv for the titles of several entries in one request each, for it grants one in three seconds."""
    found: list[Record] = []
    for at in range(0, len(references), _TITLES_AT_ONCE):
        part = references[at : at + _TITLES_AT_ONCE]
        titles = (" ".join(words(reference.words("title"))[:_MOST_WORDS]) for reference in part)
        query = " OR ".join(f'ti:"{title}"' for title in titles if title)
        reply = await arxiv_api.query(desk, search=query, most=_ROWS * len(part))
        if reply.trouble:
            break
        found += [record for entry in reply.data.entries if (record := from_arxiv(entry))]
    return found


def hints_at_data(reference: Reference) -> bool:
    """Tell whether an entry says that it cites data or software."""
    return bool(_DATA.search(reference.text))


async def in_datacite(reference: Reference, desk: Desk) -> list[Record]:
    """Search DataCite for a title."""
    title = " ".join(words(reference.words("title"))[:_MOST_WORDS])
    query = quote(f'titles.title:"{title}"', safe="")
    url = f"{desk.config.registries.datacite.rstrip('/')}/dois?query={query}&page%5Bsize%5D={_ROWS}"
    reply = await desk.get_json(datacite.NAME, url, "list")
    members = shapes.items(shapes.mapping(reply.data).get("data")) if not reply.trouble else []
    nobody = Identifier(IdentifierKind.DOI, "")
    records = (from_datacite(shapes.mapping(member), nobody) for member in members)
    return [record for record in records if record.identifier.value]
