"""arXiv's entry (https://info.arxiv.org/help/api/user-manual.html) as a `Record`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend.model import Identifier, IdentifierKind, Name, Record, RecordDate, Relation, Title
from refmend.resolvers.records import shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from arxiv import Result

    from refmend.model.record import DateKind

_ENTRY_ID = re.compile(r"/abs/(?P<id>\d{4}\.\d{4,5}|[A-Za-z-]+(?:\.[A-Za-z]{2})?/\d{7})v(?P<version>\d+)$")
_GROUP = re.compile(
    r"\b(collaborations?|consortium|team|group|project|initiative|network|society|association|committee|alliance)\b",
    re.IGNORECASE,
)
_SUFFIXES = {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"}
_PARTICLES = {
    *("van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "le", "ten", "ter"),
    *("zu", "zum", "zur", "af", "av", "al", "el", "bin", "ibn", "y", "dal", "degli", "do", "op", "het", "'t", "vom"),
}


def entry_key(entry_id: str) -> tuple[str, int] | None:
    """Return the paper and version of an entry's address, e.g. `("1706.03762", 7)`; None for an error entry."""
    match = _ENTRY_ID.search(entry_id)
    return (match["id"], int(match["version"])) if match else None


def from_arxiv(entry: Result, splits: Mapping[str, Name] | None = None) -> Record | None:
    """Read one entry of the API; None for one that is no paper.

    `splits` maps a full name ("Jan van Leeuwen") to its parts where another registry knows them; names it lacks are
    split by particles and suffixes. `version` is the entry's own.
    """
    key = entry_key(entry.entry_id)
    if key is None:
        return None
    paper, version = key
    doi = shapes.work_identifier(entry.doi)
    return Record(
        identifier=Identifier(IdentifierKind.ARXIV, paper),
        registry="arxiv",
        type="article",
        titles=(Title(" ".join(entry.title.split()), "main", version),),
        authors=tuple(split_name(author.name, splits or {}) for author in entry.authors if author.name.strip()),
        dates=tuple(day for day in (_day("submitted", entry.published), _day("updated", entry.updated)) if day),
        publisher="arXiv",
        url=f"https://arxiv.org/abs/{paper}",
        version=version,
        comment=shapes.words(entry.comment),
        journal_ref=shapes.words(entry.journal_ref),
        relations=(Relation("is-preprint-of", doi),) if doi and doi.kind == "doi" else (),
    )


def _day(kind: DateKind, moment: datetime) -> RecordDate | None:
    return shapes.date(kind, moment.year, moment.month, moment.day)


def split_name(whole: str, splits: Mapping[str, Name]) -> Name:
    """Split "Given Family" as arXiv writes it; groups ("ATLAS Collaboration") and single words stay whole."""
    words = whole.split()
    whole = " ".join(words)
    if known := splits.get(whole):
        return known
    if _GROUP.search(whole) or len(words) < 2:  # noqa: PLR2004 - a given and a family name
        return Name(literal=whole)
    suffix = words.pop().strip(",") if words[-1].lower() in _SUFFIXES and len(words) > 2 else None  # noqa: PLR2004
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    return Name(family=" ".join(words[at:]).strip(","), given=" ".join(words[:at]), suffix=suffix)


def splits_from(names: Iterable[Name]) -> dict[str, Name]:
    """Return the names with a family and a given part by their full form, for `from_arxiv`."""
    return {f"{name.given} {name.family}": name for name in names if name.family and name.given}


def with_versions(latest: Record, versions: Sequence[Record], cited: int | None) -> tuple[Record, ...]:
    """Return the paper as cited (version `cited`, or the latest) and the versions that describe it differently.

    The first record has every differing title, each with its version. Versions with other authors follow as records
    of their own. `version` is the latest version's number in each.
    """
    known = sorted({record.version or 0: record for record in (*versions, latest)}.values(), key=_number, reverse=True)
    first = next((record for record in known if record.version == cited), latest)
    titles = dict.fromkeys(record.title for record in known if record.title != first.title)
    numbers = {record.title: record.version for record in reversed(known)}
    more = tuple(Title(title, "version", numbers[title]) for title in titles)
    shown = replace(first, titles=(*first.titles, *more))
    others = {record.authors: record for record in known if record.authors != first.authors}
    return tuple(_as_of(record, latest) for record in (shown, *others.values()))


def _as_of(record: Record, latest: Record) -> Record:
    """Return a version's record with what only the latest version tells: withdrawal, publication, its number."""
    return replace(
        record,
        version=latest.version,
        comment=latest.comment,
        journal_ref=latest.journal_ref,
        relations=latest.relations or record.relations,
    )


def _number(record: Record) -> int:
    return record.version or 0
