"""Dates: which years a citation of this record may carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import Record

_PREFERRED = ("issued", "print", "published", "online", "posted", "submitted", "updated")


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
