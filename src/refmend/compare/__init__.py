"""Compare a reference with what registries say of its identifier, field by field; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.compare.entry import compare_entry
from refmend.compare.webpage import compare_page, is_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import Comparison, Record, Reference

__all__ = ["compare"]


def compare(reference: Reference, records: Sequence[Record]) -> Comparison:
    """Return the checks of every field of a reference against the records of one of its identifiers.

    `records` are in order of authority and not empty. A field is contradicted only where no record confirms it.
    """
    if is_page(records):
        return compare_page(reference, records)
    return compare_entry(reference, records)
