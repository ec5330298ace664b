"""Which entries of a run are one work; found once for all of them, in time that grows with their number only.

Not a rule itself.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from refmend.model import Confidence, IdentifierKind
from refmend.rules.identity import base

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from refmend.model import FieldName, Identifier, Reference
    from refmend.rules.base import Entry, Run

MOST_COPIES = 3
"""Copies of one entry that are told: a file that repeats a work more often than that is no list of references."""

_TIES = frozenset({"is-preprint-of", "has-preprint", "is-version-of", "has-version", "is-identical-to"})
_ALIKE = 80.0
_NEARLY_EQUAL = 95.0
_MOST_IN_BLOCK = 50
_SHORTEST = 12
_DIGITS = re.compile(r"\d+")
_TELLING: tuple[FieldName, ...] = ("volume", "issue", "pages", "edition", "date")
_REGISTERED = (IdentifierKind.DOI, IdentifierKind.ARXIV)


def key(text: str) -> str:
    """Return only the folded letters and digits of a text."""
    from refmend.compare import fold  # noqa: PLC0415 - most lists name every work by its identifier

    return fold.key(text)


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 100."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - as above

    return fuzz.ratio(one, other)


@dataclass(frozen=True)
class Twin:
    """An earlier entry that is the same work, and by what this was seen."""

    reference: Reference
    why: str
    identifier: Identifier | None = None
    confidence: Confidence = Confidence.HIGH
    certain: bool = True


_last: tuple[Run, Mapping[int, Twin]] | None = None


def earlier(entry: Entry) -> Twin | None:
    """Return the first earlier entry of the same file that is the same work, or None."""
    global _last  # noqa: PLW0603 - the one run that is being judged; a run is not hashable
    if _last is None or _last[0] is not entry.run:
        _last = (entry.run, twins(entry.run))
    return _last[1].get(id(entry.reference))


def twins(run: Run) -> dict[int, Twin]:
    """Return, by the identity of a reference object, the earlier entry that is the same work."""
    found: dict[int, Twin] = {}
    copies: Counter[int] = Counter()
    by_identity: dict[tuple[str, Identifier], Reference] = {}
    blocks: dict[tuple[str, str, str], list[Reference]] = {}
    for reference in run.references:
        if reference.kind != "entry" or reference.problem:
            continue
        twin = _by_identity(reference, run, by_identity) or _by_text(reference, blocks)
        if twin is not None and copies[id(twin.reference)] < MOST_COPIES:
            copies[id(twin.reference)] += 1
            found[id(reference)] = twin
    return found


def _by_identity(reference: Reference, run: Run, seen: dict[tuple[str, Identifier], Reference]) -> Twin | None:
    """Look an entry's works up among those seen before, then remember them."""
    twin = None
    works = list(_works(reference, run))
    for identifier, own in works:
        other = seen.get((reference.source.path, identifier))
        if twin is None and other is not None and _may_be_same(reference, other):
            both = any(base(mention.identifier) == identifier for mention in other.mentions)
            why = "the same work" if own and both else "another version of the same work"
            twin = Twin(other, why, identifier, certain=own and both)
    for identifier, _ in works:
        seen.setdefault((reference.source.path, identifier), reference)
    return twin


def _works(reference: Reference, run: Run) -> Iterator[tuple[Identifier, bool]]:
    """Yield the works an entry names, and (marked False) those that registries tie to them."""
    for mention in reference.mentions:
        if mention.identifier.kind not in _REGISTERED or mention.problem:
            continue
        yield base(mention.identifier), True
        outcome = run.outcomes.get(mention.identifier)
        for record in outcome.records[:1] if outcome else ():
            if base(record.identifier) != base(mention.identifier):
                yield base(record.identifier), True
            for relation in record.relations:
                if relation.kind in _TIES:
                    yield base(relation.identifier), False


def _may_be_same(one: Reference, other: Reference) -> bool:
    """Tell entries of one book's chapters, or a copied identifier, from two entries of one work: by their titles."""
    written = one.words("title"), other.words("title")
    if not all(written) or written[0] == written[1]:
        return True
    titles = key(written[0]), key(written[1])
    if not all(titles):
        return True
    return titles[0] == titles[1] or likeness(*titles) >= _ALIKE or _begins(*titles)


def _begins(one: str, other: str) -> bool:
    """Tell whether one title is the other without its subtitle."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _SHORTEST and long.startswith(short)


def _by_text(reference: Reference, blocks: dict[tuple[str, str, str], list[Reference]]) -> Twin | None:
    """Compare an entry with those of the same file, first author and year; at most a fixed number of each."""
    authors = reference.authors
    first = authors.authors[0].name if authors and authors.authors else None
    if first is None or len(key(reference.words("title"))) < _SHORTEST:
        return None
    place = (reference.source.path, key(first.family or first.literal or ""), reference.words("year"))
    block = blocks.setdefault(place, [])
    other = next((other for other in block if _says_the_same(reference, other)), None)
    if len(block) < _MOST_IN_BLOCK:
        block.append(reference)
    if other is None:
        return None
    named = any(mention.identifier.kind in _REGISTERED for entry in (reference, other) for mention in entry.mentions)
    return Twin(other, "nearly the same words", confidence=Confidence.MEDIUM, certain=not named)


def _says_the_same(one: Reference, other: Reference) -> bool:
    """Tell whether two entries have one title and nothing that tells them apart: numbers, pages, identifiers."""
    for name in _TELLING:
        values = one.words(name), other.words(name)
        if all(values) and key(values[0]) != key(values[1]):
            return False
    named = [{base(m.identifier) for m in entry.mentions if m.identifier.kind in _REGISTERED} for entry in (one, other)]
    if all(named) and not named[0] & named[1]:
        return False
    pages = [
        {m.identifier for m in entry.mentions if m.identifier.kind == IdentifierKind.URL} for entry in (one, other)
    ]
    if all(pages) and not pages[0] & pages[1]:
        return False
    titles = key(one.words("title")), key(other.words("title"))
    if _DIGITS.findall(titles[0]) != _DIGITS.findall(titles[1]):
        return False
    return titles[0] == titles[1] or likeness(*titles) >= _NEARLY_EQUAL
