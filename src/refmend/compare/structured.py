"""Structured entries (BibTeX, CSL-JSON and the like): every field is known, and is compared alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend.compare.authors import check_authors, known_lists
from refmend.compare.capitals import capital_slips
from refmend.compare.checks import contradiction, describe
from refmend.compare.dates import is_plausible_year, weigh_year, years
from refmend.compare.fields import NUMBERS, around_markup, read_number, read_title, read_venue, written_year
from refmend.compare.fold import fold, key
from refmend.compare.lists import expected_indices, match_lists
from refmend.compare.people import is_slip
from refmend.compare.slips import is_half_hyphened, slips
from refmend.compare.titles import heads, is_other_language, title_forms
from refmend.compare.venues import is_preprint, is_same_venue, judge_venue, venue_forms
from refmend.model import Comparison, Confidence, FieldCheck, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.compare.reading import Reading
    from refmend.model import FieldName, FieldText, Record, Reference

_ALIKE, _SAME = 0.6, 0.85
_HALF = 0.5
_LETTERS = 12
_TRANSLATED = re.compile(r"(?<!.)([^\[\]]{3,400})\s\[([^\[\]]{3,400})\](?!.)", re.DOTALL)
"""A title with its translation in brackets."""


def compare_structured(reference: Reference, records: Sequence[Record], version: int | None) -> Comparison:
    """Compare the fields of a structured entry with the records."""
    title = reference.fields.get("title")
    reading = read_title(reference.words("title"), records, version=version) if title else None
    if _is_other_work(reference, records, reading):
        return Comparison(records[0], (), same_work=False)
    checks: list[FieldCheck] = []
    if title is not None and reading is not None:
        checks += _title(title, reading, records)
    elif title is None and title_forms(records):
        expected = title_forms(records)[0]
        checks.append(_whole("title", "missing-title", reference, expected, records, Confidence.MEDIUM))
    checks += _people(reference, records)
    checks += [check for name in NUMBERS for check in _number(reference, name, records)]
    checks += _venue(reference, records)
    return Comparison(records[0], tuple(checks), same_work=True)


def _whole(
    field: FieldName,
    difference: str,
    reference: Reference,
    expected: str,
    records: Sequence[Record],
    confidence: Confidence,
) -> FieldCheck:
    """Return a contradiction about a whole field, or about the entry where it lacks the field."""
    found = reference.fields.get(field)
    place = found.span if found else reference.span
    written = reference.words(field) if found else ""
    return contradiction(field, difference, place, written, expected, (records[0].registry,), confidence)


def _is_other_work(reference: Reference, records: Sequence[Record], reading: Reading | None) -> bool:
    """Tell whether the identifier is another work's: neither the title nor the authors are like the record's."""
    if reading is None:
        return False
    likeness = reading.pieces[0].likeness
    share = _author_share(reference, records)
    if likeness >= _SAME and len(key(reading.choice.title)) >= _LETTERS:
        return False
    right = sum(placed is not None and placed.pieces[0].likeness == 1.0
                for placed in (_read_number(reference, name, records) for name in ("volume", "pages")))  # fmt: skip
    if share is None:
        return likeness < _ALIKE and not right
    return share < _HALF if likeness < _SAME else share < _HALF and not right


def _author_share(reference: Reference, records: Sequence[Record]) -> float | None:
    """Return the share of the written authors whom a record names; None where that cannot be told."""
    authors = reference.authors
    if authors is None or not authors.authors:
        return None
    given = [author.name for author in authors.authors]
    shares = []
    for people in known_lists(records):
        indices = expected_indices(len(people), len(given), ellipsis=authors.ellipsis, et_al=authors.et_al)
        found = match_lists(given, people, indices)
        fitting = sum(match.kind in ("same", "slip", "initial", "order", "unknown") for match in found)
        shares.append(fitting / max(1, len(given)))
    return max(shares, default=None)


def _title(title: FieldText, reading: Reading, records: Sequence[Record]) -> list[FieldCheck]:
    """Return the checks of a title: the slips in it, or one check where it is another title."""
    value = str(title.value)
    expected = reading.choice.title
    parts = [value, *(part for match in _TRANSLATED.finditer(value) for part in match.groups())]
    known = {key(form) for form in title_forms(records)} | {key(head) for head in heads(expected)}
    changes = reading.alignment.changes
    whole = not any(is_half_hyphened(reading.alignment.written.text, change) for change in changes)
    if whole and any(key(part) in known or _spelt(part) == _spelt(expected) for part in parts):
        return [FieldCheck("title", Verdict.CONFIRMED, as_written=value, span=title.span)]
    if (
        fold(value).text.startswith(fold(expected).text)
        and len(key(expected)) >= _LETTERS
        and any(key(head) == key(expected) for head in heads(value))
    ):
        return [FieldCheck("title", Verdict.CONFIRMED, as_written=value, span=title.span)]
    sources = (records[0].registry,)
    if reading.pieces[0].likeness < _SAME and is_other_language(value, title_forms(records)):
        return [FieldCheck("title", Verdict.NOT_COMPARABLE, as_written=value, expected=expected, span=title.span)]
    in_words = not reading.choice.formulas or reading.pieces[0].likeness < _ALIKE
    if reading.pieces[0].likeness < _SAME and in_words and not is_slip(key(value), key(expected)):
        return [contradiction("title", "word", title.span, value, expected, sources, Confidence.HIGH)]
    return _mended(title, reading, sources) or [
        FieldCheck("title", Verdict.CONFIRMED, as_written=value, span=title.span)
    ]


def _spelt(title: str) -> str:
    """Return what two titles must share that have "and" for an ampersand."""
    return key(title.replace("&", " and "))


def _mended(field: FieldText, reading: Reading, sources: tuple[str, ...]) -> list[FieldCheck]:
    """Return the checks of the slips in a value, each mended between the markup of the file."""
    found = list(slips(reading))
    if reading.of("title"):
        found += capital_slips(reading)
    return [around_markup(check, field) for check in describe(reading, found, field.place, sources)]


def _people(reference: Reference, records: Sequence[Record]) -> list[FieldCheck]:
    """Return the checks of the authors."""
    authors, field = reference.authors, reference.fields.get("authors")
    if authors is None or field is None or not known_lists(records):
        return []
    checks = check_authors(authors, records, field.span, reference.source, reference.style)
    return checks or [FieldCheck("authors", Verdict.CONFIRMED, span=field.span)]


def _read_number(reference: Reference, name: str, records: Sequence[Record]) -> Reading | None:
    """Read a number of the entry beside the record's; None where one of them has none."""
    value = written_year(reference) if name == "year" else reference.words(name)  # type: ignore[arg-type]
    return read_number(name, value, records) if value else None


