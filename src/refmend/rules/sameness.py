"""Which entries of a run are one work; found once for all of them, in time that grows with their number only.

Not a rule itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct, field

from refmend.model import Confidence, IdentifierKind
from refmend.rules.identity import base

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from refmend.model import FieldName, Identifier, Reference
    from refmend.rules.base import Run

_TIES = frozenset({"is-preprint-of", "has-preprint", "is-version-of", "has-version", "is-identical-to"})
_ALIKE = 80.0
_NEARLY_EQUAL = 95.0
_MOST_IN_BLOCK = 50
_SHORTEST = 12
_DIGITS = re.compile(r"\d+")
_TELLING: tuple[FieldName, ...] = ("volume", "issue", "pages", "edition", "date")
_SAME = "the same work"
_REGISTERED = (IdentifierKind.DOI, IdentifierKind.ARXIV)


def key(text: str) -> str:
    """Return only the folded letters and digits of a text."""
    from refmend.compare import fold  # noqa: PLC0415 - most lists name every work by its identifier

    return fold.key(text)


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 100."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - as above

    return fuzz.ratio(one, other)


class Twin(Struct, frozen=True):
    """An earlier entry that is the same work, and by what this was seen."""

    reference: Reference
    why: str
    identifier: Identifier | None = None
    confidence: Confidence = Confidence.HIGH
    certain: bool = True


class Repeat(Struct, frozen=True):
    """A work that a list has again: the twin of the entry in its second place, and the entries after that."""

    twin: Twin
    others: list[Reference] = field(default_factory=list)


def repeats(run: Run) -> dict[int, list[Repeat]]:
    """Return the repeated works by the identity of the reference object in their second place."""
    found: dict[int, list[Repeat]] = {}
    groups: dict[tuple[int, str, bool], Repeat] = {}
    shared: dict[int, tuple[Twin, Repeat]] = {}  # by the object, which copies share; kept, so that no other is there
    by_list: dict[str, list[Reference]] = defaultdict(list)
    source, plain = None, []
    for reference in run.references:
        if reference.plain:
            if reference.source is not source:
                source = reference.source
                plain = by_list[source.path]
            plain.append(reference)
        elif reference.kind == "entry" and not reference.problem:
            by_list[_list_of(reference)].append(reference)
    for references in by_list.values():
        for reference, twin in _twins(references, run):
            known = shared.get(id(twin))
            if known is not None:
                known[1].others.append(reference)
                continue
            group = (id(twin.reference), twin.why, twin.certain)
            if group in groups:
                groups[group].others.append(reference)
            else:
                groups[group] = Repeat(twin)
                found.setdefault(id(reference), []).append(groups[group])
            shared[id(twin)] = twin, groups[group]
    return found


def _list_of(reference: Reference) -> str:
    """Return which list an entry is in: a file, or the BibTeX and the YAML that a text shows beside its own entries."""
    shown = reference.source.format == "markdown" and bool(reference.type)  # prose has no type, and need not be read
    return reference.source.path + ("\0shown" if shown else "")


def _twins(references: Sequence[Reference], run: Run) -> Iterator[tuple[Reference, Twin]]:
    """Yield the entries of a list that are a work of an earlier one, each with that one: by identifiers, by words."""
    seen: dict[Identifier, Reference] = {}
    rest = []
    doubted: set[int] = set()
    copies = _Copies(run)
    known, source, text = copies.known, None, ""
    for reference in references:
        if reference.plain:
            copied = known.get(id(reference.identifiers[0])) or copies.learn(reference, seen)
            if copied is not None:
                begin, end, _ = reference.bounds
                if source is not reference.source:
                    source, text = reference.source, reference.source.text
                if end - begin == copied[2] and text.startswith(copied[1], begin):
                    yield reference, copied[0]
                    continue
        if twin := _by_identity(reference, run, seen, doubted):
            yield reference, twin
        else:
            rest.append(reference)
    if all(_is_named(reference) for reference in rest):  # then identifiers say what is one work, unless one errs
        rest = [reference for reference in rest if id(reference) in doubted]
    blocks: dict[tuple[str, str], list[Reference]] = {}
    for reference in rest:
        if (twin := _by_text(reference, blocks)) is not None:
            yield reference, twin


def _is_named(reference: Reference) -> bool:
    """Tell whether an entry's identifiers are known and sound, so that its words need not be compared."""
    if reference.plain:
        return True
    named = [mention for mention in reference.mentions if mention.identifier.kind in _REGISTERED]
    return bool(named) and not any(mention.problem for mention in named)


