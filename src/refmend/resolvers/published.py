"""The published version behind a preprint's record, as a second record: what it says is no fault of a citation.

arXiv and Crossref tell which DOI a preprint became, on the authors' word; that it is the same work is looked at here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from refmend.compare.fold import key
from refmend.model import IdentifierKind
from refmend.resolvers import crossref

if TYPE_CHECKING:
    from collections.abc import Mapping

    from refmend.model import Identifier, Record
    from refmend.resolvers.asking import Desk

_TIE = "is-preprint-of"
_ALIKE = 80.0
_SHARED = 0.5


def target_of(record: Record) -> Identifier | None:
    """Return the DOI that a preprint was published under, as its record tells."""
    if record.type != "article":
        return None
    targets = (relation.identifier for relation in record.relations if relation.kind == _TIE)
    return next((target for target in targets if target.kind == IdentifierKind.DOI), None)


async def with_published(
    found: Mapping[Identifier, tuple[Record, ...]], desk: Desk
) -> dict[Identifier, tuple[Record, ...]]:
    """Return the records found, each with that of its published version behind it where Crossref has one."""
    targets = {identifier: target_of(records[0]) for identifier, records in found.items()}
    wanted = list(dict.fromkeys(target for target in targets.values() if target))
    if not wanted:
        return dict(found)
    published = (await crossref.look_up(wanted, desk)).found
    result = {}
    for identifier, records in found.items():
        target = targets[identifier]
        later = published.get(target) if target else None
        result[identifier] = (*records, later) if later and is_same_work(records[0], later) else records
    return result


def is_same_work(preprint: Record, later: Record) -> bool:
    """Tell whether two records describe one work: titles alike, or half of the family names shared."""
    titles = [key(title.text) for title in preprint.titles if title.kind in ("main", "version")]
    if any(fuzz.ratio(title, key(later.title)) >= _ALIKE for title in titles):
        return True
    one, other = ({key(name.family or name.literal or "") for name in record.authors} for record in (preprint, later))
    return bool(one and other) and len(one & other) >= _SHARED * max(len(one), len(other))
