"""Entries beside everything that is known of them: which outcomes speak, and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend.compare import compare
from refmend.model import IdentifierKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from refmend.model import Comparison, Identifier, Outcome, Record, Reference


def compare_outcomes(reference: Reference, outcomes: Mapping[Identifier, Outcome]) -> dict[Identifier, Comparison]:
    """Return a comparison for each identifier of an entry that a registry knows; pages speak where none does.

    Books are left out: one ISBN stands for all chapters and many printings, and what is kept of them errs often.
    """
    if reference.kind != "entry":
        return {}
    found, pages = {}, {}
    for mention in reference.mentions:
        outcome = outcomes.get(mention.identifier)
        known = outcome.records if outcome and mention.identifier.kind != IdentifierKind.ISBN else ()
        if records := [record for record in known if record.registry != "web"]:
            if mention.identifier not in found:
                found[mention.identifier] = _compare_versions(reference, records)
        elif known:
            pages[mention.identifier] = compare(reference, known)
    return found or pages


def _compare_versions(reference: Reference, records: Sequence[Record]) -> Comparison:
    """Compare with the work asked about; what its published version confirms is no fault of a cited preprint."""
    comparison = compare(reference, [record for record in records if record.identifier == records[0].identifier])
    for record in records:
        if record.identifier == records[0].identifier:
            continue
        published = compare(reference, (record,))
        if published.same_work and not comparison.same_work:
            comparison = published
        elif published.same_work:
            confirmed = {item.field for item in published.checks if item.verdict == Verdict.CONFIRMED}
            wrong = (item for item in comparison.checks if item.verdict == Verdict.CONTRADICTED)
            excused = [item for item in wrong if item.field in confirmed]
            checks = tuple(item for item in comparison.checks if item not in excused)
            comparison = replace(comparison, checks=checks)
    return comparison