def _number(reference: Reference, name: FieldName, records: Sequence[Record]) -> list[FieldCheck]:
    """Return the check of a year, volume, issue or page range."""
    reading = _read_number(reference, name, records)
    if reading is None:
        return []
    field = reference.fields.get(name) or reference.fields["date"]
    sources = (records[0].registry,)
    checks = list(describe(reading, slips(reading), field.place, sources))
    checks = [check for check in checks if check.difference == "number"]
    if name == "year" and checks:
        value = written_year(reference)
        if is_plausible_year(value, years(records), records):
            checks = [weigh_year(replace(check, confidence=Confidence.MEDIUM), records) for check in checks]
    return checks or [FieldCheck(name, Verdict.CONFIRMED, span=field.span)]


def _venue(reference: Reference, records: Sequence[Record]) -> list[FieldCheck]:
    """Return the check of the venue: its slips, or another venue, or none where the names cannot contradict."""
    field = reference.fields.get("venue")
    if field is None:
        return []
    value = reference.words("venue")
    if misspelt := misspelt_venue(field, records):
        return misspelt
    verdict = judge_venue(value, records)
    if verdict == Verdict.CONTRADICTED:
        name = next(name for record in records for name in (*record.containers, *record.short_containers))
        confidence = Confidence.LOW if any(map(is_preprint, records)) else Confidence.HIGH
        return [_whole("venue", "word", reference, name, records, confidence)]
    return [FieldCheck("venue", verdict, as_written=value, span=field.span)]


def misspelt_venue(field: FieldText, records: Sequence[Record]) -> list[FieldCheck]:
    """Return the checks of a venue that is the record's but for a few slips."""
    value = str(field.value)
    known = venue_forms(records)
    reading = read_venue(value, records)
    if reading is None or reading.pieces[0].likeness < _SAME or any(is_same_venue(value, name) for name in known):
        return []
    return _mended(field, reading, (records[0].registry,))
