"""Authors: the checks for a list of names that a grammar has read, set beside the record's list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.compare import names
from refmend.compare.fields import read_family
from refmend.compare.lists import Match, expected_indices, is_alphabetised, match_lists
from refmend.compare.slips import slips
from refmend.model import Applicability, Confidence, Edit, FieldCheck, Span, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from refmend.model import Author, AuthorList, Name, Record, SourceFile

_SHOWN = 3
_PAIR = 2
_INITIAL = 2


def known_lists(records: Sequence[Record]) -> list[tuple[Name, ...]]:
    """Return the lists of people that the records hold: authors first, then editors."""
    lists = [record.authors for record in records] + [record.editors for record in records]
    cleaned = [tuple(name for name in people if names.family(name) or names.given(name)) for people in lists]
    return [people for people in dict.fromkeys(cleaned) if people]


def check_authors(
    written: AuthorList, records: Sequence[Record], place: Span, source: SourceFile, only: Collection[int] | None = None
) -> list[FieldCheck]:
    """Return the checks of a written list against whichever list of the records suits it best.

    `place` is where the list stands. With `only`, people of the record outside these indices are not spoken of.
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
    checks = list(_checks(written.authors, chosen, best, place, source))
    if only is not None:
        checks = [check for check, index in checks_with_people(checks, chosen) if index is None or index in only]
    sources = (records[0].registry,)
    return [_with_sources(check, sources) for check in checks]


def checks_with_people(checks: Sequence[FieldCheck], people: Sequence[Name]) -> Iterator[tuple[FieldCheck, int | None]]:
    """Yield each check with the index of the person expected, where it speaks of one."""
    index = {str(name): at for at, name in enumerate(people)}
    for check in checks:
        yield check, index.get(check.expected)


def _with_sources(check: FieldCheck, sources: tuple[str, ...]) -> FieldCheck:
    """Return the check with the registries behind it."""
    from dataclasses import replace  # noqa: PLC0415 - one use

    return replace(check, sources=sources)


def _trouble(found: Sequence[Match]) -> int:
    """Return how many names do not fit."""
    return sum(match.kind not in ("same", "unknown") for match in found)


def _mixes_organisations(written: Sequence[Name], known: Sequence[Name], found: Sequence[Match]) -> bool:
    """Tell whether one side names an organisation for people of the other, so that no person can be missed."""
    if not any(match.kind in ("missing", "extra", "different") for match in found):
        return False
    cited = any(name.literal is not None and " " in name.literal for name in written)
    return cited != any(name.literal is not None for name in known)


def _checks(
    authors: Sequence[Author], known: Sequence[Name], found: Sequence[Match], place: Span, source: SourceFile
) -> Iterator[FieldCheck]:
    """Yield the checks for what does not fit."""
    missing = [known[match.known] for match in found if match.kind == "missing" and match.known is not None]
    strays = [match for match in found if match.kind == "order"]
    if strays and not is_alphabetised(known):
        yield _order(authors, known, strays)
    for match in found:
        if match.written is None:
            continue
        author = authors[match.written]
        if match.kind == "extra":
            yield _contradiction("extra-author", author.span, str(author.name), "", "is not in the record")
        elif match.kind == "elsewhere" and match.known is not None:
            yield _elsewhere(author, known[match.known])
        elif match.known is not None and match.kind in ("slip", "initial", "different"):
            yield _person(author, known[match.known], match.kind, source)
    if missing:
        listed = "; ".join(map(str, missing[:_SHOWN])) + (f"; … ({len(missing)})" if len(missing) > _SHOWN else "")
        yield _contradiction("missing-author", place, "", listed, f"the record also names {listed}")


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


def _elsewhere(author: Author, known: Name) -> FieldCheck:
    """Return the note for somebody whom the record names, but not at this place (after the ellipsis)."""
    return FieldCheck(
        "authors",
        Verdict.CONTRADICTED,
        "order",
        str(author.name),
        str(known),
        author.span,
        confidence=Confidence.LOW,
        message=f"the record has {str(known)!r} here, and {str(author.name)!r} elsewhere",
        note=True,
    )


def _person(author: Author, known: Name, kind: str, source: SourceFile) -> FieldCheck:
    """Return the check for a name that is not the record's; a bare initial of the record weighs little."""
    difference = {"slip": "name", "initial": "initial", "different": "name"}[kind]
    weak = kind == "initial" and len(author.name.given or "") > _INITIAL >= len(known.given or "")
    edits: tuple[Edit, ...] = ()
    if kind == "slip" and author.family_span is not None:
        edits = _family_edits(author.name.family or "", names.family(known), author.family_span, source)
    return FieldCheck(
        "authors",
        Verdict.CONTRADICTED,
        difference,
        str(author.name),
        str(known),
        author.span,
        edits,
        Applicability.UNSAFE if edits else None,
        Confidence.LOW if weak else Confidence.HIGH,
        message=f"the record has {str(known)!r}",
        note=weak,
    )


def _family_edits(written: str, expected: str, place: Span, source: SourceFile) -> tuple[Edit, ...]:
    """Return the edits of a misspelt family name, if the file shows it letter by letter."""
    if source.cut(place) != written:
        return ()
    reading = read_family(written, expected)
    return tuple(
        Edit(Span(place.start + start, place.start + end), text)
        for slip in slips(reading)
        for start, end, text in slip.edits
    )
