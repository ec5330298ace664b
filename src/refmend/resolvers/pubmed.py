"""PubMed and PubMed Central numbers, by the DOI that NCBI's converter knows for them.

https://pmc.ncbi.nlm.nih.gov/tools/id-converter-api/: up to 200 numbers of one kind in a request. It knows only what
PubMed Central holds, so a number it does not know may well exist: nothing is ever missing or dead here.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from refmend.model import Found, IdentifierKind, LinkState, NotApplicable, Unknown
from refmend.resolvers import crossref
from refmend.resolvers.records import shapes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import Identifier
    from refmend.resolvers.asking import Desk

NAME = "ncbi"

_MOST = 200
_PAGES = {
    IdentifierKind.PMID: "https://pubmed.ncbi.nlm.nih.gov/{}/",
    IdentifierKind.PMCID: "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
}


async def resolve(identifiers: Sequence[Identifier], desk: Desk) -> None:
    """Settle PubMed numbers: found where NCBI knows a DOI and Crossref the work, skipped otherwise."""
    kinds = (IdentifierKind.PMID, IdentifierKind.PMCID)
    groups = [[identifier for identifier in identifiers if identifier.kind == kind] for kind in kinds]
    parts = [group[at : at + _MOST] for group in groups for at in range(0, len(group), _MOST)]
    await asyncio.gather(*(_list(part, desk) for part in parts))


async def _list(part: Sequence[Identifier], desk: Desk) -> None:
    asked = {
        "ids": ",".join(identifier.value for identifier in part),
        "idtype": str(part[0].kind),
        "format": "json",
        "tool": "refmend",
        **({"email": desk.config.mailto} if desk.config.mailto else {}),
    }
    url = f"{desk.config.registries.ncbi.rstrip('/')}/tools/idconv/api/v1/articles/?{urlencode(asked, quote_via=quote)}"
    reply = await desk.get_json(NAME, url, "list")
    answers = shapes.mapping(reply.data).get("records")
    if reply.trouble or not isinstance(answers, list):
        for identifier in part:
            desk.give_up(identifier, reply, "NCBI")
        return
    known = {shapes.text(answer.get("requested-id")).upper(): answer for answer in map(shapes.mapping, answers)}
    works = {one: shapes.work_identifier(known.get(one.value.upper(), {}).get("doi")) for one in part}
    wanted = list(dict.fromkeys(work for work in works.values() if work and work.kind == IdentifierKind.DOI))
    learnt = await crossref.look_up(wanted, desk) if wanted else None
    for identifier, work in works.items():
        page = _PAGES[identifier.kind].format(identifier.value)
        if work is None:
            reason = "PubMed Central does not hold it"
            desk.settle(identifier, NotApplicable(reason, NAME), desk.link(LinkState.SKIPPED, reason))
        elif learnt and work in learnt.found:
            link = desk.link(LinkState.ALIVE, f"NCBI: {work}", final_url=page)
            desk.settle(identifier, Found((learnt.found[work],)), link)
        else:
            unknown = Unknown(f"Crossref gives no description of {work}", registry=NAME)
            desk.settle(identifier, unknown, desk.link(LinkState.ALIVE, f"NCBI: {work}", final_url=page))
