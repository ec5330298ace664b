"""DOIs: who is asked in which order, and what their answers mean.

1. Crossref in lists: what it holds is registered, and the record is there.
2. doi.org's `doiRA` in lists for the rest: which agency, or "does not exist".
3. DataCite in lists; Crossref one by one for aliases; other agencies by content negotiation.
4. The handle system one by one for what nobody knew or could say.

The registration decides on the link, never the landing page: publishers refuse robots.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from refmend.model import Found, Identifier, LinkState, Missing, Unknown
from refmend.resolvers import crossref, datacite, handles, negotiation
from refmend.resolvers.asking import Learnt, Reply
from refmend.resolvers.published import target_of, with_published

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from refmend.model import Record
    from refmend.resolvers.asking import Desk
    from refmend.resolvers.handles import Registration

_SHORT = "10/"
_AGENCIES = {"crossref": "Crossref", "datacite": "DataCite", "medra": "mEDRA", "jalc": "JaLC", "op": "OP"}


async def resolve(identifiers: Sequence[Identifier], desk: Desk) -> None:
    """Settle every DOI; each as soon as its answer is final. A short DOI (`10/abc`) is its handle's alias."""
    short = [identifier for identifier in identifiers if identifier.value.startswith(_SHORT)]
    full = [identifier for identifier in identifiers if not identifier.value.startswith(_SHORT)]
    one_by_one = (_one(identifier, handles.UNCLEAR, Learnt(), desk) for identifier in short)
    await asyncio.gather(_resolve_full(full, desk), *one_by_one)


async def _resolve_full(identifiers: Sequence[Identifier], desk: Desk) -> None:
    async def tell(part: Learnt) -> None:
        found = _alone(part)
        preprints = {one: records for one, records in found.items() if target_of(records[0])}
        _settle_all({one: records for one, records in found.items() if one not in preprints}, desk)
        _settle_all(await with_published(preprints, desk), desk)

    first = await crossref.look_up(identifiers, desk, tell)
    rest = [identifier for identifier in identifiers if identifier not in first.found]
    if not rest:
        return
    known = await handles.agencies(rest, desk)
    asked = [identifier for identifier in rest if _may_be_datacite(known[identifier])]
    second = await datacite.look_up(asked, desk, lambda part: _settle_all(_alone(part), desk))
    rest = [identifier for identifier in rest if identifier not in second.found]
    await asyncio.gather(*(_one(identifier, known[identifier], first, desk) for identifier in rest))


def _may_be_datacite(known: Registration) -> bool:
    return known.agency == "datacite" or known.exists is None


async def _one(identifier: Identifier, known: Registration, first: Learnt, desk: Desk) -> None:
    """Settle a DOI that is in no list: an alias, another agency's, an unregistered one, or one in an outage."""
    looks = 1 if known.exists is False else 2  # "does not exist" in doiRA was a look of its own
    seen = known if known.exists else await handles.registration(identifier, desk, looks=looks)
    if seen.exists is None:
        desk.give_up(identifier, seen.reply if seen.reply.trouble else Reply(trouble="no clear answer"), "doi.org")
        return
    if seen.exists is False:
        _settle_missing(identifier, desk)
        return
    record = await _describe(identifier, seen, first, desk)
    if record is not None:
        _settle_found(identifier, (record,), desk, url=seen.url)
        return
    agency = _AGENCIES.get(seen.agency, seen.agency.upper())
    reason = _no_record(identifier, agency, first)
    link = desk.link(LinkState.ALIVE, f"registered{' with ' + agency if agency else ' at doi.org'}", final_url=seen.url)
    desk.settle(identifier, Unknown(reason, registry=seen.agency or "doi"), link)


async def _describe(identifier: Identifier, seen: Registration, first: Learnt, desk: Desk) -> Record | None:
    """Return a record of a registered DOI that no list held: by the DOI it stands for, else from its agency."""
    target = Identifier(identifier.kind, seen.alias) if seen.alias else identifier
    if seen.alias or (seen.agency in ("crossref", "") and identifier in first.absent):
        learnt = await crossref.look_up_one(target, desk)
        if not learnt.found and seen.alias:
            learnt = await datacite.look_up_one(target, desk)
        if learnt.found:
            return learnt.found[target]
    return await negotiation.describe(identifier, seen.agency, desk) if seen.agency != "crossref" else None


def _no_record(identifier: Identifier, agency: str, first: Learnt) -> str:
    trouble = first.trouble.get(identifier)
    if trouble and agency in ("", "Crossref"):
        return f"Crossref: {trouble.trouble}"
    return f"{agency or 'the registration agency'} gives no description"


def _alone(part: Learnt) -> dict[Identifier, tuple[Record, ...]]:
    return {identifier: (record,) for identifier, record in part.found.items()}


def _settle_all(found: Mapping[Identifier, tuple[Record, ...]], desk: Desk) -> None:
    for identifier, records in found.items():
        _settle_found(identifier, records, desk)


def _settle_found(identifier: Identifier, records: tuple[Record, ...], desk: Desk, *, url: str = "") -> None:
    record = records[0]
    agency = _AGENCIES.get(record.registry, record.registry.upper() if record.registry != "doi" else "an agency")
    reason = f"registered with {agency}"
    desk.settle(identifier, Found(records), desk.link(LinkState.ALIVE, reason, final_url=url or record.url))


def _settle_missing(identifier: Identifier, desk: Desk) -> None:
    reason = "doi.org: DOI does not exist"
    desk.settle(identifier, Missing("doi", reason), desk.link(LinkState.DEAD, f"{reason}, asked twice"))
