"""Entries of running text: read with the record's help, judged field by field."""

from __future__ import annotations

import bisect
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz.distance import OSA

from refmend.compare.authors import check_authors
from refmend.compare.capitals import capital_slips
from refmend.compare.checks import FIELDS, contradiction, describe
from refmend.compare.dates import weigh_year, years
from refmend.compare.fold import Folded, fold, key
from refmend.compare.reading import Placed, Reading, people_of, read
from refmend.compare.slips import Slip, slips
from refmend.compare.structured import compare_structured, misspelt_venue
from refmend.compare.titles import heads, is_other_language, title_forms
from refmend.compare.venues import is_preprint, is_same_venue, judge_venue, venue_forms
from refmend.compare.work import is_same_work
from refmend.model import (
    Applicability,
    Comparison,
    Confidence,
    Edit,
    FieldCheck,
    FieldText,
    IdentifierKind,
    Mention,
    Record,
    Reference,
    Span,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_TAIL = re.compile(r"(?:(?<!\s)\s+)?(?:(?i:doi:\s*10\.)|(?<=\. )(?:Retrieved|Accessed|Available)\s)")
_DATED = re.compile(r"\(\d{4}[a-z]?(?P<day>, ?[^\W\d_]{3,12}\.?(?: \d[^()]{0,30}| ?[\u2013-][^()]{3,30})?)\)")
_LINKS = (IdentifierKind.DOI, IdentifierKind.ARXIV, IdentifierKind.URL)
_MOST = 6000
_TEXT = ("", "apa", "harvard", "vancouver", "quoted")
_READABLE = 0.6
_NAME_LETTERS = 3
_LONG_NAME = 8
_SIGNS = "()[]<>.,;:'\""
_LIKE_ADDRESS = 0.8


class _Case(Struct, frozen=True):
    """One reference beside its records, while it is judged."""

    reference: Reference
    records: Sequence[Record]
    reading: Reading

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the registry that speaks."""
        return (self.records[0].registry,)

    def locate(self, start: int, end: int) -> Span:
        """Return the file span of a range of the entry."""
        prose = self.reference.prose
        if prose is not None:
            return prose.place(start, end)
        at = self.reference.span.start
        return Span(at + start, at + end)

    def window(self, i1: int, i2: int) -> Span:
        """Return the file span of folded written characters."""
        written = self.reading.alignment.written
        start = written.raw_start(i1)
        return self.locate(start, max(start, written.raw_end(i2)))


def compare_entry(reference: Reference, records: Sequence[Record]) -> Comparison:
    """Compare an entry as it is written with the records."""
    version = cited_version(reference)
    if reference.style not in _TEXT and reference.fields:
        return compare_structured(reference, records, version)
    written = body_of(reference, records)
    reading = read(written, records, version=version, venue=lambda: reference.words("venue"))
    same = is_same_work(reading, title_forms(records, version=version))
    if not same:
        return Comparison(records[0], (), same_work=same)
    case = _Case(reference, records, reading)
    document = reference.source.text
    found = [*slips(reading, joined_initials=joins_initials(document)), *capital_slips(reading, document)]
    found.sort(key=lambda slip: slip.change.i1)
    strange = _strange_people(reading)
    described = describe(reading, _kept(case, found, strange), case.locate, case.sources)
    checks = [weigh_year(check, records) for check in described]
    if not any(record.containers for record in records):
        checks = [check for check in checks if check.field != "venue" or check.difference != "word"]
    checks += _authors(case, strange)
    checks += _absent(case)
    wrong = {check.field for check in checks if not check.note}
    checks += _confirmed(reading, wrong)
    if reference.prose is not None:
        checks = [_unbroken(check, reference.prose) for check in checks]
    return Comparison(records[0], tuple(checks), same_work=True)


def _unbroken(check: FieldCheck, prose: FieldText) -> FieldCheck:
    """Return the check without its edits where one of them would take markup away together with words."""
    if prose.offsets is None or prose.ends is None:
        return check
    gaps = [Span(*gap) for gap in zip(prose.ends, prose.offsets[1:], strict=True) if gap[0] < gap[1]]
    if any(edit.span.overlaps(gap) for edit in check.edits for gap in gaps):
        return replace(check, edits=(), applicability=None)
    return check


def _places(reference: Reference) -> list[tuple[int, int, Mention]]:
    """Return where the mentions stand in the entry's words; a link's target stands nowhere."""
    prose, at = reference.prose, reference.span.start
    if prose is None or prose.offsets is None:
        return [(mention.span.start - at, mention.span.end - at, mention) for mention in reference.mentions]
    offsets = prose.offsets
    found = []
    for mention in reference.mentions:
        start = bisect.bisect_left(offsets, mention.span.start, 0, len(offsets) - 1)
        end = bisect.bisect_left(offsets, mention.span.end, 0, len(offsets) - 1)
        if end > start:
            found.append((start, end, mention))
    return found


def body_of(reference: Reference, records: Sequence[Record] = ()) -> Folded:
    """Return the entry's folded text without identifiers and addresses, and without what follows the last of them.

    An address that is part of a registered title stays.
    """
    words = reference.prose.value if reference.prose is not None else reference.text
    text = words[:_MOST] if isinstance(words, str) else ""
    places = sorted(
        (start, end)
        for start, end, mention in _places(reference)
        if mention.identifier.kind in _LINKS
        and 0 < start < len(text)
        and not any(_is_in_title(mention.as_written, title.text) for record in records for title in record.titles)
    )
    end = len(text)
    while places and not any(char.isalnum() for char in text[places[-1][1] : end]):
        end = places.pop()[0]
    if tail := _TAIL.search(text, 1, end):
        end = tail.start()
    body = text[:end].rstrip(" \t\n<([")
    if date := _DATED.search(body):
        places.append(date.span("day"))  # a year is compared, and nothing else of a date
    return fold(body, sorted(place for place in places if place[1] <= len(body)))


def _is_in_title(address: str, title: str) -> bool:
    """Tell whether an address is part of a title, a slip aside."""
    if address in title:
        return True
    written = key(address)
    return "." in title and any(
        "." in word.strip(_SIGNS) and OSA.normalized_similarity(written, key(word)) >= _LIKE_ADDRESS
        for word in title.split()
    )


def cited_version(reference: Reference) -> int | None:
    """Return the arXiv version that the entry names, or None."""
    for mention in reference.mentions:
        if mention.identifier.kind == IdentifierKind.ARXIV and (
            found := re.search(r"v(\d{1,3})$", mention.identifier.value)
        ):
            return int(found[1])
    return None


@lru_cache(maxsize=64)
def joins_initials(text: str) -> bool:
    """Tell whether a file writes "J.A." rather than "J. A." for initials."""
    joined = len(re.findall(r"\b[A-Z]\.[A-Z]\.", text))
    return joined > len(re.findall(r"\b[A-Z] ?\. {1,3}[A-Za-z] ?\.", text))  # damaged ones count: they will be mended


def _strange_people(reading: Reading) -> frozenset[int]:
    """Return the people of the record whose family name the entry does not show where it should; -1 for a stranger."""
    found = {
        placed.piece.author
        for placed in reading.of("family")
        if placed.likeness < _READABLE and (placed.j2 - placed.j1) * (1 - placed.likeness) >= _NAME_LETTERS - 1
    }
    found |= {
        placed.piece.author for placed in reading.of("family") if _wrong_letters(reading, placed) > _slips(placed)
    }
    people = {placed.piece.author for placed in reading.of("family")}
    for change in reading.alignment.changes:
        if not any(map(str.isalnum, change.written)) and sum(map(str.isalnum, change.expected)) >= _NAME_LETTERS:
            touched = (placed for placed in reading.of("family") if placed.j1 < change.j2 and placed.j2 > change.j1)
            found.update(placed.piece.author for placed in touched)
    if _has_stranger(reading):
        found.add(-1)
    found &= people | {-1}
    return frozenset(found)


def _wrong_letters(reading: Reading, placed: Placed) -> int:
    """Return how many letters of a name are wrong."""
    inside = [change for change in reading.alignment.changes if placed.j1 <= change.j1 and change.j2 <= placed.j2]
    return sum(max(sum(map(str.isalnum, change.written)), sum(map(str.isalnum, change.expected))) for change in inside)


def _slips(placed: Placed) -> int:
    """Return how many slips a name of this length may hold and still be that name: 2, or 3 in a long one."""
    return 2 + (placed.j2 - placed.j1 > _LONG_NAME)


def _has_stranger(reading: Reading) -> bool:
    """Tell whether the part before the year holds a name that the record does not have."""
    people = reading.of("family", "given")
    if not people:
        return False
    first, last = people[0].j1, people[-1].j2
    return any(
        first <= change.j1 <= last and sum(map(str.isalpha, change.written)) - len(change.expected) >= _NAME_LETTERS
        for change in reading.alignment.changes
    )


def _is_torn(placed: Placed) -> bool:
    """Tell whether the letters of a value were found far and wide, in words that are something else."""
    return placed.i2 - placed.i1 > 2 * (placed.j2 - placed.j1) + _LONG_NAME


def _kept(case: _Case, found: Sequence[Slip], strange: frozenset[int]) -> list[Slip]:
    """Return the slips to speak of: none in names that are judged as a whole, none in a venue torn to pieces."""
    found = [slip for slip in found if slip.placed.piece.role != "venue" or not _is_torn(slip.placed)]
    if strange and case.reference.authors is not None:
        return [slip for slip in found if slip.placed.piece.author < 0 or slip.spacing]
    return [slip for slip in found if slip.placed.piece.author not in strange or slip.placed.piece.author < 0]


def _authors(case: _Case, strange: frozenset[int]) -> list[FieldCheck]:
    """Return the checks of people who cannot be judged letter by letter."""
    parsed = case.reference.fields.get("authors")
    if not strange:
        return []
    authors = case.reference.authors
    if authors is not None and parsed is not None:
        return check_authors(authors, case.records, parsed.span, case.reference.source, case.reference.style)
    checks = []
    for placed in case.reading.of("family"):
        if placed.piece.author in strange:
            people = people_of(case.records[0], case.reading.alignment.written.text)
            name = str(people[placed.piece.author])
            span = case.window(placed.i1, placed.i2)
            shown = case.reference.source.cut(span)
            kind = "name" if any(map(str.isalnum, shown)) else "missing-author"
            checks.append(contradiction("authors", kind, span, shown, name, case.sources, Confidence.MEDIUM))
    return checks


def _absent(case: _Case) -> list[FieldCheck]:
    """Return the checks of values that stand in the entry, but not as the record has them."""
    checks = _undated(case)
    if not case.reading.of("title"):
        checks += _other_title(case)
    if not case.reading.of("venue"):
        checks += _other_venue(case)
    return checks


def _other_title(case: _Case) -> list[FieldCheck]:
    """Return the check of a title that was not found in its place."""
    forms, reference = title_forms(case.records), case.reference
    if not forms:
        return []
    title, shown = reference.fields.get("title"), reference.words("title")
    translated = reference.fields.get("bracket")
    if translated and key(reference.words("bracket")) in {key(form) for form in forms}:
        return [FieldCheck("title", Verdict.CONFIRMED, as_written=reference.words("bracket"), span=translated.span)]
    if title and any(is_same_venue(shown, name) for name in venue_forms(case.records)):
        title, shown = None, ""
    if title is None:
        return [contradiction("title", "missing-title", reference.span, "", forms[0], case.sources, Confidence.MEDIUM)]
    known = {key(part) for form in forms for part in (form, *heads(form))}
    if key(shown) in known or any(key(head) in known for head in heads(shown)):
        return [FieldCheck("title", Verdict.CONFIRMED, as_written=shown, span=title.span)]
    if is_other_language(shown, forms) or is_same_venue(reference.words("venue"), forms[0]):
        return [FieldCheck("title", Verdict.NOT_COMPARABLE, as_written=shown, expected=forms[0], span=title.span)]
    return [contradiction("title", "word", title.span, shown, forms[0], case.sources, Confidence.MEDIUM)]


def _other_venue(case: _Case) -> list[FieldCheck]:
    """Return the check of a venue that was not found in its place."""
    venue, shown = case.reference.fields.get("venue"), case.reference.words("venue")
    if venue is None:
        return []
    verdict = judge_venue(shown, case.records)
    if verdict == Verdict.CONFIRMED and (misspelt := misspelt_venue(venue, case.records)):
        return misspelt
    if verdict != Verdict.CONTRADICTED:
        return [FieldCheck("venue", verdict, as_written=shown, span=venue.span)]
    known = next((name for record in case.records for name in record.containers), "")
    confidence = Confidence.LOW if any(map(is_preprint, case.records)) else Confidence.MEDIUM
    return [contradiction("venue", "word", venue.span, shown, known, case.sources, confidence)]


def _undated(case: _Case) -> list[FieldCheck]:
    """Return the check of an entry that says "n.d." although the record has a date."""
    known = years(case.records)
    placed = next(iter(case.reading.of("year")), None)
    if placed is None or not known or not placed.piece.text.startswith("n"):
        return []
    span = case.window(placed.i1, placed.i2)
    shown = case.reference.source.cut(span)
    check = contradiction("year", "missing-date", span, shown, known[0], case.sources, Confidence.HIGH)
    return [replace(check, edits=(Edit(span, known[0]),), applicability=Applicability.UNSAFE)]


def _confirmed(reading: Reading, wrong: Collection[str]) -> list[FieldCheck]:
    """Return a confirmation for every field that stands in the entry without a slip."""
    found: dict[str, FieldCheck] = {}
    for placed in reading.pieces:
        field = FIELDS.get(placed.piece.role)
        if field is None or field in wrong or field in found:
            continue
        found[field] = FieldCheck(field, Verdict.CONFIRMED)
    return list(found.values())
