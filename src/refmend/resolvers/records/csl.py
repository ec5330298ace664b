"""CSL-JSON as content negotiation at doi.org gives it (https://citation.doi.org/docs.html) as a `Record`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refmend.model import Record, RecordDate, Title
from refmend.resolvers.records import shapes
from refmend.resolvers.records.crossref import CSL_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from refmend.model import Identifier
    from refmend.model.record import DateKind

_DATES: tuple[tuple[str, DateKind], ...] = (
    ("issued", "issued"),
    ("published-print", "print"),
    ("published-online", "online"),
    ("posted", "posted"),
    ("submitted", "submitted"),
)


def from_csl(item: Mapping[str, Any], asked: Identifier, registry: str) -> Record:
    """Read one CSL item of `registry`; mEDRA's has no `DOI`, so `asked` names the work then.

    Texts may come as lists of one, as Crossref's do.
    """
    kind = shapes.text(item.get("type"))
    titles = shapes.texts(item.get("title"))
    return Record(
        identifier=shapes.work_identifier(item.get("DOI")) or asked,
        registry=registry,
        type=CSL_TYPES.get(kind, kind),
        titles=(
            *(Title(text, "translated" if index else "main") for index, text in enumerate(titles)),
            *(Title(text, "subtitle") for text in shapes.texts(item.get("subtitle"))),
        ),
        authors=shapes.csl_names(item.get("author")),
        editors=shapes.csl_names(item.get("editor")),
        dates=tuple(_dates(item)),
        containers=shapes.phrases(item.get("container-title")),
        short_containers=shapes.phrases(item.get("container-title-short") or item.get("short-container-title")),
        volume=shapes.words(item.get("volume")),
        issue=shapes.words(item.get("issue")),
        pages=shapes.words(item.get("page")),
        article_number=shapes.words(item.get("article-number")),
        publisher=shapes.words(item.get("publisher")),
        url=shapes.text(item.get("URL")),
    )


def _dates(item: Mapping[str, Any]) -> Iterator[RecordDate]:
    for key, kind in _DATES:
        if found := shapes.date_from_parts(kind, item.get(key)):
            yield found
