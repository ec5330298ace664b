"""Crossref's work (https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md) as a `Record`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refmend.model import Record, RecordDate, Relation, Title, Update
from refmend.resolvers.records import shapes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from refmend.model import Identifier
    from refmend.model.record import DateKind, TitleKind, UpdateDirection

CSL_TYPES = {
    "book": "book",
    "book-chapter": "chapter",
    "book-part": "chapter",
    "book-section": "chapter",
    "book-series": "collection",
    "book-set": "collection",
    "book-track": "chapter",
    "component": "component",
    "dataset": "dataset",
    "dissertation": "thesis",
    "edited-book": "book",
    "grant": "document",
    "journal": "periodical",
    "journal-article": "article-journal",
    "journal-issue": "periodical",
    "journal-volume": "periodical",
    "monograph": "book",
    "other": "document",
    "peer-review": "review",
    "posted-content": "article",
    "proceedings": "book",
    "proceedings-article": "paper-conference",
    "proceedings-series": "collection",
    "reference-book": "book",
    "reference-entry": "entry",
    "report": "report",
    "report-component": "report",
    "report-series": "collection",
    "standard": "standard",
}

_DATES: tuple[tuple[str, DateKind], ...] = (
    ("issued", "issued"),
    ("published-print", "print"),
    ("published-online", "online"),
    ("published", "published"),
    ("posted", "posted"),
)


def from_crossref(item: Mapping[str, Any], fallback: Identifier) -> Record:
    """Read one member of `message.items`, or the `message` of a single look-up.

    `fallback` is the identity asked about, for an item without a DOI. Titles come as lists whose further members are
    translations; `subtitle` is apart; a work may have its title in `original-title` alone.
    """
    resource = shapes.mapping(shapes.mapping(item.get("resource")).get("primary"))
    institutions = (shapes.mapping(part).get("name") for part in shapes.items(item.get("institution")))
    return Record(
        identifier=shapes.work_identifier(item.get("DOI")) or fallback,
        registry="crossref",
        type=CSL_TYPES.get(shapes.text(item.get("type")), "article"),
        titles=tuple(_titles(item)),
        authors=shapes.csl_names(item.get("author")),
        editors=shapes.csl_names(item.get("editor")),
        dates=tuple(_dates(item)),
        containers=shapes.phrases(item.get("container-title")) or shapes.phrases(item.get("group-title")),
        short_containers=shapes.phrases(item.get("short-container-title")),
        volume=shapes.words(item.get("volume")),
        issue=shapes.words(item.get("issue")),
        pages=shapes.words(item.get("page")),
        article_number=shapes.words(item.get("article-number")),
        publisher=shapes.words(item.get("publisher")) or next(filter(None, map(shapes.words, institutions)), ""),
        url=shapes.text(resource.get("URL")) or shapes.text(item.get("URL")),
        relations=tuple(_relations(item)),
        updates=(*_updates(item, "updated-by"), *_updates(item, "update-to")),
        aliases=shapes.distinct(shapes.bare_doi(alias) for alias in shapes.items(item.get("aliases"))),
        unnamed=sum(shapes.csl_name(person) is None for person in shapes.items(item.get("author"))),
    )


def _titles(item: Mapping[str, Any]) -> Iterator[Title]:
    titles, originals = shapes.texts(item.get("title")), shapes.texts(item.get("original-title"))
    if not titles:
        titles, originals = originals[:1], originals[1:]
    kinds: tuple[tuple[TitleKind, tuple[str, ...]], ...] = (
        ("main", titles[:1]),
        ("subtitle", shapes.texts(item.get("subtitle"))),
        ("translated", titles[1:]),
        ("original", originals),
        ("short", shapes.texts(item.get("short-title"))),
    )
    for kind, values in kinds:
        yield from (Title(value, kind) for value in values)


def _dates(item: Mapping[str, Any]) -> Iterator[RecordDate]:
    for key, kind in _DATES:
        if found := shapes.date_from_parts(kind, item.get(key)):
            yield found


def _relations(item: Mapping[str, Any]) -> Iterator[Relation]:
    for kind, targets in shapes.mapping(item.get("relation")).items():
        for target in map(shapes.mapping, shapes.items(targets)):
            identifier = shapes.work_identifier(target.get("id"))
            if identifier and shapes.text(target.get("id-type")) == "doi":
                yield Relation(shapes.text(kind), identifier)


def _updates(item: Mapping[str, Any], key: UpdateDirection) -> Iterator[Update]:
    for notice in map(shapes.mapping, shapes.items(item.get(key))):
        day = shapes.date_from_parts("updated", notice.get("updated"))
        yield Update(
            direction=key,
            kind=shapes.text(notice.get("type")).lower(),
            doi=shapes.bare_doi(notice.get("DOI")),
            source=shapes.text(notice.get("source")),
            date=iso(day) if day else "",
        )


def iso(day: RecordDate) -> str:
    """Return a date as ISO 8601, as far as it is known."""
    parts = [f"{day.year:04}"]
    for part in (day.month, day.day):
        if part is None:
            break
        parts.append(f"{part:02}")
    return "-".join(parts)
