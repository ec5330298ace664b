"""Authors: the checks for a list of names that a grammar has read, set beside the record's list."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from refmend.compare import names
from refmend.compare.fields import read_family
from refmend.compare.insertion import insertions
from refmend.compare.lists import Match, expected_indices, match_lists, tells_order
from refmend.compare.people import grade, person
from refmend.compare.slips import slips
from refmend.model import Applicability, Confidence, Edit, FieldCheck, FieldText, Span, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from refmend.model import Author, AuthorList, Name, Record, SourceFile

_SHOWN = 3
_PAIR = 2
_INITIAL = 2
_READABLE = 0.5


class _Listed(Struct, frozen=True):
    """A written list and the record's, side by side; `whole` tells that every author of the record has a name."""

    written: AuthorList
    known: tuple[Name, ...]
    found: Sequence[Match]
    source: SourceFile
    style: str
    whole: bool

    def weight(self, at: int) -> Confidence:
        """Return how sure it is that the written name at an index stands in the wrong place.

        Where the deposit lost the name of its last author, formatters show "…" before the last name that they have
        room for, and leave out nobody there. Members of a group may follow the last author.
        """
        mark = self.written.ellipsis
        if mark is None:
            return Confidence.MEDIUM
        if at < mark:
            return Confidence.HIGH
        grouped = any(names.is_organisation(name) for name in self.known)
        nobody = not self.whole and mark < len(self.known)
        nobody = nobody and grade(self.written.authors[at].name, self.known[mark]) == "same"
        return Confidence.LOW if grouped or nobody else Confidence.MEDIUM


def known_lists(records: Sequence[Record]) -> list[tuple[Name, ...]]:
    """Return the lists of people that the records hold: authors first, then editors."""
    lists = [record.authors for record in records] + [record.editors for record in records]
    cleaned = [tuple(name for name in people if names.family(name) or names.given(name)) for people in lists]
    return [people for people in dict.fromkeys(cleaned) if people]


def check_authors(
    written: AuthorList, records: Sequence[Record], place: Span, source: SourceFile, style: str
) -> list[FieldCheck]:
    """Return the checks of a written list against whichever list of the records suits it best.

    `place` is where the list stands, `style` the grammar that read it.
    """
    given = [author.name for author in written.authors]
    best: list[Match] = []
    chosen: tuple[Name, ...] = ()
    for people in known_lists(records):
        indices = expected_indices(len(people), len(given), ellipsis=written.ellipsis, et_al=written.et_al)
        found = match_lists(given, people, indices)
        if not chosen or _trouble(found) < _trouble(best):
            best, chosen = found, people
    if not chosen or not given:
        return []
    if _mixes_organisations(given, chosen, best):
        return [FieldCheck("authors", Verdict.NOT_COMPARABLE, span=place, message="people beside an organisation")]
    listed = _Listed(written, chosen, best, source, style, whole=not any(record.unnamed for record in records))
    return [replace(check, sources=(records[0].registry,)) for check in _checks(listed, place)]


def _trouble(found: Sequence[Match]) -> int:
    """Return how many names do not fit."""
    return sum(match.kind not in ("same", "unknown") for match in found)


def _mixes_organisations(written: Sequence[Name], known: Sequence[Name], found: Sequence[Match]) -> bool:
    """Tell whether one side names an organisation for people of the other, so that no person can be missed.

    A name without a comma that fits one of the other side ("Pan Hui") stands for nobody else.
    """
    if not any(match.kind in ("missing", "extra", "different") for match in found):
        return False
    fitting = [match for match in found if match.kind == "same"]
    ours, theirs = {match.written for match in fitting}, {match.known for match in fitting}
    cited = any(name.literal is not None and " " in name.literal and at not in ours for at, name in enumerate(written))
    return cited != any(name.literal is not None and at not in theirs for at, name in enumerate(known))


def _checks(listed: _Listed, place: Span) -> Iterator[FieldCheck]:
    """Yield the checks for what does not fit; `place` is that of the list."""
    authors, known, found = listed.written.authors, listed.known, listed.found
    telling = tells_order([author.name for author in authors], known)
    strays = [match for match in found if match.kind == "order"]
    if strays and telling:
        yield _order(authors, known, strays)
    for match in found:
        if match.written is None:
            continue
        author = authors[match.written]
        if match.kind == "extra":
            yield _extra(author, known=listed.whole)
        elif match.kind == "elsewhere" and match.known is not None:
            yield _elsewhere(author, known[match.known], listed.weight(match.written) if telling else Confidence.LOW)
        elif match.known is not None and match.kind in ("slip", "initial", "different"):
            yield _person(author, known[match.known], match.kind, listed.source)
    if people := _missing(listed):
        missing = [known[at] for at in people]
        shown = "; ".join(map(str, missing[:_SHOWN])) + (f"; … ({len(missing)})" if len(missing) > _SHOWN else "")
        check = _contradiction("missing-author", place, "", shown, f"the record also names {shown}")
        kept = [match for match in found if match.kind != "missing" or match.known in people]
        edits = insertions(listed.written, known, kept, listed.source, listed.style)
        yield replace(check, edits=edits, applicability=Applicability.UNSAFE if edits else None)


