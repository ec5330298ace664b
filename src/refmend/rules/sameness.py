"""Which entries of a run are one work; found once for all of them, in time that grows with their number only.

Not a rule itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from refmend.model import Confidence, IdentifierKind
from refmend.rules.identity import base

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    found = _Found()
    lists: dict[str, _List] = {}
    source, here, text = None, _List(run, found), ""
    for reference in run.references:
        if reference.plain:
            if reference.source is not source:
                source, text = reference.source, reference.source.text
                here = lists.setdefault(source.path, _List(run, found))
            copied = here.copied.get(id(reference.identifiers[0]))
            if copied is not None:
                begin, end, _ = reference.bounds
                if end - begin == copied[1] and text.startswith(copied[0], begin):
                    copied[2].append(reference)
                    continue
            here.add(reference)
        elif reference.kind == "entry" and not reference.problem:
            lists.setdefault(_list_of(reference), _List(run, found)).add(reference)
    for each in lists.values():
        each.compare_words()
    return found.repeats


class _Found:
    """The repeated works, by the identity of the reference object in their second place."""

    def __init__(self) -> None:
        self.repeats: dict[int, list[Repeat]] = {}
        self._groups: dict[tuple[int, str, bool], Repeat] = {}

    def add(self, reference: Reference, twin: Twin) -> Repeat:
        """Note that a reference is the same work as an earlier one; return all that is known of this work."""
        group = (id(twin.reference), twin.why, twin.certain)
        known = self._groups.get(group)
        if known is None:
            known = self._groups[group] = Repeat(twin)
            self.repeats.setdefault(id(reference), []).append(known)
        else:
            known.others.append(reference)
        return known


def _list_of(reference: Reference) -> str:
    """Return which list an entry is in: a file, or the BibTeX and the YAML that a text shows beside its own entries."""
    shown = reference.source.format == "markdown" and bool(reference.type)  # prose has no type, and need not be read
    return reference.source.path + ("\0shown" if shown else "")


class _List:
    """The entries of one list, each held against those before it: by identifiers, and at the end by words.

    Plain entries that differ from an earlier one in nothing are told at a glance, for there may be very many: `copied`
    holds, by the identity of the identifier that they share, what stands before the address, how long that is, and
    where another one is put.
    """

    def __init__(self, run: Run, found: _Found) -> None:
        self._run, self._found = run, found
        self._seen: dict[Identifier, Reference] = {}
        self._rest: list[Reference] = []
        self._doubted: set[int] = set()
        self.copied: dict[int, tuple[str, int, list[Reference]]] = {}

    def add(self, reference: Reference) -> None:
        """Look for an earlier entry of the same work by its identifiers."""
        if reference.plain and (twin := self._copy_of(reference)):
            known = self._found.add(reference, twin)
            begin, end, _ = reference.bounds
            lead = reference.source.text[begin:end]
            self.copied[id(reference.identifiers[0])] = lead, end - begin, known.others
        elif twin := _by_identity(reference, self._run, self._seen, self._doubted):
            self._found.add(reference, twin)
        else:
            self._rest.append(reference)

    def _copy_of(self, reference: Reference) -> Twin | None:
        """Return the plain entry that a plain one is a copy of, if nothing is known that could tell them apart."""
        identifier = reference.identifiers[0]
        identity = base(identifier)
        other = self._seen.get(identity)
        if other is None or not other.plain or identifier in self._run.signs or other.lead != reference.lead:
            return None
        return Twin(other, _SAME, identity)

    def compare_words(self) -> None:
        """Look for an earlier entry of the same work by what the entries say, where identifiers do not tell."""
        rest = self._rest
        if all(_is_named(reference) for reference in rest):  # then identifiers say what is one work, unless one errs
            rest = [reference for reference in rest if id(reference) in self._doubted]
        blocks: dict[tuple[str, str], list[Reference]] = {}
        for reference in rest:
            if (twin := _by_text(reference, blocks)) is not None:
                self._found.add(reference, twin)


def _is_named(reference: Reference) -> bool:
    """Tell whether an entry's identifiers are known and sound, so that its words need not be compared."""
    if reference.plain:
        return True
    named = [mention for mention in reference.mentions if mention.identifier.kind in _REGISTERED]
    return bool(named) and not any(mention.problem for mention in named)


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
