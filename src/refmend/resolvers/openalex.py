"""OpenAlex, for a second opinion on works that a registry describes otherwise than an entry does.

In lists of 50 (https://docs.openalex.org/how-to-use-the-api/get-lists-of-entities/filter-entity-lists): each costs a
thousandth of what may be asked a day without a key. It is a hint only, so trouble of any kind, a spent budget (429)
too, ends the asking for the run, and nothing is tried twice.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from refmend.model import IdentifierKind
from refmend.resolvers.asking import LONGEST_LIST, reply_from
from refmend.resolvers.records import from_openalex, shapes, work_identifier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from refmend.config import Config
    from refmend.model import Identifier, Record
    from refmend.net import Net

KEY = "OPENALEX_API_KEY"
MOST = 100
"""Works asked about in one run."""

_HOST = "api.openalex.org"
_LIST = 50
_PATIENCE = 10.0
_FIELDS = "doi,title,display_name,authorships"
_MARKS = frozenset("|,+!&#% ")  # what the filter reads as its own signs


async def look_up(works: Iterable[Identifier], net: Net, config: Config) -> dict[Identifier, Record]:
    """Return what OpenAlex has of works with a DOI; those it does not know, or was not asked about, are left out."""
    base = config.registries.openalex.rstrip("/")
    askable = [work for work in works if work.kind == IdentifierKind.DOI and not _MARKS & set(work.value)][:MOST]
    found: dict[Identifier, Record] = {}
    for at in range(0, len(askable) if base and not config.offline else 0, _LIST):
        part = set(askable[at : at + _LIST])
        dois = "|".join(work.value for work in askable[at : at + _LIST])
        asked = {"filter": f"doi:{dois}", "per-page": str(_LIST), "select": _FIELDS, **_key(base)}
        url = f"{base}/works?{urlencode(asked, safe='/:|,')}"
        seen = await net.get(
            url,
            lane="list",
            headers={"Accept": "application/json"},
            max_bytes=LONGEST_LIST,
            deadline=_PATIENCE,
            trusted=True,
        )
        reply = reply_from(seen)
        if reply.trouble:
            break
        for item in map(shapes.mapping, shapes.items(shapes.mapping(reply.data).get("results"))):
            work = work_identifier(item.get("doi"))
            if work in part and work not in found:
                found[work] = from_openalex(item, work)
    return found


def _key(base: str) -> dict[str, str]:
    """Return the key of the environment; it goes to OpenAlex itself and to no mirror that a file may name."""
    key = os.environ.get(KEY, "").strip()
    address = urlsplit(base)
    return {"api_key": key} if key and (address.scheme, address.netloc) == ("https", _HOST) else {}
