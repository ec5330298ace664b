"""Open Library's edition (https://openlibrary.org/dev/docs/api/books, `jscmd=data`) as a `Record`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from refmend.model import Name, Record, Title
from refmend.resolvers.records import shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from refmend.model import Identifier

NAME = "openlibrary"

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)", re.ASCII)


def from_openlibrary(book: Mapping[str, Any], asked: Identifier) -> Record:
    """Read an edition; its date is free text, of which the year is taken."""
    year = _YEAR.search(shapes.text(book.get("publish_date"))[:100])
    date = shapes.date("issued", int(year[0])) if year else None
    title, subtitle = shapes.text(book.get("title")), shapes.text(book.get("subtitle"))
    names = (shapes.words(shapes.mapping(author).get("name")) for author in shapes.items(book.get("authors")))
    return Record(
        identifier=asked,
        registry=NAME,
        type="book",
        titles=(*((Title(title),) if title else ()), *((Title(subtitle, "subtitle"),) if subtitle else ())),
        authors=tuple(Name(literal=name) for name in names if name),
        dates=(date,) if date else (),
        publisher=next(filter(None, map(_publisher, shapes.items(book.get("publishers")))), ""),
        url=shapes.text(book.get("url")),
    )


def _publisher(value: object) -> str:
    """Read a publisher, who is an object in one form of the answer and a text in the other."""
    return shapes.words(shapes.mapping(value).get("name")) or shapes.words(value)