def _missing(listed: _Listed) -> dict[int, Match]:
    """Return who is not written, by place in the record; a group that is named stands for the members behind it."""
    known = listed.known
    named = [match.known for match in listed.found if match.kind == "same" and match.known is not None]
    groups = [index for index in named if names.is_organisation(known[index])]
    times = Counter(known)
    alone = groups and all(author.name.literal is not None for author in listed.written.authors)
    first = 0 if alone else min(groups, default=len(known))
    return {
        match.known: match
        for match in listed.found
        if match.kind == "missing" and match.known is not None
        if match.known < first or names.is_organisation(known[match.known])
        if times[known[match.known]] == 1  # deposits have people twice
    }


def _extra(author: Author, *, known: bool) -> FieldCheck:
    """Return the check for somebody whom the record does not name; a record with a nameless author may mean them."""
    check = _contradiction("extra-author", author.span, str(author.name), "", "is not in the record")
    return check if known else replace(check, confidence=Confidence.LOW, note=True)


def _contradiction(difference: str, span: Span, as_written: str, expected: str, message: str) -> FieldCheck:
    """Return a contradicted check without a fix."""
    confidence = Confidence.MEDIUM if difference == "extra-author" else Confidence.HIGH
    return FieldCheck(
        "authors", Verdict.CONTRADICTED, difference, as_written, expected, span, confidence=confidence, message=message
    )


def _order(authors: Sequence[Author], known: Sequence[Name], strays: Sequence[Match]) -> FieldCheck:
    """Return the check for names in another order than the record's; of two names, one may err as well as the other."""
    first = strays[0]
    author = authors[first.written or 0]
    expected = "; ".join(map(str, known[:_SHOWN])) + ("; …" if len(known) > _SHOWN else "")
    confidence = Confidence.MEDIUM if len(known) <= _PAIR else Confidence.HIGH
    return FieldCheck(
        "authors",
        Verdict.CONTRADICTED,
        "order",
        str(author.name),
        expected,
        author.span,
        confidence=confidence,
        message=f"the record's order is {expected}",
    )


def _elsewhere(author: Author, known: Name, confidence: Confidence) -> FieldCheck:
    """Return the check for somebody whom the record names, but not at this place."""
    return FieldCheck(
        "authors",
        Verdict.CONTRADICTED,
        "order",
        str(author.name),
        str(known),
        author.span,
        confidence=confidence,
        message=f"the record has {str(known)!r} here, and {str(author.name)!r} elsewhere",
        note=confidence == Confidence.LOW,
    )


def _person(author: Author, known: Name, kind: str, source: SourceFile) -> FieldCheck:
    """Return the check for a name that is not the record's; a bare initial of the record weighs little."""
    difference = {"slip": "name", "initial": "initial", "different": "name"}[kind]
    weak = kind == "initial" and len(author.name.given or "") > _INITIAL >= len(known.given or "")
    foreign = person(author.name).script != person(known).script
    edits = _name_edits(author, known, source) if kind == "slip" else ()
    return FieldCheck(
        "authors",
        Verdict.CONTRADICTED,
        difference,
        str(author.name),
        str(known),
        author.span,
        edits,
        Applicability.UNSAFE if edits else None,
        Confidence.LOW if weak else Confidence.MEDIUM if foreign else Confidence.HIGH,
        message=f"the record has {str(known)!r}",
        note=weak,
    )


def _name_edits(author: Author, known: Name, source: SourceFile) -> tuple[Edit, ...]:
    """Return the edits of a misspelt name: of the family, or of the whole where one side does not divide it."""
    family = author.name.literal if author.name.literal is not None else author.name.family or ""
    field = author.spelt or FieldText(family, author.family_span or author.span)
    if author.name.given and not names.given(known):
        family, field = source.cut(author.span), FieldText(source.cut(author.span), author.span)
        if author.spelt is not None:
            return ()
    if author.spelt is None and source.cut(field.span) != family:
        return ()
    reading = read_family(family, names.family(known))
    if reading.pieces[0].likeness < _READABLE:
        return ()
    return tuple(Edit(field.place(start, end), text) for slip in slips(reading) for start, end, text in slip.edits)