class _Copies:
    """Plain entries that differ from an earlier one in nothing: told at a glance, for there may be very many.

    `known` holds, by the identity of the identifier that such entries share, their twin, what stands before the
    address in that, and how long this is.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self.known: dict[int, tuple[Twin, str, int]] = {}

    def learn(self, reference: Reference, seen: Mapping[Identifier, Reference]) -> tuple[Twin, str, int] | None:
        """Return what is known from now on of the entries that share a plain entry's identifier, or None."""
        identifier = reference.identifiers[0]
        identity = base(identifier)
        other = seen.get(identity)
        if other is None or not other.plain or identifier in self._run.signs:
            return None
        begin, end, _ = other.bounds
        known = Twin(other, _SAME, identity), other.source.text[begin:end], end - begin
        self.known[id(identifier)] = known
        return known


def _by_identity(reference: Reference, run: Run, seen: dict[Identifier, Reference], doubted: set[int]) -> Twin | None:
    """Look an entry's works up among those of the list seen before, then remember them.

    `doubted` takes the identities of entries that share an identifier and cannot be one work by their titles.
    """
    twin = None
    works = list(_works(reference, run))
    for identifier, own in works:
        other = seen.get(identifier)
        if twin is not None or other is None:
            continue
        if not _may_be_same(reference, other):
            doubted |= {id(reference), id(other)}
        else:
            both = any(base(named) == identifier for named in other.identifiers)
            why = _SAME if own and both else "another version of the same work"
            twin = Twin(other, why, identifier, certain=own and both)
    for identifier, _ in works:
        seen.setdefault(identifier, reference)
    return twin


def _works(reference: Reference, run: Run) -> Iterator[tuple[Identifier, bool]]:
    """Yield the works an entry names, and (marked False) those that registries tie to them."""
    if reference.plain:
        identifiers = reference.identifiers
    else:
        named = (mention for mention in reference.mentions if mention.identifier.kind in _REGISTERED)
        identifiers = tuple(mention.identifier for mention in named if not mention.problem)
    for identifier in identifiers:
        yield base(identifier), True
        outcome = run.outcomes.get(identifier) if identifier in run.signs else None
        for record in outcome.records[:1] if outcome else ():
            if base(record.identifier) != base(identifier):
                yield base(record.identifier), True
            for relation in record.relations:
                if relation.kind in _TIES:
                    yield base(relation.identifier), False


def _may_be_same(one: Reference, other: Reference) -> bool:
    """Tell entries of one book's chapters, or a copied identifier, from two entries of one work: by their titles."""
    if _differ_in_nothing(one, other):
        return True
    written = one.words("title"), other.words("title")
    if not all(written) or written[0] == written[1]:
        return True
    titles = key(written[0]), key(written[1])
    if not all(titles):
        return True
    return titles[0] == titles[1] or likeness(*titles) >= _ALIKE or _begins(*titles)


def _differ_in_nothing(one: Reference, other: Reference) -> bool:
    """Tell whether two entries say the same before one identifier in one form: then they read alike, however."""
    return one.lead is not None and one.lead == other.lead


def _begins(one: str, other: str) -> bool:
    """Tell whether one title is the other without its subtitle."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _SHORTEST and long.startswith(short)


def _by_text(reference: Reference, blocks: dict[tuple[str, str], list[Reference]]) -> Twin | None:
    """Compare an entry with those of the same first author and year; at most a fixed number of each."""
    authors = reference.authors
    first = authors.authors[0].name if authors and authors.authors else None
    if first is None or len(key(reference.words("title"))) < _SHORTEST:
        return None
    place = (key(first.family or first.literal or ""), reference.words("year"))
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
