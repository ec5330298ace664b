"""Dates: which years a citation of this record may carry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend.model import Applicability, Confidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import FieldCheck, Record

_PREFERRED = ("issued", "print", "published", "online", "posted", "submitted", "updated")


_CONFERENCE = re.compile(r"proceedings|conference|symposi|workshop|meeting|congress|\b(?:19|20)\d\d\b", re.IGNORECASE)
_NEAR = 1
_LAG = 2


def is_plausible_year(written: str, known: Sequence[str], records: Sequence[Record]) -> bool:
    """Tell whether a year that no record has may still be right: online a year earlier, a preprint's publication."""
    if not written.isdigit():
        return False
    gaps = [int(written) - int(year) for year in known]
    if any(record.type in ("article", "posted-content", "preprint") for record in records):
        return any(0 <= gap <= _LAG for gap in gaps)
    return any(abs(gap) <= _NEAR for gap in gaps)


def _is_periodical(record: Record) -> bool:
    """Tell whether a work is of a journal: its record says so, or nothing else of a venue that is no conference."""
    if record.type:
        return record.type == "article-journal"
    return bool(record.containers) and not any(_CONFERENCE.search(name) for name in record.containers)


def weigh_year(check: FieldCheck, records: Sequence[Record]) -> FieldCheck:
    """Return the check as a note where the year may be that of the volume, of which the record knows the online date.

    Print follows in the next year often enough, and many records never learn of it. One source speaks where another
    could disagree: what it says is applied only where unsafe fixes are asked for.
    """
    periodical = any(map(_is_periodical, records))
    printed = any(date.kind == "print" for record in records for date in record.dates)
    if check.field != "year" or check.difference != "number" or not periodical or printed:
        return check
    written = check.as_written.strip(" ().,")[:4]
    if not written.isdecimal() or not any(int(written) - int(year) == _NEAR for year in years(records)):
        return check
    applicability = Applicability.UNSAFE if check.edits else None
    return replace(check, note=True, confidence=Confidence.LOW, applicability=applicability)


def years(records: Sequence[Record]) -> tuple[str, ...]:
    """Return the years that any record supports, the one a citation would carry first.

    Print, online and issued may differ and all are right; for a preprint the year of the first version counts, that
    of a later version is right too where the version is cited.
    """
    found: dict[str, None] = {}
    for record in records:
        for kind in _PREFERRED:
            for date in record.dates:
                if date.kind == kind and date.year:
                    found.setdefault(f"{date.year:04d}")
    return tuple(found)
