"""Fields of a structured format (BibTeX, CSL-JSON), each set beside the record's value alone."""

from __future__ import annotations

import bisect
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend.compare import pages
from refmend.compare.dates import years
from refmend.compare.fold import fold
from refmend.compare.reading import Reading, closest, nearest, place, with_greek
from refmend.compare.template import Choice, Person
from refmend.compare.titles import formula_places, title_forms
from refmend.compare.venues import venue_forms
from refmend.model import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import FieldCheck, FieldName, FieldText, Record, Reference

_LABEL = re.compile(r"^\s*(?:vol(?:ume)?|nos?|nr|issue|number|band|bd|heft)\b\.?\s*", re.IGNORECASE)
NUMBERS: tuple[FieldName, ...] = ("year", "volume", "issue", "pages")


def read_field(value: str, **choice: str) -> Reading:
    """Set one value beside one expected form."""
    return place(fold(value), replace(Choice(bare=True), **choice))


def read_title(value: str, records: Sequence[Record], *, version: int | None = None) -> Reading | None:
    """Set a title beside the nearest of the record's; None where the records have none."""
    text = fold(value).text
    title = with_greek(text, nearest(text, title_forms(records, version=version)))
    reading = read_field(value, title=title) if title else None
    return (
        replace(reading, choice=replace(reading.choice, formulas=formula_places(records, title))) if reading else None
    )


def read_number(name: str, value: str, records: Sequence[Record]) -> Reading | None:
    """Set a year, volume, issue or page range beside the nearest form of the record's; None where it has none."""
    if name == "year":
        forms = years(records)
    else:
        forms = pages.page_forms(records) if name == "pages" else pages.values(records, name, value)
    text = pages.expand(value) if name == "pages" else value
    form = closest(fold(text).text, forms)
    bare = fold(_LABEL.sub("", value)).text if name != "year" else ""
    as_pages = name == "pages" and any(fold(pages.expand(known)).text == fold(text).text for known in forms)
    if as_pages or bare in {fold(known).text for known in forms}:
        form = value
    first, dash, last = text.partition("-")
    if name == "pages" and dash and first == last and any(record.pages.strip() == first for record in records):
        form = value  # "96-96" is page 96
    return read_field(value, **{name: form}) if form else None


def read_venue(value: str, records: Sequence[Record]) -> Reading | None:
    """Set a venue beside the nearest of the record's names; None where it has none."""
    venue = nearest(fold(value).text, venue_forms(records))
    return read_field(value, venue=venue) if venue else None


def read_family(value: str, expected: str) -> Reading:
    """Set a family name beside the record's."""
    choice = Choice(bare=True, people=[Person(0, expected)])
    return place(fold(value), choice)


def written_year(reference: Reference) -> str:
    """Return the year of a structured reference: of its year field, or the beginning of its date."""
    return reference.words("year") or reference.words("date")[:4]


def around_markup(check: FieldCheck, field: FieldText) -> FieldCheck:
    """Return the check with edits that leave the file's markup where it is, or without edits where none can.

    An edit across a brace or a tag becomes one for each side of it, if it replaces as many characters as there are.
    """
    if field.offsets is None or field.ends is None:
        return check
    edits: list[Edit] = []
    for edit in check.edits:
        first = bisect.bisect_left(field.offsets, edit.span.start)
        last = bisect.bisect_left(field.offsets, edit.span.end, first)
        places = [field.place(at, at + 1) for at in range(first, last)]
        if all(one.end == other.start for one, other in pairwise(places)):
            edits.append(edit)
        elif len(edit.replacement) == len(places):
            edits += [Edit(place, char) for place, char in zip(places, edit.replacement, strict=True)]
        else:
            return replace(check, edits=(), applicability=None)
    return replace(check, edits=tuple(edits))
