"""Venues: the names under which a record's container is cited, and when two names cannot contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.compare.fold import clean, collapse, key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import Record


def venue_forms(records: Sequence[Record]) -> tuple[str, ...]:
    """Return the names a citation may carry: containers, short titles, and for want of these the publisher."""
    found: dict[str, None] = {}
    for record in records:
        for container in (*record.containers, *record.short_containers):
            _add(container, found)
    if not found:
        for record in records:
            _add(record.publisher, found)
    return tuple(found)


def _add(container: str, found: dict[str, None]) -> None:
    """Add one name as deposited and with its blanks in order."""
    name = clean(container)
    if key(name):
        found.setdefault(collapse(name))
        found.setdefault(name)
