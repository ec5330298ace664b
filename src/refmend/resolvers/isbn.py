"""ISBNs, by Open Library (https://openlibrary.org/dev/docs/api/books), in lists.

No open registry holds them all, so a number it does not know may well exist: nothing is ever missing or dead here.
What it knows is shown, and never held against an entry.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from refmend.model import Found, LinkState, Unknown
from refmend.resolvers.records import from_openlibrary, shapes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import Identifier
    from refmend.resolvers.asking import Desk

NAME = "openlibrary"

_MOST = 100


async def resolve(identifiers: Sequence[Identifier], desk: Desk) -> None:
    """Settle ISBNs: found where Open Library has the edition, unknown otherwise."""
    parts = [identifiers[at : at + _MOST] for at in range(0, len(identifiers), _MOST)]
    await asyncio.gather(*(_list(part, desk) for part in parts))


async def _list(part: Sequence[Identifier], desk: Desk) -> None:
    keys = {identifier: f"ISBN:{identifier.value}" for identifier in part}
    asked = {"bibkeys": ",".join(keys.values()), "format": "json", "jscmd": "data"}
    base = desk.config.registries.openlibrary.rstrip("/")
    reply = await desk.get_json(NAME, f"{base}/api/books?{urlencode(asked, safe=':,')}", "list")
    if reply.trouble or not isinstance(reply.data, dict):
        for identifier in part:
            desk.give_up(identifier, reply, "Open Library")
        return
    for identifier, key in keys.items():
        if book := shapes.mapping(reply.data.get(key)):
            record = from_openlibrary(book, identifier)
            link = desk.link(LinkState.ALIVE, "known to Open Library", final_url=record.url)
            desk.settle(identifier, Found((record,)), link)
        else:
            reason = "Open Library does not know it"
            desk.settle(identifier, Unknown(reason, NAME), desk.link(LinkState.UNKNOWN, reason, reply=reply))
