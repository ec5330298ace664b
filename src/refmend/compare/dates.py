"""Dates: which years a citation of this record may carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import Record

_PREFERRED = ("issued", "print", "published", "online", "posted", "submitted", "updated")


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
