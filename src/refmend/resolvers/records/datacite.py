"""DataCite's DOI (https://support.datacite.org/docs/api, JSON:API) as a `Record`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from refmend.model import Name, Record, RecordDate, Relation, Title
from refmend.resolvers.records import shapes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from refmend.model import Identifier
    from refmend.model.record import DateKind, TitleKind

_CSL_TYPES = {
    "Audiovisual": "motion_picture",
    "Book": "book",
    "BookChapter": "chapter",
    "Collection": "collection",
    "ConferencePaper": "paper-conference",
    "ConferenceProceeding": "book",
    "DataPaper": "article-journal",
    "Dataset": "dataset",
    "Dissertation": "thesis",
    "Image": "graphic",
    "Journal": "periodical",
    "JournalArticle": "article-journal",
    "PeerReview": "review",
    "Preprint": "article",
    "Report": "report",
    "Software": "software",
    "Standard": "standard",
}
_TITLE_KINDS: dict[str, TitleKind] = {
    "subtitle": "subtitle",
    "translatedtitle": "translated",
    "alternativetitle": "short",
    "other": "short",
}
_DATE_KINDS: dict[str, DateKind] = {
    "issued": "issued",
    "available": "online",
    "submitted": "submitted",
    "updated": "updated",
}
_WORDS_OF_RELATION = re.compile(r"(?<=[a-z])(?=[A-Z])")


def from_datacite(item: Mapping[str, Any], fallback: Identifier) -> Record:
    """Read one member of `data`, or the `data` of a single look-up.

    `fallback` is the identity asked about. `titles` may begin with an alternative one; `publisher` is a text or an
    object; `publicationYear` of an arXiv paper is the year of its first version.
    """
    found = shapes.mapping(item.get("attributes"))
    container = shapes.mapping(found.get("container"))
    types, publisher = shapes.mapping(found.get("types")), found.get("publisher")
    identifier = shapes.work_identifier(found.get("doi")) or shapes.work_identifier(item.get("id")) or fallback
    return Record(
        identifier=identifier,
        registry="datacite",
        type=_CSL_TYPES.get(shapes.text(types.get("resourceTypeGeneral"))) or shapes.text(types.get("citeproc")),
        titles=tuple(_titles(found)),
        authors=tuple(name for part in shapes.items(found.get("creators")) if (name := creator_name(part))),
        editors=tuple(_editors(found)),
        dates=tuple(_dates(found)),
        containers=shapes.phrases(container.get("title")),
        volume=shapes.words(container.get("volume")),
        issue=shapes.words(container.get("issue")),
        pages=_pages(container),
        publisher=shapes.words(publisher) or shapes.words(shapes.mapping(publisher).get("name")),
        url=shapes.text(found.get("url")),
        version=shapes.whole(found.get("version")) if identifier.kind == "arxiv" else None,
        comment=_comment(found) if identifier.kind == "arxiv" else "",
        relations=tuple(_relations(found, identifier)),
    )


def _titles(found: Mapping[str, Any]) -> Iterator[Title]:
    titles = [
        title for title in map(shapes.mapping, shapes.items(found.get("titles"))) if shapes.text(title.get("title"))
    ]
    kinds = [_TITLE_KINDS.get(shapes.text(title.get("titleType")).lower(), "main") for title in titles]
    if "main" not in kinds and kinds:
        kinds[0] = "main"
    seen_main = False
    for kind, title in zip(kinds, titles, strict=True):
        again = kind == "main" and seen_main
        seen_main = seen_main or kind == "main"
        yield Title(shapes.text(title.get("title")), "translated" if again else kind)


def creator_name(value: object) -> Name | None:
    """Read a creator: `familyName` and `givenName`, or a `name` written "Family, Given", or an organisation.

    A person whose whole name stands in `givenName` (or in `name` without a comma) stays a literal: splitting it would
    be a guess.
    """
    creator = shapes.mapping(value)
    whole, given = shapes.words(creator.get("name")), shapes.words(creator.get("givenName"))
    if family := shapes.words(creator.get("familyName")):
        return Name(family=family, given=given or None)
    if shapes.text(creator.get("nameType")) != "Organizational" and whole.count(",") == 1:
        family, given = (part.strip() for part in whole.split(","))
        if family and given:
            return Name(family=family, given=given)
    literal = whole.strip(" ,") or given
    return Name(literal=literal) if literal else None


def _editors(found: Mapping[str, Any]) -> Iterator[Name]:
    for part in map(shapes.mapping, shapes.items(found.get("contributors"))):
        if shapes.text(part.get("contributorType")) == "Editor" and (name := creator_name(part)):
            yield name


def _dates(found: Mapping[str, Any]) -> Iterator[RecordDate]:
    year = shapes.whole(found.get("publicationYear"))
    dates = [
        (kind, shapes.date_from_iso(kind, part.get("date")), shapes.text(part.get("dateInformation")))
        for part in map(shapes.mapping, shapes.items(found.get("dates")))
        if (kind := _DATE_KINDS.get(shapes.text(part.get("dateType")).lower()))
    ]
    if (issued := shapes.date("issued", year)) and not any(
        kind == "issued" and day and day.year == year and day.month for kind, day, _ in dates
    ):
        yield issued
    for kind, day, note in dates:
        if day and not (kind == "updated" and note == "v1"):
            yield day


def _pages(container: Mapping[str, Any]) -> str:
    parts = (shapes.words(container.get("firstPage")), shapes.words(container.get("lastPage")))
    return "-".join(part for part in parts if part)


def _comment(found: Mapping[str, Any]) -> str:
    """Return arXiv's comment, which is deposited as a description of type Other."""
    for part in map(shapes.mapping, shapes.items(found.get("descriptions"))):
        if shapes.text(part.get("descriptionType")) == "Other":
            return shapes.words(part.get("description"))
    return ""


def _relations(found: Mapping[str, Any], itself: Identifier) -> Iterator[Relation]:
    """Yield ties to other works by DOI; a concept DOI may name itself, which says nothing."""
    for part in map(shapes.mapping, shapes.items(found.get("relatedIdentifiers"))):
        target = shapes.work_identifier(part.get("relatedIdentifier"))
        if target and target != itself and shapes.text(part.get("relatedIdentifierType")).upper() == "DOI":
            kind = _WORDS_OF_RELATION.sub("-", shapes.text(part.get("relationType"))).lower()
            yield Relation(kind, target)
