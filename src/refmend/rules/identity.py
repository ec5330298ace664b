"""What the rules about identifiers and works share: mentions by kind, DOIs as written, whose record it is.

Not a rule itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from refmend.model import Edit, IdentifierKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Identifier, Mention, Outcome, Record, Reference
    from refmend.rules.base import Entry

_DOI_START = re.compile(r"10[./]")
_VERSION = re.compile(r"(?<=\d)v(\d+)$")
_KEPT = "/:;()._-~!$&'*+,=@%"


def malformed(entry: Entry, kind: IdentifierKind) -> Iterator[Mention]:
    """Yield the mentions of a kind that cannot be asked about, one per identifier."""
    seen = set()
    for mention in entry.reference.mentions:
        if mention.identifier.kind == kind and mention.problem and mention.identifier not in seen:
            seen.add(mention.identifier)
            yield mention


def found_works(entry: Entry) -> Iterator[tuple[Mention, Record]]:
    """Yield the works that the entry's identifiers stand for, but for those that are clearly another work's."""
    for mention, outcome in entry.mentions(IdentifierKind.DOI, IdentifierKind.ARXIV):
        comparison = entry.comparisons.get(mention.identifier)
        if outcome.records and (comparison is None or comparison.same_work is not False):
            yield mention, outcome.records[0]


def suggestion(entry: Entry) -> Outcome | None:
    """Return the work that a search found for the entry, if one is certain."""
    return next(iter(entry.run.suggestions.get(entry.reference.id, ())), None)


def base(identifier: Identifier) -> Identifier:
    """Return an arXiv paper without its version; other identifiers stay."""
    if identifier.kind != IdentifierKind.ARXIV:
        return identifier
    return type(identifier)(identifier.kind, _VERSION.sub("", identifier.value))


def version(identifier: Identifier) -> int | None:
    """Return the version that an arXiv id names, or None."""
    match = _VERSION.search(identifier.value) if identifier.kind == IdentifierKind.ARXIV else None
    return int(match[1]) if match else None


def doi_place(reference: Reference, mention: Mention) -> Span | None:
    """Return where the DOI itself stands in a mention of it, without `doi:` or the resolver's address."""
    written = reference.source.cut(mention.span)
    match = _DOI_START.search(written)
    return Span(mention.span.start + match.start(), mention.span.end) if match else None


def replace_doi(reference: Reference, mention: Mention, doi: str) -> Edit | None:
    """Return the edit that puts another DOI in place of the written one, in the same form."""
    place = doi_place(reference, mention)
    return Edit(place, in_address(doi) if mention.form == "url" else doi) if place else None


def replace_arxiv_id(reference: Reference, mention: Mention, paper: str) -> Edit | None:
    """Return the edit that puts another paper's id in place of the written one, whatever stands around it."""
    written = reference.source.cut(mention.span)
    at = written.lower().rfind(mention.identifier.value)
    if at < 0:
        return None
    start = mention.span.start + at
    return Edit(Span(start, start + len(mention.identifier.value)), paper)


def in_address(doi: str) -> str:
    """Return a DOI as it is written behind `https://doi.org/`: what would end an address is percent-encoded."""
    return quote(doi, safe=_KEPT)
