"""OpenAlex's work (https://docs.openalex.org/api-entities/works/work-object) as a `Record`.

It merges what many sources say, preprint and article too, so nothing but title and names is read: a hint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refmend.model import Name, Record, Title
from refmend.resolvers.records import shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from refmend.model import Identifier

NAME = "openalex"


def from_openalex(work: Mapping[str, Any], asked: Identifier) -> Record:
    """Read title and names of a work; `asked` names it. Names are whole, as the publication has them if known."""
    title = shapes.text(work.get("title")) or shapes.text(work.get("display_name"))
    ships = [shapes.mapping(ship) for ship in shapes.items(work.get("authorships"))]
    names = [
        shapes.words(ship.get("raw_author_name"))
        or shapes.words(shapes.mapping(ship.get("author")).get("display_name"))
        for ship in ships
    ]
    return Record(
        identifier=asked,
        registry=NAME,
        titles=(Title(title),) if title else (),
        authors=tuple(Name(literal=name) for name in names if name),
    )
