"""Verdicts: every field that an entry states ends as confirmed, contradicted, not comparable or not checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from msgspec.structs import replace

from refmend.model import FieldCheck, FieldName, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Comparison, Reference

_UNKNOWN_TO_REGISTRIES = frozenset({"accessed", "bracket", "date"})


def complete(comparison: Comparison, reference: Reference) -> Comparison:
    """Return the comparison with the places and sources of its confirmations, and a check for every stated field.

    A field without a check is one of which the record says nothing. Another work's record checks nothing.
    """
    if comparison.same_work is False:
        return comparison
    checks = [_placed(check, comparison, reference) for check in comparison.checks]
    spoken = {check.field for check in checks}
    return replace(comparison, checks=(*checks, *_silent(reference, spoken)))


def _placed(check: FieldCheck, comparison: Comparison, reference: Reference) -> FieldCheck:
    """Return a confirmation with what it confirms, where that stands, and who says so."""
    field = reference.fields.get(check.field)
    if check.verdict != Verdict.CONFIRMED or field is None:
        return check
    return replace(
        check,
        as_written=check.as_written or reference.words(check.field),
        span=check.span or field.span,
        sources=check.sources or (comparison.record.registry,),
    )


def _silent(reference: Reference, spoken: set[FieldName]) -> Iterator[FieldCheck]:
    """Yield a check for each stated field that no other speaks of."""
    for name in get_args(FieldName):
        field = reference.fields.get(name)
        if field is not None and name not in spoken and name not in _UNKNOWN_TO_REGISTRIES:
            yield FieldCheck(name, Verdict.NOT_CHECKED, as_written=reference.words(name), span=field.span)
